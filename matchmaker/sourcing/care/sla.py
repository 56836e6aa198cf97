"""The promise of after-care as arithmetic: how many hours, and when they are over. No database, no clock.

Hours are counted through the night but not on weekends and Korean public holidays. What is reported before nine, or
on a day off, counts from nine of the (next) working day. docs/aftercare.md has an example worked through.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, time, timedelta

from django.utils import timezone

from matchmaker.lib.korea import is_working_day

SAME_REGION, NEXT_REGION, FAR = 24, 48, 72
REPAIR = 72  # hours to put it right once somebody is there in time
REMIND_AFTER = 0.7
OFFICE_OPENS = time(9)
DAY = timedelta(days=1)


def hours_promised(*, onsite: int | None, plant: str | None, base: str | None, beside: Collection[str]) -> int:
    """Hours that the quote promised, else by distance. ``plant``, ``base``: region codes; ``beside``: the plant's."""
    if onsite:
        return onsite
    if plant is None or base is None:
        return FAR
    if plant == base:
        return SAME_REGION
    return NEXT_REGION if base in beside else FAR


def starts_at(reported_at: datetime) -> datetime:
    """The moment the clock starts, in Korean time."""
    at = timezone.localtime(reported_at)
    if is_working_day(at.date()) and at.time() >= OFFICE_OPENS:
        return at
    while not is_working_day(at.date()):
        at = _midnight_after(at)
    return at.replace(hour=OFFICE_OPENS.hour, minute=0, second=0, microsecond=0)


def due_at(reported_at: datetime, hours: float) -> datetime:
    """When ``hours`` from ``reported_at`` are over; never on a day off, and never earlier for a later report."""
    at, left = starts_at(reported_at), timedelta(hours=hours)
    while True:
        end_of_day = _midnight_after(at)
        if left < end_of_day - at:
            return at + left
        left -= end_of_day - at
        at = end_of_day
        while not is_working_day(at.date()):
            at += DAY


def remind_at(reported_at: datetime, hours: float) -> datetime:
    """The moment of the one reminder."""
    return due_at(reported_at, hours * REMIND_AFTER)


def _midnight_after(at: datetime) -> datetime:
    return at.replace(hour=0, minute=0, second=0, microsecond=0) + DAY
