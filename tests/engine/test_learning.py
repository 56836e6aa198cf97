"""The learner: keeps scikit-learn's contract, its signs and its sums, and is the same each time."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.base import clone
from sklearn.utils.estimator_checks import parametrize_with_checks

from matchmaker.engine.choosing import FEEDBACK, market_learner
from matchmaker.engine.errors import RankerMismatch
from matchmaker.engine.evaluating import by_group
from matchmaker.engine.features import NAMES, SIGNS
from matchmaker.engine.learning import PairwiseAdditive
from matchmaker.engine.ranking import PRIOR, Curve, from_json, to_json

BASE = tuple(PRIOR[name] for name in NAMES)
LEAN = (Curve((0.0, 1.0), (0.0, 1.0)), Curve((0.0, 1.0), (0.0, 0.0)), Curve((0.0, 1.0), (0.0, 0.0)))


def market(seed: int, needs: int = 60, rows: int = 20) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(N, 3) where the first feature helps, the second harms and the third means nothing."""
    rng = np.random.default_rng(seed)
    X = rng.random((needs * rows, 3))
    worth = 4 * np.sqrt(X[:, 0]) - 2 * X[:, 1] ** 2 + rng.gumbel(0, 0.5, len(X))
    y = np.digitize(worth, np.quantile(worth, [0.8, 0.95])).astype(float)
    return X, y, np.repeat(np.arange(needs), rows)


@parametrize_with_checks([PairwiseAdditive(), PairwiseAdditive(rounds=1)])
def test_it_keeps_the_contract_of_scikit_learn(estimator: PairwiseAdditive, check: object) -> None:
    check(estimator)


def test_it_finds_who_was_preferred() -> None:
    X, y, groups = market(0)
    fresh, labels, needs = market(1)
    for learner in (PairwiseAdditive(signs=(1, -1, 0)), PairwiseAdditive(rounds=2)):
        found = np.nanmean(by_group(labels, learner.fit(X, y, groups).predict(fresh), needs))
        assert found > np.nanmean(by_group(labels, fresh[:, 0], needs)) > 0.6


def test_shuffled_labels_score_like_chance() -> None:
    X, y, groups = market(0, needs=200)
    dealt = np.random.default_rng(5).permutation(y)
    fresh, labels, needs = market(1, needs=200)
    learnt = PairwiseAdditive().fit(X, dealt, groups).predict(fresh)
    truly = np.nanmean(by_group(labels, PairwiseAdditive().fit(X, y, groups).predict(fresh), needs))
    chance = np.nanmean(by_group(labels, np.zeros(len(labels)), needs))
    assert abs(np.nanmean(by_group(labels, learnt, needs)) - chance) < 0.25 * (truly - chance)


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from([0, 2]), st.booleans())
def test_a_better_value_never_lowers_a_learnt_score(seed: int, rounds: int, with_prior: bool) -> None:
    X, y, groups = market(seed, needs=15)
    dealt = np.random.default_rng(seed).permutation(y)
    learner = PairwiseAdditive(signs=(1, -1, 1), prior=LEAN if with_prior else None, rounds=rounds)
    learner.fit(X, dealt, groups)
    for column, sign in enumerate((1, -1, 1)):
        line = np.tile(X[:1], (101, 1))
        line[:, column] = np.linspace(-0.5, 1.5, 101)[::sign]
        assert (np.diff(learner.predict(line)) >= -1e-12).all()


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 10_000))
def test_contributions_of_a_learnt_ranker_add_up(seed: int) -> None:
    X, y, groups = market(seed, needs=10)
    learner = PairwiseAdditive(prior=LEAN).fit(X, y, groups)
    fresh = np.random.default_rng(seed).normal(0.5, 2.0, (300, 3))
    assert np.abs(learner.contributions(fresh).sum(axis=1) - learner.predict(fresh)).max() <= 1e-9
    assert np.abs(learner.predict(fresh)).max() < 1e3


def test_the_same_data_and_seed_give_the_same_bytes() -> None:
    X, y, groups = market(3)
    learner = PairwiseAdditive(signs=(1, -1, 0), rounds=2, most_losers=5, random_state=7)
    first, again = (json.dumps([vars(c) for c in clone(learner).fit(X, y, groups).curves_]) for _ in range(2))
    assert first == again
    other = clone(learner).set_params(random_state=8).fit(X, y, groups)
    assert json.dumps([vars(c) for c in other.curves_]) != first


def test_the_order_of_needs_and_rows_does_not_matter() -> None:
    X, y, groups = market(3)
    order = np.random.default_rng(0).permutation(len(y))
    first = PairwiseAdditive().fit(X, y, groups).predict(X)
    assert PairwiseAdditive().fit(X[order], y[order], groups[order]).predict(X) == pytest.approx(first, abs=1e-3)


def test_without_a_pair_the_prior_stands() -> None:
    X, _, groups = market(0, needs=3)
    learner = PairwiseAdditive(prior=LEAN).fit(X, np.zeros(len(X)), groups)
    assert learner.predict(X) == pytest.approx(10.0 * X[:, 0])
    assert learner.needs_ == 0


def test_few_needs_stay_near_the_prior_and_many_leave_it() -> None:
    wrong = (LEAN[1], LEAN[1], LEAN[0])
    few, many = (PairwiseAdditive(prior=wrong).fit(*market(2, needs=n)).prior_factor_ for n in (2, 200))
    assert 1.0 >= few > many >= 0.0


def test_each_switch_turns_off_what_it_names() -> None:
    X, y, groups = market(0)
    against = PairwiseAdditive(signs=(-1, 1, 0), prior=LEAN)
    seen = np.where(X[:, 2] > 0.5, 1.0, 0.1)
    bound, free = against.fit(X, y, groups), clone(against).set_params(monotone=False).fit(X, y, groups)
    assert not bound.curves_[1].values[-1] < 0
    assert free.curves_[1].values[-1] < 0
    assert clone(against).set_params(use_prior=False).fit(X, y, groups).prior_factor_ == 0.0
    weighed = PairwiseAdditive().fit(X, y, groups, propensities=seen)
    off = PairwiseAdditive(use_propensities=False).fit(X, y, groups, propensities=seen)
    assert weighed.curves_ != off.curves_ == PairwiseAdditive().fit(X, y, groups).curves_


def test_propensities_undo_what_place_did_to_clicks() -> None:
    rng = np.random.default_rng(4)
    needs, rows = 600, 10
    X = rng.random((needs * rows, 2))
    seen = np.where(X[:, 1] > 0.5, 1.0, 0.15)
    clicked = (rng.random(len(X)) < X[:, 0] * seen).astype(float)
    groups = np.repeat(np.arange(needs), rows)
    naive = PairwiseAdditive().fit(X, clicked, groups).curves_[1]
    fair = PairwiseAdditive().fit(X, clicked, groups, propensities=seen).curves_[1]
    assert abs(fair.values[-1]) < 0.6 * abs(naive.values[-1])


def test_what_was_learnt_is_served_as_json_curves() -> None:
    rng = np.random.default_rng(0)
    X = rng.random((400, len(NAMES))) * [max(curve.knots) for curve in BASE]
    y = (X[:, 0] + 0.1 * X[:, 3] > 0.9).astype(float)
    learner = PairwiseAdditive(signs=SIGNS, prior=BASE).fit(X, y, np.repeat(np.arange(20), 20))
    served = from_json(json.loads(json.dumps(to_json(learner.ranker()))))
    assert served.version == learner.ranker().version
    assert served.predict(X).min() >= 0.0
    assert served.predict(X).max() <= 1.0
    own, shown = learner.predict(X), served.predict(X)
    assert np.corrcoef(own, shown)[0, 1] == pytest.approx(1.0, abs=1e-9)


def test_a_level_can_weigh_many_times_the_one_below() -> None:
    rng = np.random.default_rng(2)
    X = rng.random((400, 2))
    y = np.where(X[:, 0] > 0.9, 2.0, (X[:, 1] > 0.6).astype(float))
    flat, steep = (PairwiseAdditive(level_step=0.0, level_factor=f).fit(X, y).curves_ for f in (1.0, 8.0))
    assert steep[0].values[-1] / steep[1].values[-1] > 1.2 * flat[0].values[-1] / flat[1].values[-1]


def test_few_needs_are_held_back_more_and_many_are_not() -> None:
    def bend(needs: int, early: float) -> float:
        X, y, groups = market(2, needs=needs)
        free, held = (PairwiseAdditive(early_l2=e).fit(X, y, groups).curves_[0].values[-1] for e in (0.0, early))
        return held / free

    assert bend(4, 60.0) < 0.75 < 0.95 < bend(300, 60.0)


def test_the_markets_own_learner_has_the_products_features_and_directions() -> None:
    learner = market_learner(random_state=3, use_prior=False)
    assert (learner.signs, learner.prior, learner.random_state, learner.use_prior) == (SIGNS, BASE, 3, False)
    assert learner.get_params().items() >= FEEDBACK.items()


@pytest.mark.parametrize("wrong", [{"signs": (1,)}, {"prior": (LEAN[0],)}])
def test_signs_or_a_prior_for_other_features_are_refused(wrong: dict) -> None:
    with pytest.raises(RankerMismatch):
        PairwiseAdditive(**wrong).fit(*market(0, needs=2))


def test_groups_must_be_one_a_row() -> None:
    X, y, groups = market(0, needs=2)
    with pytest.raises(ValueError, match="one value a row"):
        PairwiseAdditive().fit(X, y, groups[:-1])
