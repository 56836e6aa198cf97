"""What waits for a moment: rows are found by a query and settled one by one, each in its own transaction."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

BATCH = 200
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Timer:
    """``due(now)`` finds rows, the most urgent first; ``handle(row)`` settles one, called any number of times."""

    name: str
    due: Callable[[datetime], QuerySet[Any]]
    handle: Callable[[Any], Any]


def settle_due(timers: Iterable[Timer]) -> int:
    """Settle whatever is due; returns how many rows moved."""
    return sum(_settled(timer, row) for timer in timers for row in timer.due(timezone.now())[:BATCH])


def timers_due(timers: Iterable[Timer]) -> bool:
    """Whether anything is due."""
    return any(timer.due(timezone.now()).exists() for timer in timers)


def _settled(timer: Timer, row: Any) -> bool:
    """A broken row is logged, stays due, and holds up nobody else."""
    try:
        return bool(timer.handle(row))
    except Exception:
        logger.exception("the timer of %s %s failed; it stays due", timer.name, row.pk)
        return False
