"""When a person may be disturbed, and when their digests are due. Times are theirs, holidays are Korean."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from matchmaker.lib.korea import is_working_day
from matchmaker.notifications.choices import Cadence
from matchmaker.notifications.models import Attention

DAY = timedelta(days=1)


def quiet_end(rest: Attention, now: datetime) -> datetime:
    """``now`` where the person may be disturbed, else the first moment after it when they may."""
    zone = ZoneInfo(rest.zone)
    at = now.astimezone(zone)
    start, end = rest.quiet_from, rest.quiet_until
    while True:
        clock, day = at.timetz().replace(tzinfo=None), at.date()
        if not (rest.on_holidays or is_working_day(day)):
            at = _at(day + DAY, time(0), zone)
        elif start > end and clock >= start:
            at = _at(day + DAY, end, zone)
        elif (start > end and clock < end) or start <= clock < end:
            at = _at(day, end, zone)
        else:
            return at


def digest_due(rest: Attention, cadence: str, now: datetime) -> tuple[str, datetime] | None:
    """The period whose digest may go out at ``now``, and the moment up to which it reaches back; None before that.

    A daily one is due on working days when the quiet hours end, a weekly one on the week's first working day. Whoever
    asks late gets the same period and moment, so that a beat that slept loses and doubles nothing.
    """
    zone = ZoneInfo(rest.zone)
    day = now.astimezone(zone).date()
    year, week, weekday = day.isocalendar()
    if cadence == Cadence.WEEKLY:
        monday = day - (weekday - 1) * DAY
        first = next((monday + n * DAY for n in range(5) if is_working_day(monday + n * DAY)), None)
        period = f"weekly:{year}-W{week:02}"
    else:
        first = day if is_working_day(day) else None
        period = f"daily:{day.isoformat()}"
    moment = None if first is None else _at(first, rest.quiet_until, zone)
    return (period, moment) if moment is not None and now >= moment else None


def _at(day: date, clock: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, clock, tzinfo=zone)
