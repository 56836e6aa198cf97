"""Upper bounds from multipliers: what a supplier can add to any package, and what any package can be worth.

The lead is treated as one more slot (the last column): "covered" by any member that may lead, worth its lead points.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from matchmaker.engine.packaging.ground import Ground
from matchmaker.engine.packaging.relaxed import Duals, free_split
from matchmaker.engine.types import Bools, Floats


@dataclass(frozen=True)
class Bound:
    """value(T and more) <= const + sum_r max(start_r, best worth of T) + sum over T of fix + the largest gains.

    ``worth`` (S, R+1), ``start`` (R+1,), ``fix`` (S,). ``direct``: the anchors are counted on the members themselves
    (``fix`` holds the base only); otherwise they are priced into ``fix`` and ``const``. Pair points come on top.
    """

    worth: Floats
    start: Floats
    fix: Floats
    const: float
    direct: bool

    def alone(self) -> Floats:
        """(S,) most that each supplier adds to the start; a member must cover something."""
        over = np.ascontiguousarray(self.worth.T) - self.start[:, None]
        forced = np.minimum(over.max(axis=0), 0.0)
        np.maximum(over, 0.0, out=over)
        return over.sum(axis=0) + forced + self.fix


def bounds_of(ground: Ground, duals: Duals) -> list[Bound]:
    """Four valid bounds, the sharpest on average first; see ``docs/packaging.md`` for why each one holds."""
    priced = priced_bound(ground, duals)
    zero = np.append(np.zeros(len(ground.must)), ground.lead[np.isfinite(ground.lead)].min())
    money = _money(ground, duals)
    direct = [Bound(priced.worth, start, ground.base, money, direct=True) for start in (priced.start, zero)]
    if duals.rate or duals.needs.any():
        direct.append(Bound(_worth(ground, None, 0.0, duals.slot), zero, ground.base, 0.0, direct=True))
    return [priced, *direct]


def priced_bound(ground: Ground, duals: Duals) -> Bound:
    """The bound of the duals with priced anchors, the first of ``bounds_of``."""
    worth, start = _worth(ground, duals, duals.rate, duals.slot), np.append(duals.slot, duals.lead)
    return Bound(worth, start, *_priced_anchors(ground, duals, _money(ground, duals)), direct=False)


def _money(ground: Ground, duals: Duals) -> float:
    return duals.rate * ground.limit if duals.rate else 0.0


def _worth(ground: Ground, duals: Duals | None, rate: float, start: Floats) -> Floats:
    """(S, R+1) best fit less price per supplier and slot; the price of a wide offer is shared among its slots."""
    fit = ground.fit
    if duals is not None and duals.needs.any():
        fit = fit - ground.needs @ duals.needs.T + duals.needs.sum(axis=0)
    charge = ground.cost + rate * ground.price
    net = fit - charge[:, None]
    wide = np.flatnonzero(ground.wide)
    if wide.size:
        over = np.where(ground.covers[wide], np.maximum(fit[wide] - start, 0.0), 0.0)
        total = over.sum(axis=1, keepdims=True)
        even = ground.covers[wide] / ground.covers[wide].sum(axis=1, keepdims=True)
        share = np.where(total > 0, over / np.where(total > 0, total, 1.0), even)
        net[wide] = fit[wide] - charge[wide, None] * share
    return np.column_stack([ground.best_of_supplier(net), ground.lead])


def _priced_anchors(ground: Ground, duals: Duals, money: float) -> tuple[Floats, float]:
    """Anchor points less what the duals charge for them: (fix, const)."""
    fix = ground.base + np.maximum(ground.speaking - duals.speak, 0.0) + np.maximum(ground.seated - duals.home, 0.0)
    const = money
    for paid, belongs in ((duals.speak, ground.speaks), (duals.home, ground.homes)):
        some = np.flatnonzero(paid)
        const += float((paid[some] @ belongs[some]).max(initial=0.0))
    return fix, const


def reach(gains: Floats, room: int) -> tuple[Floats, Floats]:
    """Of gains (..., S): the sum (...) of the ``room`` largest positive ones, and the same with each one forced in."""
    width = gains.shape[-1]
    if width > room:
        top = np.maximum(np.partition(gains, width - room, axis=-1)[..., -room:], 0.0)
        last = top.min(axis=-1)
    else:
        top, last = np.maximum(gains, 0.0), np.zeros(gains.shape[:-1])
    total = top.sum(axis=-1)
    return total, (total - last)[..., None] + np.minimum(gains, last[..., None])


def root(ground: Ground, bound: Bound, alone: Floats) -> tuple[float, Floats]:
    """The bound of the empty package, and (S,) of packages with each supplier; ``alone`` (S,): what each adds, pair
    points booked at it included.
    """
    total, forced = reach(alone, ground.members)
    base = bound.const + float(bound.start.sum())
    return base + float(total), base + forced


def lonely(ground: Ground, bound: Bound) -> Floats:
    """(S,) most that each supplier adds to the empty package, anchors included, pairs not."""
    return bound.alone() + (ground.speaking + ground.seated) if bound.direct else bound.alone()


def split_pairs(ground: Ground, bound: Bound, duals: Duals) -> Floats:
    """(E,) share of each pair's points booked at its first end, by room below the dual bound's own level."""
    if not len(ground.pairs):
        return np.zeros(0)
    own = bound.alone()
    seen = np.nan_to_num(duals.split)
    known = ~np.isnan(duals.split)
    own_known = own + np.bincount(ground.pairs[:, 0], known * seen * ground.pair_points, ground.suppliers)
    own_known += np.bincount(ground.pairs[:, 1], known * (1 - seen) * ground.pair_points, ground.suppliers)
    room = min(ground.members, ground.suppliers)
    level = max(float(np.partition(own_known, -room)[-room]), 0.0)
    return free_split(ground, own, level, duals.split)


def credits(ground: Ground, share: Floats, inside: Bools) -> Floats:
    """(S,) pair points booked at each supplier for pairs of two suppliers ``inside`` (S,)."""
    points = ground.pair_points * inside[ground.pairs].reshape(-1, 2).all(axis=1)
    first = np.bincount(ground.pairs[:, 0], share * points, ground.suppliers).astype(float)
    return first + np.bincount(ground.pairs[:, 1], (1 - share) * points, ground.suppliers)


def coverable(ground: Ground) -> Bools:
    """(S, R+1) who can cover which slot, the lead included."""
    slots = np.logical_or.reduceat(ground.covers, ground.first, axis=0)
    return np.column_stack([slots, np.isfinite(ground.lead)])
