"""The bound that holds the backbone standard and the home region fixed, without going through every region's cells.

With standard p and region h held, packages of the team and candidate q are worth at most ``min(low + gain, top)``:
``top`` is the team with its best newcomers, ``low`` the same without the last of them, and ``gain`` what q brings under
(p, h). Few candidates decide (top, low); what any other is worth follows by looking it up.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from matchmaker.engine.types import Bools, Floats, Ints

Pairs = list[tuple[Floats, Floats]]


@dataclass(frozen=True)
class Anchors:
    """Who belongs where, among the suppliers of one search: ``speaks`` (n, P), ``home`` (n,) a region or -1; what one
    member more brings: ``standard`` and ``region`` points. ``first`` (n+1,) and ``spoken_by`` list the same standards
    supplier by supplier.
    """

    speaks: Bools
    first: Ints
    spoken_by: Ints
    home: Ints
    regions: int
    standard: float
    region: float

    def spoken(self, team: Ints) -> Floats:
        """(N, P) points of the teams (N, k) for each standard."""
        return self.standard * self.speaks[team].sum(axis=1)

    def seated(self, team: Ints) -> Floats:
        """(N, G) points of the teams (N, k) for each region."""
        return self.region * (self.home[team][:, :, None] == np.arange(self.regions)).sum(axis=1)

    def standards(self, who: Ints) -> tuple[Ints, Ints]:
        """For suppliers (C,) how many standards each speaks, and all of those standards in a row."""
        start = self.first[who]
        count = self.first[who + 1] - start
        place = np.arange(int(count.sum())) + np.repeat(start - np.cumsum(count) + count, count)
        return count, self.spoken_by[place]


def anchors_of(speaks: Floats, homes: Floats, standard: float, region: float) -> Anchors:
    """``speaks`` (n, P) and ``homes`` (n, G) as 0 and 1; anchors that nobody belongs to are left out, but for one."""
    spoken, seated = with_none(speaks) > 0, with_none(homes) > 0
    home = np.where(seated.any(axis=1), seated.argmax(axis=1), -1)
    first = np.append(0, np.cumsum(spoken.sum(axis=1)))
    return Anchors(spoken, first, np.nonzero(spoken)[1], home, seated.shape[1], standard, region)


def with_none(belongs: Floats) -> Floats:
    """Only anchors that somebody belongs to, but at least one column."""
    some = belongs[:, belongs.any(axis=0)]
    return some if some.shape[1] else np.zeros((len(belongs), 1))


def ends(values: Floats, room: int) -> tuple[Floats, Floats]:
    """Of values (..., w): the sum of the ``room`` largest positive ones, and that sum without the last of them."""
    if values.shape[-1] < room:
        total = np.maximum(values, 0.0).sum(axis=-1)
        return total, total
    best = np.maximum(np.partition(values, values.shape[-1] - room, axis=-1)[..., -room:], 0.0)
    total = best.sum(axis=-1)
    return total, total - best[..., 0]


def near(gains: Floats, room: int, points: float) -> tuple[Ints, Bools]:
    """(N, w) places of the candidates that can be among the ``room`` best if anybody may get ``points`` more."""
    cut = np.zeros(len(gains))
    if gains.shape[1] > room:
        cut = np.maximum(np.partition(gains, gains.shape[1] - room, axis=1)[:, -room], 0.0)
    return packed(gains >= cut[:, None] - points)


def packed(alive: Bools) -> tuple[Ints, Bools]:
    """The true columns of each row moved to the left: (N, c) their indices (0: none left) and which are real."""
    count = alive.sum(axis=1)
    row, column = np.nonzero(alive)
    place = np.arange(len(row)) - np.repeat(np.cumsum(count) - count, count)
    index = np.zeros((len(alive), int(count.max(initial=0))), dtype=np.int64)
    index[row, place] = column
    return index, np.arange(index.shape[1]) < count[:, None]


def front(top: Floats, low: Floats) -> Pairs:
    """The pairs (top, low) along the last axis that no other one has both of: all that ``max min(low + x, top)``
    depends on. Each item holds one pair of every row, -inf where a row has none left.
    """
    pairs: Pairs = []
    left = top
    while True:
        high = left.max(axis=-1, initial=-np.inf)
        if not (high > -np.inf).any():
            return pairs
        best = np.where(left == high[..., None], low, -np.inf).max(axis=-1, initial=-np.inf)
        pairs.append((high, best))
        left = np.where(low > best[..., None], left, -np.inf)


def above(pairs: Pairs, group: tuple[Ints, ...], gains: Floats) -> Floats:
    """(C,) the most that any pair of its ``group`` allows each gain (C,)."""
    found = np.full(len(gains), -np.inf)
    for top, low in pairs:
        np.maximum(found, np.minimum(low[group] + gains, top[group]), out=found)
    return found


def reached_with_anchors(
    anchors: Anchors, who: Ints, team: Ints, gains: Floats, base: Floats, room: int, threshold: float
) -> tuple[Floats, int]:
    """(N, c) the best over all standards and regions held fixed, where that passes ``threshold`` (elsewhere anything
    below it), and how many cells were worked through. ``gains`` (N, c) of ``who`` (N, c), ``base`` (N,) of ``team``.
    """
    s, r = anchors.standard, anchors.region
    place, real = near(gains, room, s + r)
    flat = np.arange(len(who))[:, None]
    few, values = who[flat, place], np.where(real, gains[flat, place], -np.inf)
    seated, spoken = anchors.seated(team), base[:, None] + anchors.spoken(team)
    speaks = s * anchors.speaks[few].transpose(0, 2, 1)
    raised = (values + r * (anchors.home[few] >= 0))[:, None, :] + speaks
    total, low = ends(raised, room)
    local = spoken + seated.max(axis=1, keepdims=True)
    live = local + total >= threshold
    lowest = np.where(live, local + low, -np.inf).max(axis=1, initial=-np.inf)
    result = np.full(gains.shape, -np.inf)
    row, column = np.nonzero(gains + (s + r) >= (threshold - lowest)[:, None])
    work = raised.size + gains.size
    if not len(row):
        return result, work
    used = np.flatnonzero(live.any(axis=0))
    n, k = np.nonzero(live[:, used])
    p = used[k]
    top, low = np.full((2, len(who), len(used), anchors.regions), -np.inf)
    homes = r * (anchors.home[few][:, None, :] == np.arange(anchors.regions)[:, None])
    cells = (values[n] + speaks[n, p])[:, None, :] + homes[n]
    total, less = ends(cells, room)
    start = spoken[n, p][:, None] + seated[n]
    top[n, k] = np.where(start + total >= threshold, start + total, -np.inf)
    low[n, k] = start + less
    result[row, column] = _looked_up(anchors, used, top, low, row, who[row, column], gains[row, column])
    return result, work + cells.size + top.size


def _looked_up(anchors: Anchors, used: Ints, top: Floats, low: Floats, row: Ints, who: Ints, gains: Floats) -> Floats:
    """(C,) the most over (standard, region) of ``min(low + gain, top)``, by whether a candidate belongs to neither, to
    the region, to the standard, or to both. Only the standards ``used`` are in ``top`` and ``low`` (N, P, G).
    """
    by_standard = front(top, low)
    if not by_standard:
        return np.full(len(who), -np.inf)
    every = [np.concatenate(side, axis=1) for side in zip(*by_standard, strict=True)]
    found = above(front(*every), (row,), gains)
    home = anchors.home[who]
    seated = np.flatnonzero(home >= 0)
    by_region = front(top.transpose(0, 2, 1), low.transpose(0, 2, 1))
    local = above(by_region, (row[seated], home[seated]), gains[seated] + anchors.region)
    found[seated] = np.maximum(found[seated], local)
    count, p = anchors.standards(who)
    if not len(p):
        return found
    cell = np.repeat(np.arange(len(who)), count)
    place = np.full(anchors.speaks.shape[1], -1)
    place[used] = np.arange(len(used))
    k, spoken = place[p], gains[cell] + anchors.standard
    best = above(by_standard, (row[cell], k), spoken)
    both = np.flatnonzero(home[cell] >= 0)
    pair = row[cell[both]], k[both], home[cell[both]]
    best[both] = np.maximum(best[both], np.minimum(low[pair] + spoken[both] + anchors.region, top[pair]))
    best[k < 0] = -np.inf
    some = np.flatnonzero(count)
    found[some] = np.maximum(found[some], np.maximum.reduceat(best, (np.cumsum(count) - count)[some]))
    return found
