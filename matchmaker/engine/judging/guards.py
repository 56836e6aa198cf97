"""What a better mean must not be bought with: groups that lose, a market that closes, probabilities that lie."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from matchmaker.engine.judging.credit import signal_of
from matchmaker.engine.judging.thresholds import Thresholds
from matchmaker.engine.types import Floats


@dataclass(frozen=True)
class Reason:
    """``code`` is stable; ``params`` hold plain values from which the pages make a sentence."""

    code: str
    params: Mapping[str, str | int | float] = field(default_factory=dict)


@dataclass(frozen=True)
class Segment:
    """One group of needs: ``kind`` is region, size or industry; ``change`` credit a need, new minus old, and its z."""

    kind: str
    code: str
    needs: int
    change: float
    z: float


@dataclass(frozen=True)
class Guards:
    """New minus old: ``gini_change`` of exposure, ``zero_change`` share of qualified suppliers never shown.

    Of the new one: ``calibration`` error over ``calibration_cases``, ``unexplained`` largest |score - contributions|.
    ``segments``: None while nobody has looked.
    """

    gini_change: float
    zero_change: float
    calibration: float
    calibration_cases: int
    unexplained: float = 0.0
    segments: tuple[Segment, ...] | None = None


def segments_of(kind: str, codes: Sequence[str], credits: Floats) -> tuple[Segment, ...]:
    """The groups of (n,) needs with these credits (``credits_of``), by the code of each need."""
    names = np.asarray(codes)
    found = []
    for code in np.unique(names):
        one = signal_of(credits[names == code])
        found.append(Segment(kind, str(code), one.needs, one.mean, one.z))
    return tuple(found)


def broken(guards: Guards, limits: Thresholds) -> list[Reason]:
    """A reason for each guard that is broken."""
    found = []
    watched = (
        ("gini", guards.gini_change, limits.gini_rise),
        ("zero_exposure", guards.zero_change, limits.zero_rise),
        ("unexplained", guards.unexplained, limits.unexplained),
    )
    found += [
        Reason(f"{name}_broken", {"value": value, "limit": limit}) for name, value, limit in watched if value > limit
    ]
    if guards.calibration_cases >= limits.calibration_cases and guards.calibration > limits.calibration:
        detail = {"value": guards.calibration, "limit": limits.calibration, "cases": guards.calibration_cases}
        found.append(Reason("calibration_broken", detail))
    return found + [_lost(one, limits) for one in guards.segments or () if _loses(one, limits)]


def unmeasured(guards: Guards | None, limits: Thresholds, *, segments: bool) -> list[Reason]:
    """What must be measured before anybody is promoted; ``segments``: whether groups can be asked for already."""
    if guards is None:
        return [Reason("guards_unmeasured")]
    found = []
    if guards.calibration_cases < limits.calibration_cases:
        detail = {"cases": guards.calibration_cases, "wanted": limits.calibration_cases}
        found.append(Reason("calibration_too_few", detail))
    if segments and guards.segments is None:
        found.append(Reason("segments_unmeasured"))
    return found


def too_small(guards: Guards | None, limits: Thresholds) -> list[Reason]:
    """That some groups are too small to be judged: said, so that nobody takes silence for safety."""
    groups = guards.segments or () if guards else ()
    small = sum(one.needs < limits.segment_needs for one in groups)
    return [Reason("segments_too_small", {"groups": small, "wanted": limits.segment_needs})] if small else []


def _loses(one: Segment, limits: Thresholds) -> bool:
    return one.needs >= limits.segment_needs and one.change < -limits.segment_loss and one.z < limits.segment_z


def _lost(one: Segment, limits: Thresholds) -> Reason:
    measured: dict[str, str | int | float] = {"needs": one.needs, "change": one.change, "z": one.z}
    return Reason("segment_loses", {"kind": one.kind, "group": one.code, **measured, "limit": -limits.segment_loss})
