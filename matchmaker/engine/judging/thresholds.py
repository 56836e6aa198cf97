"""Every number of the ladder in one place; ``docs/learning.md`` has the same table with the reasons."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Thresholds:
    """``sizes``: logged needs from which more can be told. Losses and rises are differences, new minus old."""

    nominate_needs: int = 500
    nominate_chance: float = 0.9
    interleaving_needs: int = 500
    promote_z: float = 1.645
    awards_z: float = -1.0
    rollback_z: float = -1.645
    rollback_needs: int = 300
    segment_needs: int = 50
    segment_loss: float = 0.05
    segment_z: float = -1.645
    gini_rise: float = 0.03
    zero_rise: float = 0.02
    calibration: float = 0.05
    calibration_cases: int = 200
    unexplained: float = 1e-9
    sizes: tuple[int, int, int, int] = (50, 200, 500, 1000)
