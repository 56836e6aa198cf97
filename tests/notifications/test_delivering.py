"""A delivery is sent once, tried again when the mail server fails, and given up after five tries."""

from __future__ import annotations

from datetime import datetime, timedelta
from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.utils import timezone

from matchmaker.accounts.models import User
from matchmaker.lib.claims import MOST_CLAIMS
from matchmaker.notifications import sending
from matchmaker.notifications.choices import DeliveryStatus
from matchmaker.notifications.models import Delivery
from matchmaker.notifications.sending import MAX_TRIES, deliveries_claim, letters_send, slot_take, slots_idle
from matchmaker.notifications.tasks import deliver, send_letters, sweep_deliveries
from tests.notifications.test_sending import tell

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=ZoneInfo("Asia/Seoul"))


class Broken(EmailBackend):
    """A real backend that fails as a real mail server does."""

    failure: Exception = SMTPServerDisconnected("connection lost")

    def send_messages(self, messages: list) -> int:
        raise self.failure


class Refusing(Broken):
    failure = SMTPRecipientsRefused({"sme@example.com": (550, b"no such user")})


def use(settings: Any, backend: type) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.{backend.__name__}"


@pytest.fixture
def delivery(sme: User) -> Delivery:
    tell(sme)
    return Delivery.objects.get()


def test_a_delivery_is_sent_and_recorded(delivery: Delivery) -> None:
    deliver(delivery.pk)
    delivery.refresh_from_db()
    assert delivery.status == DeliveryStatus.SENT
    assert delivery.sent_at is not None
    assert [letter.to for letter in mail.outbox] == [["sme@example.com"]]
    assert f"/inbox/{delivery.message_id}/" in mail.outbox[0].body


def test_delivering_twice_sends_once(delivery: Delivery) -> None:
    deliver(delivery.pk)
    deliver(delivery.pk)
    assert len(mail.outbox) == 1


def test_a_delivery_that_another_worker_holds_is_left_alone(delivery: Delivery) -> None:
    Delivery.objects.update(status=DeliveryStatus.SENDING, lease_until=timezone.now() + timedelta(minutes=1))
    deliver(delivery.pk)
    assert mail.outbox == []


def test_a_worker_that_died_is_replaced_after_its_lease(delivery: Delivery) -> None:
    Delivery.objects.update(status=DeliveryStatus.SENDING, lease_until=timezone.now() - timedelta(seconds=1))
    send_letters(0)
    assert len(mail.outbox) == 1


def test_waits_grow_and_the_fifth_failure_is_the_last(delivery: Delivery, settings: Any) -> None:
    use(settings, Broken)
    waits = []
    with time_machine.travel(NOON, tick=False) as clock:
        for _ in range(MAX_TRIES):
            deliver(delivery.pk)
            delivery.refresh_from_db()
            if delivery.status == DeliveryStatus.QUEUED:
                waits.append((delivery.next_try_at - timezone.now()).total_seconds())
                clock.move_to(delivery.next_try_at)
    assert waits == [30, 120, 480, 1920]
    assert delivery.status == DeliveryStatus.FAILED
    assert "connection lost" in delivery.error


def test_an_address_that_does_not_exist_is_not_tried_again(delivery: Delivery, settings: Any) -> None:
    use(settings, Refusing)
    deliver(delivery.pk)
    delivery.refresh_from_db()
    assert (delivery.status, delivery.attempts) == (DeliveryStatus.FAILED, 1)


def test_a_letter_that_kills_its_worker_is_given_up(delivery: Delivery) -> None:
    Delivery.objects.update(status=DeliveryStatus.SENDING, attempts=MOST_CLAIMS, lease_until=timezone.now())
    deliver(delivery.pk)
    delivery.refresh_from_db()
    assert delivery.status == DeliveryStatus.FAILED
    assert mail.outbox == []


def test_whoever_left_the_organisation_gets_no_letter(delivery: Delivery, sme: User) -> None:
    sme.memberships.all().delete()
    deliver(delivery.pk)
    delivery.refresh_from_db()
    assert delivery.status == DeliveryStatus.FAILED
    assert mail.outbox == []


def test_two_who_take_letters_at_once_get_different_ones_urgent_first(delivery: Delivery, sme: User) -> None:
    for number in range(3):
        tell(sme, dedupe_key=f"more:{number}")
    tell(sme, dedupe_key="urgent", kind="question_asked")
    first, second = deliveries_claim(limit=2), deliveries_claim(limit=9)
    assert first[0].message.kind == "question_asked"
    assert [row.attempts for row in (*first, *second)] == [1] * 5
    assert len({row.pk for row in (*first, *second)}) == 5
    assert deliveries_claim() == []


def test_a_sender_sends_all_that_is_due_and_nobody_else_has_its_slot(delivery: Delivery, sme: User) -> None:
    for number in range(30):
        tell(sme, dedupe_key=f"more:{number}", kind="question_asked")
    assert slot_take(slot=0)
    assert not letters_send(slot=0, seconds=9)
    assert not mail.outbox
    assert letters_send(slot=1, seconds=0)  # its time is up after one batch
    assert not letters_send(slot=1, seconds=9)
    assert len(mail.outbox) == Delivery.objects.filter(status=DeliveryStatus.SENT).count() == 31


def test_the_sweep_wakes_a_sender_for_each_idle_slot_while_something_is_due(delivery: Delivery, settings: Any) -> None:
    settings.MAIL_SENDERS = 2
    assert sweep_deliveries() == 2
    slot_take(slot=0)
    assert slots_idle() == [1]
    send_letters(1)
    assert sweep_deliveries() == 0


def test_a_sender_that_dies_frees_its_slot_after_its_lease(delivery: Delivery) -> None:
    slot_take(slot=0)
    with time_machine.travel(timezone.now() + timedelta(minutes=3)):
        assert 0 in slots_idle()
        assert slot_take(slot=0)


def test_a_letter_whose_worker_is_back_from_an_outage_is_not_taken_over(
    delivery: Delivery, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The database was away for longer than a lease, and the letter was out by then."""
    (mine,) = deliveries_claim()
    Delivery.objects.filter(pk=delivery.pk).update(lease_until=timezone.now() - timedelta(minutes=5))
    monkeypatch.setattr(sending.time, "sleep", lambda _seconds: sending._record_sent(mine, timezone.now()))
    assert deliveries_claim() == []
    delivery.refresh_from_db()
    assert (delivery.status, delivery.attempts) == (DeliveryStatus.SENT, 1)
