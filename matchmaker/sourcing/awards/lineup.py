"""The quotes of one need as they stand against each other: rows of the database turned into what comparing reads."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Sum
from django.utils import timezone

from demand.models import Need
from matchmaker.sourcing.awards.candidates import EXPIRED, OPEN, STALE, Candidate
from matchmaker.sourcing.awards.comparing import Standing, compare, shrunk_track
from matchmaker.sourcing.choices import MAINTENANCE_YEARS, CostHead, QuoteStatus
from matchmaker.sourcing.models import Quote, QuotePart
from matchmaker.sourcing.outcomes.selectors import reviewed_values
from matchmaker.sourcing.quotes.costing import Totals, totals_of
from suppliers.models import PastProject

WORST, BEST = 1.0, 5.0
Ratings = dict[int, tuple[float, int]]


@dataclass(frozen=True)
class Entry:
    """One quote with its sums and its place."""

    quote: Quote
    totals: Totals
    standing: Standing

    @property
    def lead(self) -> QuotePart:
        return next(part for part in self.quote.parts.all() if part.lead)


def line_up(quotes: Iterable[Quote], need: Need) -> tuple[Entry, ...]:
    """The quotes in order, the best first. Reads parts, lines and package items: fetch them with the quotes."""
    rows = {quote.pk: quote for quote in quotes}
    totals = {pk: totals_of(quote) for pk, quote in rows.items()}
    ratings = _ratings(part.supplier_id for quote in rows.values() for part in quote.parts.all())
    order = compare(
        [_candidate(quote, totals[pk], ratings, need) for pk, quote in rows.items()],
        budget_krw=need.budget_krw if need.budget_period == "once" else None,
        deadline_weeks=need.deadline_weeks,
    )
    return tuple(Entry(rows[one.candidate.key], totals[one.candidate.key], one) for one in order)


def state_of(quote: Quote, need: Need) -> str:
    """Whether the quote can be chosen, by what it says itself."""
    if quote.stale or quote.need_version != need.version:
        return STALE
    over = quote.valid_until is not None and quote.valid_until < timezone.localdate()
    return EXPIRED if over or quote.status == QuoteStatus.EXPIRED else OPEN


def _candidate(quote: Quote, totals: Totals, ratings: Ratings, need: Need) -> Candidate:
    items, parts = list(quote.rfq.package.items.all()), list(quote.parts.all())
    left_out = set(quote.left_out)
    covered = {slot for part in parts for slot in part.slots} - left_out
    musts = [item.slot for item in items if item.must]
    heads = {head: amount for head, amount in totals.by_head.items() if head != CostHead.MAINTENANCE}
    missing = len(totals.missing) + len(left_out)
    asked = len(heads) + len(MAINTENANCE_YEARS) + len(items)
    return Candidate(
        key=quote.pk,
        heads=heads,
        years=dict(totals.maintenance),
        items=dict.fromkeys((item.slot for item in items), None) | _priced(parts, left_out),
        unpriced=sum(gap.kind == "part" for gap in totals.missing),
        musts_asked=len(musts),
        musts_covered=sum(slot in covered for slot in musts),
        lines_missing=min(missing, asked),
        lines_asked=asked,
        weeks=quote.delivery_weeks,
        onsite_hours=quote.onsite_hours,
        warranty_months=quote.warranty_months,
        data_owner=quote.data_owner,
        track=shrunk_track([ratings.get(part.supplier_id, (0.0, 0)) for part in parts]),
        state=state_of(quote, need),
    )


def _priced(parts: list[QuotePart], left_out: set[int]) -> dict[int, int]:
    found: dict[int, int] = {}
    for part in parts:
        for line in part.lines.all():
            if line.head == CostHead.ITEM and line.slot >= 0 and line.slot not in left_out:
                found[line.slot] = found.get(line.slot, 0) + line.amount_krw
    return found


def _ratings(suppliers: Iterable[int]) -> Ratings:
    """Supplier -> sum of its customers' satisfaction as 0-1, and how many said so: past projects and reviews here."""
    asked = set(suppliers)
    rated = PastProject.objects.filter(supplier__in=asked, satisfaction__isnull=False).order_by()
    sums = rated.values_list("supplier").annotate(Sum("satisfaction"), Count("pk"))
    found = {pk: (float(total), number) for pk, total, number in sums}
    for pk, values in reviewed_values(asked).items():
        total, number = found.get(pk, (0.0, 0))
        found[pk] = (total + sum(values), number + len(values))
    return {pk: ((total - WORST * number) / (BEST - WORST), number) for pk, (total, number) in found.items()}
