"""Fair exposure inside ``match``: one more named part of every score, the same in a replayed case, nothing at 0."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matchmaker.engine.cases import canonical, plain_result, replay, to_case
from matchmaker.engine.errors import CaseInvalid
from matchmaker.engine.exposure import total_attention
from matchmaker.engine.matching import match, open_matching
from matchmaker.engine.ranking import prior_ranker
from matchmaker.engine.results import MatchParams
from matchmaker.engine.rotating import STRENGTHS, SlotList, Suppliers, exposure_of, merit_of, slot_lists, trade_offs
from matchmaker.engine.rotating import replay as replayed
from matchmaker.engine.shortlist import best_first
from matchmaker.engine.types import Market
from tests.engine.markets import drawn_market, drawn_need, tiny_market, tiny_need

SEEDS = st.integers(0, 10_000)


def owed(market: Market, seed: int = 0) -> Market:
    """The market with deficits drawn from a seed."""
    short = np.random.default_rng([seed, 11]).uniform(-1, 1, len(market.supplier_id))
    return replace(market, exposure_deficit=short)


@settings(max_examples=8, deadline=None)
@given(SEEDS)
def test_strength_nought_gives_the_same_bytes_as_no_counting_at_all(seed: int) -> None:
    need, market = drawn_need(seed), drawn_market(seed % 4)
    plain = canonical(plain_result(match(need, market)))
    assert canonical(plain_result(match(need, owed(market, seed)))) == plain
    nobody = replace(market, exposure_deficit=np.zeros(len(market.supplier_id)))
    assert canonical(plain_result(match(need, nobody, params=MatchParams(exposure=0.3)))) == plain


@settings(max_examples=8, deadline=None)
@given(SEEDS, st.floats(0.01, 0.5))
def test_the_bonus_is_one_more_part_and_all_parts_add_up(seed: int, strength: float) -> None:
    result = match(drawn_need(seed), owed(drawn_market(seed % 4), seed), params=MatchParams(exposure=strength))
    for slot in result.slots:
        assert [one.score for one in slot.ranked] == sorted((one.score for one in slot.ranked), reverse=True)
        for one in slot.ranked:
            assert one.score == pytest.approx(sum(one.contributions) + one.rotation, abs=1e-12)
            assert one.points == pytest.approx(slot.slot.weight * (one.score - one.rotation), abs=1e-9)
            told = {reason.code for reason in one.reasons} & {"rotation_more", "rotation_less"}
            assert bool(told) == (abs(one.rotation) >= 0.0005)
    for card in result.packages:
        assert card.value == pytest.approx(sum(card.terms.values()), abs=1e-9)
        assert card.value == pytest.approx(sum(card.contributions.values()), abs=1e-9)
        assert abs(card.terms.get("rotation", 0.0)) <= 10 * strength * len(card.members) + 1e-9


@settings(max_examples=5, deadline=None)
@given(SEEDS)
def test_a_case_carries_deficits_and_strength_and_replays_to_the_same_bytes(seed: int) -> None:
    need, market, params = drawn_need(seed), owed(drawn_market(seed % 4), seed), MatchParams(exposure=0.25)
    case = json.loads(canonical(to_case(need, market, prior_ranker(), params)))
    assert canonical(replay(case)) == canonical(plain_result(match(need, market, params=params)))


def test_a_case_from_before_fair_exposure_still_loads_and_has_none() -> None:
    case = json.loads(canonical(to_case(tiny_need(), tiny_market(), prior_ranker(), MatchParams())))
    case["format"] = "matchmaker-case/1"
    del case["params"]["exposure"]
    assert canonical(replay(case)) == canonical(plain_result(match(tiny_need(), tiny_market())))


def test_a_case_that_names_a_deficit_for_some_only_is_refused() -> None:
    case = json.loads(canonical(to_case(tiny_need(), owed(tiny_market()), prior_ranker(), MatchParams())))
    del case["market"]["suppliers"][0]["exposure_deficit"]
    with pytest.raises(CaseInvalid) as refused:
        replay(case)
    assert refused.value.detail["field"] == "case.market.suppliers[0].exposure_deficit"


def test_who_takes_no_further_project_gains_nothing_even_from_an_old_count() -> None:
    market = replace(tiny_market(), exposure_deficit=np.ones(5), open_capacity=np.array([2, 2, 0, 2, 2]))
    matching = open_matching(tiny_need(), market, params=MatchParams(exposure=0.5))
    points = matching.assembled.problem.rotation_points
    rows = matching.assembled.suppliers
    assert points is not None
    assert points[rows == 2].tolist() == [0.0] * int((rows == 2).sum())
    assert set(points[rows != 2]) == {2.5}


def test_a_supplier_that_was_passed_over_comes_into_the_best_package() -> None:
    need = tiny_need(asked=tiny_need().asked[:1])
    before = match(need, tiny_market()).packages[0]
    outside = [supplier for supplier in (1, 2, 3, 4) if supplier not in before.members]
    short = np.where(np.isin([1, 2, 3, 4, 5], outside), 1.0, -1.0)
    after = match(need, replace(tiny_market(), exposure_deficit=short), params=MatchParams(exposure=0.5)).packages[0]
    assert set(after.members) & set(outside)
    assert after.terms["rotation"] > 0
    assert any(reason.code == "members_rotation_more" for reason in after.reasons)


def test_a_replay_at_more_strength_shares_attention_more_evenly_and_costs_relevance() -> None:
    rng = np.random.default_rng(5)
    quality, needs = rng.normal(0.5, 0.04, 40), []
    for _ in range(150):
        rows = np.sort(rng.choice(40, 25, replace=False))
        scores = quality[rows] + rng.normal(0, 0.04, 25)
        needs.append((SlotList(rows, rows, scores, scores - scores.min(), 1.0),))
    facts = Suppliers(np.arange(40) % 4 == 0, np.ones(40, int), {"first": np.arange(40) < 20})
    assert [one.strength for one in trade_offs(needs[:2], facts)] == list(STRENGTHS)
    curve = trade_offs(needs, facts, (0.0, 0.1, 0.2, 0.3, 0.4, 0.5))
    assert curve[0].ndcg == pytest.approx(1.0)
    for less, more in zip(curve, curve[1:], strict=False):
        assert more.ndcg < less.ndcg
        assert more.measures.gap < less.measures.gap
        assert more.measures.gini < less.measures.gini
    assert replayed(needs, facts, 0.2)[0] == replayed(needs, facts, 0.2)[0]


def test_the_lists_of_a_need_hold_each_candidate_once_and_their_merit_adds_up() -> None:
    matching = open_matching(tiny_need(), tiny_market())
    lists = slot_lists(matching.listed, matching.index)
    assert sum(len(one.scores) for one in lists) == len(matching.listed.scores)
    assert merit_of(lists, 5).sum() == pytest.approx(
        sum(one.weight * total_attention(len(one.scores)) for one in lists)
    )
    assert exposure_of(lists, np.zeros(5)).sum() == pytest.approx(merit_of(lists, 5).sum())


def test_equal_scores_go_to_whom_more_is_owed() -> None:
    scores, offers = np.array([0.5, 0.5, 0.4]), np.array([1, 2, 3])
    assert best_first(scores, offers, 3).tolist() == [0, 1, 2]
    assert best_first(scores, offers, 3, np.array([-1.0, 1.0, 5.0])).tolist() == [1, 0, 2]
