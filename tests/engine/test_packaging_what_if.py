"""A what-if re-uses proofs; its answer must be the one from scratch."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matchmaker.engine.packaging import Change, changed, prepare, solve
from tests.engine.packaging_cases import tiny_problem


def changes(seed: int, suppliers: int, slots: int, budget: float) -> list[Change]:
    rng = np.random.default_rng(seed)
    return [
        Change(budget=budget * float(rng.uniform(0.5, 1.5)) if np.isfinite(budget) else 90e6),
        Change(budget=float("inf")),
        Change(drop=(int(rng.integers(slots)),)),
        Change(exclude=(int(rng.integers(suppliers)),)),
        Change(pin=(int(rng.integers(suppliers)),)),
        Change(members=int(rng.integers(1, 7))),
        Change(drop=(0,), exclude=(1,), members=4),
    ]


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.integers(0, 2**32 - 1))
def test_a_what_if_gives_the_answer_from_scratch(seed: int) -> None:
    problem = tiny_problem(seed)
    prepared = prepare(problem)
    prepared.pool()
    for change in changes(seed, len(problem.home), len(problem.slot_must), problem.budget):
        again, scratch = prepared.what_if(change), solve(changed(problem, change))
        assert again.status == scratch.status
        assert again.best == scratch.best


def test_a_dropped_slot_is_still_covered_where_an_offer_needs_it() -> None:
    problem = next(p for p in map(tiny_problem, range(500)) if p.needs.any() and p.slot_must[0] and p.needs[:, 0].any())
    after = changed(problem, Change(drop=(0,)))
    assert not after.slot_must[0]
    assert np.array_equal(np.isfinite(after.fit[:, 0]), np.isfinite(problem.fit[:, 0]))
    assert after.fit[np.isfinite(after.fit[:, 0]), 0].max(initial=0.0) <= 0.0


def test_a_change_of_a_row_that_is_not_there_is_refused() -> None:
    with pytest.raises(IndexError):
        changed(tiny_problem(1), Change(drop=(99,)))
