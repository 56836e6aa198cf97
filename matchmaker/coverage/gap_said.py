"""What was said a quarter ago of the quarter that is over now, beside what came."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from statistics import median
from typing import Any

from matchmaker.coverage.fields import FIELDS, NAMES
from matchmaker.coverage.gap_counts import QUARTER
from matchmaker.coverage.models import GapSnapshot

# A past night that is at most this far from a quarter ago: where nights are missing, nothing is held against another.
APART = timedelta(days=4)


@dataclass(frozen=True)
class Said:
    """One field: expected and its range then, and what came; ``off`` as a share of what came."""

    name: str
    expected: float
    low: float
    high: float
    came: float

    @property
    def held(self) -> bool:
        return self.low <= self.came <= self.high

    @property
    def off(self) -> float | None:
        return (self.expected - self.came) / self.came if self.came else None


@dataclass(frozen=True)
class Looked:
    """All fields of one side ("asked" or "sold"); ``error`` is the median of the sizes of ``off``."""

    side: str
    rows: list[Said]

    @property
    def held(self) -> int:
        return sum(row.held for row in self.rows)

    @property
    def error(self) -> float | None:
        sizes = [abs(row.off) for row in self.rows if row.off is not None]
        return median(sizes) if sizes else None


def quarter_ago(snapshot: GapSnapshot) -> GapSnapshot | None:
    """The night nearest to a quarter before this one, if there is one near enough; one query."""
    then = snapshot.day - QUARTER
    rows = GapSnapshot.objects.filter(day__gte=then - APART, day__lte=then + APART).only("day", "fields")
    return min(rows, key=lambda row: (abs(row.day - then), row.day), default=None)


def said_and_came(then: dict[str, Any], now: dict[str, Any], *, least: int = 0) -> list[Looked]:
    """Only fields of which something was said; those with fewer than ``least`` are left out."""
    told, came = then.get("rows", {}), now.get("rows", {})
    found = [
        Looked(side, [_said(key, told[key][side], came[key][side]) for key in FIELDS if _known(told, came, key, side)])
        for side in ("asked", "sold")
    ]
    kept = [Looked(one.side, [row for row in one.rows if min(row.came, row.expected) >= least]) for one in found]
    return [one for one in kept if one.rows]


def _known(told: dict[str, Any], came: dict[str, Any], key: str, side: str) -> bool:
    then, now = told.get(key, {}).get(side), came.get(key, {}).get(side)
    return bool(then and now and now["past"] and not then["why"][0] and then["expected"][0] is not None)


def _said(key: str, then: dict[str, Any], now: dict[str, Any]) -> Said:
    parts = (then["expected"][0], then["low"][0], then["high"][0])
    return Said(str(NAMES[key]), *parts, came=now["past"][-1])
