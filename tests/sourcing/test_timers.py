"""The clock: one reminder at half time, an end on the second working day, both sides told, nothing twice."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone

from demand.services import need_withdraw
from matchmaker.accounts.models import User
from matchmaker.matching.models import Feedback
from matchmaker.notifications.models import Message
from matchmaker.sourcing.deadlines import respond_by
from matchmaker.sourcing.errors import NoLongerOpen
from matchmaker.sourcing.models import Rfq, RfqInvitation
from matchmaker.sourcing.services import invitation_accept
from matchmaker.sourcing.tasks import sweep_timers
from tests.sourcing.scenes import asked, invitation

SEOUL = ZoneInfo("Asia/Seoul")
MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=SEOUL)
END = datetime(2026, 11, 25, 18, 0, tzinfo=SEOUL)
HALF = MONDAY + (END - MONDAY) / 2
SECOND = timedelta(seconds=1)


def kinds(user: User) -> list[str]:
    return list(Message.objects.filter(recipient=user).order_by("pk").values_list("kind", flat=True))


@pytest.mark.parametrize(
    ("asked_at", "end"),
    [
        (MONDAY, END),
        (datetime(2026, 11, 20, 23, 59, tzinfo=SEOUL), datetime(2026, 11, 24, 18, 0, tzinfo=SEOUL)),
        # Chuseok 2026 is 24-26 September, a Thursday to a Saturday.
        (datetime(2026, 9, 23, 9, 0, tzinfo=SEOUL), datetime(2026, 9, 29, 18, 0, tzinfo=SEOUL)),
    ],
)
def test_the_end_is_the_close_of_the_second_working_day(asked_at: datetime, end: datetime) -> None:
    assert respond_by(asked_at) == end


def test_nothing_happens_before_half_time(sme: User, supplier: User) -> None:
    with time_machine.travel(MONDAY, tick=False) as clock:
        asked(sme, supplier)
        clock.move_to(HALF - SECOND)
        assert sweep_timers() == 0
    assert kinds(supplier) == ["rfq_invited"]


def test_at_half_time_one_reminder_goes_out(sme: User, supplier: User) -> None:
    with time_machine.travel(MONDAY, tick=False) as clock:
        row = invitation(asked(sme, supplier), supplier)
        clock.move_to(HALF)
        assert sweep_timers() == 1
        assert sweep_timers() == 0
        clock.shift(timedelta(hours=1))
        assert sweep_timers() == 0
    row.refresh_from_db()
    assert (row.reminded_at, row.next_check_at) == (HALF, END)
    assert kinds(supplier) == ["rfq_invited", "rfq_reminder"]
    assert kinds(sme) == []


def test_at_the_end_silence_is_recorded_and_both_sides_are_told(sme: User, supplier: User) -> None:
    with time_machine.travel(MONDAY, tick=False) as clock:
        row = invitation(asked(sme, supplier), supplier)
        for moment in (HALF, END - SECOND, END, END + timedelta(days=1)):
            clock.move_to(moment)
            sweep_timers()
    row.refresh_from_db()
    assert (row.status, row.next_check_at) == ("expired", None)
    assert Rfq.objects.get().status == "partial"
    assert list(Feedback.objects.values_list("kind", flat=True)) == ["invited", "silent"]
    assert kinds(supplier) == ["rfq_invited", "rfq_reminder", "rfq_expired"]
    assert kinds(sme) == ["rfq_expired", "rfq_gap"]


def test_a_clock_that_stood_still_expires_without_a_late_reminder(sme: User, supplier: User) -> None:
    with time_machine.travel(MONDAY, tick=False) as clock:
        asked(sme, supplier)
        clock.move_to(END + timedelta(days=2))
        assert sweep_timers() == 2  # the silence, and that nobody else is left
    assert "rfq_reminder" not in kinds(supplier)


def test_whoever_answered_is_left_alone(sme: User, supplier: User) -> None:
    with time_machine.travel(MONDAY, tick=False) as clock:
        row = invitation(asked(sme, supplier), supplier)
        invitation_accept(invitation=row, actor=supplier)
        clock.move_to(END + SECOND)
        assert sweep_timers() == 0
    assert kinds(supplier) == ["rfq_invited"]


def test_an_answer_after_the_end_is_refused_even_before_the_sweep(sme: User, supplier: User) -> None:
    with time_machine.travel(MONDAY, tick=False) as clock:
        row = invitation(asked(sme, supplier), supplier)
        clock.move_to(END)
        with pytest.raises(NoLongerOpen):
            invitation_accept(invitation=row, actor=supplier)


def test_of_two_silent_members_the_firm_hears_and_in_the_end_with_counts(
    sme: User, supplier: User, rival: User
) -> None:
    with time_machine.travel(MONDAY, tick=False) as clock:
        asked(sme, supplier, rival)
        clock.move_to(END)
        assert sweep_timers() == 3  # two silences, and that nobody else is left
    assert kinds(sme) == ["rfq_expired", "rfq_expired", "rfq_gap", "rfq_all_answered"]
    assert Message.objects.get(kind="rfq_all_answered").payload["silent"] == 2


def test_a_broken_row_holds_up_nobody_else(sme: User, supplier: User, rival: User) -> None:
    with time_machine.travel(MONDAY, tick=False) as clock:
        rfq = asked(sme, supplier, rival)
        RfqInvitation.objects.filter(pk=invitation(rfq, supplier).pk).update(slots=[])
        clock.move_to(END)
        assert sweep_timers() == 2
    assert invitation(rfq, rival).status == "expired"
    assert invitation(rfq, supplier).status == "sent"
    assert RfqInvitation.objects.filter(next_check_at__lte=timezone.now()).count() <= 1


def test_requests_of_a_withdrawn_need_are_cancelled_by_the_clock(sme: User, supplier: User) -> None:
    rfq = asked(sme, supplier)
    need_withdraw(need=rfq.need, actor=sme)
    with pytest.raises(NoLongerOpen):
        invitation_accept(invitation=invitation(rfq, supplier), actor=supplier)
    assert sweep_timers() == 1
    assert sweep_timers() == 0
    assert (Rfq.objects.get().status, invitation(rfq, supplier).status) == ("cancelled", "void")
    assert kinds(supplier) == ["rfq_invited", "rfq_cancelled"]
