"""What the rules are asked about: limits in force, and the figures of a night."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path

from matchmaker.coverage.alerts.choices import AlertRule
from matchmaker.coverage.alerts.models import AlertLimit
from matchmaker.coverage.alerts.rules import Limit, Readings, cell_readings, share_readings, speed_readings
from matchmaker.coverage.field_speed import SPAN
from matchmaker.coverage.models import GapSnapshot

# Back to so long ago a field's own nights say what is usual for it.
USUAL = timedelta(days=182)


@dataclass(frozen=True)
class Standard:
    """What a rule begins with, and between what its limits may be set."""

    limit: Limit
    lowest: float
    highest: float


@cache
def standards() -> dict[str, Standard]:
    with Path(__file__).with_name("limits.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    return {
        row["rule"]: Standard(
            Limit(row["rule"], row["falls"] == "1", float(row["opens"]), float(row["closes"]), float(row["least"])),
            float(row["lowest"]),
            float(row["highest"]),
        )
        for row in rows
    }


def limits_now() -> dict[str, Limit]:
    """One query."""
    changed = {row.rule: row for row in AlertLimit.objects.all()}
    found = {}
    for rule, standard in standards().items():
        row = changed.get(rule)
        mine = standard.limit
        found[rule] = Limit(rule, mine.falls, row.opens, row.closes, row.least, row.on) if row else mine
    return found


def cells_of(snapshot: GapSnapshot) -> Readings:
    """One query."""
    columns = ("capability_id", "region_id", "demand", "firms", "suppliers", "gap")
    return {AlertRule.CELL: cell_readings(snapshot.cells.filter(demand__gt=0).only("pk", *columns))}


def readings_of(snapshot: GapSnapshot) -> Readings:
    """Every figure that a rule looks at; two queries."""
    until, since = snapshot.day - SPAN, snapshot.day - USUAL
    earlier = GapSnapshot.objects.filter(day__lte=until, day__gt=since).order_by("day")
    speeds = speed_readings(snapshot.speed, list(earlier.values_list("speed", flat=True)))
    return cells_of(snapshot) | speeds | share_readings(snapshot.measures)
