"""Each shortcut of the search against the formula that it replaces, written out in full."""

from __future__ import annotations

from itertools import combinations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from matchmaker.engine.packaging.anchored import anchors_of, reached_with_anchors
from matchmaker.engine.packaging.booked import booked_pairs
from matchmaker.engine.packaging.bounds import WIDE, added, added_by, reach
from matchmaker.engine.packaging.ground import lay
from matchmaker.engine.shortlist import fewest_first
from matchmaker.engine.types import Floats
from tests.engine.packaging_cases import tiny_problem

SEEDS = st.integers(0, 2**32 - 1)


def every_anchor_tried(
    speaks: Floats, homes: Floats, points: tuple[float, float], team: Floats, gains: Floats, base: float, room: int
) -> Floats:
    """(c,) the bound with each candidate in, over all standards and regions held fixed one after the other."""
    best = np.full(len(gains), -np.inf)
    for p in range(max(speaks.shape[1], 1)):
        for h in range(max(homes.shape[1], 1)):
            mine = np.zeros(len(speaks))
            mine += points[0] * speaks[:, p] if speaks.shape[1] else 0.0
            mine += points[1] * homes[:, h] if homes.shape[1] else 0.0
            best = np.maximum(best, base + mine[team].sum() + reach(gains + mine[: len(gains)], room)[1])
    return best


@settings(max_examples=150, deadline=None, derandomize=True)
@given(SEEDS, st.integers(1, 5), st.integers(1, 25))
def test_holding_anchors_fixed_by_looking_up_is_trying_all_of_them(seed: int, room: int, width: int) -> None:
    rng = np.random.default_rng(seed)
    size, nodes = width + 4, int(rng.integers(1, 4))
    speaks = (rng.random((size, int(rng.integers(0, 5)))) < 0.4).astype(float)
    homes = (rng.integers(-1, 3, size)[:, None] == np.arange(3)).astype(float)
    points = tuple(rng.choice([0.0, 0.5, 0.7, 3.0], 2))
    gains = np.round(rng.uniform(-2, 4, (nodes, width)), int(rng.integers(0, 9)))
    gains[rng.random(gains.shape) < 0.1] = -np.inf
    team = rng.integers(width, size, (nodes, int(rng.integers(0, 4))))
    base, who = rng.uniform(0, 9, nodes), np.tile(np.arange(width), (nodes, 1))
    wanted = [every_anchor_tried(speaks, homes, points, team[n], gains[n], base[n], room) for n in range(nodes)]
    threshold = float(np.quantile(np.concatenate(wanted), rng.random(), method="lower"))
    found, _ = reached_with_anchors(anchors_of(speaks, homes, *points), who, team, gains, base, room, threshold)
    for mine, plain in zip(found, wanted, strict=True):
        clear = plain > threshold + 1e-9
        np.testing.assert_allclose(mine[clear], plain[clear], atol=1e-9)
        assert (mine[plain < threshold - 1e-9] < threshold).all()


@settings(max_examples=60, deadline=None, derandomize=True)
@given(SEEDS)
def test_pairs_looked_up_are_pairs_of_the_whole_table(seed: int) -> None:
    ground, rng = lay(tiny_problem(seed)), np.random.default_rng(seed)
    if ground is None:
        return
    rows = np.flatnonzero(rng.random(ground.suppliers) < 0.8)
    if not len(rows):
        return
    share, table = rng.random(len(ground.pairs)), np.zeros((ground.suppliers, ground.suppliers))
    for (one, other), part, points in zip(ground.pairs, share, ground.pair_points, strict=True):
        table[one, other] += part * points
        table[other, one] += (1 - part) * points
    table = table[np.ix_(rows, rows)]
    booked = booked_pairs(ground, share, rows)
    team = np.array([rng.permutation(len(rows))[: min(3, len(rows))] for _ in range(4)])
    who = rng.integers(0, len(rows), (4, 6))
    np.testing.assert_allclose(booked.credit, table.sum(axis=1), atol=1e-12)
    towards = [table[np.ix_(t, w)].sum(axis=0) for t, w in zip(team, who, strict=True)]
    np.testing.assert_allclose(booked.towards(team, who), towards, atol=1e-12)
    np.testing.assert_allclose(booked.within(team), [table[np.ix_(t, t)].sum() for t in team], atol=1e-12)
    nobody = np.zeros((4, 0), dtype=int)
    assert not booked.towards(nobody, who).any()
    assert not booked.within(nobody).any()


def test_what_suppliers_add_is_the_same_slot_by_slot() -> None:
    rng = np.random.default_rng(7)
    columns, who = rng.uniform(-2, 9, (6, 900)), rng.integers(0, 900, (5, WIDE))
    columns[rng.random(columns.shape) < 0.5] = -np.inf
    columns[0] = 1.0
    current = rng.uniform(0, 5, (5, 6))
    plain = added(columns[:, who], current.T[:, :, None])
    np.testing.assert_allclose(added_by(columns, who, current), plain, atol=1e-12)
    np.testing.assert_allclose(added_by(columns, who[:, :9], current), plain[:, :9], atol=1e-12)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(SEEDS, st.integers(2, 5), st.integers(2, 12))
def test_two_newcomers_lose_at_least_what_each_of_them_loses(seed: int, room: int, width: int) -> None:
    gains = np.random.default_rng(seed).uniform(-3, 3, width)
    total, forced = reach(gains, room)
    for one, other in combinations(range(width), 2):
        rest = np.sort(np.maximum(np.delete(gains, [one, other]), 0.0))[::-1][: room - 2]
        both = gains[one] + gains[other] + rest.sum()
        assert both <= total - (total - forced[one]) - (total - forced[other]) + 1e-9


@settings(max_examples=100, deadline=None, derandomize=True)
@given(SEEDS, st.integers(0, 40), st.integers(0, 12))
def test_the_fewest_faults_first_are_those_of_the_whole_order(seed: int, count: int, few: int) -> None:
    rng = np.random.default_rng(seed)
    faults, ids = rng.integers(1, 4, count).astype(np.uint8), rng.permutation(100)[:count]
    assert fewest_first(faults, ids, few).tolist() == np.lexsort((ids, faults))[:few].tolist()
