"""A changed offer finds the needs it touches without a full run, and misses none."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from matchmaker.engine.freshness import Watch, again, touched_by, watch
from matchmaker.engine.ranking import prior_ranker
from matchmaker.engine.retrieval import MarketIndex
from matchmaker.engine.types import Market
from tests.engine.markets import drawn_market, drawn_need

NEEDS = tuple(drawn_need(seed, id=seed) for seed in range(60))
K = 3


@pytest.fixture(scope="module")
def market() -> Market:
    return drawn_market(11, suppliers=60)


@pytest.fixture(scope="module")
def before(market: Market) -> Watch:
    return watch(NEEDS, MarketIndex(market), prior_ranker(), K)


def changed(market: Market, offer: int, name: str, value: object) -> Market:
    column = getattr(market, name).copy()
    column[offer] = value
    return replace(market, **{name: column})


@pytest.mark.parametrize("offer", range(0, 240, 60))
@pytest.mark.parametrize(
    ("name", "share"), [("price_typical", 0.6), ("price_typical", 3.0), ("weeks", 0.5), ("weeks", 4)]
)
def test_every_need_whose_top_changes_is_found(
    market: Market, before: Watch, offer: int, name: str, share: float
) -> None:
    after = changed(market, offer, name, getattr(market, name)[offer] * share)
    index = MarketIndex(after)
    full = watch(NEEDS, index, prior_ranker(), K)
    really = np.unique(before.owner[(before.top != full.top).any(axis=1) | (before.kth != full.kth)])
    found = touched_by(before, index.market, offer, prior_ranker())
    assert set(really.tolist()) <= set(found.needs.tolist())


@pytest.mark.parametrize("offer", range(0, 240, 40))
def test_scores_are_those_of_the_full_run(market: Market, before: Watch, offer: int) -> None:
    index = MarketIndex(market)
    found = touched_by(before, index.market, offer, prior_ranker())
    full = watch(NEEDS, index, prior_ranker(), 240)
    for pair, score in zip(found.pairs, found.scores, strict=True):
        held = market.offer_id[offer] in full.top[pair]
        assert held == np.isfinite(score)
    last = [pair for pair, score in zip(found.pairs, found.scores, strict=True) if np.isfinite(score)]
    places = {int(p): int(np.flatnonzero(full.top[p] == market.offer_id[offer])[0]) for p in last}
    for pair, score in zip(found.pairs, found.scores, strict=True):
        if int(pair) in places and places[int(pair)] < K and before.top[pair, -1] == market.offer_id[offer]:
            assert score == pytest.approx(before.kth[pair], abs=1e-12)


@pytest.mark.parametrize("offer", range(0, 240, 24))
@pytest.mark.parametrize(("name", "share"), [("price_typical", 0.4), ("price_typical", 5.0), ("weeks", 6)])
def test_ranking_the_touched_slots_alone_gives_the_full_run(
    market: Market, before: Watch, offer: int, name: str, share: float
) -> None:
    after = changed(market, offer, name, getattr(market, name)[offer] * share)
    index = MarketIndex(after)
    slots = touched_by(before, after, offer, prior_ranker()).slots
    found, full = again(before, slots, index, prior_ranker()), watch(NEEDS, index, prior_ranker(), K)
    assert (found.ids == full.top).all()
    assert (found.scores[:, -1] == full.kth).all()


def test_an_offer_that_nobody_asks_for_touches_nobody(market: Market) -> None:
    asked = watch((drawn_need(1),), MarketIndex(market), prior_ranker(), K)
    codes = asked.codes.any(axis=0)
    offer = int(np.flatnonzero(~(market.covers & codes).any(axis=1))[0])
    found = touched_by(asked, market, offer, prior_ranker())
    assert len(found.needs) == len(found.pairs) == 0


def test_a_supplier_whose_capacity_is_gone_touches_the_needs_that_listed_it(market: Market, before: Watch) -> None:
    offer = int(before.top[before.top > 0][0]) - 1
    index = MarketIndex(changed(market, market.offer_supplier[offer], "open_capacity", 0))
    found = touched_by(before, index.market, offer, prior_ranker())
    listed = np.unique(before.owner[(before.top == market.offer_id[offer]).any(axis=1)])
    assert np.isneginf(found.scores).all()
    assert set(listed.tolist()) == set(found.needs.tolist())
