"""The front door on the hand-made market: what is found, what is filtered, and what a package says of itself."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matchmaker.engine.errors import UnknownCode
from matchmaker.engine.matching import WhatIf, match, open_matching
from matchmaker.engine.packaging import Pool
from matchmaker.engine.types import Package, Slot, Solution
from tests.engine.markets import drawn_market, drawn_need, tiny_market, tiny_need


def test_the_metal_shop_gets_packages_that_cover_every_must() -> None:
    result = match(tiny_need(), tiny_market())
    assert result.status == "optimal"
    assert result.packages[0].label == "best"
    for card in result.packages:
        assert all(offer is not None for offer, one in zip(card.cover, result.slots, strict=True) if one.slot.must)
        assert card.price_typical <= 200e6
        assert card.price_low < card.price_typical < card.price_high


def test_the_cheap_supplier_from_busan_is_named_with_the_reason_it_was_left_out() -> None:
    result = match(tiny_need(), tiny_market())
    shown = {one.offer: one.reasons for slot in result.slots for one in slot.filtered.shown}
    assert shown[10] == ("not_served_region",)
    assert shown[11] == ("not_served_region", "no_after_service")


@pytest.mark.parametrize("region", ["26", "99"])
def test_a_region_is_known_or_refused(region: str) -> None:
    need = tiny_need(region=region)
    if region == "99":
        with pytest.raises(UnknownCode):
            match(need, tiny_market())
    else:
        assert match(need, tiny_market()).slots[0].candidates == 3


def test_an_unknown_capability_or_standard_is_refused_by_name() -> None:
    with pytest.raises(UnknownCode) as refused:
        match(tiny_need(asked=(Slot(("SOL-NOPE",), True, 1.0),)), tiny_market())
    assert refused.value.detail["codes"] == ["SOL-NOPE"]
    with pytest.raises(UnknownCode):
        match(tiny_need(standards=("Klingon",)), tiny_market())


def test_a_firm_that_owns_all_it_asked_for_needs_nothing() -> None:
    result = match(tiny_need(owned=("SOL-MES", "EQP-ID")), tiny_market())
    assert (result.status, result.slots, result.packages) == ("nothing_needed", (), ())


def test_a_need_that_nobody_serves_names_its_open_slots() -> None:
    result = match(tiny_need(asked=(Slot(("SOL-TWIN",), True, 1.0),)), tiny_market())
    assert result.status == "infeasible"
    assert result.infeasible is not None
    assert 0 in result.infeasible.open_slots


@pytest.mark.parametrize("budget", [0.0, 1.0, 1e18])
def test_strange_budgets_get_an_answer(budget: float) -> None:
    assert match(tiny_need(budget_krw=budget), tiny_market()).status == ("optimal" if budget > 1e9 else "infeasible")


def test_a_pinned_supplier_is_in_every_package_and_an_absent_one_is_noticed() -> None:
    result = match(tiny_need(pinned=(4, 5)), tiny_market())
    assert all(4 in card.members for card in result.packages)
    assert [(r.code, r.values) for r in result.notices] == [("pinned_without_offer", {"supplier": 5})]


def test_an_excluded_supplier_is_filtered_by_name() -> None:
    result = match(tiny_need(excluded=(1,)), tiny_market())
    assert all(1 not in card.members for card in result.packages)
    assert result.slots[0].filtered.counts["excluded"] == 1


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000))
def test_every_contribution_adds_up(seed: int) -> None:
    result = match(drawn_need(seed), drawn_market(seed % 5))
    for one in result.slots:
        for offer in one.ranked:
            assert abs(sum(offer.contributions) - offer.score) <= 1e-12
            assert 0.0 <= offer.score <= 1.0 + 1e-12
            assert offer.points == one.slot.weight * offer.score
    for card in result.packages:
        assert abs(sum(card.contributions.values()) - card.value) <= 1e-9
        assert abs(sum(card.terms.values()) - card.value) <= 1e-9


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000))
def test_no_offer_disappears_without_a_reason(seed: int) -> None:
    market, need = drawn_market(seed % 5), drawn_need(seed)
    result = match(need, market)
    for one in result.slots:
        columns = [market.taxonomy.capabilities.index(code) for code in one.slot.codes]
        assert one.candidates + one.filtered.total == int(market.covers[:, columns].any(axis=1).sum())
        assert all(offer.reasons for offer in one.filtered.shown)
        assert sum(one.filtered.counts.values()) >= one.filtered.total


@pytest.mark.parametrize(
    "change",
    [
        WhatIf(budget_krw=125e6),
        WhatIf(budget_krw=400e6),
        WhatIf(deadline_weeks=18.0),
        WhatIf(exclude=(1,)),
        WhatIf(pin=(1,)),
        WhatIf(max_members=2),
        WhatIf(drop=("EQP-ID",)),
    ],
)
def test_a_slider_gives_what_the_changed_problem_would(change: WhatIf) -> None:
    matching = open_matching(tiny_need(), tiny_market())
    first = matching.solution().best
    answer = matching.what_if(change)
    assert first is not None
    assert answer.package is not None
    assert answer.status == "optimal"
    if change.budget_krw == 125e6:
        assert answer.package.price_typical <= 125e6
    if not change.drop:
        assert answer.package.value <= first.value + 1e-9 or change.budget_krw == 400e6
    assert not set(change.exclude) & set(answer.package.members)
    assert set(change.pin) <= set(answer.package.members)
    assert len(answer.package.members) <= (change.max_members or 5)


def test_scores_are_monotone_in_every_feature() -> None:
    from matchmaker.engine.features import FEATURES
    from matchmaker.engine.ranking import prior_ranker

    ranker, rng = prior_ranker(), np.random.default_rng(0)
    low, high = rng.uniform(0, 5, (200, len(FEATURES))), None
    for column, feature in enumerate(FEATURES):
        high = low.copy()
        high[:, column] += rng.uniform(0, 50, 200) * feature.sign
        assert (ranker.predict(high) - ranker.predict(low) >= -1e-12).all(), feature.code


def test_a_standard_that_is_usual_is_insisted_on_and_another_filters_nothing() -> None:
    silent = tiny_need(asked=(Slot(("SOL-MES",), True, 1.0), Slot(("EQP-ID",), True, 1.0)), standards=("GS1",))
    slots = {one.slot.codes: one for one in match(silent, tiny_market()).slots}
    assert slots[("EQP-ID",)].filtered.counts["standard_missing"] == 1
    assert slots[("SOL-MES",)].filtered.counts["standard_missing"] == 0


class Spent:
    """A search that used up its nodes before it met any package."""

    def pool(self) -> Pool:
        return Pool((), 0.03, False, 90.0, float("inf"), 1)

    def solve(self) -> Solution:
        return Solution(None, 90.0, float("inf"), "limit", 1)

    def standbys(self, package: Package, few: int) -> tuple:
        return ((),) * len(package.cover)


def test_a_spent_search_falls_back_to_a_labelled_greedy_package() -> None:
    matching = open_matching(tiny_need(), tiny_market())
    matching.__dict__["prepared"] = Spent()
    result = matching.result()
    assert (result.status, result.bound, result.gap, result.complete) == ("greedy", 90.0, 1.0, False)
    assert [card.label for card in result.packages] == ["best"]
    assert result.infeasible is None
