"""How good an order or a probability is: measures with stated tie rules and intervals, for any ranker.

Tie rule: rows with equal scores may stand in any order, and a measure is its mean over all those orders. So a ranker
that gives everybody the same score gains nothing by how the rows happen to be listed.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from matchmaker.engine.types import Floats, Ints


def gains_of(labels: Floats) -> Floats:
    """2 ** label - 1: label 1 counts 1, 2 counts 3, 3 counts 7."""
    return np.exp2(np.asarray(labels, dtype=np.float64)) - 1.0


def discounts(places: int) -> Floats:
    """(places,) 1 / log2(1 + place), places counted from 1."""
    return 1.0 / np.log2(np.arange(2, places + 2))


def ndcg(gains: Floats, scores: Floats, k: int = 10, *, missed: Floats | None = None) -> float:
    """Discounted gain of the first k over the best possible; nan where nothing is relevant.

    ``gains`` (N,) >= 0 as they are (``gains_of`` makes them of labels). ``missed`` (M,): gains of relevant ones that
    were not among the rows at all: they belong to the best possible and cannot be reached.
    """
    everything = gains if missed is None else np.concatenate([gains, missed])
    best = np.sort(everything)[::-1][:k]
    ideal = float(best @ discounts(len(best)))
    return float(_shared(gains, scores)[:k] @ discounts(min(k, len(gains)))) / ideal if ideal > 0 else float("nan")


def recall(relevant: np.ndarray, scores: Floats, k: int = 10, *, missed: int = 0) -> float:
    """Share of the relevant rows (and ``missed`` ones that are no rows) within the first k; nan if there are none."""
    total = int(np.count_nonzero(relevant)) + missed
    return float(_shared(relevant.astype(np.float64), scores)[:k].sum()) / total if total else float("nan")


def reciprocal_rank(relevant: np.ndarray, scores: Floats) -> float:
    """1 / place of the first relevant row, its mean over the orders of tied rows; 0 if there is none."""
    held = np.flatnonzero(relevant)
    if not len(held):
        return 0.0
    best = scores[held].max()
    before, tied = int(np.count_nonzero(scores > best)), int(np.count_nonzero(scores == best))
    good = int(np.count_nonzero(scores[held] == best))
    chance, total = 1.0, 0.0
    for bad in range(tied - good + 1):
        left = tied - bad
        total += chance * good / left / (before + bad + 1)
        chance *= (left - good) / left
    return total


def _shared(gains: Floats, scores: Floats) -> Floats:
    """(N,) gain expected at each place: tied rows share what their places hold."""
    order = np.argsort(-scores, kind="stable")
    by_place, ranked = gains[order].astype(np.float64), scores[order]
    starts = np.flatnonzero(np.concatenate([[True], ranked[1:] != ranked[:-1]])) if len(ranked) else np.empty(0, int)
    if len(starts) == len(ranked):
        return by_place
    sizes = np.diff(np.append(starts, len(ranked)))
    return np.repeat(np.add.reduceat(by_place, starts) / sizes, sizes)


def by_group(labels: Floats, scores: Floats, groups: Ints, k: int = 10) -> Floats:
    """(Q,) NDCG@k of each group (rows of a group stand together), nan where a group has nothing relevant."""
    ends = np.flatnonzero(np.diff(groups, prepend=np.nan, append=np.nan))
    gains = gains_of(labels)
    return np.array([ndcg(gains[a:b], scores[a:b], k) for a, b in pairwise(ends.tolist())])


@dataclass(frozen=True)
class Interval:
    """A mean with the bounds between which 95 of 100 resamples lie."""

    mean: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.mean:+.4f} [{self.low:+.4f}, {self.high:+.4f}]"


def paired_interval(ours: Floats, theirs: Floats, *, seed: int = 0, times: int = 2000, share: float = 0.95) -> Interval:
    """Bootstrap over needs of the mean difference ours - theirs; both were measured on the same needs, in order."""
    differences = np.asarray(ours) - np.asarray(theirs)
    differences = differences[~np.isnan(differences)]
    if not len(differences):
        return Interval(float("nan"), float("nan"), float("nan"))
    rng = np.random.default_rng(seed)
    means = [float(differences[rng.integers(0, len(differences), len(differences))].mean()) for _ in range(times)]
    low, high = np.quantile(means, [(1 - share) / 2, (1 + share) / 2])
    return Interval(float(differences.mean()), float(low), float(high))


@dataclass(frozen=True)
class Bin:
    """One row of a reliability table: of ``count`` cases said to happen with ``said``, ``happened`` is the share."""

    low: float
    high: float
    count: int
    said: float
    happened: float


def reliability_table(happened: np.ndarray, said: Floats, bins: int = 10) -> tuple[Bin, ...]:
    """Bins of equal width over [0, 1]; 1.0 belongs to the last; empty ones are left out."""
    edges = np.linspace(0.0, 1.0, bins + 1)
    place = np.minimum(np.searchsorted(edges, said, side="right") - 1, bins - 1)
    rows = []
    for number in range(bins):
        inside = place == number
        count = int(np.count_nonzero(inside))
        if count:
            low, high = float(edges[number]), float(edges[number + 1])
            rows.append(Bin(low, high, count, float(said[inside].mean()), float(happened[inside].mean())))
    return tuple(rows)


def calibration_error(happened: np.ndarray, said: Floats, bins: int = 10) -> float:
    """Expected calibration error: mean distance of said and happened over the bins, weighed by their cases."""
    table = reliability_table(happened, said, bins)
    return sum(one.count * abs(one.said - one.happened) for one in table) / max(len(said), 1)
