"""Choosing a quote, and what comes of the choice. Every write first locks the need's row, then asks again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from demand.choices import NeedStatus
from demand.models import Need
from matchmaker.accounts.models import User
from matchmaker.lib.transitions import advance
from matchmaker.reference.models import Programme
from matchmaker.sourcing.amending import amended
from matchmaker.sourcing.awards import deadlines, errors, following, telling
from matchmaker.sourcing.awards.candidates import EXPIRED, STALE
from matchmaker.sourcing.awards.lineup import state_of
from matchmaker.sourcing.awards.reviewing import goes_on
from matchmaker.sourcing.awards.selectors import standing_award
from matchmaker.sourcing.choices import (
    AwardStatus,
    ProgrammeResult,
    QuoteReview,
    QuoteScope,
    QuoteStatus,
    RefusalReason,
)
from matchmaker.sourcing.errors import NeedClosed
from matchmaker.sourcing.models import Award, Quote

REOFFER_WORKING_DAYS = 15


@transaction.atomic
def award_make(
    *,
    quote: Quote,
    actor: User,
    programme: Programme | None = None,
    result_by: date | None = None,
    losses: Mapping[str, str] | None = None,
) -> Award:
    """The firm chooses an opened quote; its lead has two working days to confirm.

    With ``programme`` the award will wait for its result, due on ``result_by``. ``losses``: quote key (as text) ->
    LossReason for those not chosen. Pressed twice it is one award; raises AlreadyChosen when another quote stands,
    NeedClosed, or what is wrong with the quote or the dates.
    """
    need = locked_need(quote.rfq.need_id)
    standing = standing_award(need)
    if standing is not None:
        if standing.quote_id == quote.pk:
            return standing
        raise errors.AlreadyChosen
    quote = _quote(quote.pk)
    _check(need, quote, programme, result_by)
    terms = {"programme": programme, "result_by": result_by if programme else None, "losses": dict(losses or {})}
    award = following.begin(quote, actor=actor, **terms)
    telling.made(award)
    return award


def _check(need: Need, quote: Quote, programme: Programme | None, result_by: date | None) -> None:
    if need.status == NeedStatus.CLOSED:
        raise NeedClosed
    if quote.status != QuoteStatus.OPENED:
        raise errors.NotChoosable
    if quote.review == QuoteReview.REFUSED:
        raise errors.NotPassed
    state = state_of(quote, need)
    if state == STALE:
        raise errors.QuoteStale
    if state == EXPIRED:
        raise errors.QuoteRanOut
    if programme is None:
        return
    if result_by is None:
        raise errors.ResultMissing
    if result_by <= timezone.localdate():
        raise errors.ResultInThePast
    if quote.valid_until is None or quote.valid_until <= result_by:
        raise errors.RunsOutBeforeResult


@transaction.atomic
def award_confirm(*, award: Award, actor: User) -> Award:
    """The lead says yes: the award holds, or waits for the programme. Saying it again does nothing.

    Raises ConfirmLate after the deadline, NeedChanged until the quote is confirmed for the need as it is now,
    AwardOver when the award has come to something else, NeedClosed.
    """
    award = locked(award)
    if award.confirmed_at is not None and award.status in (AwardStatus.CONDITIONAL, AwardStatus.ACTIVE):
        return award
    now = timezone.now()
    _only(award, AwardStatus.PENDING)
    _alive(award)
    if award.confirm_by <= now:
        raise errors.ConfirmLate
    _as_asked(award)
    goes_on(award.quote)
    said = {"confirmed_at": now, "confirmed_by": actor}
    if award.programme is None:
        following.hold(award, actor=actor, **said)
    else:
        due = deadlines.day_closes(award.result_by)
        advance(award, frm=award.status, to=AwardStatus.CONDITIONAL, actor=actor, next_check_at=due, **said)
    telling.confirmed(award)
    return award


@transaction.atomic
def award_refuse(*, award: Award, actor: User, reason: str) -> Award:
    """The lead says no: its quote is withdrawn, and the next best gets its turn. Twice does nothing."""
    award = locked(award)
    if award.status == AwardStatus.REFUSED and award.reason == reason:
        return award
    _only(award, AwardStatus.PENDING)
    code = RefusalReason(reason).value
    following.fall(award, to=AwardStatus.REFUSED, reason=code, actor=actor, quote_to=QuoteStatus.WITHDRAWN)
    telling.fallen(award, lapsed=False)
    following.promote(award, actor=None)
    return award


@transaction.atomic
def award_cancel(*, award: Award, actor: User) -> Award:
    """The firm takes its choice back while nothing holds yet, and may choose again. Twice does nothing."""
    award = locked(award)
    if award.status == AwardStatus.REFUSED and award.reason == RefusalReason.BUYER:
        return award
    _only(award, AwardStatus.PENDING, AwardStatus.CONDITIONAL)
    code = RefusalReason.BUYER.value
    following.fall(award, to=AwardStatus.REFUSED, reason=code, actor=actor, quote_to=QuoteStatus.OPENED)
    following.restart(award.need, timezone.now(), deadlines.DECIDE_WORKING_DAYS)
    telling.fallen(award, lapsed=False)
    return award


@transaction.atomic
def programme_result(*, award: Award, result: str, actor: User) -> Award:
    """What the programme said, by the firm or an administrator. Refused: nobody is promoted, the firm may re-offer.

    The same result twice does nothing; raises AwardOver for anything but a conditional award, NeedClosed, and
    NeedChanged where an approval would settle a quote that was not confirmed for the need as it is now.
    """
    award = locked(award)
    result = ProgrammeResult(result).value
    if award.programme_result == result:
        return award
    _only(award, AwardStatus.CONDITIONAL)
    _alive(award)
    if result == ProgrammeResult.APPROVED:
        _as_asked(award)
        goes_on(award.quote)
        following.hold(award, actor=actor, programme_result=result)
    else:
        code = RefusalReason.PROGRAMME.value
        following.fall(
            award, to=AwardStatus.REFUSED, reason=code, actor=actor, quote_to=QuoteStatus.OPENED,
            programme_result=result,
        )  # fmt: skip
        following.restart(award.need, timezone.now(), REOFFER_WORKING_DAYS)
    telling.programme_decided(award, approved=result == ProgrammeResult.APPROVED)
    return award


@transaction.atomic
def award_reoffer(*, award: Award, actor: User, scope: str, left_out: Iterable[int] = ()) -> Quote:
    """Ask the same members for a new revision: all of it on the firm's own money, or without some slots.

    Raises NotToReoffer unless the programme refused, NothingLeft when no slot would remain.
    """
    from matchmaker.sourcing.quotes.services import quote_revise

    award = locked(award)
    if award.reason != RefusalReason.PROGRAMME or award.status != AwardStatus.REFUSED:
        raise errors.NotToReoffer
    if standing_award(award.need) is not None:
        raise errors.AlreadyChosen
    out = sorted(set(left_out)) if scope == QuoteScope.REDUCED else []
    if not set(covered_slots(award.quote)) - set(out):
        raise errors.NothingLeft
    return quote_revise(quote=award.quote, actor=actor, scope=QuoteScope(scope).value, left_out=out)


def covered_slots(quote: Quote) -> list[int]:
    left_out = set(quote.left_out)
    return sorted({slot for part in quote.parts.all() for slot in part.slots} - left_out)


# --- the clock ------------------------------------------------------------------------------------------------


@transaction.atomic
def award_check(*, award: Award) -> str:
    """What the clock asks of one award: "lapsed", "reminded", or "". Safe to call at any time, any number of times."""
    award, now = locked(award), timezone.now()
    if award.next_check_at is None or award.next_check_at > now:
        return ""
    if award.quote.review == QuoteReview.HELD:  # nobody loses a place while an office takes its time
        Award.objects.filter(pk=award.pk).update(next_check_at=deadlines.confirm_by(now))
        return ""
    if award.status == AwardStatus.PENDING:
        return _lapse(award, QuoteStatus.WITHDRAWN) if award.confirm_by <= now else ""
    if award.status == AwardStatus.CONDITIONAL:
        return _ask_for_result(award, now)
    Award.objects.filter(pk=award.pk).update(next_check_at=None)
    return ""


def _ask_for_result(award: Award, now: datetime) -> str:
    _first, again, over = deadlines.result_moments(award.result_by, award.quote.valid_until)
    if over <= now:
        return _lapse(award, QuoteStatus.EXPIRED)
    telling.result_due(award, "again" if again <= now else "first")
    later = [moment for moment in (again, over) if moment > now]
    Award.objects.filter(pk=award.pk).update(next_check_at=min(later))
    return "reminded"


def _lapse(award: Award, quote_to: str) -> str:
    following.fall(award, to=AwardStatus.LAPSED, reason="lapsed", actor=None, quote_to=quote_to)
    telling.fallen(award, lapsed=True)
    following.promote(award, actor=None)
    return "lapsed"


# --- locking --------------------------------------------------------------------------------------------------


def locked_need(pk: int) -> Need:
    """The need with its row locked: whatever is decided about it comes one after another."""
    Need.objects.select_for_update().get(pk=pk)
    return Need.objects.select_related("firm__organisation", "round").get(pk=pk)


def locked(award: Award) -> Award:
    """The award as it is now, its need's row locked."""
    need = locked_need(award.need_id)
    row = Award.objects.select_related("quote", "programme").get(pk=award.pk)
    row.need, row.quote = need, _quote(row.quote_id)
    return row


def _quote(pk: int) -> Quote:
    return Quote.objects.select_related("rfq__need__firm__organisation", "rfq__package__run", "rfq__round").get(pk=pk)


def _alive(award: Award) -> None:
    if award.need.status == NeedStatus.CLOSED:
        raise NeedClosed


def _as_asked(award: Award) -> None:
    if award.quote.stale or amended(award.quote.rfq.round, award.need):
        raise errors.NeedChanged


def _only(award: Award, *statuses: str) -> None:
    if award.status not in statuses:
        raise errors.AwardOver
