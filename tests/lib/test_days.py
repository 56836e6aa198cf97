"""Days and moments are said in words, with their year only where it is not this one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.utils.translation import override

from matchmaker.lib.templatetags.house import ago, dated, day, moment

SAID = [
    (date(2026, 11, 24), "11월 24일(화)", "Tue 24 Nov"),
    (date(2025, 3, 4), "2025년 3월 4일(화)", "Tue 4 Mar 2025"),
    (datetime(2026, 11, 23, 16, tzinfo=UTC), "11월 24일(화)", "Tue 24 Nov"),  # one o'clock in the night in Korea
]


@pytest.fixture(autouse=True)
def november() -> Iterator[None]:
    with time_machine.travel(datetime(2026, 11, 25, 3, tzinfo=UTC), tick=False):
        yield


@pytest.mark.parametrize(("on", "korean", "english"), SAID)
def test_a_day_is_said_in_words(on: date, korean: str, english: str) -> None:
    with override("ko"):
        assert day(on) == korean
    with override("en"):
        assert day(on) == english


def test_a_moment_of_another_year_tells_which() -> None:
    at = datetime(2025, 11, 24, 9, 30, tzinfo=UTC)
    with override("ko"):
        assert moment(at) == "2025년 11월 24일(월) 오후 6시 30분"
    with override("en"):
        assert moment(at) == "Mon 24 Nov 2025, 18:30"


@pytest.mark.parametrize(
    ("past", "korean", "english"),
    [
        (timedelta(seconds=20), "방금", "just now"),
        (timedelta(minutes=12), "12분 전", "12 minutes ago"),
        (timedelta(days=3, hours=5), "3일 전", "3 days ago"),
    ],
)
def test_what_is_past_is_said_by_its_greatest_unit(past: timedelta, korean: str, english: str) -> None:
    at = datetime(2026, 11, 25, 3, tzinfo=UTC) - past
    with override("ko"):
        assert ago(at) == korean
    with override("en"):
        assert ago(at).replace("\xa0", " ") == english


def test_a_paper_tells_the_year_even_of_this_year() -> None:
    with override("ko"):
        assert dated(date(2026, 11, 24)) == "2026년 11월 24일(화)"
    with override("en"):
        assert dated(date(2026, 11, 24)) == "Tue 24 Nov 2026"


def test_no_day_is_no_words() -> None:
    assert day(None) == day("") == moment(None) == ago(None) == dated(None) == ""
