"""When an award must be confirmed, a programme must have answered, a firm must have decided."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from matchmaker.lib.korea import working_days_after
from matchmaker.sourcing.deadlines import OFFICE_CLOSES, office_closes
from matchmaker.sourcing.models import Round

CONFIRM_WORKING_DAYS = 2
DECIDE_WORKING_DAYS = 5
EXTENSION_WORKING_DAYS = 15
RESULT_GRACE_WORKING_DAYS = 5
REMINDED_AT = 0.7


def confirm_by(now: datetime) -> datetime:
    return office_closes(now, CONFIRM_WORKING_DAYS)


def decide_by(now: datetime) -> datetime:
    return office_closes(now, DECIDE_WORKING_DAYS)


def extended(end: datetime) -> datetime:
    return office_closes(end, EXTENSION_WORKING_DAYS)


def day_closes(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, OFFICE_CLOSES))


def day_over(day: date) -> datetime:
    """The first moment after a day: what is valid until that day is no longer valid."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time(0)))


def result_moments(result_by: date, valid_until: date | None) -> tuple[datetime, datetime, datetime]:
    """When to remind of a programme's result, when once more, and when the quote no longer holds."""
    again = working_days_after(result_by, RESULT_GRACE_WORKING_DAYS)
    return day_closes(result_by), day_closes(again), day_over(valid_until or again)


def remind_decision_at(row: Round, now: datetime) -> datetime:
    """At 70 % of the time there was: since the extension, else of five working days before the end."""
    end = row.decide_by or now
    begin = row.extended_at or end - timedelta(days=7)
    return begin + (end - begin) * REMINDED_AT
