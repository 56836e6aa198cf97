"""How often one token may ask, counted by the minute; every answer says what is left and when it begins anew."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.cache import cache

WINDOW = 60


@dataclass(frozen=True)
class Allowance:
    limit: int
    left: int
    seconds: int

    @property
    def headers(self) -> dict[str, str]:
        told = {
            "RateLimit-Limit": self.limit,
            "RateLimit-Remaining": max(0, self.left),
            "RateLimit-Reset": self.seconds,
        }
        return {name: str(value) for name, value in told.items()}


def allowance(who: Any) -> Allowance:
    """Count one request of ``who``; ``left`` is below zero when it is one too many."""
    now, limit = time.time(), settings.API_REQUESTS_A_MINUTE
    key = f"api:{who}:{int(now // WINDOW)}"
    cache.add(key, 0, timeout=2 * WINDOW)
    try:
        used = cache.incr(key)
    except ValueError:  # it ran out of the cache in between
        used = 1
    return Allowance(limit, limit - used, WINDOW - int(now % WINDOW))
