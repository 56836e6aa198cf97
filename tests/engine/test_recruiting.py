"""The list of suppliers to bring in: never far from the best, never better than its bound, and what it then does."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matchmaker.engine.matching import MatchParams, match
from matchmaker.engine.ranking import prior_ranker
from matchmaker.engine.recruiting import PLACES, REPLY, recruit_plan, with_recruits
from matchmaker.engine.types import Slot
from tests.engine.markets import taxonomy, tiny_market, tiny_need

LINE = np.array([[0, 1, 2], [1, 0, 1], [2, 1, 0]])


def drawn(seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng([seed, 3])
    demand = rng.integers(0, 9, size=(2, 3)) * (rng.random((2, 3)) < 0.7)
    return demand.astype(float), rng.uniform(0, 3.5, size=(2, 3)), LINE


def closes(demand: np.ndarray, answers: np.ndarray, hops: np.ndarray, chosen: tuple) -> float:
    """By hand: the worth of answers that the list adds to each request, no further than the three promised."""
    total = 0.0
    for c, g in itertools.product(*map(range, demand.shape)):
        added = 0.0
        for code, seat in chosen:
            if code == c and hops[seat, g] <= 1:
                within = sum(demand[c, r] for r in range(len(hops)) if hops[seat, r] <= 1)
                added += REPLY * min(1.0, 3 * PLACES / within) if within else 0.0
        total += demand[c, g] * (points(answers[c, g] + added) - points(answers[c, g]))
    return total


def points(answers: float) -> float:
    return min(answers, 1.0) + 0.5 * min(max(answers - 1.0, 0.0), 2.0)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 3))
def test_the_list_stands_between_the_promise_of_greed_and_its_bound(seed: int, most: int) -> None:
    table = drawn(seed)
    plan = recruit_plan(*table, most=most)
    kinds = list(itertools.product(range(2), range(3)))
    best = max(closes(*table, chosen) for chosen in itertools.combinations_with_replacement(kinds, most))
    got = float(plan.closed[-1]) if len(plan.closed) else 0.0
    assert got == pytest.approx(closes(*table, tuple((one.code, one.region) for one in plan.recruits)))
    assert got >= (1 - 1 / np.e) * best - 1e-9
    if len(plan.recruits) == most:
        assert plan.bound[-1] >= best - 1e-9
    else:
        assert got == pytest.approx(best)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000))
def test_each_one_closes_no_more_than_the_one_before(seed: int) -> None:
    plan = recruit_plan(*drawn(seed), most=6)
    steps = [one.closes for one in plan.recruits]
    assert all(later <= earlier + 1e-9 for earlier, later in itertools.pairwise(steps))
    assert (plan.sure <= 1 + 1e-9).all()
    assert plan.closed[-1:].sum() <= plan.missing + 1e-9


def test_the_worked_example_of_the_documents_holds() -> None:
    """Three regions in a row: one in the middle reaches all three, though most is missing at an end."""
    plan = recruit_plan(np.array([[2.0, 1.0, 2.0]]), np.array([[0.0, 0.0, 2.7]]), LINE, most=2)
    first, second = plan.recruits
    assert (first.region, first.requests, first.adds) == (1, 5.0, 0.6)
    assert first.closes == pytest.approx(2 * 0.6 + 1 * 0.6 + 2 * 0.15)
    assert second.closes == pytest.approx((2 + 1) * (0.4 + 0.1))
    assert plan.missing == pytest.approx(2 * 2 + 1 * 2 + 2 * 0.15)
    assert plan.closed.tolist() == [pytest.approx(2.1), pytest.approx(3.6)]
    assert plan.bound.tolist() == [pytest.approx(2.1), pytest.approx(3.9)]


def test_nothing_missing_asks_for_nobody() -> None:
    assert recruit_plan(np.ones((2, 3)), np.full((2, 3), 3.0), LINE).recruits == ()
    assert recruit_plan(np.zeros((2, 3)), np.zeros((2, 3)), LINE).recruits == ()


def test_a_need_that_lacked_one_thing_gets_its_package_once_somebody_sells_it() -> None:
    need = tiny_need(asked=(Slot(("SOL-MES",), True, 1.0), Slot(("SOL-WMS",), True, 1.0)), budget_krw=None)
    before = tiny_market()
    facts = taxonomy()
    added = with_recruits(before, [(facts.capabilities.index("SOL-WMS"), facts.regions.index("41"))])
    assert match(need, before, prior_ranker(), MatchParams()).status == "infeasible"
    after = match(need, added, prior_ranker(), MatchParams())
    assert after.status == "optimal"
    assert len(added.supplier_id) == len(before.supplier_id) + 1
    assert with_recruits(before, []) is before
