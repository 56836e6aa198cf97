"""Who fails twice is followed: the standby is asked, then the next, until one agrees or a coordinator is called."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from matchmaker.accounts.models import User
from matchmaker.matching.models import Feedback, PackageItem
from matchmaker.sourcing.care.errors import HandoverAnswered, HandoverOver, Unfit
from matchmaker.sourcing.care.handovers import (
    handover_accept,
    handover_cancel,
    handover_decline,
    handover_start,
)
from matchmaker.sourcing.deadlines import respond_by
from matchmaker.sourcing.models import Escalation, Handover, Project, ServiceTicket
from matchmaker.sourcing.tasks import sweep_timers
from suppliers.models import Supplier
from suppliers.standing import supplier_suspend
from tests import factories
from tests.at_once import at_once
from tests.sourcing.care.scenes import MONDAY, built, reported, slot_of, told
from tests.sourcing.scenes import firm

DAY = timedelta(days=1)


@pytest.fixture
def heir(reference: None) -> User:
    return factories.supplier_user(email="heir@example.com", firm="라온솔루션")


def breached(project: Project, sme: User, title: str) -> ServiceTicket:
    """Reported long ago enough to be over now, and swept."""
    row = reported(project, sme, title)
    ServiceTicket.objects.filter(pk=row.pk).update(due_at=timezone.now(), next_check_at=timezone.now())
    sweep_timers()
    row.refresh_from_db()
    return row


def decide(member: Supplier, office: User) -> None:
    until = timezone.localdate() + timedelta(days=90)
    supplier_suspend(supplier=member, actor=office, reason="promises", until=until)


def in_reserve(project: Project, *users: User) -> None:
    """These suppliers, in this order, are the package's reserves for the first slot."""
    item = PackageItem.objects.get(package=project.award.quote.rfq.package, slot=0)
    item.standbys = [factories.offer(firm(user), "SOL-MES").pk for user in users]
    item.save()


def test_one_breach_calls_nobody(sme: User, supplier: User, rival: User) -> None:
    breached(built(sme, supplier, standby=rival), sme, "하나")
    assert not Handover.objects.exists()


def test_the_second_breach_asks_the_standby(sme: User, supplier: User, rival: User) -> None:
    with time_machine.travel(MONDAY, tick=False) as clock:
        project = built(sme, supplier, standby=rival)
        breached(project, sme, "하나")
        clock.shift(DAY)
        second = breached(project, sme, "둘")
        row = Handover.objects.get()
        assert row.respond_by == respond_by(timezone.now())
    assert (row.status, row.reason, row.to_supplier) == ("requested", "sla", firm(rival))
    assert row.uncovered_since == second.breached_at
    assert told(rival) == ["handover_asked"]
    assert told(sme)[-1] == told(supplier)[-1] == "handover_started"


def test_a_third_breach_starts_no_second_request(sme: User, supplier: User, rival: User) -> None:
    project = built(sme, supplier, standby=rival)
    for title in ("하나", "둘", "셋"):
        breached(project, sme, title)
    assert Handover.objects.count() == 1


def test_breaches_more_than_a_year_apart_do_not_add_up(sme: User, supplier: User, rival: User) -> None:
    with time_machine.travel(MONDAY, tick=False) as clock:
        project = built(sme, supplier, standby=rival)
        breached(project, sme, "하나")
        clock.shift(365 * DAY)
        breached(project, sme, "둘")
        assert not Handover.objects.exists()
        clock.shift(300 * DAY)
        breached(project, sme, "셋")
    assert Handover.objects.count() == 1


def test_a_no_asks_the_next_in_reserve(sme: User, supplier: User, rival: User, heir: User) -> None:
    project = built(sme, supplier, standby=rival)
    in_reserve(project, rival, heir)
    first = handover_start(slot=slot_of(project), reason="closed", actor=sme)
    for _ in range(2):
        handover_decline(handover=first, actor=rival, reason="far")
    second = Handover.objects.get(status="requested")
    assert (second.to_supplier, second.previous, second.uncovered_since) == (firm(heir), first, first.uncovered_since)
    assert told(heir) == ["handover_asked"]
    assert list(first.events.values_list("to", "reason"))[0] == ("declined", "far")
    kinds = Feedback.objects.filter(supplier=firm(rival)).values_list("kind", "reason")
    assert list(kinds.order_by("pk")) == [("invited", ""), ("declined", "far")]


def test_silence_is_reminded_once_and_then_the_next_is_asked(
    sme: User, supplier: User, rival: User, heir: User
) -> None:
    with time_machine.travel(MONDAY, tick=False) as clock:
        project = built(sme, supplier, standby=rival)
        in_reserve(project, heir)
        row = handover_start(slot=slot_of(project), reason="closed", actor=sme)
        half = MONDAY + (row.respond_by - MONDAY) / 2
        for moment, count in ((half, 1), (half, 0), (row.respond_by, 1), (row.respond_by, 0)):
            clock.move_to(moment)
            assert sweep_timers() == count
    assert list(Handover.objects.order_by("pk").values_list("status", flat=True)) == ["expired", "requested"]
    assert told(rival) == ["handover_asked", "handover_reminder"]
    assert told(heir) == ["handover_asked"]


def test_nobody_left_calls_a_coordinator_once(sme: User, supplier: User, rival: User, administrator: User) -> None:
    project = built(sme, supplier, standby=rival)
    row = handover_start(slot=slot_of(project), reason="closed", actor=sme)
    handover_decline(handover=row, actor=rival, reason="capacity")
    assert handover_start(slot=slot_of(project), reason="closed", actor=sme) is None
    queue = Escalation.objects.get()
    assert (queue.kind, queue.status, list(queue.detail["slots"])) == ("no_standby", "open", [str(row.slot_id)])
    assert told(administrator) == ["no_standby"]
    assert told(sme)[-1] == "no_standby"


def test_a_standby_that_is_not_verified_is_passed_over(sme: User, supplier: User, rival: User, heir: User) -> None:
    project = built(sme, supplier, standby=rival)
    in_reserve(project, heir)
    Supplier.objects.filter(pk=firm(rival).pk).update(status="suspended")
    assert handover_start(slot=slot_of(project), reason="sla").to_supplier == firm(heir)


def test_a_suspension_is_swept_and_counts_from_itself(
    sme: User, supplier: User, rival: User, administrator: User
) -> None:
    project = built(sme, supplier, standby=rival)
    with time_machine.travel(MONDAY, tick=False) as clock:
        decide(firm(supplier), administrator)
        clock.shift(timedelta(hours=5))
        assert [sweep_timers(), sweep_timers()] == [1, 0]
    row = Handover.objects.get(project=project)
    assert (row.reason, row.uncovered_since) == ("suspended", MONDAY)


def test_a_suspended_member_without_standby_is_escalated_and_not_asked_for_again(
    sme: User, supplier: User, administrator: User
) -> None:
    built(sme, supplier)
    Supplier.objects.filter(pk=firm(supplier).pk).update(status="suspended")
    for _ in range(3):
        sweep_timers()
    assert Escalation.objects.count() == 1
    assert told(sme) == ["no_standby"]


def test_when_the_suspension_ends_nobody_has_to_take_over(sme: User, supplier: User, rival: User) -> None:
    with time_machine.travel(MONDAY, tick=False) as clock:
        built(sme, supplier, standby=rival)
        Supplier.objects.filter(pk=firm(supplier).pk).update(status="suspended")
        sweep_timers()
        Supplier.objects.filter(pk=firm(supplier).pk).update(status="verified")
        clock.shift(3 * DAY)
        sweep_timers()
    assert Handover.objects.get().status == "cancelled"
    assert told(rival)[-1] == "handover_cancelled"


def test_the_running_request_is_returned(sme: User, supplier: User, rival: User, heir: User) -> None:
    slot = slot_of(built(sme, supplier, standby=rival))
    row = handover_start(slot=slot, reason="sla")
    assert handover_start(slot=slot, reason="change", to=firm(heir)) == row


def test_an_agreed_newcomer_is_asked_and_nobody_else(sme: User, supplier: User, rival: User, heir: User) -> None:
    slot = slot_of(built(sme, supplier, standby=rival))
    row = handover_start(slot=slot, reason="change", actor=sme, to=firm(heir))
    handover_decline(handover=row, actor=heir, reason="capacity")
    assert list(Handover.objects.values_list("to_supplier", "status")) == [(firm(heir).pk, "declined")]
    for unfit in (supplier, rival):
        Supplier.objects.filter(pk=firm(rival).pk).update(status="suspended")
        with pytest.raises(Unfit):
            handover_start(slot=slot, reason="change", actor=sme, to=firm(unfit))


def test_the_firm_may_keep_its_supplier_while_nobody_agreed(sme: User, supplier: User, rival: User) -> None:
    slot = slot_of(built(sme, supplier, standby=rival))
    row = handover_start(slot=slot, reason="sla")
    for _ in range(2):
        handover_cancel(handover=row, actor=sme)
    with pytest.raises(HandoverOver):
        handover_accept(handover=row, actor=rival)
    assert told(rival) == ["handover_asked", "handover_cancelled"]


def test_a_no_after_a_yes_is_refused(sme: User, supplier: User, rival: User) -> None:
    row = handover_start(slot=slot_of(built(sme, supplier, standby=rival)), reason="sla")
    for _ in range(2):
        handover_accept(handover=row, actor=rival)
    with pytest.raises(HandoverAnswered):
        handover_decline(handover=row, actor=rival, reason="far")
    assert told(sme).count("handover_answered") == told(supplier).count("handover_answered") == 1


@pytest.mark.django_db(transaction=True)
def test_two_sweeps_at_once_start_one_hand_over(sme: User, supplier: User, rival: User) -> None:
    project = built(sme, supplier, standby=rival)
    for title in ("하나", "둘"):
        row = reported(project, sme, title)
        ServiceTicket.objects.filter(pk=row.pk).update(due_at=timezone.now(), next_check_at=timezone.now())
    results = at_once(sweep_timers, sweep_timers, sweep_timers)
    assert not [one for one in results if isinstance(one, Exception)]
    assert Handover.objects.count() == 1
    assert told(rival) == ["handover_asked"]
    assert told(supplier).count("ticket_breached") == 2


@pytest.mark.django_db(transaction=True)
def test_yes_and_no_at_once_leave_one_answer(sme: User, supplier: User, rival: User) -> None:
    row = handover_start(slot=slot_of(built(sme, supplier, standby=rival)), reason="sla")
    results = at_once(
        lambda: handover_accept(handover=row, actor=rival),
        lambda: handover_decline(handover=row, actor=rival, reason="far"),
    )
    assert [type(one) for one in results if isinstance(one, Exception)] == [HandoverAnswered]
