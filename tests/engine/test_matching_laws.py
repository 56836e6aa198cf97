"""Laws that hold for every need and market: the same twice, in any currency, nothing lost by more choice."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matchmaker.engine.cases import canonical, plain_result
from matchmaker.engine.explaining import FILTER_REASONS, REASONS, TERMS
from matchmaker.engine.features import NAMES, feature_matrix, pair_candidates
from matchmaker.engine.matching import WhatIf, changed_need, match, open_matching
from matchmaker.engine.ranking import prior_ranker
from matchmaker.engine.results import MatchResult
from matchmaker.engine.retrieval import MarketIndex, retrieve
from matchmaker.engine.rules import slots_for
from matchmaker.engine.types import Market, Need
from tests.engine.markets import drawn_market, drawn_need, tiny_market, tiny_need

SEEDS = st.integers(0, 100_000)


def thick_market(seed: int) -> Market:
    return drawn_market(seed % 3, suppliers=150)


def open_need(seed: int) -> Need:
    return drawn_need(seed, region=None, deadline_weeks=40.0)


@settings(max_examples=15, deadline=None)
@given(SEEDS)
def test_the_same_case_twice_is_the_same_bytes(seed: int) -> None:
    need = drawn_need(seed)
    first = canonical(plain_result(match(need, drawn_market(seed % 3))))
    assert canonical(plain_result(match(need, drawn_market(seed % 3)))) == first


@settings(max_examples=20, deadline=None)
@given(SEEDS, st.integers(-4, 4))
def test_scaling_prices_and_budget_together_changes_nothing(seed: int, power: int) -> None:
    """By powers of two, so that not even rounding may differ."""
    market, need, factor = thick_market(seed), replace(open_need(seed), budget_krw=600e6), 2.0**power
    scaled = replace(
        market,
        price_low=market.price_low * factor,
        price_typical=market.price_typical * factor,
        price_high=market.price_high * factor,
    )
    one, other = match(need, market), match(replace(need, budget_krw=600e6 * factor), scaled)
    assert [[(o.offer, o.score) for o in slot.ranked] for slot in one.slots] == [
        [(o.offer, o.score) for o in slot.ranked] for slot in other.slots
    ]
    assert one.status == other.status
    if one.packages:
        assert one.packages[0].members == other.packages[0].members
        assert one.packages[0].value == pytest.approx(other.packages[0].value, abs=1e-9)


@settings(max_examples=15, deadline=None)
@given(SEEDS)
def test_an_offer_more_never_lowers_the_best_value(seed: int) -> None:
    """The last supplier has left; when it comes back, the best package is worth at least as much."""
    market, need = thick_market(seed), open_need(seed)
    gone = int(market.supplier_id[-1])
    fewer, more = open_matching(replace(need, excluded=(gone,)), market), open_matching(need, market)
    if (less := fewer.solution().best) is not None:
        best = more.solution().best
        assert best is not None
        assert best.value >= less.value - 1e-6


@settings(max_examples=20, deadline=None)
@given(SEEDS)
def test_features_do_not_move_when_others_leave(seed: int) -> None:
    market, need = drawn_market(seed % 3), drawn_need(seed)
    slots = slots_for(need, market.taxonomy)
    index = MarketIndex(market)
    pairs = pair_candidates(retrieve(need, slots, index))
    table = feature_matrix(need, slots, index, pairs)
    assert table.shape == (len(pairs.rows), len(NAMES))
    assert np.isfinite(table).all()
    half = replace(
        market,
        **{
            name: getattr(market, name)[:80]
            for name in ("offer_id", "offer_supplier", "price_low", "price_typical", "price_high", "weeks", "speaks",
                         "after_service", "covers")
        },
        offer_text=market.offer_text[:80],
    )  # fmt: skip
    fewer = MarketIndex(half)
    left = pair_candidates(retrieve(need, slots, fewer))
    assert (table[pairs.rows < 80] == feature_matrix(need, slots, fewer, left)).all()


@pytest.mark.parametrize(
    "change",
    [WhatIf(budget_krw=130e6), WhatIf(budget_krw=900e6), WhatIf(deadline_weeks=20.0), WhatIf(exclude=(3, 30)),
     WhatIf(max_members=3)],
    ids=lambda change: str(change)[:50],
)  # fmt: skip
@pytest.mark.parametrize("seed", range(12))
def test_a_slider_gives_what_a_fresh_start_with_the_same_scores_gives(change: WhatIf, seed: int) -> None:
    market = thick_market(seed)
    matching = open_matching(drawn_need(seed, region=None, budget_krw=500e6, deadline_weeks=30.0), market)
    quick = matching.what_if(change)
    params = replace(
        matching.params,
        packaging=replace(matching.params.packaging, max_members=change.max_members or 5),
    )
    fresh = type(matching)(
        changed_need(matching.need, change), matching.index, prior_ranker(), params, matching.need
    ).solution()
    assert (quick.package is None) == (fresh.best is None)
    if quick.package is not None and fresh.best is not None and quick.status == fresh.status == "optimal":
        assert quick.package.value == pytest.approx(fresh.best.value, abs=1e-6)


def used_codes(result: MatchResult) -> dict[str, set[str]]:
    cards = [*result.packages]
    if result.infeasible is not None:
        cards += [one.package for one in result.infeasible.relaxations]
        cards += [result.infeasible.partial] if result.infeasible.partial else []
    reasons = [r for card in cards for r in card.reasons] + list(result.notices)
    reasons += [r for slot in result.slots for offer in slot.ranked for r in offer.reasons]
    return {reason.code: set(reason.values) for reason in reasons}


@settings(max_examples=25, deadline=None)
@given(SEEDS)
def test_every_reason_is_in_the_catalogue_with_its_values(seed: int) -> None:
    result = match(drawn_need(seed, pinned=(1,)), drawn_market(seed % 3))
    for code, values in used_codes(result).items():
        assert set(REASONS[code]) == values
    for slot in result.slots:
        assert set(slot.filtered.counts) == set(FILTER_REASONS)
    for card in result.packages:
        assert set(card.contributions) == {f"feature.{name}" for name in NAMES} | set(TERMS) - {"rotation"}


def test_the_text_of_a_need_may_be_anything() -> None:
    for text in ("", "🙂🙂", "<script>", "'; DROP TABLE", "가" * 20_000, "\x00\ud83d"):
        assert match(tiny_need(text=text), tiny_market()).status == "optimal"
