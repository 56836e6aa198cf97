"""The optimiser against trying everything, on cases small enough for that."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matchmaker.engine.packaging import broken_rules, prepare, solve
from tests.engine.packaging_cases import best_by_members, every_package, tiny_problem

SEEDS = st.integers(0, 2**32 - 1)


@settings(max_examples=120, deadline=None, derandomize=True)
@given(SEEDS)
def test_the_best_package_is_the_best_of_all_packages(seed: int) -> None:
    problem = tiny_problem(seed)
    packages = every_package(problem)
    solution = solve(problem)
    if not packages:
        assert solution.status == "infeasible"
        assert solution.best is None
        return
    assert solution.status == "optimal"
    assert solution.best is not None
    assert broken_rules(problem, solution.best) == ()
    assert solution.best.value == pytest.approx(max(package.value for package in packages), abs=1e-7)
    assert solution.bound >= solution.best.value - 1e-9


@settings(max_examples=100, deadline=None, derandomize=True)
@given(SEEDS, st.sampled_from([0.0, 0.03, 0.2, 1.0]))
def test_the_pool_holds_exactly_the_member_sets_in_the_band(seed: int, band: float) -> None:
    problem = tiny_problem(seed)
    best = best_by_members(every_package(problem))
    pool = prepare(problem).pool(band)
    assert pool.complete
    if not best:
        assert pool.packages == ()
        return
    top = max(best.values())
    floor = top - band * abs(top)
    found = {package.members: package.value for package in pool.packages}
    assert len(found) == len(pool.packages)
    for members, value in best.items():
        if value > floor + 1e-6:
            assert found[members] == pytest.approx(value, abs=1e-7)
    assert all(
        value >= floor - 1e-6 and best[members] == pytest.approx(value, abs=1e-7) for members, value in found.items()
    )
