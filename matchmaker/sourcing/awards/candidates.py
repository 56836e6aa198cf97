"""What a quote says, as plain values, and what it counts as in the ranking where it says nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from matchmaker.sourcing.choices.quotes import BUILD_HEADS, CostHead

OPEN, STALE, EXPIRED = "", "stale", "expired"


@dataclass(frozen=True)
class Candidate:
    """One quote. Amounts are won without VAT; None is "nobody said".

    ``heads`` holds all of the cost tree but maintenance, which is ``years``; ``items`` the price of each slot of the
    package, so a slot that nobody covers is None. ``unpriced``: members that priced nothing. ``lines_asked``: how many
    prices a complete quote has. ``state``: "" if it can be chosen, else why not.
    """

    key: int
    heads: Mapping[str, int | None]
    years: Mapping[int, int | None]
    items: Mapping[int, int | None]
    unpriced: int = 0
    musts_asked: int = 0
    musts_covered: int = 0
    lines_missing: int = 0
    lines_asked: int = 0
    weeks: int | None = None
    onsite_hours: int | None = None
    warranty_months: int | None = None
    data_owner: str = ""
    track: float | None = None
    state: str = OPEN

    @property
    def choosable(self) -> bool:
        return self.state == OPEN

    @property
    def build_said(self) -> int:
        return sum(self.heads.get(head) or 0 for head in BUILD_HEADS)

    @property
    def five_year_said(self) -> int:
        later = (self.heads.get(CostHead.EXIT) or 0) + sum(amount or 0 for amount in self.years.values())
        return self.build_said + later

    @property
    def complete(self) -> bool:
        return not self.has_holes and None not in (*self.heads.values(), *self.years.values())

    @property
    def has_holes(self) -> bool:
        """Work without a price, which no single line of another quote can stand for."""
        return self.unpriced > 0 or None in self.items.values()


@dataclass(frozen=True)
class Costs:
    """What a quote counts as in the ranking; ``imputed`` is the part of the five years that it does not name."""

    build_krw: int
    five_year_krw: int
    imputed_krw: int


def counted(rows: list[Candidate], pool: list[Candidate]) -> dict[int, Costs]:
    """Costs of each row by its key; ``pool`` are those whose prices stand in for what is missing."""
    found = {row.key: _imputed(row, [other for other in pool if other.key != row.key]) for row in rows}
    whole = [found[row.key] for row in pool if not row.has_holes]
    if not whole:
        return found
    least_build = min(one.build_krw for one in whole)
    least_years = min(one.five_year_krw for one in whole)
    return {
        row.key: _not_below(found[row.key], least_build, least_years) if row.has_holes else found[row.key]
        for row in rows
    }


def _not_below(costs: Costs, build: int, years: int) -> Costs:
    """A quote with holes never counts as cheaper than the cheapest that covers everything."""
    lifted = max(costs.five_year_krw, years)
    more = lifted - costs.five_year_krw
    return Costs(max(costs.build_krw, build), lifted, costs.imputed_krw + more)


def _imputed(row: Candidate, others: list[Candidate]) -> Costs:
    """Whoever named the same thing sets what a missing one counts as; what nobody named counts as nothing."""
    added = sum(_dearest(other.heads.get(head) for other in others) for head in BUILD_HEADS if _lacks(row, head))
    if not _lacks(row, CostHead.ITEM):
        holes = [slot for slot, amount in row.items.items() if amount is None]
        added += sum(_dearest(other.items.get(slot) for other in others) for slot in holes)
    years = [year for year, amount in row.years.items() if amount is None]
    later = sum(_dearest(other.years.get(year) for other in others) for year in years)
    if _lacks(row, CostHead.EXIT):
        later += _dearest(other.heads.get(CostHead.EXIT) for other in others)
    return Costs(row.build_said + added, row.five_year_said + added + later, added + later)


def _lacks(row: Candidate, head: str) -> bool:
    return row.heads.get(head) is None


def _dearest(amounts: Iterable[int | None]) -> int:
    return max((amount for amount in amounts if amount is not None), default=0)
