"""A lost member is replaced: what was agreed stays, the rest is the best that brute force finds."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from matchmaker.engine.packaging import broken_rules, solve
from matchmaker.engine.refilling import most_covered, with_fixed
from matchmaker.engine.types import PackageProblem
from tests.engine.packaging_cases import every_package, tiny_problem

SEEDS = st.integers(0, 2**32 - 1)


def broken(problem: PackageProblem, seed: int) -> tuple[dict[int, int], np.ndarray] | None:
    """Part of the best package as agreed, and one of its members gone."""
    best = solve(problem).best
    if best is None or len(best.members) < 2:
        return None
    leaver = best.members[seed % len(best.members)]
    fixed = {r: row for r, row in enumerate(best.cover) if row >= 0 and problem.offer_supplier[row] != leaver}
    return fixed, problem.offer_supplier == leaver


@settings(max_examples=150, deadline=None, derandomize=True)
@given(SEEDS)
def test_what_was_agreed_stays_and_the_rest_is_the_best_there_is(seed: int) -> None:
    problem = tiny_problem(seed)
    if (case := broken(problem, seed)) is None:
        return
    fixed, gone = case
    again = solve(with_fixed(problem, fixed, gone)).best
    possible = [
        package
        for package in every_package(with_fixed(problem, {}, gone))
        if all(package.cover[slot] == row for slot, row in fixed.items())
    ]
    assert (again is None) == (not possible)
    if again is None:
        return
    assert all(again.cover[slot] == row for slot, row in fixed.items())
    assert not gone[[row for row in again.cover if row >= 0]].any()
    assert again.value == pytest.approx(max(package.value for package in possible), abs=1e-7)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(SEEDS)
@example(160)  # somebody without an offer is pinned: a refill does without
def test_with_nothing_fixed_it_is_the_full_answer(seed: int) -> None:
    problem = tiny_problem(seed)
    able = np.isin(np.arange(len(problem.pinned)), problem.offer_supplier)
    problem = replace(problem, pinned=problem.pinned & able)
    whole, again = solve(problem), solve(with_fixed(problem, {}, np.zeros(len(problem.fit), dtype=bool)))
    assert again.status == whole.status
    assert again.best == whole.best


@settings(max_examples=150, deadline=None, derandomize=True)
@given(SEEDS)
def test_where_not_all_can_be_covered_most_is_and_the_best_of_those(seed: int) -> None:
    problem = tiny_problem(seed)
    if (case := broken(problem, seed)) is None:
        return
    left = with_fixed(problem, case[0], case[1])
    missing = [r for r in np.flatnonzero(left.slot_must).tolist() if r not in case[0]]
    must = left.slot_must.copy()
    must[missing] = False
    packages = every_package(PackageProblem(**{**vars(left), "slot_must": must}))
    found = most_covered(left, missing)
    assert (found is None) == (not packages)
    if found is None:
        return
    counts = [(sum(package.cover[r] >= 0 for r in missing), package.value) for package in packages]
    covered, value = max(counts)
    assert sum(found.cover[r] >= 0 for r in missing) == covered
    assert found.value == pytest.approx(value, abs=1e-6)
    assert set(broken_rules(left, found)) <= {"must"}


def test_an_open_slot_stays_open_and_an_excluded_pin_is_let_go() -> None:
    problem = next(one for one in map(tiny_problem, range(99)) if one.pinned[one.offer_supplier].any())
    eased = with_fixed(problem, {}, problem.pinned[problem.offer_supplier], [0])
    assert not eased.pinned.any()
    assert not np.isfinite(eased.fit[:, 0]).any()
    assert not eased.slot_must[0]
