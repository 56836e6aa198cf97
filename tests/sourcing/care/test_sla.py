"""The clock of after-care: the example of docs/aftercare.md, and what holds for every moment and every promise."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from matchmaker.lib.korea import is_working_day
from matchmaker.sourcing.care.sla import due_at, hours_promised, remind_at, starts_at

SEOUL = ZoneInfo("Asia/Seoul")
ROW = re.compile(
    r"^\| (\d{4}-\d\d-\d\d \d\d:\d\d) .*\| (\d+) \| (\d{4}-\d\d-\d\d \d\d:\d\d) .*\| (\d{4}-\d\d-\d\d \d\d:\d\d)"
)
moments = st.datetimes(min_value=datetime(2026, 1, 1), max_value=datetime(2029, 12, 31)).map(
    lambda at: at.replace(tzinfo=SEOUL)
)
promises = st.integers(min_value=1, max_value=400)


def told_in_the_document() -> list[tuple[datetime, int, datetime, datetime]]:
    text = (Path(settings.BASE_DIR) / "docs" / "aftercare.md").read_text("utf-8")
    read = (ROW.match(line) for line in text.splitlines())
    return [(_at(row[1]), int(row[2]), _at(row[3]), _at(row[4])) for row in read if row]


def _at(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=SEOUL)


def test_the_document_computes_what_the_clock_computes() -> None:
    rows = told_in_the_document()
    assert len(rows) >= 5
    for reported, hours, remind, due in rows:
        assert (remind_at(reported, hours), due_at(reported, hours)) == (remind, due), reported


@pytest.mark.parametrize(
    ("onsite", "plant", "base", "hours"),
    [
        (8, "48", "11", 8),
        (None, "48", "48", 24),
        (None, "48", "26", 48),
        (None, "48", "11", 72),
        (0, "48", "48", 24),
        (None, None, "48", 72),
        (None, "48", None, 72),
    ],
)
def test_hours_are_those_of_the_quote_else_of_the_distance(
    onsite: int | None, plant: str | None, base: str | None, hours: int
) -> None:
    assert hours_promised(onsite=onsite, plant=plant, base=base, beside=("26", "27")) == hours


@given(moments, promises)
def test_the_end_is_never_in_the_past_nor_on_a_day_off(reported: datetime, hours: int) -> None:
    due = due_at(reported, hours)
    assert due >= reported + timedelta(hours=hours)
    assert is_working_day(due.date())
    assert reported < remind_at(reported, hours) < due


@given(moments, moments, promises)
def test_who_reports_later_is_not_served_earlier(one: datetime, other: datetime, hours: int) -> None:
    first, second = sorted((one, other))
    assert due_at(first, hours) <= due_at(second, hours)


@given(moments, promises, promises)
def test_a_longer_promise_ends_later(reported: datetime, hours: int, more: int) -> None:
    assert due_at(reported, hours) < due_at(reported, hours + more)


@given(moments)
def test_the_clock_starts_in_office_days_from_nine(reported: datetime) -> None:
    start = starts_at(reported)
    assert start >= reported
    assert is_working_day(start.date())
    assert start.hour >= 9


@given(moments, promises)
def test_exactly_the_promised_hours_of_working_days_are_counted(reported: datetime, hours: int) -> None:
    start, due = starts_at(reported), due_at(reported, hours)
    counted, at = timedelta(0), start
    while at < due:
        end = min(due, at.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1))
        counted += (end - at) if is_working_day(at.date()) else timedelta(0)
        at = end
    assert counted == timedelta(hours=hours)
