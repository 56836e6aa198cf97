"""Each shortcut of the search against the formula that it replaces, written out in full."""

from __future__ import annotations

from itertools import combinations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from matchmaker.engine.packaging.anchored import best_few, hold_anchors
from matchmaker.engine.packaging.bounds import reach
from matchmaker.engine.packaging.field import booked_pairs
from matchmaker.engine.packaging.ground import lay
from matchmaker.engine.shortlist import fewest_first
from tests.engine.packaging_cases import tiny_problem

SEEDS = st.integers(0, 2**32 - 1)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(SEEDS, st.integers(1, 5), st.integers(1, 25))
def test_holding_anchors_fixed_by_looking_up_is_trying_all_of_them(seed: int, room: int, width: int) -> None:
    rng = np.random.default_rng(seed)
    standards, size = int(rng.integers(1, 5)), width + 4
    speaks, home = rng.random((size, standards)) < 0.4, rng.integers(-1, 3, size)
    s, r = (float(point) for point in rng.choice([0.0, 0.5, 0.7, 3.0], 2))
    gains = np.round(rng.uniform(-2, 4, width), int(rng.integers(0, 9)))
    crowd, team = np.arange(width), rng.integers(width, size, int(rng.integers(0, 4)))
    base = float(rng.uniform(0, 9))
    spoken, seated = speaks[team].sum(axis=0), np.array([(home[team] == h).sum() for h in range(3)])
    wanted = np.full(width, -np.inf)
    for p in range(standards):
        for h in range(3):
            mine = s * speaks[:width, p] + r * (home[:width] == h)
            here = base + s * spoken[p] + r * seated[h]
            wanted = np.maximum(wanted, here + reach(gains + mine, room)[1])
    threshold = float(np.quantile(wanted, rng.random(), method="lower"))
    found, best = np.full(width, np.inf), np.empty(room)
    hold_anchors(speaks, home, spoken, seated, (s, r), crowd, gains, base, best, threshold, found)
    clear = wanted > threshold + 1e-9
    np.testing.assert_allclose(found[clear], wanted[clear], atol=1e-9)
    assert (found[wanted < threshold - 1e-9] < threshold).all()


@settings(max_examples=100, deadline=None, derandomize=True)
@given(SEEDS, st.integers(1, 6), st.integers(0, 30))
def test_the_best_few_are_the_largest_positive_ones_falling(seed: int, room: int, width: int) -> None:
    values = np.round(np.random.default_rng(seed).uniform(-3, 3, width), 1)
    best = np.empty(room)
    total = best_few(values, width, best)
    wanted = np.sort(np.append(np.maximum(values, 0.0), np.zeros(room)))[::-1][:room]
    np.testing.assert_array_equal(best, wanted)
    assert abs(total - wanted.sum()) < 1e-9


@settings(max_examples=60, deadline=None, derandomize=True)
@given(SEEDS)
def test_pairs_in_a_row_are_pairs_of_the_whole_table(seed: int) -> None:
    ground, rng = lay(tiny_problem(seed)), np.random.default_rng(seed)
    if ground is None:
        return
    rows = np.flatnonzero(rng.random(ground.suppliers) < 0.8)
    share, booked, whole = rng.random(len(ground.pairs)), *np.zeros((2, ground.suppliers, ground.suppliers))
    for (one, other), part, points in zip(ground.pairs, share, ground.pair_points, strict=True):
        booked[one, other] += part * points
        booked[other, one] += (1 - part) * points
        whole[[one, other], [other, one]] += points
    first, others, mine, both, credit = booked_pairs(ground, share, rows)
    found = np.zeros((2, len(rows), len(rows)))
    for at in range(len(rows)):
        for place in range(first[at], first[at + 1]):
            found[:, at, others[place]] += mine[place], both[place]
    table = np.ix_(rows, rows)
    np.testing.assert_allclose(found, [booked[table], whole[table]], atol=1e-12)
    np.testing.assert_allclose(credit, booked[table].sum(axis=1), atol=1e-12)


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
