"""Refills that meet answers, sweeps and each other, with real threads; and workers that die in the middle."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from matchmaker.accounts.models import User
from matchmaker.notifications.models import Message
from matchmaker.sourcing import refilling, telling
from matchmaker.sourcing.models import Rfq, RfqInvitation
from matchmaker.sourcing.refilling import slot_refill
from matchmaker.sourcing.services import invitation_check, invitation_decline
from matchmaker.sourcing.tasks import sweep_timers
from tests.at_once import at_once
from tests.sourcing.scenes import asked_from_a_run, crowd, person_of


def one_maker_of_four(sme: User) -> Rfq:
    crowd("가람", "나래", "다솜", "라온", codes=("SOL-MES",))
    return asked_from_a_run(sme, "SOL-MES")


@pytest.mark.django_db(transaction=True)
def test_two_refills_at_once_ask_one_supplier(sme: User) -> None:
    rfq = one_maker_of_four(sme)
    row = rfq.invitations.get()
    invitation_decline(invitation=row, actor=person_of(row), reason="far")
    done = at_once(*[lambda: slot_refill(rfq=rfq)] * 3)
    assert sorted(done) == [False, False, True]
    assert rfq.invitations.count() == 2
    assert Message.objects.filter(kind="rfq_refilled").count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_decline_an_expiry_and_a_refill_at_once_leave_one_end_and_one_successor(sme: User) -> None:
    rfq = one_maker_of_four(sme)
    row = rfq.invitations.get()
    person = person_of(row)
    with time_machine.travel(row.respond_by - timedelta(milliseconds=50)):
        at_once(
            lambda: invitation_decline(invitation=row, actor=person, reason="far"),
            lambda: invitation_check(invitation=row),
            lambda: slot_refill(rfq=rfq),
        )
    with time_machine.travel(row.respond_by + timedelta(seconds=1)):
        sweep_timers()
        sweep_timers()
    row.refresh_from_db()
    assert row.status in ("declined", "expired")
    assert row.events.exclude(to__in=("sent", "seen")).count() == 1
    assert list(RfqInvitation.objects.exclude(pk=row.pk).values_list("replaces", "status")) == [(row.pk, "sent")]


def test_whoever_dies_between_the_state_and_the_message_leaves_nothing_half_done(
    sme: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    rfq = one_maker_of_four(sme)
    row = rfq.invitations.get()

    def dies(*_: object) -> None:
        raise RuntimeError("killed")

    with monkeypatch.context() as broken:
        broken.setattr(telling, "answered", dies)
        with pytest.raises(RuntimeError):
            invitation_decline(invitation=row, actor=person_of(row), reason="far")
    row.refresh_from_db()
    assert row.status == "sent"
    assert Rfq.objects.get().next_check_at is None
    invitation_decline(invitation=row, actor=person_of(row), reason="far")
    with monkeypatch.context() as broken:
        broken.setattr(telling, "refilled", dies)
        with pytest.raises(RuntimeError):
            slot_refill(rfq=rfq)
    assert rfq.invitations.count() == 1
    assert Rfq.objects.get().next_check_at is not None
    assert sweep_timers() == 1
    assert (rfq.invitations.count(), Message.objects.filter(kind="rfq_refilled").count()) == (2, 1)


def test_what_moved_while_the_engine_searched_is_searched_again(sme: User, monkeypatch: pytest.MonkeyPatch) -> None:
    crowd("가람", "나래", "다솜", codes=("SOL-MES",))
    crowd("마루", "바로", codes=("SVC-TRAIN", "EQP-HMI"), price=5_000_000)
    rfq = asked_from_a_run(sme, "SOL-MES", "SVC-TRAIN")
    first, other = rfq.invitations.order_by("pk")
    invitation_decline(invitation=first, actor=person_of(first), reason="far")
    search = refilling._search

    def meanwhile(*args: object) -> object:
        found = search(*args)
        invitation_decline(invitation=other, actor=person_of(other), reason="budget")
        return found

    with monkeypatch.context() as slow:
        slow.setattr(refilling, "_search", meanwhile)
        assert not slot_refill(rfq=rfq)
    assert rfq.invitations.count() == 2
    assert sweep_timers() == 1
    assert {row.replaces_id for row in rfq.invitations.all()} == {None, first.pk, other.pk}
