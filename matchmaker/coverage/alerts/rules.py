"""What counts as an alert: plain functions over figures of a night. No database, no clock; limits are handed in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from matchmaker.coverage.alerts.choices import AlertRule
from matchmaker.engine.gaps import ANSWERS

SIDES = {
    AlertRule.TOP_FIVE: ("exposure", "invitations", "wins"),
    AlertRule.HHI: ("exposure", "invitations", "wins"),
    # Few awards over many firms are uneven however fairly they fall, so wins are not held against this one.
    AlertRule.GINI: ("exposure", "invitations"),
}
# So many earlier nights of a field have to be there before anything is said of it.
NIGHTS_KNOWN = 4


@dataclass(frozen=True)
class Limit:
    """An alert opens at ``opens`` or beyond and closes on the good side of ``closes``, so that it does not flap.

    ``falls``: small figures are the bad ones. ``least``: about how many it has to be before one opens.
    """

    rule: str
    falls: bool
    opens: float
    closes: float
    least: float
    on: bool = True


@dataclass(frozen=True)
class Reading:
    """One subject's figure in one night; ``count`` of what it is about, ``told`` more to show with it.

    ``fewest``: the least number of firms or requests that it tells of, 0 where it tells of none.
    """

    value: float
    count: float
    told: Mapping[str, Any] = field(default_factory=dict)
    fewest: float = 0


Readings = dict[str, dict[str, Reading]]
Key = tuple[str, str]


def beyond(limit: Limit, reading: Reading | None) -> bool:
    """Whether an alert would open."""
    if reading is None or reading.count < limit.least:
        return False
    return reading.value <= limit.opens if limit.falls else reading.value >= limit.opens


def back(limit: Limit, reading: Reading | None) -> bool:
    """Whether one that is open would close: the figure is good again, or there is nothing left that it could be of."""
    if reading is None:
        return True
    return reading.value > limit.closes if limit.falls else reading.value < limit.closes


@dataclass(frozen=True)
class Turn:
    """What a night changes: alerts to open, those that stay with today's figure, those to close."""

    opened: dict[Key, Reading]
    stay: dict[Key, Reading]
    closed: dict[Key, Reading | None]


def turn(limits: Iterable[Limit], now: Readings, before: Readings | None, standing: Iterable[Key]) -> Turn:
    """``before``: the night that was looked at last, under the same limits; None where this is the first.

    A cell opens only where it crossed since then: what has been short for long stands on the map, and the first night
    would tell of hundreds. Fields and concentration are few, so they open whenever they are beyond.
    """
    by_rule = {limit.rule: limit for limit in limits if limit.on}
    open_now, opened = set(standing), {}
    for rule, limit in by_rule.items():
        for subject, reading in now.get(rule, {}).items():
            fresh = (rule, subject) not in open_now and beyond(limit, reading)
            if fresh and (rule != AlertRule.CELL or _crossed(limit, before, subject)):
                opened[rule, subject] = reading
    stay, closed = {}, {}
    for rule, subject in open_now:
        reading_now, known = now.get(rule, {}).get(subject), by_rule.get(rule)
        if known is None or back(known, reading_now):
            closed[rule, subject] = reading_now
        elif reading_now is not None:
            stay[rule, subject] = reading_now
    return Turn(opened, stay, closed)


def _crossed(limit: Limit, before: Readings | None, subject: str) -> bool:
    return before is not None and not beyond(limit, before.get(limit.rule, {}).get(subject))


def cell_readings(cells: Iterable[Any]) -> dict[str, Reading]:
    """Answers that a request may count on, of three, with what has to be there first; rows or anything like them."""
    return {
        f"{cell.capability_id}:{cell.region_id}": Reading(
            round(ANSWERS * (1.0 - cell.gap), 3),
            cell.demand,
            {"demand": round(cell.demand, 2), "suppliers": cell.suppliers},
            min((count for count in (cell.demand, cell.firms, cell.suppliers) if count > 0), default=0),
        )
        for cell in cells
        if cell.demand > 0
    }


def share_readings(measures: Mapping[str, Any]) -> Readings:
    """Concentration; ``count`` is the lesser of what was given and who could have got it."""
    found: Readings = {}
    for rule, sides in SIDES.items():
        rows = {side: measures.get(side) or {} for side in sides}
        found[rule] = {
            side: Reading(row[rule], min(row["total"], row["suppliers"]), {"total": row["total"]})
            for side, row in rows.items()
            if row.get(rule) is not None
        }
    return found


def speed_readings(now: Mapping[str, Any], earlier: list[Mapping[str, Any]]) -> Readings:
    """How many times worse each field is than the median of its own ``earlier`` nights; 1 is as before.

    ``now`` and ``earlier`` are the speeds of nights (``field_speed``), earlier ones without a request in common.
    """
    found: Readings = {AlertRule.FIRST: {}, AlertRule.PROMISE: {}}
    for name, row in now.items():
        for rule, key, count in (
            (AlertRule.FIRST, "first_hours", "answered"),
            (AlertRule.PROMISE, "kept", "promises"),
        ):
            past = [night[name][key] for night in earlier if night.get(name, {}).get(key) is not None]
            if row[key] is None or len(past) < NIGHTS_KNOWN:
                continue
            usual = median(past)
            worse, better = (row[key], usual) if rule == AlertRule.FIRST else (usual, row[key])
            # A field in which nobody answers any more is a hundred times worse, not infinitely.
            value = min(round(worse / better, 3), 100.0) if better else (100.0 if worse else 1.0)
            told = {"now": row[key], "usual": round(usual, 3), "nights": len(past)}
            found[rule][name] = Reading(value, row[count], told, row[count])
    return found
