"""The latest count of gaps, and those of the nights before, for whoever shows or reports them.

All from the snapshot; each function says how many queries it takes. Shares are 0 to 1.
"""

from __future__ import annotations

from typing import Any

from matchmaker.coverage.models import GapSnapshot
from matchmaker.lib.prepared import Prepared

NIGHTS = 400  # a year and what a picture of it needs to begin
HEAD: Prepared[GapSnapshot] = Prepared(
    lambda: GapSnapshot.objects.order_by("-day").defer("measures", "fields", "speed")[:1]
)


def latest() -> GapSnapshot | None:
    """One query."""
    return GapSnapshot.objects.order_by("-day").first()


def nights(count: int = NIGHTS) -> list[tuple[Any, float, float, float]]:
    """(day, gap, capital, elsewhere), the oldest first; one query."""
    rows = GapSnapshot.objects.order_by("-day").values_list("day", "gap", "capital_gap", "other_gap")
    return list(rows[:count])[::-1]
