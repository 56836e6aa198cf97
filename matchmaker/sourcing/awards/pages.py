"""What stands on the pages of the choice."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from demand.choices import NeedStatus
from matchmaker.accounts.models import Organisation
from matchmaker.sourcing.awards import presenting, selectors
from matchmaker.sourcing.awards.deadlines import day_closes
from matchmaker.sourcing.awards.lineup import Entry, line_up
from matchmaker.sourcing.awards.wording import award_state
from matchmaker.sourcing.choices import AwardStatus, QuoteScope, QuoteStatus, RefusalReason
from matchmaker.sourcing.models import Award, Project, Quote, Round
from matchmaker.sourcing.presenting import capability_names
from matchmaker.sourcing.quotes.costing import Totals, own_share, totals_of
from matchmaker.sourcing.quotes.funding import Offered
from matchmaker.sourcing.wording import time_left


def compare_context(row: Round) -> dict[str, Any]:
    """The comparison of a round; of a sealed one before its opening only the number of quotes and the moment."""
    need, now = row.need, timezone.now()
    award = selectors.standing_award(need)
    shut = row.sealed and row.opened_at is None
    entries: tuple[Entry, ...] = () if shut else line_up(selectors.compared_quotes(need), need)
    names = capability_names()
    columns = presenting.columns_of(entries, need, names, Offered(row.programme, names))
    return {
        "round": row,
        "need": need,
        "shut": shut,
        "handed_in": selectors.handed_in_count(need) if not columns else len(columns),
        "columns": columns,
        "costs": presenting.cost_rows(columns),
        "points": presenting.point_rows(columns),
        "award": award,
        "may_choose": award is None and need.status != NeedStatus.CLOSED,
        "left": time_left(row.decide_by, now) if row.decide_by and award is None else "",
        "may_extend": award is None and row.extended_at is None and bool(row.decide_by and row.decide_by > now),
    }


def award_context(row: Award, organisation: Organisation) -> dict[str, Any]:
    """One award as its reader's side sees it."""
    quote, now = selectors.with_lines(Quote.objects.filter(pk=row.quote_id)).get(), timezone.now()
    firm = row.need.firm.organisation_id == organisation.pk
    names, totals, parts = capability_names(), totals_of(quote), list(quote.parts.all())
    lead = next((part for part in parts if part.lead), None)
    return {
        "award": row,
        "quote": quote,
        "need": row.need,
        "firm": firm,
        "lead": lead,
        "leads": lead is not None and lead.supplier.organisation_id == organisation.pk,
        "state": award_state(row, firm=firm),
        "totals": totals,
        "share": _share(row, totals),
        "parts": [(one, presenting.slots_of(quote, names, one), totals.by_part.get(one.supplier_id)) for one in parts],
        "slots": presenting.slot_choices(quote, names),
        "left": time_left(row.confirm_by, now) if row.status == AwardStatus.PENDING else "",
        "result_at": day_closes(row.result_by) if row.result_by else None,
        "may_reoffer": row.reason == RefusalReason.PROGRAMME and row.status == AwardStatus.REFUSED
        and row.need.status != NeedStatus.CLOSED and selectors.standing_award(row.need) is None,
        "draft": quote.rfq.quotes.filter(status=QuoteStatus.DRAFT).exclude(scope=QuoteScope.FULL).first(),
        "project": Project.objects.filter(award=row).first(),
        "today": timezone.localdate(),
    }  # fmt: skip


def _share(row: Award, totals: Totals) -> Any:
    if row.programme is None:
        return None
    return own_share(totals.build_krw, row.programme.rate, row.programme.cap_krw, totals.vat_krw)
