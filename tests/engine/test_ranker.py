"""The ranker: a scikit-learn estimator whose scores come apart exactly, and travel as JSON."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.base import clone
from sklearn.utils.estimator_checks import parametrize_with_checks

from matchmaker.engine.errors import CaseInvalid, RankerMismatch
from matchmaker.engine.features import FEATURES, NAMES, SIGNS
from matchmaker.engine.ranking import PRIOR, AdditiveRanker, Curve, from_json, prior_ranker, ready, to_json


@parametrize_with_checks([AdditiveRanker()])
def test_it_keeps_the_contract_of_scikit_learn(estimator: AdditiveRanker, check: object) -> None:
    check(estimator)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000))
def test_contributions_add_up_to_the_score(seed: int) -> None:
    table = np.random.default_rng(seed).normal(1.0, 3.0, (200, len(FEATURES)))
    ranker = prior_ranker()
    parts, scores = ranker.contributions(table), ranker.score(table)
    assert np.abs(parts.sum(axis=1) - scores).max() <= 1e-12
    assert scores.min() >= 0.0
    assert scores.max() <= 1.0 + 1e-12
    assert (ranker.predict(table) == scores).all()


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000), st.integers(0, len(FEATURES) - 1), st.floats(0, 100))
def test_a_better_value_never_lowers_the_score(seed: int, column: int, step: float) -> None:
    table = np.random.default_rng(seed).uniform(-1, 6, (50, len(FEATURES)))
    better = table.copy()
    better[:, column] += SIGNS[column] * step
    ranker = prior_ranker()
    assert (ranker.predict(better) >= ranker.predict(table) - 1e-12).all()


def test_the_prior_says_all_it_weighs_and_its_best_adds_up_to_one() -> None:
    assert set(PRIOR) == set(NAMES)
    assert sum(max(curve.values) for curve in PRIOR.values()) == pytest.approx(1.0)
    assert all(min(curve.values) == 0.0 for curve in PRIOR.values())


def test_it_travels_as_json_and_keeps_its_version() -> None:
    ranker = prior_ranker()
    again = from_json(json.loads(json.dumps(to_json(ranker))))
    assert again.version == ranker.version == clone(ranker).fit(np.zeros((1, len(NAMES)))).version
    steeper = dict(PRIOR, reply=Curve((0.2, 0.9), (0.0, 0.031)))
    assert ready(tuple(steeper[name] for name in NAMES)).version != ranker.version


@pytest.mark.parametrize(
    "broken",
    [None, {}, {"kind": "additive", "curves": []}, {"kind": "additive", "curves": dict.fromkeys(NAMES, 3)}],
)
def test_a_broken_ranker_is_refused(broken: object) -> None:
    with pytest.raises(CaseInvalid):
        from_json(broken)


@pytest.mark.parametrize("curve", [((1.0, 1.0), (0.0, 0.1)), ((0.0,), ()), ((0.0, 1.0), (0.0, float("nan")))])
def test_a_curve_must_rise_in_its_knots_and_be_finite(curve: tuple) -> None:
    with pytest.raises(CaseInvalid):
        Curve(*curve)


def test_a_curve_against_its_direction_is_refused() -> None:
    wrong = dict(PRIOR, price=Curve((0.5, 1.0), (0.0, 0.14)))
    with pytest.raises(RankerMismatch):
        ready(tuple(wrong[name] for name in NAMES))
    with pytest.raises(RankerMismatch):
        ready((Curve((0.0,), (0.0,)),))
