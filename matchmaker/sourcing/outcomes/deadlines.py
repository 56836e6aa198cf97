"""When what came of a project is asked, when to remind, and when silence is recorded."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from matchmaker.sourcing.choices import STAGE_MONTHS

OFFICE_OPENS = time(9)
REMIND_AFTER = timedelta(days=10)
MISSED_AFTER = timedelta(days=30)
REVIEWS_SEALED = timedelta(days=14)


def months_after(day: date, months: int) -> date:
    """The same day of a later month; its last one where the month is shorter."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def due_on(completed_on: date, stage: str) -> date:
    return months_after(completed_on, STAGE_MONTHS[stage])  # type: ignore[index]


def opening(day: date) -> datetime:
    """The opening of office of that day."""
    return timezone.make_aware(datetime.combine(day, OFFICE_OPENS))
