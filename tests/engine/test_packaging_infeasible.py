"""What is said of a need that nobody can meet, against trying everything."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matchmaker.engine.packaging import broken_rules, explain_infeasible, solve
from matchmaker.engine.packaging.infeasible import without
from matchmaker.engine.types import PackageProblem
from tests.engine.packaging_cases import every_package, relaxed_by, tiny_problem


def infeasible_problem(seed: int) -> PackageProblem:
    """The first infeasible tiny problem from ``seed`` on."""
    return next(p for p in (tiny_problem(seed + step) for step in range(10_000)) if not every_package(p))


@settings(max_examples=35, deadline=None, derandomize=True)
@given(st.integers(0, 2**31))
def test_the_partial_package_leaves_as_few_musts_open_as_can_be(seed: int) -> None:
    problem = infeasible_problem(seed)
    said = explain_infeasible(problem)
    loose = relaxed_by(problem, musts=False)
    every = every_package(loose)
    if not every:
        assert said.partial is None
        return
    musts = np.flatnonzero(problem.slot_must)
    fewest = min(sum(package.cover[r] < 0 for r in musts) for package in every)
    assert said.partial is not None
    assert len(said.open_slots) == fewest
    assert broken_rules(loose, said.partial) == ()
    rivals = [p.value for p in every if sum(p.cover[r] < 0 for r in musts) == fewest]
    assert said.partial.value == pytest.approx(max(rivals), abs=1e-6)


@settings(max_examples=35, deadline=None, derandomize=True)
@given(st.integers(0, 2**31))
def test_the_conflict_is_one_and_is_minimal(seed: int) -> None:
    problem = infeasible_problem(seed)
    said = explain_infeasible(problem)
    rules = {("slot", int(r)) for r in np.flatnonzero(problem.slot_must)} | {
        ("pinned", int(s)) for s in np.flatnonzero(problem.pinned)
    }
    rules |= {("members", -1), ("budget", -1), ("deadline", -1), ("region", -1)}
    core = problem
    for part in rules - set(said.conflict):
        core = without(core, part)
    assert solve(core).status == "infeasible"
    for part in said.conflict:
        assert solve(without(core, part)).best is not None


@settings(max_examples=35, deadline=None, derandomize=True)
@given(st.integers(0, 2**31))
def test_every_relaxation_is_proved_and_the_least_of_its_kind(seed: int) -> None:
    problem = infeasible_problem(seed)
    said = explain_infeasible(problem)
    assert said.relaxations or said.partial is None
    for relaxation in said.relaxations:
        eased = problem
        for step in relaxation.steps:
            eased = relaxed_by(eased, step=step)
        assert broken_rules(eased, relaxation.package) == ()
        if len(relaxation.steps) == 1 and relaxation.steps[0].kind in {"budget", "deadline", "region", "members"}:
            assert not every_package(relaxed_by(problem, step=relaxation.steps[0], less=True))


def test_a_feasible_need_has_no_conflict() -> None:
    problem = next(p for p in map(tiny_problem, range(100)) if every_package(p))
    said = explain_infeasible(problem)
    assert said.conflict == ()
    assert said.relaxations == ()
    assert said.partial == solve(problem).best
