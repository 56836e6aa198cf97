"""After the meetings: what came of each, the draft that follows, and the clock that asks for it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from demand.choices import NeedStatus
from demand.services import need_create
from matchmaker.accounts.models import User
from matchmaker.lib.transitions import advance
from matchmaker.matching.models import Package
from matchmaker.matching.selectors import latest_done
from matchmaker.meetings import telling
from matchmaker.meetings.choices import OUTCOMES, SCHEDULED, DayStatus, MeetingStatus, RefuseReason
from matchmaker.meetings.errors import AlreadyTold, NotYet, ReasonNeeded
from matchmaker.meetings.models import MatchingDay, Meeting
from matchmaker.sourcing.deadlines import office_closes
from matchmaker.sourcing.models import RfqInvitation

ASK_AFTER, ASK_AGAIN_AFTER, GIVE_UP_AFTER = 2, 5, 10  # working days after the day
DRAFT_AFTER = 5  # working days that a draft may lie before the firm is reminded, once
CLOSES_AFTER = 15


def days_due(now: datetime) -> QuerySet[MatchingDay]:
    return MatchingDay.objects.filter(next_check_at__lte=now).order_by("next_check_at", "pk")


def meetings_due(now: datetime) -> QuerySet[Meeting]:
    return Meeting.objects.filter(next_check_at__lte=now).order_by("next_check_at", "pk")


@transaction.atomic
def day_check(*, day: MatchingDay) -> bool:
    """The clock: a day is over (each meeting then asks for its outcome), and later it is closed."""
    row, now = MatchingDay.objects.select_for_update().get(pk=day.pk), timezone.now()
    if row.next_check_at is None or row.next_check_at > now:
        return False
    if row.status == DayStatus.PLANNED:
        closes = office_closes(row.ends_at, CLOSES_AFTER)
        advance(row, frm=DayStatus.PLANNED, to=DayStatus.HELD, next_check_at=closes)
        _meetings_over(row)
    elif row.status == DayStatus.HELD:
        advance(row, frm=DayStatus.HELD, to=DayStatus.CLOSED, next_check_at=None)
    else:
        MatchingDay.objects.filter(pk=row.pk).update(next_check_at=None)
        return False
    return True


def _meetings_over(day: MatchingDay) -> None:
    """Held, or missed where check-in was used and one of the two did not come."""
    used = day.guests.filter(checked_in_at__isnull=False).exists()
    ask = office_closes(day.ends_at, ASK_AFTER)
    for meeting in day.meetings.filter(status=MeetingStatus.PLANNED).select_related("firm", "supplier"):
        came = meeting.firm.checked_in_at is not None and meeting.supplier.checked_in_at is not None
        if came or not used:
            advance(meeting, frm=MeetingStatus.PLANNED, to=MeetingStatus.HELD, next_check_at=ask)
        else:
            advance(meeting, frm=MeetingStatus.PLANNED, to=MeetingStatus.MISSED, next_check_at=None)


@transaction.atomic
def outcome_tell(*, meeting: Meeting, actor: User, outcome: str, reason: str = "", note: str = "") -> Meeting:
    """What the firm decided. A wish for a quote makes a draft request; a no has a coded reason. The same twice is once.

    Raises NotYet, ReasonNeeded, AlreadyTold.
    """
    related = ("day", "firm__organisation", "firm__need", "supplier__organisation")
    row = Meeting.objects.select_for_update(of=("self",)).select_related(*related).get(pk=meeting.pk)
    if row.day.status not in SCHEDULED or row.day.begins(row.slot) > timezone.now():
        raise NotYet
    if row.status == outcome and outcome != MeetingStatus.LATER:
        return row
    if outcome not in OUTCOMES or outcome not in row.MOVES.get(row.status, frozenset()):
        raise AlreadyTold
    if outcome == MeetingStatus.REFUSED and reason not in RefuseReason.values:
        raise ReasonNeeded
    reason = reason if outcome == MeetingStatus.REFUSED else ""
    again = {
        MeetingStatus.WANTED: office_closes(timezone.now(), DRAFT_AFTER),
        MeetingStatus.LATER: office_closes(timezone.now(), ASK_AGAIN_AFTER),
    }.get(MeetingStatus(outcome))
    advance(row, frm=row.status, to=outcome, actor=actor, reason=reason, note=note, next_check_at=again)
    Meeting.objects.filter(pk=row.pk).update(reason=reason)
    row.reason = reason
    if outcome == MeetingStatus.WANTED:
        _draft(row)
    with translation.override("ko"):
        words = str(RefuseReason(reason).label) if reason else ""
    if outcome != MeetingStatus.LATER:
        telling.outcome_told(row, words)
    return row


def package_with(meeting: Meeting) -> Package | None:
    """A package of the firm's need, as it was last answered, that has this supplier: a quote request away."""
    need = meeting.firm.need
    if need is None or need.status == NeedStatus.CLOSED:
        return None
    run = latest_done(need)
    if run is None or run.need_version != need.version:
        return None
    with_it = Package.objects.filter(run=run, items__supplier__organisation=meeting.supplier.organisation_id)
    return with_it.order_by("position").first()


def _draft(row: Meeting) -> None:
    """Where no package of the firm's need has the supplier, a new draft request in the words of the meeting."""
    if package_with(row) is not None:
        return
    words = row.note or (row.firm.need.text if row.firm.need else "")
    text = _("%(day)s에서 만난 %(supplier)s 이야기: %(words)s") % {
        "day": row.day.name,
        "supplier": row.supplier,
        "words": words,
    }
    row.draft = need_create(organisation=row.firm.organisation, text=text[:5000])
    row.save(update_fields=["draft"])


@transaction.atomic
def meeting_check(*, meeting: Meeting) -> bool:
    """The clock of one meeting: ask for the outcome twice, then tell the host; remind of a draft that lies, once."""
    related = ("day__host", "firm__organisation", "firm__need", "supplier__organisation", "draft")
    row = Meeting.objects.select_for_update(of=("self",)).select_related(*related).get(pk=meeting.pk)
    now = timezone.now()
    if row.next_check_at is None or row.next_check_at > now:
        return False
    if row.status == MeetingStatus.WANTED:
        Meeting.objects.filter(pk=row.pk).update(next_check_at=None)
        if not _went_on(row):
            telling.draft_waits(row)
        return True
    if row.status not in (MeetingStatus.HELD, MeetingStatus.LATER):
        Meeting.objects.filter(pk=row.pk).update(next_check_at=None)
        return False
    _ask(row, now)
    return True


def _ask(row: Meeting, now: datetime) -> None:
    row.reminded += 1
    if row.reminded > 2:
        advance(row, frm=row.status, to=MeetingStatus.UNTOLD, next_check_at=None)
        telling.untold(row)
        return
    again = office_closes(now, ASK_AGAIN_AFTER if row.reminded == 1 else GIVE_UP_AFTER - ASK_AGAIN_AFTER)
    Meeting.objects.filter(pk=row.pk).update(reminded=row.reminded, next_check_at=again)
    telling.outcome_asked(row)


def _went_on(row: Meeting) -> bool:
    """The supplier was asked for a quote since, or the draft was taken further or put away."""
    if row.draft is not None and row.draft.status != NeedStatus.DRAFT:
        return True
    asked = RfqInvitation.objects.filter(supplier__organisation=row.supplier.organisation_id)
    return asked.filter(
        rfq__need__firm__organisation=row.firm.organisation_id, created_at__gte=row.day.begins(0)
    ).exists()
