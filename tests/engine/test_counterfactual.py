"""Standings and levers give what matching a changed market anew would give, and never take a place away."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matchmaker.engine.counterfactual import TOP, bars, standings
from matchmaker.engine.errors import UnknownCode
from matchmaker.engine.exposure import DEFAULT, STRONGEST, rotation, rotation_points
from matchmaker.engine.levers import KINDS, Lever, levers_of, pull
from matchmaker.engine.ranking import PRIOR, AdditiveRanker, Curve, prior_ranker, ready
from matchmaker.engine.retrieval import MarketIndex
from matchmaker.engine.shortlist import best_first, owed, shortlist
from matchmaker.engine.types import Market, Need
from tests.engine.markets import drawn_market, drawn_need, taxonomy

LEVERS = levers_of(taxonomy())
FIRMS = 3
FEW = 2  # a short list in a small market, so that there is something to gain


def needs(seed: int) -> list[tuple[int, Need]]:
    return [(number % FIRMS, drawn_need(seed + number)) for number in range(5)]


def learnt() -> AdditiveRanker:
    """Curves other than the prior: steeper, with other knots, not from zero."""
    flat = Curve((0.0,), (0.03,))
    steep = {"evidence": Curve((0.0, 2.0), (0.0, 0.4)), "price": Curve((0.2, 3.0), (0.3, 0.01))}
    return ready(tuple(steep.get(name, curve if at % 2 else flat) for at, (name, curve) in enumerate(PRIOR.items())))


RANKERS = (prior_ranker(), learnt())


def brute(market: Market, asked: list[tuple[int, Need]], ranker: AdditiveRanker, exposure: float = 0.0) -> np.ndarray:
    """(N, S) shortlisted by a new match of every need."""
    index, rows = MarketIndex(market), []
    for _, need in asked:
        listed, found = shortlist(need, index, ranker), np.zeros(len(market.supplier_id), bool)
        ends = np.searchsorted(listed.pairs.slots, np.arange(len(listed.slots) + 1))
        for a, b in zip(ends, ends[1:], strict=False):
            offers = listed.pairs.rows[a:b]
            own = listed.scores[a:b]
            points = rotation_points(owed(market)[market.offer_supplier[offers]], exposure)
            shown = own + (rotation(own, points) if len(own) else own)
            best = best_first(shown, market.offer_id[offers], FEW, points)
            found[market.offer_supplier[offers[best]]] = True
        rows.append(found)
    return np.array(rows)


@settings(max_examples=12, deadline=None)
@given(
    st.integers(0, 10_000),
    st.sampled_from(range(len(LEVERS))),
    st.sampled_from(RANKERS),
    st.sampled_from((0.0, DEFAULT, STRONGEST)),
)
def test_every_figure_is_that_of_a_new_match_of_the_changed_market(
    seed: int, at: int, ranker: AdditiveRanker, exposure: float
) -> None:
    deficit = np.random.default_rng(seed).uniform(-1, 1, 14)
    market = replace(drawn_market(seed, suppliers=14), exposure_deficit=deficit)
    asked, lever = needs(seed), LEVERS[at]
    told = standings(asked, MarketIndex(market), ranker, (lever,), top=FEW, exposure=exposure)
    before = brute(market, asked, ranker, exposure)
    assert (told.shortlisted.needs == before.sum(axis=0)).all()
    for supplier in range(14):
        gained = brute(pull(market, lever, supplier), asked, ranker, exposure)[:, supplier] & ~before[:, supplier]
        if lever.kind == "region":
            gained &= np.array([need.region == lever.code for _, need in asked])
        firms = {firm for (firm, _), held in zip(asked, gained, strict=True) if held}
        assert told.gained.needs[0, supplier] == gained.sum()
        assert told.gained.firms[0, supplier] == len(firms)


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_lever_gains_somebody_a_place(kind: str) -> None:
    told = standings(needs(0) + needs(40) + needs(80), MarketIndex(drawn_market(1)), prior_ranker(), LEVERS, top=FEW)
    assert sum(told.gained.needs[at].sum() for at, lever in enumerate(LEVERS) if lever.kind == kind) > 0


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from(range(len(LEVERS))))
def test_a_lever_never_takes_a_place_away(seed: int, at: int) -> None:
    market, asked = drawn_market(seed, suppliers=14), needs(seed)
    before = brute(market, asked, prior_ranker())
    after = brute(pull(market, LEVERS[at], 3), asked, prior_ranker())
    assert not (before[:, 3] & ~after[:, 3]).any()


def test_pulling_changes_one_supplier_and_lowers_nothing() -> None:
    market = drawn_market(3)
    for lever in LEVERS:
        changed = pull(market, lever, 4)
        others, offers = np.arange(40) != 4, market.offer_supplier != 4
        for name in ("evidence", "open_capacity", "reply_rate", "onsite_hours"):
            np.testing.assert_array_equal(getattr(changed, name)[others], getattr(market, name)[others])
        for name in ("price_typical", "weeks", "speaks", "after_service"):
            np.testing.assert_array_equal(getattr(changed, name)[offers], getattr(market, name)[offers])
        assert changed.evidence[4] >= market.evidence[4]
        assert (changed.price_typical <= market.price_typical).all()
        assert (changed.served | ~market.served).all()


def test_counts_are_of_needs_and_of_different_firms() -> None:
    need = drawn_need(2)
    told = standings([(1, need), (1, need), (2, need)], MarketIndex(drawn_market(2)), prior_ranker())
    assert (told.needs, told.firms) == (3, 2)
    assert set(told.candidates.needs) == {0, 3}
    assert set(told.candidates.firms) == {0, 2}
    assert (told.shortlisted.needs <= told.candidates.needs).all()
    assert (told.candidates.needs <= told.asked.needs).all()


def test_mean_contributions_are_those_of_the_candidates() -> None:
    market, need = drawn_market(4), drawn_need(4)
    told = standings([(1, need)], MarketIndex(market), prior_ranker())
    listed = shortlist(need, MarketIndex(market), prior_ranker())
    assert told.pairs.sum() == len(listed.scores)
    assert abs(told.parts.sum() - listed.scores.sum()) <= 1e-9


def test_the_bar_is_the_last_place_among_the_others() -> None:
    scores, ids, owners = np.array([0.9, 0.8, 0.8, 0.7]), np.array([4, 3, 2, 1]), np.array([0, 1, 0, 2])
    nothing = np.zeros(4)
    bar, _, bar_id = bars(scores, nothing, ids, owners, np.array([0, 1, 2, 9]), 2)
    assert bar.tolist() == [0.7, 0.8, 0.8, 0.8]
    assert bar_id.tolist() == [1, 2, 2, 2]
    assert bars(scores, np.array([0.0, 1.0, 0.0, 0.0]), ids, owners, np.array([9]), 2)[2].tolist() == [3]
    assert bars(scores, nothing, ids, owners, np.array([0]), TOP)[0][0] == -np.inf


def test_an_unknown_lever_is_refused() -> None:
    for lever in (Lever("bribe"), Lever("standard", "Telegraph"), Lever("region", "99")):
        with pytest.raises(UnknownCode):
            pull(drawn_market(1), lever)


def test_without_needs_all_is_nought() -> None:
    told = standings([], MarketIndex(drawn_market(1)), prior_ranker(), LEVERS)
    assert (told.needs, told.firms, told.gained.needs.sum(), told.pairs.sum()) == (0, 0, 0, 0)
