"""Attention shared by merit: who was shown how much, who deserved how much, and the small bonus that evens it out.

``docs/matching.md`` section 9 has the rule with a worked example. All arrays; S suppliers, N candidates of one slot.

Sources: exposure by place as in DCG (Järvelin and Kekäläinen 2002); amortised merit against amortised exposure after
Biega, Gummadi and Weikum, "Equity of Attention" (SIGIR 2018), as a bonus on the score after Morik, Singh, Hong and
Joachims, "FairCo" (SIGIR 2020).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from matchmaker.engine.types import Bools, Floats, Ints

TOP = 10
# Points of 100 that strength 1 gives to a deficit of 1: about the spread of scores within a slot.
SCALE = 10.0
STRONGEST, DEFAULT = 0.5, 0.42
# What a member brings to a package, as a share of that: there the value is the sum of many things.
IN_PACKAGES = 0.5
# Points behind the first at which half of the bonus counts; no less than the most points there are.
TAPER = 5.0
# A supplier without any delivered project begins with the merit of one first place, so that it is tried.
TRIAL_MERIT = 1.0
# How steeply a claim grows with what is missing, and what part of it those lose who were shown more than they earned:
# lifting the overlooked moves more attention for the same loss of relevance than pushing others down.
STEEP, TAKEN_BACK = 2.0, 0.25
# First cards in play for each further project that fits: beyond that, being shown more helps nobody.
CARDS_A_PLACE = 4


def attention(ranks: Ints) -> Floats:
    """1 / log2(1 + rank) for ranks 1 to 10, 0 beyond (any shape)."""
    ranks = np.asarray(ranks)
    return np.where((ranks >= 1) & (ranks <= TOP), 1.0 / np.log2(1.0 + np.maximum(ranks, 1)), 0.0)


def merit_share(scores: Floats) -> Floats:
    """(N,) softmax of the scores in units of their own spread: what share of attention each has earned.

    Adds up to 1 and rises with the score; equal scores get equal shares.
    """
    spread = float(scores.std()) if len(scores) else 0.0
    grown = np.exp((scores - scores.max()) / spread) if spread > 1e-12 else np.ones(len(scores))
    return grown / grown.sum() if len(grown) else grown


def total_attention(candidates: int) -> float:
    """What a list of so many candidates has to give away."""
    return float(attention(np.arange(1, min(candidates, TOP) + 1)).sum())


def deficits(
    merit: Floats, exposure: Floats, *, new: Bools | None = None, room: Ints | None = None, load: Ints | None = None
) -> Floats:
    """(S,) clip(2 (merit - exposure) / (merit + 2), -1, 1), a quarter of it where below zero, amortised over a window.

    ``new`` (S,): who begins with ``TRIAL_MERIT`` more; shown as much, it is used up. ``room`` (S,) further projects
    that fit, ``load`` (S,) first cards in play: nobody without room, or with ``CARDS_A_PLACE`` cards a place, gains.
    """
    earned = merit if new is None else merit + TRIAL_MERIT * new
    short = np.clip(STEEP * (earned - exposure) / (earned + STEEP), -1.0, 1.0)
    short = np.where(short < 0, TAKEN_BACK * short, short)
    if room is not None:
        short = without_room(short, room)
        if load is not None:
            short = np.where(load >= CARDS_A_PLACE * room, np.minimum(short, 0.0), short)
    return short


def without_room(short: Floats, room: Ints) -> Floats:
    """(S,) a deficit is no claim while no further project fits."""
    return np.where(room > 0, short, np.minimum(short, 0.0))


def rotation_points(deficit: float | Floats, strength: float) -> Floats:
    """Points of 100 (any shape): strength x 10 x deficit, so at most 10 x strength either way.

    In a list ``rotation`` tapers them.
    """
    return SCALE * min(max(strength, 0.0), STRONGEST) * np.clip(deficit, -1.0, 1.0)


def rotation(scores: Floats, points: Floats) -> Floats:
    """(N,) what is added to the own ``scores`` 0-1 of one list: points x missing / (missing + 5), from ``points`` (N,).

    ``missing`` are the points of 100 to the first by own score. So the first keeps its place (points are 5 at most),
    those just behind it hardly move, and the bonus grows where a place costs the reader least. Two offers change
    places only if their own scores are no further apart than ``tie_band``. All zero where ``points`` are.
    """
    if not points.any():
        return np.zeros(len(scores))
    return rotation_below(scores, points, scores.max())


def rotation_below(scores: Floats, points: Floats, first: float | Floats) -> Floats:
    """The same for scores held against a list whose best own score is ``first``; nothing for who is ahead of it."""
    missing = np.maximum(100.0 * (first - scores), 0.0)
    return points / 100.0 * missing / (missing + TAPER) + 0.0


def package_points(deficit: float | Floats, strength: float) -> Floats:
    """(S,) points of 100 that a member brings to a package: strength x 5 x deficit, 2.5 at most."""
    return IN_PACKAGES * rotation_points(deficit, strength)


def tie_band(strength: float) -> float:
    """Points of 100 by which own scores may differ for the bonus to turn their order."""
    return 2.0 * SCALE * min(max(strength, 0.0), STRONGEST)


# --- measures -------------------------------------------------------------------------------------------------


def gini(values: Floats) -> float:
    """0: all have the same, towards 1: one has all (Gini 1912); 0 where there is nothing to share."""
    ordered = np.sort(np.asarray(values, dtype=np.float64))
    total, count = float(ordered.sum()), len(ordered)
    if total <= 0:
        return 0.0
    return float((2.0 * np.arange(1, count + 1) - count - 1) @ ordered / (count * total))


def top_share(values: Floats, part: float = 0.1) -> float:
    """Share that the most shown tenth (at least one supplier) holds."""
    ordered = np.sort(np.asarray(values, dtype=np.float64))[::-1]
    held = max(1, round(part * len(ordered)))
    return float(ordered[:held].sum() / ordered.sum()) if ordered.sum() > 0 else 0.0


def zero_share(values: Floats) -> float:
    """Share of suppliers that were never shown."""
    return float(np.mean(np.asarray(values) <= 0)) if len(values) else 0.0


def group_share(values: Floats, member: Bools) -> float:
    """Share of all attention that a group got."""
    total = float(np.sum(values))
    return float(np.sum(np.asarray(values)[member])) / total if total > 0 else 0.0


def merit_gap(merit: Floats, exposure: Floats) -> float:
    """Half the sum of |share of exposure - share of merit|: the attention that would have to move, 0 to 1."""
    if merit.sum() <= 0 or exposure.sum() <= 0:
        return 0.0
    return 0.5 * float(np.abs(exposure / exposure.sum() - merit / merit.sum()).sum())


@dataclass(frozen=True)
class Measures:
    """All shares 0 to 1. ``group`` by name: share of the attention; ``size``: share of the suppliers."""

    suppliers: int
    shown: int
    gini: float
    top_tenth: float
    zero: float
    gap: float
    group: dict[str, float]
    size: dict[str, float]


def measure(merit: Floats, exposure: Floats, groups: dict[str, Bools]) -> Measures:
    """How attention is shared among the suppliers that could have been shown at all (those with any merit)."""
    able = (merit > 0) | (exposure > 0)
    merit, exposure = merit[able], exposure[able]
    inside = {name: member[able] for name, member in groups.items()}
    return Measures(
        suppliers=int(able.sum()),
        shown=int(np.count_nonzero(exposure > 0)),
        gini=gini(exposure),
        top_tenth=top_share(exposure),
        zero=zero_share(exposure),
        gap=merit_gap(merit, exposure),
        group={name: group_share(exposure, member) for name, member in inside.items()},
        size={name: float(member.mean()) if len(member) else 0.0 for name, member in inside.items()},
    )
