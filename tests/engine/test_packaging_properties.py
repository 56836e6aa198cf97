"""What must hold of every package, whatever the numbers."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matchmaker.engine.packaging import broken_rules, greedy, package_of, prepare, solve
from matchmaker.engine.types import Package, PackageProblem
from tests.engine.packaging_cases import tiny_problem

SEEDS = st.integers(0, 2**32 - 1)
PER_OFFER = ("offer_supplier", "offer_price", "offer_weeks", "fit", "needs", "late_weeks", "far_hops")


def fewer_offers(problem: PackageProblem, gone: int) -> PackageProblem:
    return replace(problem, **{name: np.delete(getattr(problem, name), gone, axis=0) for name in PER_OFFER})


def everything(problem: PackageProblem) -> list[Package]:
    prepared = prepare(problem)
    packages = [*prepared.pool().packages, *(card.package for card in prepared.cards())]
    best = prepared.solve().best
    if best is not None:
        packages += [package_of(problem, one.exchanged(best.cover)) for slot in prepared.standbys(best) for one in slot]
    rough = greedy(problem).best
    return [*packages, rough] if rough is not None else packages


@settings(max_examples=60, deadline=None, derandomize=True)
@given(SEEDS)
def test_no_package_breaks_a_rule_and_its_terms_add_up(seed: int) -> None:
    problem = tiny_problem(seed)
    for package in everything(problem):
        assert broken_rules(problem, package) == ()
        assert sum(package.terms.values()) == pytest.approx(package.value, abs=1e-9)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(SEEDS, st.integers(0, 7))
def test_one_more_offer_never_lowers_the_best_value(seed: int, gone: int) -> None:
    problem = tiny_problem(seed)
    less = solve(fewer_offers(problem, gone)).best
    if less is not None:
        assert solve(problem).best.value >= less.value - 1e-9


@settings(max_examples=40, deadline=None, derandomize=True)
@given(SEEDS, st.sampled_from([1e-3, 0.5, 7.0, 1e4]))
def test_scaling_all_money_changes_nothing(seed: int, scale: float) -> None:
    problem = tiny_problem(seed)
    money = {name: getattr(problem, name) * scale for name in ("offer_price", "budget", "price_reference")}
    one, other = solve(problem).best, solve(replace(problem, **money)).best
    assert (one is None) == (other is None)
    if one is not None:
        assert other.value == pytest.approx(one.value, abs=1e-6)
        assert other.members == one.members


@settings(max_examples=60, deadline=None, derandomize=True)
@given(SEEDS)
def test_the_same_problem_twice_is_the_same_to_the_byte(seed: int) -> None:
    one, other = prepare(tiny_problem(seed)), prepare(tiny_problem(seed))
    assert repr(one.solve()) == repr(other.solve())
    assert repr(one.cards()) == repr(other.cards())


def test_equal_packages_are_told_apart_by_the_first_supplier() -> None:
    problem = tiny_problem(5, slots=1, suppliers=3, offers=3)
    twins = replace(
        problem,
        slot_must=np.array([True]),
        fit=np.full((3, 1), 10.0),
        needs=np.zeros((3, 1), dtype=bool),
        offer_supplier=np.arange(3),
        offer_price=np.full(3, 5e6),
        late_weeks=np.zeros(3),
        far_hops=np.zeros(3),
        supplier_points=np.zeros(3),
        lead_points=np.zeros(3),
        speaks=np.zeros((3, 1), dtype=bool),
        home=np.zeros(3, dtype=int),
        pairs=np.zeros((0, 2), dtype=int),
        pair_points=np.zeros(0),
        pinned=np.zeros(3, dtype=bool),
        budget=np.inf,
    )
    assert solve(twins).best.members == (0,)
    assert [package.members for package in prepare(twins).pool().packages] == [(0,), (1,), (2,)]
