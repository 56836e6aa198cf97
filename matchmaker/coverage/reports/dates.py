"""When a report is due: on a day that the office works, at eight in the morning."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from matchmaker.coverage.reports.choices import Cadence
from matchmaker.lib.korea import is_working_day

AT = time(8)
LONGEST_BREAK = timedelta(days=14)  # no run of Korean days off is longer


def next_day(cadence: str, day: int, after: date) -> date:
    """The first day later than ``after`` on which it is due: ``day`` is a weekday (0 is Monday) or a day of the month.

    A day off moves it to the next working day; a month that is too short has it on its last day.
    """
    nominal = after - LONGEST_BREAK
    while True:
        nominal += timedelta(days=1)
        if _meant(cadence, day, nominal) and (moved := working(nominal)) > after:
            return moved


def _meant(cadence: str, day: int, on: date) -> bool:
    if cadence == Cadence.WEEKLY:
        return on.weekday() == day
    return on.day == min(day, monthrange(on.year, on.month)[1])


def working(day: date) -> date:
    """The day itself, or the next working day."""
    while not is_working_day(day):
        day += timedelta(days=1)
    return day


def next_moment(cadence: str, day: int, after: datetime) -> datetime:
    """The moment of ``next_day``; this morning counts as long as it is not eight yet."""
    local = timezone.localtime(after)
    since = local.date() - timedelta(days=1) if local.time() < AT else local.date()
    return timezone.make_aware(datetime.combine(next_day(cadence, day, since), AT))
