"""Days without cover: from the moment a supplier failed until somebody else had agreed to step in. No database."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

Span = tuple[datetime, datetime]
DAY = timedelta(days=1)


def spans(rows: Iterable[tuple[datetime, datetime | None]], now: datetime) -> list[Span]:
    """(since, until or None while it lasts) -> spans without overlap, so that a chain of requests counts once."""
    joined: list[Span] = []
    for since, until in sorted((since, until or now) for since, until in rows):
        if until <= since:
            continue
        if joined and since <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], until))
        else:
            joined.append((since, until))
    return joined


def days_without_cover(rows: Iterable[tuple[datetime, datetime | None]], now: datetime) -> float:
    """Days, with fractions. One slot's rows only: two slots without cover on one day are two days."""
    return sum(((until - since) / DAY for since, until in spans(rows, now)), 0.0)
