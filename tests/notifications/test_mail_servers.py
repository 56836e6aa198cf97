"""Servers that are slow, refuse, accept by halves or hang: a bounded time, and the right verdict a recipient."""

from __future__ import annotations

import time
from datetime import timedelta
from email import message_from_bytes, policy
from typing import Any

import pytest
from django.utils import timezone

from matchmaker.accounts.models import User
from matchmaker.notifications.choices import DeliveryStatus
from matchmaker.notifications.models import Delivery, StoppedAddress
from matchmaker.notifications.sending import SERVER_WAIT, letters_send, slots_idle
from tests import factories
from tests.notifications.peers import Manners, raw, server, use
from tests.notifications.test_sending import tell


@pytest.fixture
def letters(sme: User) -> dict[str, Delivery]:
    """Four colleagues are told the same: four letters, by the first word of their address."""
    for name in ("gone", "busy", "last"):
        factories.member_of(sme.memberships.get().organisation, f"{name}@example.com")
    tell(sme)
    return {row.address.split("@")[0]: row for row in Delivery.objects.all()}


def fates() -> dict[str, tuple[str, int]]:
    return {row.address.split("@")[0]: (row.status, row.attempts) for row in Delivery.objects.all()}


def test_one_conversation_carries_all_letters_one_recipient_each(letters: Any, settings: Any) -> None:
    with server(Manners(), settings) as peer:
        letters_send(slot=0, seconds=9)
    assert sorted(address for address, _ in peer.kept) == [
        "busy@example.com", "gone@example.com", "last@example.com", "sme@example.com",
    ]  # fmt: skip
    assert peer.connections == 1
    for address, content in peer.kept:
        letter = message_from_bytes(content, policy=policy.default)
        assert letter["To"] == address
        assert letter["Cc"] is letter["Bcc"] is None
        assert {part.get_content_type() for part in letter.walk()} >= {"text/plain", "text/html"}


def test_a_server_that_accepts_some_and_refuses_others_is_believed_for_each(letters: Any, settings: Any) -> None:
    with server(Manners(), settings) as peer:
        peer.rcpt = {"gone@example.com": "550 5.1.1 no such user", "busy@example.com": "451 4.3.0 try later"}
        letters_send(slot=0, seconds=9)
    assert fates() == {
        "sme": (DeliveryStatus.SENT, 1),
        "last": (DeliveryStatus.SENT, 1),
        "gone": (DeliveryStatus.FAILED, 1),
        "busy": (DeliveryStatus.QUEUED, 1),
    }
    assert [row.address for row in StoppedAddress.objects.all()] == ["gone@example.com"]


@pytest.mark.parametrize(("answer", "fate"), [("554 5.6.0 no", "failed"), ("452 4.2.2 full", "queued")])
def test_who_takes_the_recipient_and_then_refuses_the_letter_is_believed(
    answer: str, fate: str, letters: Any, settings: Any
) -> None:
    with server(Manners(), settings) as peer:
        peer.data = answer
        letters_send(slot=0, seconds=9)
    assert set(fates().values()) == {(fate, 1)}
    assert not StoppedAddress.objects.exists()


def test_an_answer_lost_after_the_letter_is_asked_for_again_under_the_same_id(letters: Any, settings: Any) -> None:
    Delivery.objects.exclude(address="sme@example.com").delete()
    with server(Manners(), settings) as peer:
        peer.drops_after_data = True
        letters_send(slot=0, seconds=9)
        assert fates() == {"sme": (DeliveryStatus.QUEUED, 1)}
        peer.drops_after_data = False
        Delivery.objects.update(next_try_at=timezone.now())
        letters_send(slot=0, seconds=9)
    assert fates() == {"sme": (DeliveryStatus.SENT, 2)}
    assert len({message_from_bytes(content)["Message-ID"] for _, content in peer.kept}) == 1


@pytest.mark.parametrize(
    ("pieces", "every"),
    [([], 0.0), ([b"220 here\r\n"], 0.0), ([b"2"], 0.05), ([b"220 here\r\n", b"250-x\r\n"], 0.05)],
    ids=["says nothing", "hangs after the greeting", "drips its greeting", "drips its answer"],
)
def test_a_server_that_hangs_or_drips_costs_a_bounded_time_and_no_letter_a_try(
    pieces: list[bytes], every: float, letters: Any, settings: Any
) -> None:
    settings.EMAIL_TIMEOUT, settings.EMAIL_TOTAL_SECONDS = 0.4, 0.5
    started = time.perf_counter()
    with raw(settings, *pieces, every=every):
        letters_send(slot=0, seconds=9)
    assert time.perf_counter() - started < 4
    waiting = {status for status, _ in fates().values()}
    assert waiting == {DeliveryStatus.QUEUED}
    assert max(attempts for _, attempts in fates().values()) <= 1


def test_a_server_that_is_away_costs_no_try_and_is_asked_twice_a_minute(letters: Any, settings: Any) -> None:
    use(settings, 1)
    letters_send(slot=0, seconds=9)
    assert set(fates().values()) == {(DeliveryStatus.QUEUED, 0)}
    assert Delivery.objects.filter(next_try_at__gt=timezone.now() + SERVER_WAIT / 2).count() == 4
    Delivery.objects.update(next_try_at=timezone.now())
    assert 0 not in slots_idle()
    Delivery.objects.update(due_at=timezone.now() - timedelta(days=1, seconds=1))
    letters_send(slot=1, seconds=9)
    assert set(fates().values()) == {(DeliveryStatus.FAILED, 1)}
