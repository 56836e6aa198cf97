"""A synthetic market and needs for the package benchmark: ratios between methods on it are facts about the methods.

Suppliers 77/19/4 % small/medium/large in 17 regions, 12 standards, 70 capabilities in 12 topics with Zipf popularity,
1-12 offers each (mean about 4), 35 % of them bundles of 2-3 capabilities at 12-20 % discount, a graph of joint projects
of mean degree 3; where suppliers are few they travel further.
Needs: 3-12 slots, 70 % must, budget 0.75-1.35 x the median price of what is asked, deadline, region, sometimes a
standard, and conditional prerequisites that cost without earning.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from matchmaker.engine.types import PackageProblem, PackagingParams

CAPABILITIES, TOPICS, REGIONS, STANDARDS = 70, 12, 17, 12


@dataclass(frozen=True)
class Supply:
    """Suppliers (S,) and offers (O,) as columns; ``covers`` (O, C), ``skill`` (O,) 0..1."""

    region: np.ndarray
    speaks: np.ndarray
    served: np.ndarray
    lead: np.ndarray
    points: np.ndarray
    owner: np.ndarray
    covers: np.ndarray
    price: np.ndarray
    weeks: np.ndarray
    skill: np.ndarray
    pairs: np.ndarray
    typical: np.ndarray
    popular: np.ndarray
    requires: np.ndarray


def supply(suppliers: int, seed: int = 0) -> Supply:
    rng = np.random.default_rng([seed, suppliers])
    topic = np.arange(CAPABILITIES) % TOPICS
    popular = 1.0 / (1 + rng.permutation(CAPABILITIES)) ** 0.6
    popular /= popular.sum()
    typical = np.exp(rng.normal(np.log(40e6), 0.7, CAPABILITIES))
    size = rng.choice(3, suppliers, p=[0.77, 0.19, 0.04])
    count = np.clip(rng.poisson(np.array([2.3, 5.0, 8.5])[size]) + 1, 1, 12)
    owner = np.repeat(np.arange(suppliers), count)
    home = rng.integers(0, TOPICS, (suppliers, 2))
    inside = (topic[None, :] == home[:, :1]) | (topic[None, :] == home[:, 1:])
    weight = popular[None, :] * np.where(inside, 8.0, 1.0)
    covers = _covers(rng, weight, owner)
    cost = (covers * typical).sum(axis=1) * np.exp(rng.normal(0, 0.3, len(owner)))
    cost *= np.where(covers.sum(axis=1) > 1, rng.uniform(0.80, 0.88, len(owner)), 1.0)
    region = rng.choice(REGIONS, suppliers, p=_shares(REGIONS))
    travel = np.array([0.01, 0.07, 0.4]) * (5_000 / suppliers) ** 0.4
    served = rng.random((suppliers, REGIONS)) < travel[size][:, None]
    served[np.arange(suppliers), region] = True
    edges = rng.integers(0, suppliers, (int(1.5 * suppliers), 2))
    edges = np.unique(np.sort(edges[edges[:, 0] != edges[:, 1]], axis=1), axis=0)
    requires = np.where(rng.random(CAPABILITIES) < 0.25, rng.integers(0, CAPABILITIES, CAPABILITIES), -1)
    able = rng.random(suppliers) < np.array([0.3, 0.6, 0.9])[size]
    return Supply(
        region,
        rng.random((suppliers, STANDARDS)) < 0.22,
        served,
        np.where(able, rng.uniform(0, 4, suppliers), -np.inf),
        rng.uniform(0, 2, suppliers),
        owner,
        covers,
        cost,
        rng.gamma(6, 2, len(owner)) + 2,
        rng.beta(4, 2, len(owner)),
        edges,
        typical,
        popular,
        requires,
    )


def _shares(count: int) -> np.ndarray:
    share = 1.0 / np.arange(1, count + 1) ** 0.8
    return share / share.sum()


def _covers(rng: np.random.Generator, weight: np.ndarray, owner: np.ndarray) -> np.ndarray:
    width = np.where(rng.random(len(owner)) < 0.35, rng.integers(2, 4, len(owner)), 1)
    covers = np.zeros((len(owner), CAPABILITIES), dtype=bool)
    cumulative = np.cumsum(weight, axis=1)
    cumulative /= cumulative[:, -1:]
    for draw in range(3):
        pick = (cumulative[owner] < rng.random(len(owner))[:, None]).sum(axis=1).clip(0, CAPABILITIES - 1)
        rows = np.flatnonzero(width > draw)
        covers[rows, pick[rows]] = True
    return covers


def need(market: Supply, seed: int, *, tight: float = 1.0) -> PackageProblem:
    """One need's problem over the offers that touch it; ``tight`` scales budget and deadline."""
    rng = np.random.default_rng([seed, 7])
    size = int(rng.integers(3, 13))
    asked = rng.choice(CAPABILITIES, size, replace=False, p=market.popular)
    must = rng.random(size) < 0.7
    must[0] = True
    weight = np.where(must, 2.0, 1.0) * rng.uniform(0.6, 1.4, size)
    weight *= 100 / weight.sum()
    extra = [c for c in dict.fromkeys(market.requires[asked].tolist()) if c >= 0 and c not in asked][:2]
    slots = np.concatenate([asked, np.array(extra, dtype=int)])
    touching = np.flatnonzero(market.covers[:, slots].any(axis=1))
    budget = market.typical[asked].sum() * 0.9 * rng.uniform(0.75, 1.35) * tight
    return _problem(market, rng, slots, size, touching, must, weight, float(budget), tight)


def _problem(
    market: Supply,
    rng: np.random.Generator,
    slots: np.ndarray,
    size: int,
    rows: np.ndarray,
    must: np.ndarray,
    weight: np.ndarray,
    budget: float,
    tight: float,
) -> PackageProblem:
    region, deadline = int(rng.choice(REGIONS, p=_shares(REGIONS))), rng.uniform(14, 30) * tight
    suppliers, owner = np.unique(market.owner[rows], return_inverse=True)
    covers = market.covers[np.ix_(rows, slots)]
    quality = market.skill[rows][:, None] * rng.uniform(0.85, 1.15, covers.shape)
    worth = np.concatenate([weight, np.zeros(len(slots) - size)])
    fit = np.where(covers, worth * np.clip(quality, 0, 1), -np.inf)
    fit[:, size:] = np.where(covers[:, size:], -0.5, -np.inf)
    needs = np.zeros(covers.shape, dtype=bool)
    for row, capability in enumerate(slots[:size].tolist()):
        where = np.flatnonzero(slots == market.requires[capability])
        if where.size and where[0] != row:
            needs[:, where[0]] |= covers[:, row] & (rng.random(len(rows)) < 0.5)
    if rng.random() < 0.3:
        fit[~market.speaks[suppliers][owner][:, rng.integers(0, STANDARDS, 3)].any(axis=1)] = -np.inf
    pairs = market.pairs[np.isin(market.pairs, suppliers).all(axis=1)]
    return PackageProblem(
        slot_must=np.concatenate([must, np.zeros(len(slots) - size, dtype=bool)]),
        offer_supplier=owner,
        offer_price=market.price[rows],
        offer_weeks=market.weeks[rows],
        fit=fit,
        needs=needs,
        late_weeks=np.maximum(market.weeks[rows] - deadline, 0.0),
        far_hops=np.where(
            market.served[suppliers][owner][:, region], 0.0, 1.0 + np.abs(market.region[suppliers][owner] - region) % 4
        ),
        supplier_points=market.points[suppliers],
        lead_points=market.lead[suppliers],
        speaks=market.speaks[suppliers],
        home=market.region[suppliers],
        pairs=np.searchsorted(suppliers, pairs),
        pair_points=np.full(len(pairs), 1.5),
        pinned=np.zeros(len(suppliers), dtype=bool),
        budget=budget,
        price_reference=budget,
        params=PackagingParams(),
    )


def without_late(problem: PackageProblem) -> PackageProblem:
    """The same problem with candidates only."""
    return replace(
        problem, fit=np.where(((problem.late_weeks > 0) | (problem.far_hops > 0))[:, None], -np.inf, problem.fit)
    )
