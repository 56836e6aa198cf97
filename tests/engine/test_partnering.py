"""Partners complete a supplier: as the worked example says, the same every time, from public facts only."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matchmaker.engine.partnering import Partner, PartnerParams, partners, reach
from matchmaker.engine.retrieval import MarketIndex, offers_of_slot
from matchmaker.engine.rules import slots_for
from matchmaker.engine.types import Market, Need, Slot
from tests.engine.markets import Deal, Firm, drawn_market, drawn_need, market
from tests.engine.test_worked_example import table

SEEDS = st.integers(0, 10_000)


def asking(number: int, *codes: str) -> Need:
    return Need(number, "", tuple(Slot((code,), True, 1.0) for code in codes), region="41")


def needs(seed: int) -> list[tuple[int, Need]]:
    return [(number % 6, drawn_need(seed + number)) for number in range(12)]


def suggested(of: Market, row: int, asked: list[tuple[int, Need]], top: int = 40) -> tuple[Partner, ...]:
    index = MarketIndex(of)
    return partners(row, reach(asked, index), index, PartnerParams(top=top))


def test_the_worked_example_is_as_told() -> None:
    deals = [
        Deal(1, ("SOL-MES",), 90),
        Deal(2, ("EQP-HMI",), 9),
        Deal(2, ("SVC-TRAIN",), 4),
        Deal(3, ("SVC-TRAIN",), 4),
    ]
    three = market([Firm(1), Firm(2), Firm(3)], deals, [], [(1, 3, 1)])
    found = suggested(three, 0, [(1, asking(1, "SOL-MES")), (2, asking(2, "SOL-MES", "SOL-QMS"))])
    for one, (supplier, *told) in zip(found, table("Partner of 1"), strict=True):
        assert one.supplier == int(supplier)
        assert [*one.terms.values(), one.score] == pytest.approx([float(part) for part in told], abs=5e-5)
    assert (found[0].needs, found[0].firms, found[0].brings) == (1, 1, (("EQP-HMI", 2), ("SVC-TRAIN", 2)))
    assert found[1].joint == 1


@settings(max_examples=15, deadline=None)
@given(SEEDS)
def test_terms_add_up_and_the_best_come_first(seed: int) -> None:
    found = suggested(drawn_market(seed % 5), seed % 40, needs(seed))
    assert all(abs(sum(one.terms.values()) - one.score) <= 1e-9 and 0 < one.score <= 100 + 1e-9 for one in found)
    assert list(found) == sorted(found, key=lambda one: (-one.score, one.supplier))
    assert seed % 40 + 1 not in {one.supplier for one in found}


@settings(max_examples=10, deadline=None)
@given(SEEDS)
def test_needs_reached_are_those_that_a_plain_loop_finds(seed: int) -> None:
    of, row, asked = drawn_market(seed % 5), seed % 40, needs(seed)
    index = MarketIndex(of)
    found = {one.supplier: (one.needs, one.firms) for one in suggested(of, row, asked)}
    reached: dict[int, set[tuple[int, int]]] = {}
    for firm, need in asked:
        who = [
            {int(s) for s in of.offer_supplier[offers_of_slot(slot, index)]}
            & {s for s in range(40) if need.region is None or of.served[s, index.region_place[need.region]]}
            for slot in slots_for(need, of.taxonomy)
            if slot.must
        ]
        if any(row in one for one in who) and not all(row in one for one in who):
            for other in set(range(40)) - {row}:
                if all(row in one or other in one for one in who):
                    reached.setdefault(other + 1, set()).add((firm, need.id))
    assert {s: told for s, told in found.items() if told[0]} == {
        s: (len(pairs), len({firm for firm, _ in pairs})) for s, pairs in reached.items()
    }


@settings(max_examples=10, deadline=None)
@given(SEEDS)
def test_the_order_of_needs_plays_no_part(seed: int) -> None:
    asked = needs(seed)
    assert suggested(drawn_market(1), 2, asked) == suggested(drawn_market(1), 2, asked[::-1])


@settings(max_examples=10, deadline=None)
@given(SEEDS)
def test_private_figures_of_others_play_no_part(seed: int) -> None:
    of, rng = drawn_market(1), np.random.default_rng(seed)
    price = of.price_typical * rng.uniform(0.5, 2.0, len(of.price_typical))
    other = replace(
        of, price_low=price, price_typical=price, price_high=price, weeks=of.weeks + 9, evidence=of.evidence * 0,
        open_capacity=rng.integers(0, 4, 40), reply_rate=rng.random(40), outcome=rng.random(40),
    )  # fmt: skip
    assert suggested(of, 3, needs(seed)) == suggested(other, 3, needs(seed))


def test_without_needs_only_joint_work_and_prerequisites_count() -> None:
    found = suggested(drawn_market(1), 0, [])
    assert all(one.terms["whole"] == one.terms["parts"] == 0 and not one.brings for one in found)


def test_who_adds_nothing_is_not_named() -> None:
    twins = market([Firm(1), Firm(2)], [Deal(1, ("SOL-ERP",), 90), Deal(2, ("SOL-ERP",), 80)])
    assert suggested(twins, 0, [(1, asking(1, "SOL-ERP"))]) == ()
