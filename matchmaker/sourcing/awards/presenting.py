"""What the pages of the choice show, gathered in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from demand.models import Need
from matchmaker.sourcing.awards.comparing import Standing, differences
from matchmaker.sourcing.awards.lineup import Entry
from matchmaker.sourcing.awards.picturing import CostBar, cost_bars
from matchmaker.sourcing.awards.wording import BETTER, NOT_CHOOSABLE, WORSE, award_state
from matchmaker.sourcing.choices import STANDING, CostHead, Criterion, QuoteStatus
from matchmaker.sourcing.models import Award, Quote, QuotePart
from matchmaker.sourcing.presenting import said
from matchmaker.sourcing.quotes.costing import Gap
from matchmaker.sourcing.quotes.funding import Fundings, Offered
from matchmaker.sourcing.quotes.wording import QUOTE_FOR_MEMBER

REASONS_SHOWN = 4


@dataclass(frozen=True)
class Reason:
    words: Any
    points: Decimal
    better: bool


@dataclass(frozen=True)
class Result:
    """What came of a quote, for its members: ``award`` where one stands, ``why`` where it was not chosen."""

    quote: Quote
    state: tuple[Any, str]
    award: Award | None
    why: Any
    lost: bool


@dataclass(frozen=True)
class Column:
    """One quote on the page. ``funding``: its share under programmes; ``apart``: points from the next or the best."""

    entry: Entry
    name: str
    members: tuple[str, ...]
    missing: tuple[str, ...]
    left_out: tuple[str, ...]
    reasons: tuple[Reason, ...]
    apart: Decimal
    last_because: Any
    bar: CostBar
    funding: Fundings
    over_budget: int

    @property
    def quote(self) -> Quote:
        return self.entry.quote

    @property
    def standing(self) -> Standing:
        return self.entry.standing


@dataclass(frozen=True)
class Row:
    """A line of the table across all quotes; a cell is None where nothing was said."""

    name: Any
    cells: tuple[Any, ...]
    at_least: tuple[bool, ...] = ()
    strong: bool = False

    @property
    def said(self) -> list[tuple[Any, bool]]:
        """Each amount, and whether it is only a lower bound because something is missing."""
        return list(zip(self.cells, self.at_least or (False,) * len(self.cells), strict=True))


def name_of(quote: Quote) -> str:
    """A quote goes by its lead, and how many work with it."""
    parts = list(quote.parts.all())
    lead = next((str(part.supplier) for part in parts if part.lead), "")
    more = len(parts) - 1
    return _("%(lead)s 외 %(n)s곳") % {"lead": lead, "n": more} if more else lead


def placed_name(entry: Entry) -> str:
    """Its place and its name: two quotes may have the same lead and be told apart by nothing else."""
    return _("%(place)s위 %(name)s") % {"place": entry.standing.place, "name": name_of(entry.quote)}


def columns_of(entries: Sequence[Entry], need: Need, names: dict[str, str], offered: Offered) -> tuple[Column, ...]:
    budget = need.budget_krw if need.budget_period == "once" else None
    bars = cost_bars(entries, budget)
    return tuple(_column(entry, entries, bar, budget, names, offered) for entry, bar in zip(entries, bars, strict=True))


def _column(
    entry: Entry, entries: Sequence[Entry], bar: CostBar, budget: int | None, names: dict[str, str],
    offered: Offered,
) -> Column:  # fmt: skip
    totals, quote = entry.totals, entry.quote
    rival = _rival(entry, entries)
    return Column(
        entry=entry,
        name=placed_name(entry) if len(entries) > 1 else name_of(quote),
        members=tuple(str(part.supplier) for part in quote.parts.all()),
        missing=tuple(_gap(gap, quote, names) for gap in totals.missing),
        left_out=tuple(_slots(quote, names, quote.left_out)),
        reasons=_reasons(entry.standing, rival.standing) if rival else (),
        apart=abs(entry.standing.total - rival.standing.total) if rival else Decimal(0),
        last_because=NOT_CHOOSABLE.get(entry.standing.candidate.state, ""),
        bar=bar,
        funding=offered.of(quote, totals),
        over_budget=max(totals.build_krw - budget, 0) if budget is not None else 0,
    )


def _rival(entry: Entry, entries: Sequence[Entry]) -> Entry | None:
    """Whom a quote is held against: the best one, and the best one against the second."""
    others = [other for other in entries if other is not entry]
    return others[0] if others else None


def _reasons(one: Standing, other: Standing) -> tuple[Reason, ...]:
    """The largest differences, those that speak for its place first."""
    found = differences(one, other)[:REASONS_SHOWN]
    rows = [
        Reason((BETTER if row.points > 0 else WORSE)[row.criterion], abs(row.points), row.points > 0) for row in found
    ]
    ahead = one.place < other.place
    return tuple(sorted(rows, key=lambda row: (row.better != ahead, -row.points)))


def _gap(gap: Gap, quote: Quote, names: dict[str, str]) -> str:
    if gap.kind == "head":
        return str(CostHead(gap.of).label)
    if gap.kind == "year":
        return _("%(n)s년째 유지보수") % {"n": gap.of}
    if gap.kind == "slot":
        return next(iter(_slots(quote, names, [gap.of])), "")
    supplier = next((str(part.supplier) for part in quote.parts.all() if part.supplier_id == gap.of), "")
    return _("%(who)s의 몫 전체") % {"who": supplier}


def _slots(quote: Quote, names: dict[str, str], slots: Sequence[int]) -> list[str]:
    items = {item.slot: item for item in quote.rfq.package.items.all()}
    return [said(items[slot].codes, names) for slot in slots if slot in items]


def slots_of(quote: Quote, names: dict[str, str], part: QuotePart) -> list[str]:
    """Names of what a member covers."""
    return _slots(quote, names, sorted(set(part.slots) - set(quote.left_out)))


def slot_choices(quote: Quote, names: dict[str, str]) -> list[tuple[int, str]]:
    """The slots that a quote covers now, by number and name."""
    covered = sorted({slot for part in quote.parts.all() for slot in part.slots} - set(quote.left_out))
    return [(slot, name) for slot in covered for name in _slots(quote, names, [slot])]


def cost_rows(columns: Sequence[Column]) -> tuple[Row, ...]:
    """The one cost tree, line by line."""
    totals = [column.entry.totals for column in columns]
    heads = [head for head in CostHead if head not in (CostHead.MAINTENANCE, CostHead.EXIT)]
    build = [Row(head.label, tuple(one.by_head[head] for one in totals)) for head in heads]
    years = [
        Row(_("%(n)s년째 유지보수") % {"n": year}, tuple(one.maintenance[year] for one in totals))
        for year in range(1, 6)
    ]
    lesser, all_of = tuple(one.build_at_least for one in totals), tuple(one.five_year_at_least for one in totals)
    return (
        *build,
        Row(_("구축비 합계 (부가세 별도)"), tuple(one.build_krw for one in totals), lesser, strong=True),
        Row(_("부가세"), tuple(one.vat_krw for one in totals), lesser),
        *years,
        Row(CostHead.EXIT.label, tuple(one.exit_krw for one in totals)),
        Row(_("5년 비용 합계 (부가세 별도)"), tuple(one.five_year_krw for one in totals), all_of, strong=True),
    )


def point_rows(columns: Sequence[Column]) -> tuple[tuple[Any, int, tuple[Any, ...]], ...]:
    """Criterion, its weight, and (points, rank) of each quote."""
    parts = [{part.criterion: part for part in column.standing.parts} for column in columns]
    first = parts[0] if parts else {}
    return tuple((Criterion(key).label, first[key].weight, tuple(row[key] for row in parts)) for key in first)


def rank_rows(ranks: dict[str, int], of: int) -> list[tuple[Any, int, int]]:
    """Criterion, place, of how many, in the order of every table: what a loser's page shows."""
    return [(criterion.label, ranks[criterion], of) for criterion in Criterion if criterion in ranks]


def result_of(quote: Quote) -> Result:
    """``quote`` as ``quotes_of_supplier`` gives it: a standing award says more than the quote's own state."""
    last = next(iter(quote.awards.all()), None)
    award = last if last is not None and last.status in STANDING else None
    lost = quote.status == QuoteStatus.NOT_SELECTED
    note = getattr(quote, "loss", None) if lost else None
    state = award_state(award, firm=False) if award else QUOTE_FOR_MEMBER[quote.status]
    return Result(quote, state, award, note.get_reason_display() if note else "", lost)
