"""Curves as a sparse table: the knots of each feature, and how much of each step a value has climbed.

A curve is a sum of steps between neighbouring knots; all rows together are one sparse matrix of two cells a feature,
so that a hundred thousand rows are scored by one product and their gradient is another.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from scipy import sparse

from matchmaker.engine.ranking import Curve
from matchmaker.engine.types import Floats, Ints

DIGITS = 12
COARSE = 5


def quantile_knots(column: Floats, winners: Floats, most: int) -> Floats:
    """(K,) rising: ``most`` quantiles of what winners had and a few of all distinct values.

    Winners are few and stand where it matters; a heap of zeros takes one knot only.
    """
    distinct = np.unique(column)
    if len(distinct) <= most:
        return distinct
    spread = np.quantile(distinct, np.linspace(0.0, 1.0, min(most, COARSE)), method="nearest")
    if not len(winners):
        return np.unique(spread)
    return np.union1d(spread, np.quantile(winners, np.linspace(0.0, 1.0, most), method="nearest"))


class Ramps:
    """The steps of all features in one row of unknowns: feature after feature, knot after knot.

    ``knots``: (K,) rising knots a feature; a feature with one knot has no step. ``size`` W: how many steps there are.
    """

    def __init__(self, knots: list[Floats]) -> None:
        self.knots = knots
        self.starts: Ints = np.cumsum([0, *(len(one) - 1 for one in knots)])
        self.size = int(self.starts[-1])

    def table(self, X: Floats) -> sparse.csr_matrix:
        """(N, W) heights: what each row takes of each knot's height (the first knot of a feature is level zero)."""
        rows, columns, shares = [], [], []
        for feature, knots in enumerate(self.knots):
            if len(knots) < 2:
                continue
            at = np.clip(np.searchsorted(knots, X[:, feature], side="right") - 1, 0, len(knots) - 2)
            part = np.clip((X[:, feature] - knots[at]) / (knots[at + 1] - knots[at]), 0.0, 1.0)
            for column, share in ((at - 1, 1.0 - part), (at, part)):
                kept = np.flatnonzero((column >= 0) & (share > 0))
                rows.append(kept)
                columns.append(column[kept] + self.starts[feature])
                shares.append(share[kept])
        if not rows:
            return sparse.csr_matrix((len(X), self.size))
        cells = (np.concatenate(shares), (np.concatenate(rows), np.concatenate(columns)))
        return sparse.csr_matrix(cells, shape=(len(X), self.size))

    def steps(self, X: Floats) -> Floats:
        """(N, W) dense, 0 to 1: share of each step that a row has climbed; times the steps it is the sum of curves."""
        parts = [
            np.clip((X[:, [feature]] - knots[:-1]) / np.diff(knots), 0.0, 1.0)
            for feature, knots in enumerate(self.knots)
        ]
        return np.hstack(parts) if parts else np.empty((len(X), 0))

    def heights(self, steps: Floats) -> Floats:
        """(W,) height at each knot but the first: the steps so far, feature by feature."""
        total = np.cumsum(steps)
        before = np.concatenate([[0.0], total])[self.starts[:-1]]
        return total - np.repeat(before, np.diff(self.starts))

    def back(self, by_height: Floats) -> Floats:
        """(W,) the transpose of ``heights``: gradient by step from gradient by height."""
        return np.concatenate(
            [np.empty(0), *(np.cumsum(by_height[a:b][::-1])[::-1] for a, b in pairwise(self.starts.tolist()))]
        )

    def spread(self, one_a_feature: Ints) -> Ints:
        """(W,) one value a feature said for each of its steps."""
        return np.repeat(one_a_feature, np.diff(self.starts))

    def curves(self, steps: Floats) -> tuple[Curve, ...]:
        """The curves that these steps make, level zero at the first knot."""
        heights = self.heights(steps)
        parts = [np.concatenate([[0.0], heights[a:b]]) for a, b in pairwise(self.starts.tolist())]
        return tuple(curve_of(knots, values) for knots, values in zip(self.knots, parts, strict=True))


def curve_of(knots: Floats, values: Floats) -> Curve:
    """A curve with values rounded to twelve digits: equal on every machine, and as monotone as before."""
    return Curve(tuple(knots.tolist()), tuple((np.round(values, DIGITS) + 0.0).tolist()))


def add_curves(first: Curve, second: Curve, factor: float) -> Curve:
    """``first + factor * second``, exactly: on the knots of both."""
    knots = np.union1d(first.knots, second.knots)
    low, high = np.interp(knots, first.knots, first.values), np.interp(knots, second.knots, second.values)
    return curve_of(knots, low + factor * high)


def shares_of_one(curves: tuple[Curve, ...]) -> tuple[Curve, ...]:
    """The same order of offers with values from 0 whose best add up to 1, as the product shows points."""
    best = sum(max(curve.values) - min(curve.values) for curve in curves) or 1.0
    return tuple(curve_of(np.array(c.knots), (np.array(c.values) - min(c.values)) / best) for c in curves)
