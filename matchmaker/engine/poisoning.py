"""How much of what is learnt may come from one firm or be about one supplier: caps on weight, and on influence.

Weight alone does not stop a supplier who is chosen again and again against all odds: few such choices turn curves that
hundreds of ordinary ones made. So what one firm's feedback, or all feedback for or against one supplier, pulls at the
curves is held to a multiple of what the usual firm or supplier pulls. ``docs/learning.md`` has the bound.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from matchmaker.engine.pairing import Pairs
from matchmaker.engine.types import Floats, Ints

LEAST_GROUPS = 20


@dataclass(frozen=True)
class Caps:
    """Shares of all weight: of one firm for one supplier, of one firm, in favour of one supplier.

    ``heaviest``: what one event may weigh, in medians of all. ``actor_pull`` and ``supplier_pull``: what one firm, and
    all feedback for or against one supplier, may pull, in medians of its kind; with fewer than LEAST_GROUPS groups
    nobody knows what is usual, and they are not held.
    """

    pair: float = 0.02
    actor: float = 0.03
    supplier: float = 0.05
    heaviest: float = 20.0
    actor_pull: float = 5.0
    supplier_pull: float = 4.5


def tempered(weights: Floats, actors: Ints, suppliers: Ints, caps: Caps | None = None) -> Floats:
    """(N,) weights, none above what it was. ``actors`` (N,): the firm, not the log-in, whose feedback it is;
    ``suppliers`` (N,): whom it speaks for.

    After it no event weighs more than ``heaviest`` medians, and no group more than its share of what all weigh then;
    where there are fewer than 1 / share groups, an even part. Groups above are scaled down as a whole. The order of
    rows does not matter.
    """
    caps = caps or Caps()
    weights = np.asarray(weights, dtype=np.float64)
    positive = weights[weights > 0]
    if not len(positive):
        return weights
    weights = np.minimum(weights, caps.heaviest * float(np.median(positive)))
    total = float(weights.sum())
    pairs = np.unique(np.column_stack([actors, suppliers]), axis=0, return_inverse=True)[1].ravel()
    for groups, share in ((pairs, caps.pair), (actors, caps.actor), (suppliers, caps.supplier)):
        weights = _scaled(weights, np.asarray(groups), share, total)
    return weights


def _scaled(weights: Floats, groups: Ints, share: float, total: float) -> Floats:
    count = len(np.unique(groups[weights > 0]))
    _, number = np.unique(groups, return_inverse=True)
    held = np.bincount(number, weights)
    most = max(share, 1.0 / count) * total
    return weights * np.minimum(1.0, most / np.maximum(held, most))[number]


def groupings_of(pairs: Pairs, actors: Ints, suppliers: Ints) -> tuple[Ints, ...]:
    """(P,) numbers from 0, three times: who chose, who was preferred, who was passed over. Arguments: (N,) by row."""
    keys = (actors[pairs.winners], suppliers[pairs.winners], suppliers[pairs.losers])
    return tuple(np.unique(key, return_inverse=True)[1] for key in keys)


class Influence:
    """What groups of pairs pull at a fitted pairwise model. ``table`` (N, W): the rows by unknown.

    Pull of a group: its gradient g, measured by the curvature H of the whole: sqrt(g' H^-1 g). To first order, leaving
    the group out moves the difference of two rows v by no more than sqrt(v' H^-1 v) times that.
    """

    def __init__(self, table: Floats, pairs: Pairs) -> None:
        self.table = table
        rows = np.arange(len(pairs.winners))
        signs = np.concatenate([np.ones(len(rows)), -np.ones(len(rows))])
        ends = (np.tile(rows, 2), np.concatenate([pairs.winners, pairs.losers]))
        self.differences = sparse.csr_matrix((signs, ends), shape=(len(rows), len(table)))

    def curvature(self, bends: Floats, penalties: Floats) -> Floats:
        """(W, W) H: ``bends`` (P,) second derivatives of the pairs, ``penalties`` (W,) of the unknowns."""
        between = self.differences.T @ sparse.diags(bends) @ self.differences
        return np.asarray(self.table.T @ (between @ self.table)) + np.diag(np.maximum(penalties, 1e-9))

    def pulls(self, slopes: Floats, groups: Ints, curvature: Floats) -> Floats:
        """(G,) what each group pulls; ``slopes`` (P,) first derivatives of the pairs."""
        cells = (slopes, (groups, np.arange(len(slopes))))
        chosen = sparse.csr_matrix(cells, shape=(int(groups.max()) + 1, len(slopes)))
        gradients = (chosen @ self.differences) @ self.table
        half = np.linalg.solve(np.linalg.cholesky(curvature), gradients.T)
        return np.asarray(np.sqrt((half**2).sum(axis=0)))


def limits_of(pulls: Sequence[Floats], caps: Caps) -> tuple[float, ...]:
    """The most that a group may pull, for each of ``groupings_of``: so many medians of those that pull at all."""
    times = (caps.actor_pull, caps.supplier_pull, caps.supplier_pull)
    return tuple(
        many * float(np.median(one[one > 0])) if np.count_nonzero(one) >= LEAST_GROUPS else float("inf")
        for many, one in zip(times, pulls, strict=True)
    )


def held(pulls: Sequence[Floats], groupings: Sequence[Ints], limits: Sequence[float]) -> Floats:
    """(P,) factors up to 1 that bring each group down to its limit."""
    factors = np.ones(len(groupings[0]))
    for one, groups, limit in zip(pulls, groupings, limits, strict=True):
        factors *= np.minimum(1.0, limit / np.maximum(one, 1e-300))[groups]
    return factors
