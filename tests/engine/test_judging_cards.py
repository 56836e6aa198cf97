"""What is tried on cards: the best stays first, nothing is lost or dressed up, and the case replays it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matchmaker.engine.cases import canonical, plain_result, replay, to_case
from matchmaker.engine.errors import CaseInvalid
from matchmaker.engine.features import NAMES
from matchmaker.engine.judging.cards import answered, drafted_cards, swapped_cards, worth
from matchmaker.engine.matching import Matching, match, open_matching
from matchmaker.engine.ranking import PRIOR, AdditiveRanker, Curve, prior_ranker, ready, to_json
from matchmaker.engine.results import MatchParams, MatchResult
from tests.engine.markets import drawn_market, drawn_need

MANY = settings(max_examples=15, deadline=None)
FEW = settings(max_examples=5, deadline=None)
SEEDS = st.integers(0, 10_000)


def only_price() -> AdditiveRanker:
    """A ranker that looks at nothing but the price: it likes other packages than the prior."""
    return ready(tuple(PRIOR[name] if name == "price" else Curve((0.0,), (0.0,)) for name in NAMES))


def opened(seed: int) -> Matching:
    return open_matching(drawn_need(seed), drawn_market(seed % 4), prior_ranker(), MatchParams())


def covers(result: MatchResult) -> list[Any]:
    return [card.cover for card in result.packages]


@MANY
@given(SEEDS, SEEDS)
def test_swaps_keep_the_best_card_first_and_every_card_there(seed: int, luck: int) -> None:
    plain = opened(seed).result()
    shown, told = swapped_cards(plain, seed=[luck], share=1.0)
    assert covers(shown)[:1] == covers(plain)[:1]
    assert sorted(map(repr, shown.packages)) == sorted(map(repr, plain.packages))
    for upper, flipped in zip(told.get("uppers", []), told.get("flipped", []), strict=True):
        pair = [shown.packages[upper - 1], shown.packages[upper]]
        there = [plain.packages[upper - 1], plain.packages[upper]]
        assert pair == (there[::-1] if flipped else there)


@MANY
@given(SEEDS, SEEDS)
def test_a_draft_keeps_the_best_card_and_dresses_nothing_up(seed: int, luck: int) -> None:
    matching = opened(seed)
    old, new = matching.result(), replace(matching, ranker=only_price()).result()
    shown, told = drafted_cards(old, new, seed=[luck], most=5)
    assert covers(shown)[:1] == covers(old)[:1]
    assert len(set(covers(shown))) == len(shown.packages) <= max(5, len(old.packages))
    assert set(covers(shown)) <= set(covers(old)) | set(covers(new))
    assert len(told.get("teams", [])) in (0, len(shown.packages))
    cards = shown.packages
    for name, measure in (("cheapest", "price_typical"), ("fastest", "weeks")):
        for card in cards:
            if told and name in (card.label, *card.also):
                assert getattr(card, measure) == pytest.approx(min(getattr(one, measure) for one in cards))
    assert all(card.label != "best" for card in cards[1:])


@FEW
@given(SEEDS)
def test_a_tried_answer_is_replayed_from_its_case(seed: int) -> None:
    matching = opened(seed)
    for trial in (
        {"kind": "swaps", "seed": [1, seed], "share": 1.0},
        {"kind": "draft", "seed": [1, seed], "ranker": to_json(only_price())},
    ):
        shown, _ = answered(matching, trial)
        case = to_case(matching.need, matching.index, matching.ranker, matching.params, trial)
        assert canonical(replay(case)) == canonical(plain_result(shown))


def test_the_same_need_sees_the_same_cards_again() -> None:
    trial = {"kind": "draft", "seed": [3, 4], "ranker": to_json(only_price())}
    assert answered(opened(7), trial) == answered(opened(7), trial)


def test_another_kind_of_trial_is_refused() -> None:
    with pytest.raises(CaseInvalid):
        answered(opened(1), {"kind": "guess", "seed": [1]})


@MANY
@given(SEEDS)
def test_a_card_is_worth_by_its_own_ranker_what_it_was_given(seed: int) -> None:
    need, market = drawn_need(seed), drawn_market(seed % 4)
    plain = plain_result(match(need, market))
    told = [(worth(plain, card, prior_ranker()), card["value"]) for card in plain["packages"]]
    for again, value in told:
        assert again is None or again == pytest.approx(value, abs=1e-9)
