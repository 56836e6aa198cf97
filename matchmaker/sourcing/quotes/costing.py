"""What a joint quote costs, from plain lines. Nothing here is typed by anybody: all of it is added up.

Amounts are whole won without VAT. What nobody priced is missing (None), never 0; a sum over something missing says
"at least". The worked example of docs/quotes.md is run by a test.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from matchmaker.sourcing.choices.quotes import BUILD_HEADS, MAINTENANCE_YEARS, CostHead

VAT_PCT = 10
NO_SLOT = -1


@dataclass(frozen=True)
class Line:
    """``part`` is whoever asks for it; ``slot`` where it belongs to one; ``year`` 1-5 for maintenance, else 0."""

    part: Hashable
    head: str
    amount_krw: int
    slot: int = NO_SLOT
    year: int = 0


@dataclass(frozen=True, order=True)
class Gap:
    """One thing that nobody priced: a head, a year of maintenance, a slot, or all of a member's part."""

    kind: str  # "head", "year", "slot" or "part"
    of: Any


@dataclass(frozen=True)
class Totals:
    """Sums of one quote. ``None`` is missing. ``five_year_krw``: build, maintenance of five years, and exit."""

    by_head: Mapping[str, int | None]
    by_part: Mapping[Hashable, int | None]
    maintenance: Mapping[int, int | None]
    exit_krw: int | None
    build_krw: int
    missing: tuple[Gap, ...]

    @property
    def vat_krw(self) -> int:
        """Of the build, rounded half up to a whole won."""
        return (self.build_krw * VAT_PCT + 50) // 100

    @property
    def build_with_vat(self) -> int:
        return self.build_krw + self.vat_krw

    @property
    def maintenance_krw(self) -> int:
        return sum(amount or 0 for amount in self.maintenance.values())

    @property
    def five_year_krw(self) -> int:
        return self.build_krw + self.maintenance_krw + (self.exit_krw or 0)

    @property
    def complete(self) -> bool:
        return not self.missing

    @property
    def build_at_least(self) -> bool:
        """Whether the build may come dearer, because a part of it has no price."""
        return any(gap.kind in ("slot", "part") or gap.of in BUILD_HEADS for gap in self.missing)

    @property
    def five_year_at_least(self) -> bool:
        return bool(self.missing)


@dataclass(frozen=True)
class Share:
    """Who pays what of a build under a support programme: an estimate until the programme says yes."""

    subsidy_krw: int
    own_krw: int
    vat_krw: int

    @property
    def own_with_vat(self) -> int:
        """VAT falls to the firm."""
        return self.own_krw + self.vat_krw


def add_up(lines: Iterable[Line], *, slots: Iterable[int] = (), parts: Iterable[Hashable] = ()) -> Totals:
    """Totals of the lines. ``slots`` and ``parts`` are those that ought to have a price; order plays no role."""
    heads: dict[str, int] = defaultdict(int)
    years: dict[int, int] = defaultdict(int)
    members: dict[Hashable, int] = defaultdict(int)
    priced: set[int] = set()
    for line in lines:
        heads[line.head] += line.amount_krw
        if line.head in BUILD_HEADS:
            members[line.part] += line.amount_krw
        if line.head == CostHead.MAINTENANCE:
            years[line.year] += line.amount_krw
        if line.head == CostHead.ITEM:
            priced.add(line.slot)
    return Totals(
        by_head={head: heads.get(head) for head in CostHead.values},
        by_part={part: members.get(part) for part in dict.fromkeys([*parts, *members])},
        maintenance={year: years.get(year) for year in MAINTENANCE_YEARS},
        exit_krw=heads.get(CostHead.EXIT),
        build_krw=sum(heads.get(head, 0) for head in BUILD_HEADS),
        missing=_missing(heads, years, set(slots) - priced, [part for part in parts if part not in members]),
    )


def _missing(heads: Mapping[str, int], years: Mapping[int, int], slots: set[int], parts: list[Any]) -> tuple[Gap, ...]:
    """Maintenance is told by year, so its head is missing only as its five years."""
    told = [head for head in CostHead.values if head != CostHead.MAINTENANCE]
    return (
        *(Gap("slot", slot) for slot in sorted(slots)),
        *(Gap("part", part) for part in parts),
        *(Gap("head", head) for head in told if head not in heads),
        *(Gap("year", year) for year in MAINTENANCE_YEARS if year not in years),
    )


def own_share(build_krw: int, rate: float, cap_krw: int, vat_krw: int = 0) -> Share:
    """The state pays ``rate`` of the build, at most ``cap_krw``; the firm the rest, and all of the VAT."""
    subsidy = min(int(Decimal(str(rate)) * build_krw), cap_krw)
    return Share(subsidy_krw=subsidy, own_krw=build_krw - subsidy, vat_krw=vat_krw)


def totals_of(quote: Any) -> Totals:
    """Totals of a quote's rows; parts are told by their member's key.

    Every slot of the package ought to have a price, save those that a reduced scope leaves out. Reads
    ``quote.parts``, their ``lines`` and ``quote.rfq.package.items``: prefetch them for a list.
    """
    parts = list(quote.parts.all())
    lines = [
        Line(part.supplier_id, line.head, line.amount_krw, line.slot, line.year)
        for part in parts
        for line in part.lines.all()
    ]
    left_out = set(quote.left_out)
    slots = [item.slot for item in quote.rfq.package.items.all() if item.slot not in left_out]
    return add_up(lines, slots=slots, parts=[part.supplier_id for part in parts])
