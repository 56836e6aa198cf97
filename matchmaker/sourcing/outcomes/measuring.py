"""What figures before, aimed at and after say: pure arithmetic, no database.

Every figure is a Decimal in its own unit. Nothing here rounds; pages do.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

ONE, NONE = Decimal(1), Decimal(0)


@dataclass(frozen=True)
class Row:
    """One figure of a project: its weight (0-1), before, target, and what was measured, if anything."""

    weight: Decimal
    before: Decimal
    target: Decimal
    after: Decimal | None


@dataclass(frozen=True)
class Attained:
    """``share`` (0-1) of the way to the targets, over the ``measured`` rows of ``of``; None when nothing was measured.

    ``weight``: how much of the weight those rows carry.
    """

    share: Decimal | None
    measured: int
    of: int
    weight: Decimal


def effect_percent(before: Decimal, after: Decimal, better: str) -> Decimal | None:
    """(after - before) / before in percent, positive where it got better; None where there was nothing before."""
    if before == 0:
        return None
    change = (after - before) / abs(before) * 100
    return -change if better == "down" else change


def row_attained(before: Decimal, target: Decimal, after: Decimal) -> Decimal:
    """How much of the way from before to target was gone, 0 to 1. Raises ValueError where there is no way to go."""
    if target == before:
        raise ValueError("target and before are the same")
    return min(max((after - before) / (target - before), NONE), ONE)


def attained(rows: Iterable[Row]) -> Attained:
    """The weighted mean of the measured rows: one that was not measured counts neither for nor against anybody."""
    every = list(rows)
    known = [row for row in every if row.after is not None]
    weight = sum((row.weight for row in known), NONE)
    if not weight:
        return Attained(None, len(known), len(every), weight)
    reached = sum((row.weight * row_attained(row.before, row.target, row.after) for row in known), NONE)  # type: ignore[arg-type]
    return Attained(reached / weight, len(known), len(every), weight)


def towards(before: Decimal, target: Decimal, better: str) -> bool:
    """Whether the target lies on the better side."""
    return target > before if better == "up" else target < before
