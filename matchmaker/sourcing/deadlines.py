"""When things are due, in Korean working days: each ends when the offices close."""

from __future__ import annotations

from datetime import datetime, time

from django.utils import timezone

from matchmaker.lib.korea import working_days_after, working_days_before

ANSWER_WORKING_DAYS = 2
PROMISE_WORKING_DAYS = 5
DECISION_WORKING_DAYS = 5
AMENDED_WORKING_DAYS = 2
ANSWERS_PROMISED = 3
QUOTE_DAYS = 10
QUOTE_DAYS_OFFERED = (5, 10, 15)
OFFICE_CLOSES = time(18)


def office_closes(since: datetime, working_days: int) -> datetime:
    """Close of office so many Korean working days after the day of ``since``."""
    day = working_days_after(timezone.localdate(since), working_days)
    return timezone.make_aware(datetime.combine(day, OFFICE_CLOSES))


def respond_by(asked_at: datetime) -> datetime:
    return office_closes(asked_at, ANSWER_WORKING_DAYS)


def promise_by(asked_at: datetime) -> datetime:
    return office_closes(asked_at, PROMISE_WORKING_DAYS)


def remind_at(due: datetime) -> datetime:
    """The same time of day, one working day earlier."""
    local = timezone.localtime(due)
    return timezone.make_aware(datetime.combine(working_days_before(local.date(), 1), local.time()))


def halfway(asked_at: datetime, end: datetime) -> datetime:
    """The moment of the one reminder."""
    return asked_at + (end - asked_at) / 2
