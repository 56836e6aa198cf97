"""Five cards under true labels, and who stands by for each slot."""

from __future__ import annotations

from functools import cache
from itertools import pairwise

import numpy as np
import pytest

from benchmarks.package_market import need, supply
from matchmaker.engine.packaging import Cards, Prepared, broken_rules, package_of, prepare

SEEDS = range(10)


@cache
def prepared(seed: int) -> Prepared:
    return prepare(need(supply(400, seed=1), seed))


def cards(seed: int) -> Cards:
    rng = np.random.default_rng(seed)
    problem = prepared(seed).problem
    return prepared(seed).cards(nearness=rng.random(len(problem.home)), upgrade=rng.random(len(problem.offer_price)))


@pytest.mark.parametrize("seed", SEEDS)
def test_every_label_is_true(seed: int) -> None:
    five = cards(seed)
    rng = np.random.default_rng(seed)
    problem = prepared(seed).problem
    nearness, upgrade = rng.random(len(problem.home)), rng.random(len(problem.offer_price))
    score = {
        "best": lambda p: p.value,
        "cheapest": lambda p: -p.price,
        "fastest": lambda p: -p.weeks,
        "nearest": lambda p: nearness[list(p.members)].mean(),
        "upgrade": lambda p: upgrade[sorted({o for o in p.cover if o >= 0})].mean(),
    }
    for card in five:
        for label in {card.label, *card.also} - {"different"}:
            assert score[label](card.package) == pytest.approx(max(map(score[label], five.pool.packages)))


@pytest.mark.parametrize("seed", SEEDS)
def test_cards_differ_in_members_and_are_five_where_five_exist(seed: int) -> None:
    five = cards(seed)
    members = [card.package.members for card in five]
    assert len(set(members)) == len(members) == min(5, len(five.pool.packages))
    if len(members) < 5:
        assert five.band == 0.20
        assert five.pool.complete
    elif five.band > 0.03:
        assert len(prepared(seed).pool(0.03).packages) < 5


@pytest.mark.parametrize("seed", SEEDS)
def test_a_standby_is_an_outsider_who_keeps_the_rules_and_the_best_comes_first(seed: int) -> None:
    best = prepared(seed).solve().best
    if best is None:
        return
    for slot, few in enumerate(prepared(seed).standbys(best)):
        for standby in few:
            assert standby.slot == slot
            assert standby.supplier not in best.members
            after = package_of(prepared(seed).problem, standby.exchanged(best.cover))
            assert broken_rules(prepared(seed).problem, after) == ()
            assert (standby.price, standby.value) == pytest.approx((after.price, after.value))
        assert all(one.value >= other.value - 1e-9 for one, other in pairwise(few))


def test_nobody_stands_by_for_a_slot_that_is_open() -> None:
    best = next(best for seed in SEEDS if (best := prepared(seed).solve().best) and -1 in best.cover)
    seed = next(seed for seed in SEEDS if prepared(seed).solve().best is best)
    assert prepared(seed).standbys(best)[best.cover.index(-1)] == ()
