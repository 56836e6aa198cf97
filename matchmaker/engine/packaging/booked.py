"""Pair points booked at their ends, looked up by team: a table of all suppliers by all would be nearly empty."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from matchmaker.engine.packaging.ground import Ground
from matchmaker.engine.types import Floats, Ints


@dataclass(frozen=True)
class Booked:
    """Both directions of every pair, sorted by their first end: ``points`` (2E,) are booked at the first end, ``whole``
    (2E,) are the pair's. ``credit`` (n,) is all that is booked at each supplier.
    """

    first: Ints
    other: Ints
    points: Floats
    whole: Floats
    credit: Floats

    def _links(self, team: Ints) -> tuple[Ints, Ints]:
        """All directed pairs that begin in the teams (N, k): rows of ``team`` and places in ``other``."""
        start = self.first[team]
        count = self.first[team + 1] - start
        total = count.ravel()
        place = np.arange(int(total.sum())) + np.repeat(start.ravel() - np.cumsum(total) + total, total)
        return np.repeat(np.arange(len(team)), count.sum(axis=1)), place

    def towards(self, team: Ints, who: Ints) -> Floats:
        """(N, c) points booked at the team (N, k) for its pairs with each of ``who`` (N, c): whoever joins brings those
        too, so that with its own credit the pair counts in full.
        """
        row, place = self._links(team)
        if not len(row):
            return np.zeros(who.shape)
        size = len(self.credit)
        booked = np.bincount(row * size + self.other[place], self.points[place], len(team) * size).astype(float)
        return booked[np.arange(len(team))[:, None] * size + who]

    def within(self, team: Ints) -> Floats:
        """(N,) points of the pairs inside each team (N, k)."""
        row, place = self._links(team)
        inside = (team[row] == self.other[place][:, None]).any(axis=1)
        return 0.5 * np.bincount(row[inside], self.whole[place[inside]], len(team)).astype(float)


def booked_pairs(ground: Ground, share: Floats, rows: Ints) -> Booked:
    """Of the pairs among ``rows``; ``share`` (E,) of each pair's points belongs to its first end."""
    size = len(rows)
    seat = np.full(ground.suppliers, -1)
    seat[rows] = np.arange(size)
    pairs = seat[ground.pairs].reshape(-1, 2)
    inside = (pairs >= 0).all(axis=1)
    (one, other), share, points = pairs[inside].T, share[inside], ground.pair_points[inside]
    start, end = np.concatenate([one, other]), np.concatenate([other, one])
    booked, whole = np.concatenate([share * points, (1 - share) * points]), np.concatenate([points, points])
    order = np.argsort(start, kind="stable")
    first = np.searchsorted(start[order], np.arange(size + 1))
    credit = np.bincount(start, booked, size).astype(float)
    return Booked(first, end[order], booked[order], whole[order], credit)
