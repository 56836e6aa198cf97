"""Nobody is woken by what can wait: nights, weekends and Korean holidays; a cap a day; deadlines go out."""

from __future__ import annotations

from datetime import datetime, time
from zoneinfo import ZoneInfo

import pytest
import time_machine

from matchmaker.accounts.models import User
from matchmaker.notifications.attending import preferences_save
from matchmaker.notifications.models import Attention, Delivery
from matchmaker.notifications.quiet import digest_due, quiet_end
from matchmaker.notifications.tasks import sweep_deliveries
from tests.notifications.test_sending import tell
from tests.notifications.test_wording import PAYLOAD

SEOUL = ZoneInfo("Asia/Seoul")


def at(text: str, zone: ZoneInfo = SEOUL) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone)


@pytest.mark.parametrize(
    ("now", "may"),
    [
        ("2026-11-23T20:59", "2026-11-23T20:59"),
        ("2026-11-23T21:00", "2026-11-24T08:00"),
        ("2026-11-24T07:59", "2026-11-24T08:00"),
        ("2026-11-24T08:00", "2026-11-24T08:00"),
        ("2026-11-27T22:00", "2026-11-30T08:00"),  # Friday night to Monday
        ("2026-11-28T12:00", "2026-11-30T08:00"),  # Saturday noon
        ("2026-12-24T21:30", "2026-12-28T08:00"),  # Christmas is a holiday, a weekend follows
    ],
)
def test_the_defaults_are_quiet_at_night_and_on_days_off(now: str, may: str) -> None:
    assert quiet_end(Attention(), at(now)) == at(may)


def test_hours_are_the_persons_own_and_days_off_may_be_open() -> None:
    berlin = Attention(zone="Europe/Berlin", on_holidays=True)
    assert quiet_end(berlin, at("2026-11-28T12:00")) == at("2026-11-28T08:00", ZoneInfo("Europe/Berlin"))
    lunch = Attention(quiet_from=time(12), quiet_until=time(13))
    assert quiet_end(lunch, at("2026-11-23T12:30")) == at("2026-11-23T13:00")
    never = Attention(quiet_from=time(8), quiet_until=time(8), on_holidays=True)
    assert quiet_end(never, at("2026-11-28T03:00")) == at("2026-11-28T03:00")


def test_a_digest_is_due_on_working_days_and_once_a_week_on_the_first() -> None:
    rest = Attention()
    assert digest_due(rest, "daily", at("2026-11-23T07:59")) is None
    assert digest_due(rest, "daily", at("2026-11-23T19:00")) == ("daily:2026-11-23", at("2026-11-23T08:00"))
    assert digest_due(rest, "daily", at("2026-11-28T12:00")) is None
    assert digest_due(rest, "weekly", at("2026-11-26T12:00")) == ("weekly:2026-W48", at("2026-11-23T08:00"))
    # 2026-08-17 is a substitute holiday: the week begins on Tuesday.
    assert digest_due(rest, "weekly", at("2026-08-17T12:00")) is None
    assert digest_due(rest, "weekly", at("2026-08-18T08:00")) == ("weekly:2026-W34", at("2026-08-18T08:00"))


def test_a_letter_written_at_night_leaves_in_the_morning(sme: User) -> None:
    with time_machine.travel(at("2026-11-23T23:00"), tick=False) as clock:
        tell(sme)
        assert sweep_deliveries() == 0
        clock.move_to(at("2026-11-24T08:00"))
        assert sweep_deliveries()


def test_what_has_a_deadline_leaves_at_night_and_beyond_the_cap(sme: User) -> None:
    preferences_save(user=sme, cadences={}, rest=Attention(user=sme, daily_cap=0))
    with time_machine.travel(at("2026-11-28T23:00"), tick=False):
        tell(sme, kind="award_made", payload=PAYLOAD)
        assert sweep_deliveries()


def test_what_is_over_the_cap_waits_for_the_digest_and_the_next_day_starts_anew(sme: User) -> None:
    preferences_save(user=sme, cadences={}, rest=Attention(user=sme, daily_cap=2))
    with time_machine.travel(at("2026-11-23T12:00"), tick=False) as clock:
        for number in range(4):
            tell(sme, dedupe_key=f"a{number}")
        tell(sme, kind="award_made", payload=PAYLOAD, dedupe_key="deadline")
        statuses = list(Delivery.objects.order_by("pk").values_list("status", flat=True))
        assert statuses == ["queued", "queued", "digest", "digest", "queued"]
        clock.move_to(at("2026-11-24T12:01"))
        tell(sme, dedupe_key="tomorrow")
        assert Delivery.objects.latest("pk").status == "queued"
