"""The problem cut down to what can matter: candidate offers that no other offer of the same supplier beats."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from matchmaker.engine.packaging.terms import TIGHT, candidates
from matchmaker.engine.types import Bools, Floats, Ints, PackageProblem


@dataclass(frozen=True)
class Ground:
    """Offers (O,) sorted by supplier, suppliers (S,) renumbered; ``offer_row`` and ``supplier_row`` lead back.

    ``fit`` (O, R); ``cost`` (O,) points lost to the price; ``first`` (S,) each supplier's first offer;
    ``base`` (S,) supplier points minus member cost;
    ``homes`` (S, G) one-hot home regions. ``floor``: no package is worth less. ``limit``: budget and tolerance.
    """

    offer_row: Ints
    supplier_row: Ints
    owner: Ints
    first: Ints
    price: Floats
    cost: Floats
    fit: Floats
    covers: Bools
    wide: Bools
    needs: Bools
    must: Bools
    base: Floats
    lead: Floats
    speaks: Floats
    homes: Floats
    pairs: Ints
    pair_row: Ints
    pair_points: Floats
    pinned: Bools
    protocol_points: float
    region_points: float
    members: int
    limit: float
    floor: float
    ceiling: float

    @property
    def suppliers(self) -> int:
        return len(self.supplier_row)

    @cached_property
    def speaking(self) -> Floats:
        """(S,) the points of a standard for whoever speaks any."""
        return np.where(self.speaks.any(axis=1), self.protocol_points, 0.0)

    @cached_property
    def seated(self) -> Floats:
        """(S,) the points of a region for whoever has one."""
        return np.where(self.homes.any(axis=1), self.region_points, 0.0)

    def best_of_supplier(self, values: Floats) -> Floats:
        """(S, R) the best of each supplier's rows of ``values`` (O, R)."""
        return np.maximum.reduceat(values, self.first, axis=0)


def lay(problem: PackageProblem) -> Ground | None:
    """None where no package can exist at a glance: a must slot, the lead or a pinned supplier without candidates."""
    free = candidates(problem) & (problem.offer_price <= problem.budget * (1 + 1e-9) + TIGHT)
    free &= ~(problem.needs & ~np.isfinite(problem.fit[free]).any(axis=0)).any(axis=1)
    rows = np.flatnonzero(free)
    rows = rows[np.argsort(problem.offer_supplier[rows], kind="stable")]
    rows = rows[~_beaten(problem, rows)]
    covers = np.isfinite(problem.fit[rows])
    suppliers, first, owner = np.unique(problem.offer_supplier[rows], return_index=True, return_inverse=True)
    if not rows.size or (problem.slot_must & ~covers.any(axis=0)).any():
        return None
    pinned = np.flatnonzero(problem.pinned)
    if not np.isfinite(problem.lead_points[suppliers]).any() or not np.isin(pinned, suppliers).all():
        return None
    room = min(problem.params.max_members, int(covers.any(axis=0).sum()))
    if room < 1 or len(pinned) > room:
        return None
    return _ground(problem, rows, suppliers, first, owner, covers)


def _ground(problem: PackageProblem, rows: Ints, suppliers: Ints, first: Ints, owner: Ints, covers: Bools) -> Ground:
    params, price = problem.params, problem.offer_price[rows]
    cost = params.price_weight * price / problem.price_reference
    regions = int(problem.home.max(initial=0)) + 1
    homes = problem.home[suppliers]
    pair_row = np.flatnonzero(np.isin(problem.pairs.reshape(-1, 2), suppliers).all(axis=1))
    pairs, points = np.searchsorted(suppliers, problem.pairs.reshape(-1, 2)[pair_row]), problem.pair_points[pair_row]
    base = problem.member_points[suppliers] - params.member_cost
    low, high = _value_range(problem, covers, rows, cost, base, suppliers, points)
    return Ground(
        offer_row=rows,
        supplier_row=suppliers,
        owner=owner,
        first=first,
        price=price,
        cost=cost,
        fit=problem.fit[rows],
        covers=covers,
        wide=covers.sum(axis=1) > 1,
        needs=problem.needs[rows],
        must=problem.slot_must,
        base=base,
        lead=problem.lead_points[suppliers],
        speaks=problem.speaks[suppliers].astype(float),
        homes=(homes[:, None] == np.arange(regions)).astype(float),
        pairs=pairs,
        pair_row=pair_row,
        pair_points=points,
        pinned=problem.pinned[suppliers],
        protocol_points=params.protocol_points,
        region_points=params.region_points,
        members=min(params.max_members, int(covers.any(axis=0).sum())),
        limit=problem.budget * (1 + 1e-9) + TIGHT,
        floor=low,
        ceiling=high,
    )


def _beaten(problem: PackageProblem, rows: Ints) -> Bools:
    """(n,) rows that another offer of the same supplier replaces in any package: no dearer, no worse, no needier."""
    owner, price = problem.offer_supplier[rows], problem.offer_price[rows]
    fit, needs = problem.fit[rows], problem.needs[rows]
    beaten = np.zeros(len(rows), dtype=bool)
    longest = int(np.bincount(owner).max()) if rows.size else 0
    for step in range(1, longest):
        low = np.flatnonzero(owner[:-step] == owner[step:])
        high = low + step
        for one, other in ((high, low), (low, high)):
            wins = (
                (price[other] <= price[one])
                & (fit[other] >= fit[one]).all(axis=1)
                & ~(needs[other] & ~needs[one]).any(axis=1)
            )
            beaten[one[wins & ~beaten[other]]] = True
    return beaten


def _value_range(
    problem: PackageProblem, covers: Bools, rows: Ints, cost: Floats, base: Floats, suppliers: Ints, points: Floats
) -> tuple[float, float]:
    """Bounds no package can leave, from each part's own extremes; they only have to be safe."""
    fit = np.where(covers, problem.fit[rows], 0.0)
    lead = problem.lead_points[suppliers]
    lead = lead[np.isfinite(lead)]
    params = problem.params
    members, slots = params.max_members, fit.shape[1]
    low = np.minimum(fit.min(axis=0), 0).sum() + lead.min() + members * min(base.min(), 0.0)
    low -= min(slots * cost.max(), params.price_weight * min(problem.budget, 1e300) / problem.price_reference)
    high = np.maximum(fit.max(axis=0), 0).sum() + lead.max() + members * max(base.max(), 0.0)
    high += members * (params.protocol_points + params.region_points) + points.sum()
    return float(low) - 1.0, float(high) + 1.0


def fixed_points(ground: Ground, members: tuple[int, ...]) -> float:
    """What a member set is worth apart from its offers: base, lead, anchors and pairs."""
    team = list(members)
    points = float(ground.base[team].sum() + ground.lead[team].max())
    points += ground.protocol_points * float(ground.speaks[team].sum(axis=0).max(initial=0.0))
    points += ground.region_points * float(ground.homes[team].sum(axis=0).max(initial=0.0))
    inside = np.isin(ground.pairs, team).reshape(-1, 2).all(axis=1)
    return points + float(ground.pair_points[inside].sum())
