"""The market that proves the learner: known wants, a biased log, the same each time, and learnable from."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.learning import bias_of, learnt, order_rows
from benchmarks.simulated_market import AWARDED, INVITED, QUOTED, SHOWN, Log, Market
from matchmaker.engine.choosing import market_learner
from matchmaker.engine.evaluating import by_group
from matchmaker.engine.features import NAMES
from matchmaker.engine.propensities import PositionBias
from matchmaker.engine.ranking import prior_ranker

SEED = 150


@pytest.fixture(scope="module")
def market() -> Market:
    return Market(SEED)


@pytest.fixture(scope="module")
def log(market: Market) -> Log:
    return market.log(300)


def judged(market: Market, scores: object) -> float:
    X, grades, groups = market.test(60)
    return float(np.nanmean(by_group(grades, scores(X), groups)))  # type: ignore[operator]


def test_the_same_seed_gives_the_same_market_and_another_seed_another(market: Market, log: Log) -> None:
    again = Market(SEED).log(300)
    assert all((getattr(log, name) == getattr(again, name)).all() for name in ("X", "levels", "tossed"))
    assert (Market(SEED + 1).log(300).levels != log.levels).any()
    assert (market.log(300, kind=3).X != log.X).any()


def test_a_shorter_log_is_the_start_of_a_longer_one(market: Market, log: Log) -> None:
    early = log.first(40)
    assert len(early.X) == 40 * SHOWN
    assert np.array_equal(early.X, log.X[: 40 * SHOWN])
    assert early.tossed[:, 0].max() < 40
    assert (market.log(250).X == log.first(250).X).all()


def test_features_stay_in_the_ranges_of_the_product(log: Log) -> None:
    bounds = {"exactness": 1, "text": 1, "votes": 1, "industry": 5, "price": 4, "time": 2, "distance": 9, "onsite": 168}
    most = [bounds.get(name, {"capacity": 4, "evidence": 3}.get(name, 1)) for name in NAMES]
    assert (log.X >= 0).all()
    assert (log.X.max(axis=0) <= most).all()


def test_a_need_invites_a_few_is_answered_by_some_and_awards_one_at_most(log: Log) -> None:
    levels = log.levels.reshape(-1, SHOWN)
    assert 1.5 < (levels >= INVITED).sum(axis=1).mean() < 3.5
    assert (levels >= QUOTED).sum() < (levels >= INVITED).sum()
    assert 0.5 < (levels == AWARDED).sum(axis=1).mean() <= (levels == AWARDED).sum(axis=1).max() == 1


def test_the_log_is_biased_by_place_and_the_tossed_neighbours_tell_how_much(market: Market) -> None:
    log = market.log(1500, swaps=1.0)
    share = (log.levels.reshape(-1, SHOWN) >= INVITED).mean(axis=0)
    assert share[0] > 4 * share[4] > 4 * share[19]
    found = bias_of(log)
    assert abs(found.eta - 1.0) < 3.5 * found.error < 0.4


def test_the_learner_beats_the_prior_from_the_log_alone(market: Market, log: Log) -> None:
    prior = judged(market, prior_ranker().predict)
    for needs in (20, 300):
        early = log.first(needs)
        assert judged(market, learnt(early, bias_of(early)).predict) > prior + 0.02


def test_shuffled_steps_teach_nothing(market: Market, log: Log) -> None:
    early, learner = log.first(150), market_learner(use_prior=False, monotone=False)
    dealt = np.random.default_rng(0).permutation(early.levels)
    chance = judged(market, lambda table: np.zeros(len(table)))
    true = judged(market, learner.fit(early.X, early.levels, early.groups).predict)
    blind = learner.fit(early.X, dealt, early.groups)
    assert abs(judged(market, blind.predict) - chance) < 0.35 * (true - chance)


def test_what_was_learnt_is_the_same_byte_for_byte(log: Log) -> None:
    first, again = (learnt(log.first(60), PositionBias()).ranker().version for _ in range(2))
    assert first == again


def test_a_target_that_is_missed_is_said_to_be_missed() -> None:
    values = {200: {"ours": [0.70, 0.72], "prior": [0.71, 0.60], "lambdarank": [0.70, 0.69]}}
    values[200].update({f"lambdarank, {name}": [0.5, 0.5] for name in ("IPW", "monotone", "monotone, IPW")})
    values[200]["lambdarank, monotone, part IPW"] = [0.6, 0.6]
    ratio, ahead = order_rows(values)
    assert (ratio["reached"], ratio["value"]) == (False, pytest.approx(0.71 / 0.695))
    assert (ahead["reached"], ahead["value"]) == (True, pytest.approx(0.055))
