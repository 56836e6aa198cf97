"""The optimiser against the same model given whole to HiGHS, which shares no code with it."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from benchmarks import milp_model
from benchmarks.package_market import Supply, need, supply
from matchmaker.engine.packaging import broken_rules, prepare, solve


@cache
def market() -> Supply:
    return supply(300, seed=3)


@pytest.mark.parametrize("seed", range(32))
def test_the_optimum_is_the_one_of_the_whole_model(seed: int) -> None:
    problem = need(market(), seed)
    referee, solution = milp_model.best_whole(problem), solve(problem)
    assert (referee is None) == (solution.best is None)
    if referee is None:
        assert solution.status == "infeasible"
        return
    assert solution.status == "optimal"
    assert broken_rules(problem, solution.best) == ()
    assert solution.best.value == pytest.approx(referee.value, rel=1e-5)


@pytest.mark.parametrize("seed", range(8))
def test_the_optimum_with_rotation_points_is_the_one_of_the_whole_model(seed: int) -> None:
    problem = need(market(), seed)
    points = np.random.default_rng(seed).uniform(-5, 5, len(problem.supplier_points))
    problem = replace(problem, rotation_points=points)
    referee, solution = milp_model.best_whole(problem), solve(problem)
    assert (referee is None) == (solution.best is None)
    if solution.best is not None:
        assert solution.status == "optimal"
        assert solution.best.value == pytest.approx(referee.value, rel=1e-5)
        assert solution.best.terms["rotation"] == pytest.approx(points[list(solution.best.members)].sum())


@pytest.mark.parametrize("seed", [0, 3, 7, 14, 20])
def test_the_pool_is_what_repeated_no_goods_find(seed: int) -> None:
    problem = need(market(), seed)
    pool = prepare(problem).pool(0.02)
    assert pool.complete
    model = milp_model.build(problem)
    for package in pool.packages[:8]:
        referee, _ = milp_model.within(model, None)
        assert referee.value == pytest.approx(package.value, rel=1e-5)
        milp_model.forbid(model, referee.members)
    if pool.packages and len(pool.packages) <= 8:
        after, _ = milp_model.within(model, None)
        floor = pool.packages[0].value * 0.98
        assert after is None or after.value < floor + 1e-4


@pytest.mark.parametrize("seed", range(8))
def test_a_node_limit_ends_with_a_certified_gap_and_never_as_infeasible(seed: int) -> None:
    problem = need(market(), seed)
    proved = solve(problem)
    hurried = solve(replace(problem, params=replace(problem.params, node_limit=1)))
    assert hurried.status != "infeasible" or proved.status == "infeasible"
    if hurried.best is not None:
        assert hurried.best.value <= proved.best.value + 1e-9
        assert hurried.bound >= proved.best.value - 1e-9
        assert hurried.gap == pytest.approx((hurried.bound - hurried.best.value) / abs(hurried.best.value), abs=1e-9)
