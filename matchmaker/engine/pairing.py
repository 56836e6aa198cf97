"""What a learner compares: pairs of rows of one need of which one went further, and what each pair weighs."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from matchmaker.engine.types import Floats, Ints

LEAST_PROPENSITY = 0.1
WEIGHT_A_WINNER = 2.0
TOP, HIGHEST_LEVEL = 10, 20


@dataclass(frozen=True)
class Pairs:
    """``winners`` and ``losers`` (P,) rows; ``needs``: groups that gave a pair; ``positives``: different winners."""

    winners: Ints
    losers: Ints
    needs: int
    positives: int


def pairs_of(y: Floats, groups: Ints, most_losers: int, rng: np.random.RandomState) -> Pairs:
    """All pairs (better, worse) inside one group; of more than ``most_losers`` losers a winner meets a drawn sample."""
    order = np.argsort(groups, kind="stable")
    ends = np.flatnonzero(np.diff(groups[order], prepend=np.nan, append=np.nan))
    found = [_pairs_inside(order[a:b], y[order[a:b]], most_losers, rng) for a, b in pairwise(ends.tolist())]
    found = [one for one in found if len(one[0])]
    if not found:
        return Pairs(np.empty(0, np.int64), np.empty(0, np.int64), 0, 0)
    winners, losers = (np.concatenate(side) for side in zip(*found, strict=True))
    return Pairs(winners, losers, len(found), len(np.unique(winners)))


def _pairs_inside(rows: Ints, y: Floats, most: int, rng: np.random.RandomState) -> tuple[Ints, Ints]:
    by_worth = np.argsort(y, kind="stable")
    rows, y = rows[by_worth], y[by_worth]
    below = np.searchsorted(y, y, side="left")
    winners, losers = [], []
    for place in np.flatnonzero(below):
        count = int(below[place])
        beaten = np.arange(count) if count <= most else np.sort(rng.choice(count, most, replace=False))
        winners.append(np.full(len(beaten), rows[place]))
        losers.append(rows[beaten])
    empty = [np.empty(0, np.int64)]
    return np.concatenate(winners or empty), np.concatenate(losers or empty)


def trust(needs: int, half: float) -> float:
    """How far inverse propensities are believed: n / (n + half); they do harm while needs are few."""
    return needs / (needs + half) if needs else 0.0


def places_of(groups: Ints, worth: Floats) -> Ints:
    """(N,) place of each row inside its group, from 0, best first; equal ones in the order of the rows."""
    order = np.lexsort((-worth, groups))
    inside = groups[order]
    places = np.empty(len(groups), np.int64)
    places[order] = np.arange(len(groups)) - np.searchsorted(inside, inside, side="left")
    return places


def levels_of(y: Floats) -> Floats:
    """(N,) 0 for the smallest label, 1 for the next and so on: any scale of labels will do."""
    return np.searchsorted(np.unique(y), y).astype(np.float64)


def swap_weights(pairs: Pairs, y: Floats, groups: Ints, scores: Floats) -> Floats:
    """(P,) what swapping the two would change in NDCG@10 as the scores stand: mistakes at the top weigh most."""
    gains = np.exp2(np.minimum(levels_of(y), HIGHEST_LEVEL)) - 1.0
    best = places_of(groups, gains)
    ideal = np.bincount(groups, np.where(best < TOP, gains / np.log2(2.0 + best), 0.0))
    discount = 1.0 / np.log2(2.0 + places_of(groups, scores))
    moved = np.abs(discount[pairs.winners] - discount[pairs.losers]) * (gains[pairs.winners] - gains[pairs.losers])
    return moved / ideal[groups[pairs.winners]]


def pair_weights(
    pairs: Pairs, y: Floats, level: tuple[float, float], propensities: Floats | None, half: float
) -> Floats:
    """(P,) (1 + step x (l - 1)) x factor ** (l - 1) for a winner of level l, times max(p, 0.1) ** -a with
    a = n / (n + half); in sum two a winner. ``level``: (step, factor).
    """
    above = levels_of(y)[pairs.winners] - 1.0
    weights = (1.0 + level[0] * above) * level[1] ** np.minimum(above, HIGHEST_LEVEL)
    if propensities is not None:
        seen = np.maximum(propensities[pairs.winners], LEAST_PROPENSITY)
        weights = weights * seen ** -trust(pairs.needs, half)
    return in_sum(weights, pairs)


def in_sum(weights: Floats, pairs: Pairs) -> Floats:
    """The weights scaled so that they add up to two a winner."""
    return weights * (WEIGHT_A_WINNER * pairs.positives / weights.sum()) if len(weights) else weights
