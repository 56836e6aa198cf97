"""A digest gathers what waited, once a person and period, and only when there is something new."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
import time_machine
from django.core import mail

from matchmaker.accounts.models import User
from matchmaker.notifications.attending import preferences_save
from matchmaker.notifications.models import Delivery, Digest, Message
from matchmaker.notifications.tasks import deliver, sweep_digests
from tests.notifications.test_preferences import one_click
from tests.notifications.test_quiet_hours import at
from tests.notifications.test_sending import tell
from tests.notifications.test_wording import PAYLOAD


@pytest.fixture
def clock() -> Iterator[Any]:
    with time_machine.travel(at("2026-11-23T12:00"), tick=False) as moved:
        yield moved


def send_all() -> list[mail.EmailMultiAlternatives]:
    for pk in Delivery.objects.filter(status="queued").values_list("pk", flat=True):
        deliver(pk)
    return mail.outbox


def morning(clock: Any, day: str = "2026-11-24") -> datetime:
    clock.move_to(at(f"{day}T08:00"))
    return at(f"{day}T08:00")


@pytest.mark.parametrize(("language", "subject"), [("ko", "모아 보내는 소식 2건"), ("en", "Your news: 2 messages")])
def test_two_pieces_of_news_come_in_one_letter(language: str, subject: str, sme: User, clock: Any) -> None:
    User.objects.filter(pk=sme.pk).update(language=language)
    preferences_save(user=sme, cadences={"matches": "daily"})
    tell(sme, dedupe_key="a", payload={"need": "Alpha"})
    tell(sme, dedupe_key="b", kind="shortlist_changed", payload={**PAYLOAD, "need": "Beta"})
    assert (sweep_digests(), send_all()) == (0, [])
    morning(clock)
    assert sweep_digests() == 1
    (letter,) = send_all()
    assert (letter.subject, letter.to) == (subject, [sme.email])
    for text in (letter.body, letter.alternatives[0][0]):
        assert "Alpha" in text
        assert "Beta" in text
        assert all(f"/inbox/{pk}/" in text for pk in Message.objects.values_list("pk", flat=True))


def test_asking_twice_makes_one_and_later_news_waits_for_the_next_day(sme: User, clock: Any) -> None:
    preferences_save(user=sme, cadences={"matches": "daily"})
    tell(sme, dedupe_key="a")
    morning(clock)
    assert [sweep_digests(), sweep_digests()] == [1, 0]
    tell(sme, dedupe_key="b")
    clock.move_to(at("2026-11-24T15:00"))
    assert sweep_digests() == 0
    morning(clock, "2026-11-25")
    assert sweep_digests() == 1
    assert Digest.objects.count() == len(send_all()) == 2


def test_a_second_beat_finds_the_period_taken_and_sends_nothing(sme: User, clock: Any) -> None:
    preferences_save(user=sme, cadences={"matches": "daily"})
    tell(sme)
    morning(clock)
    Digest.objects.create(user=sme, period="daily:2026-11-24")  # the other one was a moment quicker
    assert sweep_digests() == 0
    assert send_all() == []
    assert Delivery.objects.get().status == "digest"  # and what it did not take waits for the next


def test_nothing_new_is_no_letter(sme: User, clock: Any) -> None:
    preferences_save(user=sme, cadences={"matches": "daily"})
    tell(sme)
    Message.objects.update(read_at=at("2026-11-23T13:00"))
    morning(clock)
    assert sweep_digests() == 0
    assert not Digest.objects.exists()
    assert Delivery.objects.get().status == "seen"


def test_weekly_news_waits_for_the_first_working_day_of_the_week(sme: User, clock: Any) -> None:
    preferences_save(user=sme, cadences={"matches": "weekly"})
    tell(sme)
    for day in ("2026-11-24", "2026-11-27", "2026-11-28"):
        morning(clock, day)
        assert sweep_digests() == 0
    morning(clock, "2026-11-30")
    assert sweep_digests() == 1


def test_a_clock_that_jumps_a_day_still_makes_one_digest(sme: User, clock: Any) -> None:
    preferences_save(user=sme, cadences={"matches": "daily"})
    tell(sme)
    clock.move_to(at("2026-11-25T18:00"))
    assert sweep_digests() == 1
    clock.move_to(at("2026-11-24T18:00"))
    assert sweep_digests() == 0


def test_whoever_left_the_firm_reads_nothing_of_it(sme: User, clock: Any) -> None:
    preferences_save(user=sme, cadences={"matches": "daily"})
    tell(sme)
    sme.memberships.all().delete()
    morning(clock)
    assert sweep_digests() == 0


def test_one_click_in_a_digest_stops_all_that_it_held(sme: User, clock: Any, client: Any) -> None:
    preferences_save(user=sme, cadences={"matches": "daily", "outcomes": "daily"})
    tell(sme, dedupe_key="a")
    tell(sme, dedupe_key="b", kind="review_published", payload=PAYLOAD)
    morning(clock)
    sweep_digests()
    assert client.post(one_click(send_all()[0]), {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert set(sme.preferences.values_list("group", "cadence")) == {("matches", "off"), ("outcomes", "off")}
