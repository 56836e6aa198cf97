"""When an invitation must be answered, and when to remind."""

from __future__ import annotations

from datetime import datetime, time

from django.utils import timezone

from matchmaker.lib.korea import working_days_after

ANSWER_WORKING_DAYS = 2
OFFICE_CLOSES = time(18)


def respond_by(asked_at: datetime) -> datetime:
    """Close of office on the second Korean working day after the day of asking."""
    day = working_days_after(timezone.localdate(asked_at), ANSWER_WORKING_DAYS)
    return timezone.make_aware(datetime.combine(day, OFFICE_CLOSES))


def halfway(asked_at: datetime, end: datetime) -> datetime:
    """The moment of the one reminder."""
    return asked_at + (end - asked_at) / 2
