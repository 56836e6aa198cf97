"""What follows when an award is made, holds or falls. Every caller holds the lock on the need's row."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone

from demand.choices import NeedResult, NeedStatus
from demand.models import Need
from demand.services import need_close
from matchmaker.accounts.models import User
from matchmaker.lib.transitions import advance
from matchmaker.matching.choices import FeedbackKind
from matchmaker.sourcing.awards import deadlines, telling
from matchmaker.sourcing.awards.losing import entries_of, losers_say_goodbye, record
from matchmaker.sourcing.choices import (
    WAITING,
    AwardStatus,
    CancelReason,
    EscalationKind,
    LossReason,
    QuoteReview,
    QuoteStatus,
    RfqStatus,
)
from matchmaker.sourcing.escalating import escalate
from matchmaker.sourcing.models import Award, Quote, Rfq, Round
from matchmaker.sourcing.projects.services import project_start
from matchmaker.sourcing.services import rfq_cancel

UNFINISHED = (QuoteStatus.DRAFT, QuoteStatus.SUBMITTED)


def begin(quote: Quote, *, actor: User | None, **terms: Any) -> Award:
    """A pending award on an opened quote; ``terms``: programme, result_by, losses."""
    need, now = quote.rfq.need, timezone.now()
    due = deadlines.confirm_by(now)
    position = need.awards.count() + 1
    award = Award.objects.create(
        need=need, quote=quote, position=position, decided_by=actor, created_at=now, confirm_by=due, next_check_at=due,
        **terms,
    )  # fmt: skip
    award.events.create(frm="", to=award.status, actor=actor)
    # Its own clock stays set: it only runs while the quote is open, and the quote may come back.
    advance(quote, frm=QuoteStatus.OPENED, to=QuoteStatus.SELECTED, actor=actor)
    return award


def hold(award: Award, *, actor: User | None, **fields: Any) -> Award:
    """The award is settled: need closed, everybody else thanked, the project begun."""
    advance(award, frm=award.status, to=AwardStatus.ACTIVE, actor=actor, next_check_at=None, **fields)
    need, quote = award.need, award.quote
    record(quote, FeedbackKind.AWARDED)
    losers_say_goodbye(need, winner=quote, actor=actor, said=award.losses)
    _clear(need, actor, CancelReason.FOUND, but=quote.rfq_id)
    need_close(need=need, result=NeedResult.AWARDED, actor=actor)
    project_start(award=award, actor=actor)
    return award


def fall(award: Award, *, to: str, reason: str, actor: User | None, quote_to: str, **fields: Any) -> None:
    """The award comes to nothing, and its quote goes back to the others or is closed."""
    advance(award, frm=award.status, to=to, actor=actor, reason=reason, next_check_at=None, **fields)
    Award.objects.filter(pk=award.pk).update(reason=reason)
    award.reason = reason
    advance(award.quote, frm=QuoteStatus.SELECTED, to=quote_to, actor=actor, reason=reason)
    if quote_to == QuoteStatus.WITHDRAWN:
        record(award.quote, FeedbackKind.WITHDRAWN, reason=reason)


def promote(fallen: Award, *, actor: User | None) -> Award | None:
    """The next of the others gets its turn on the same terms; without any, the need is closed unmet."""
    if fallen.need.status == NeedStatus.CLOSED:  # withdrawn meanwhile: nobody is asked any more
        return None
    for entry in entries_of(fallen.need):
        quote = entry.quote
        if quote.status != QuoteStatus.OPENED or quote.review == QuoteReview.REFUSED:
            continue
        if not entry.standing.candidate.choosable:
            continue
        terms = _terms(fallen, quote)
        if terms is not None:
            award = begin(quote, actor=actor, **terms)
            telling.promoted(award)
            return award
    _nobody_left(fallen.need, actor)
    return None


def _terms(fallen: Award, quote: Quote) -> dict[str, Any] | None:
    """The fallen award's programme goes on with the next quote if that holds until the result; None if it does not."""
    losses = {key: value for key, value in fallen.losses.items() if key != str(quote.pk)}
    if fallen.programme is None:
        return {"losses": losses}
    holds = quote.valid_until is not None and fallen.result_by < quote.valid_until
    if fallen.result_by < timezone.localdate() or not holds:
        return None
    return {"losses": losses, "programme": fallen.programme, "result_by": fallen.result_by}


def _nobody_left(need: Need, actor: User | None) -> None:
    """Closed as unmet, unless somebody may still hand in or the firm may still choose on other terms."""
    if Quote.objects.filter(rfq__need=need, status=QuoteStatus.OPENED).exists() or _still_quoting(need):
        restart(need, timezone.now(), deadlines.DECIDE_WORKING_DAYS)
        return
    escalate(need=need, kind=EscalationKind.NO_QUOTE)
    _clear(need, actor, CancelReason.OTHER)
    telling.nobody_left(need)
    need_close(need=need, result=NeedResult.UNMET, actor=actor)


def _still_quoting(need: Need) -> bool:
    open_round = Round.objects.filter(need=need, quotes_due_at__gt=timezone.now()).exists()
    return open_round and Quote.objects.filter(rfq__need=need, status__in=UNFINISHED).exists()


def restart(need: Need, now: datetime, working_days: int) -> None:
    """The firm has a choice to make again: its clock runs anew, never shorter than before."""
    row = Round.objects.filter(need=need).first()
    if row is not None:
        end = max(deadlines.office_closes(now, working_days), row.decide_by or now)
        Round.objects.filter(pk=row.pk).update(decide_by=end, remind_decision_at=None)


def close_undecided(need: Need, actor: User | None) -> None:
    """Nobody was chosen in time: told to all, and a coordinator is asked to look."""
    escalate(need=need, kind=EscalationKind.NO_DECISION)
    losers_say_goodbye(need, winner=None, actor=actor, said={}, reason=LossReason.NO_DECISION)
    _clear(need, actor, CancelReason.OTHER)
    if need.status != NeedStatus.CLOSED:
        need_close(need=need, result=NeedResult.EXPIRED, actor=actor)


def _clear(need: Need, actor: User | None, reason: str, but: int | None = None) -> None:
    """Take back what is still open: drafts, sealed quotes, and requests whose members were told nothing yet."""
    for quote in Quote.objects.filter(rfq__need=need, status__in=UNFINISHED):
        to = QuoteStatus.WITHDRAWN if quote.status == QuoteStatus.DRAFT else QuoteStatus.EXPIRED
        advance(quote, frm=quote.status, to=to, actor=actor, reason=reason, next_check_at=None)
    told = Quote.objects.filter(rfq__need=need, status=QuoteStatus.NOT_SELECTED).values("rfq")
    waiting = Rfq.objects.filter(need=need, invitations__status__in=WAITING).values("pk")
    rows = Rfq.objects.filter(need=need).exclude(status=RfqStatus.CANCELLED).exclude(pk=but)
    for rfq in rows.exclude(pk__in=told) | rows.filter(pk__in=waiting):
        rfq_cancel(rfq=rfq, actor=actor, reason=reason)
