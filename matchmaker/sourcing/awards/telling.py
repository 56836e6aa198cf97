"""Who is told what when a choice moves. Rows only, in the caller's transaction."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import translation

from demand.models import Need
from matchmaker.notifications.choices import MessageKind
from matchmaker.reference.models import Programme
from matchmaker.sourcing.awards.deadlines import day_closes
from matchmaker.sourcing.choices import LossReason, RefusalReason
from matchmaker.sourcing.letters import tell_firm, tell_offices, tell_suppliers
from matchmaker.sourcing.models import Award, LossNote, Quote, Round
from suppliers.models import Supplier


def members_of(quote: Quote) -> list[Supplier]:
    parts = quote.parts.select_related("supplier__organisation")
    return [part.supplier for part in parts]


def lead_of(quote: Quote) -> Supplier:
    part = quote.parts.select_related("supplier__organisation").get(lead=True)
    return part.supplier


def _page(award: Award) -> str:
    return reverse("sourcing:award", args=[award.pk])


def _compare(need: Need) -> str:
    return reverse("sourcing:round_compare", args=[need.round.pk])


def _programme(programme: Programme | None) -> dict[str, str]:
    return {"ko": programme.name_ko, "en": programme.name_en} if programme else {}


def _said(label: Any) -> str:
    """The Korean words of a code: they travel as msgids."""
    with translation.override("ko"):
        return str(label)


def made(award: Award) -> None:
    lead, due = lead_of(award.quote), award.confirm_by.isoformat()
    key, url, kind = str(award.pk), _page(award), MessageKind.AWARD_MADE
    tell_suppliers([lead], award.need, kind, url=url, key=key, lead=True, confirm_by=due)
    others = [row for row in members_of(award.quote) if row.pk != lead.pk]
    tell_suppliers(others, award.need, kind, url=url, key=key, lead=False, confirm_by=due)


def confirmed(award: Award) -> None:
    lead = str(lead_of(award.quote))
    more = {"programme": _programme(award.programme)}
    if award.result_by:
        more["result_by"] = day_closes(award.result_by).isoformat()
    tell_firm(award.need, MessageKind.AWARD_CONFIRMED, url=_page(award), key=str(award.pk), supplier=lead, **more)


def fallen(award: Award, *, lapsed: bool) -> None:
    """Whoever did not cause it hears; of a lapse both sides hear."""
    reason = "" if lapsed else _said(RefusalReason(award.reason).label)
    key, url, kind = str(award.pk), _page(award), MessageKind.AWARD_FALLEN
    lead = str(lead_of(award.quote))
    if award.reason != RefusalReason.BUYER:
        tell_firm(award.need, kind, url=url, key=key, side="demand", supplier=lead, reason=reason)
    tell_suppliers(members_of(award.quote), award.need, kind, url=url, key=key, side="supplier", reason=reason)


def promoted(award: Award) -> None:
    """The firm hears whose turn it is; the new lead hears as of any award."""
    lead = str(lead_of(award.quote))
    tell_firm(award.need, MessageKind.AWARD_NEXT, url=_page(award), key=str(award.pk), supplier=lead)
    made(award)


def lost(note: LossNote) -> None:
    quote = note.quote
    url = reverse("sourcing:quote_feedback", args=[quote.pk])
    reason = _said(LossReason(note.reason).label)
    kind = MessageKind.QUOTE_LOST
    tell_suppliers(members_of(quote), quote.rfq.need, kind, url=url, key=str(quote.pk), reason=reason)


def programme_decided(award: Award, *, approved: bool) -> None:
    words = {"approved": approved, "programme": _programme(award.programme)}
    key, url, kind = str(award.pk), _page(award), MessageKind.PROGRAMME_DECIDED
    tell_firm(award.need, kind, url=url, key=key, side="demand", **words)
    tell_suppliers(members_of(award.quote), award.need, kind, url=url, key=key, side="supplier", **words)


def result_due(award: Award, stage: str) -> None:
    """The firm and the offices are asked whether the programme has answered. ``stage`` makes each time one."""
    words = {"programme": _programme(award.programme), "result_by": day_closes(award.result_by).isoformat()}
    key, kind = f"{award.pk}:{stage}", MessageKind.RESULT_DUE
    tell_firm(award.need, kind, url=_page(award), key=key, side="demand", **words)
    tell_offices(award.need, kind, url=reverse("sourcing:award_results"), key=key, side="office", **words)


def decision_due(row: Round) -> None:
    due = row.decide_by.isoformat()
    tell_firm(row.need, MessageKind.DECISION_DUE, url=_compare(row.need), key=f"{row.pk}:{due}", decide_by=due)


def decision_over(row: Round) -> None:
    kind, key = MessageKind.DECISION_OVER, str(row.pk)
    tell_firm(row.need, kind, url=_compare(row.need), key=key, side="demand")
    tell_offices(row.need, kind, url=reverse("coverage:unmet"), key=key, side="office")


def nobody_left(need: Need) -> None:
    kind, key = MessageKind.CANDIDATES_GONE, str(need.pk)
    tell_firm(need, kind, url=_compare(need), key=key, side="demand")
    tell_offices(need, kind, url=reverse("coverage:unmet"), key=key, side="office")
