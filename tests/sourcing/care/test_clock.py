"""The promised time runs: one reminder, one breach, both told; late stays late; nothing twice, whoever races."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from matchmaker.accounts.models import User
from matchmaker.sourcing.care.errors import TicketLate
from matchmaker.sourcing.care.services import ticket_assign, ticket_check, ticket_on_site, ticket_resolve
from matchmaker.sourcing.models import ServiceTicket
from matchmaker.sourcing.tasks import sweep_timers
from tests.at_once import at_once
from tests.cast import Browsers
from tests.sourcing.care.scenes import MONDAY, built, reported, told

SECOND = timedelta(seconds=1)


def test_one_reminder_at_seventy_per_cent(sme: User, supplier: User) -> None:
    with time_machine.travel(MONDAY, tick=False) as clock:
        row = reported(built(sme, supplier), sme)
        remind = row.next_check_at
        assert remind == MONDAY + timedelta(hours=16, minutes=48)
        for moment, count in ((remind - SECOND, 0), (remind, 1), (remind, 0), (remind + timedelta(hours=1), 0)):
            clock.move_to(moment)
            assert sweep_timers() == count
    assert told(supplier) == ["ticket_opened", "ticket_reminder"]
    assert told(sme) == []


def test_at_the_end_the_breach_is_written_and_both_are_told(sme: User, supplier: User, client_for: Browsers) -> None:
    with time_machine.travel(MONDAY, tick=False) as clock:
        row = reported(built(sme, supplier), sme)
        clock.move_to(row.due_at + timedelta(hours=3))
        assert [sweep_timers(), sweep_timers()] == [1, 0]
        row.refresh_from_db()
        assert (row.status, row.breached_at, row.next_check_at) == ("escalated", row.due_at, None)
        assert told(supplier) == ["ticket_opened", "ticket_breached"]
        assert told(sme) == ["ticket_breached"]
        page = client_for(sme).get(f"/tickets/{row.pk}/").content.decode()
        assert "3시간 지남" in page
        assert "약속한 시간을 넘김" in page


def test_solved_late_stays_late(sme: User, supplier: User) -> None:
    with time_machine.travel(MONDAY, tick=False) as clock:
        row = reported(built(sme, supplier), sme)
        clock.move_to(row.due_at)
        sweep_timers()
        ticket_resolve(ticket=row, actor=supplier, resolution="고침")
    row.refresh_from_db()
    assert row.status == "resolved"
    assert row.breached_at == row.due_at


def test_solved_late_before_the_clock_came_by_is_late_too(sme: User, supplier: User) -> None:
    with time_machine.travel(MONDAY, tick=False) as clock:
        row = reported(built(sme, supplier), sme)
        clock.move_to(row.due_at + SECOND)
        ticket_resolve(ticket=row, actor=supplier, resolution="고침")
        assert sweep_timers() == 0
    row.refresh_from_db()
    assert (row.status, row.breached_at) == ("resolved", row.due_at)
    assert told(sme) == ["ticket_breached", "ticket_moved"]


def test_solved_in_time_is_left_alone(sme: User, supplier: User) -> None:
    with time_machine.travel(MONDAY, tick=False) as clock:
        row = reported(built(sme, supplier), sme)
        ticket_resolve(ticket=row, actor=supplier, resolution="고침")
        clock.move_to(row.due_at + timedelta(days=9))
        assert sweep_timers() == 0
    assert ServiceTicket.objects.get().breached_at is None


def test_being_there_in_time_keeps_the_promise_and_starts_the_repair(sme: User, supplier: User) -> None:
    with time_machine.travel(MONDAY, tick=False) as clock:
        row = reported(built(sme, supplier), sme)
        first = row.due_at
        clock.move_to(first - SECOND)
        row = ticket_on_site(ticket=row, actor=supplier)
        assert row.due_at == first - SECOND + timedelta(days=3)
        clock.move_to(first)
        assert sweep_timers() == 0
        clock.move_to(row.next_check_at)
        assert sweep_timers() == 1
        clock.move_to(row.due_at)
        assert sweep_timers() == 1
    row.refresh_from_db()
    assert row.status == "escalated"
    assert told(supplier) == ["ticket_opened", "ticket_reminder", "ticket_breached"]


@pytest.mark.parametrize("step", [ticket_assign, ticket_on_site])
def test_after_the_time_it_can_only_be_solved(step: object, sme: User, supplier: User) -> None:
    with time_machine.travel(MONDAY, tick=False) as clock:
        row = reported(built(sme, supplier), sme)
        clock.move_to(row.due_at)
        with pytest.raises(TicketLate):
            step(ticket=row, actor=supplier)
    row.refresh_from_db()
    assert (row.status, row.breached_at) == ("open", None)


@pytest.mark.django_db(transaction=True)
def test_the_clock_and_the_solving_at_once_leave_a_late_solved_ticket(sme: User, supplier: User) -> None:
    with time_machine.travel(MONDAY, tick=False):
        row = reported(built(sme, supplier), sme)
    with time_machine.travel(row.due_at):
        results = at_once(
            lambda: ticket_check(ticket=row),
            lambda: ticket_resolve(ticket=row, actor=supplier, resolution="고침"),
            lambda: ticket_check(ticket=row),
        )
    assert not [one for one in results if isinstance(one, Exception)]
    row.refresh_from_db()
    assert (row.status, row.breached_at) == ("resolved", row.due_at)
    assert told(supplier).count("ticket_breached") == told(sme).count("ticket_breached") == 1
    assert [event.to for event in row.events.order_by("pk")] == ["open", "escalated", "resolved"]
