"""The gap index: every cell recomputed by plain loops, and the laws that it must keep for any market."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matchmaker.engine.gaps import Demand, Gaps, gap_tables, hhi, pooled, top_five, wanted_shares
from matchmaker.engine.types import Market
from tests.engine.markets import Deal, Firm, market, taxonomy

CODES, REGIONS = taxonomy().capabilities, taxonomy().regions
ASKED = ("SOL-MES", "EQP-SENSOR", "SVC-MAINT", "SOL-QMS", "EQP-HMI")


def asked(*rows: tuple[str, tuple[str, ...]]) -> Demand:
    """Requests as (region, musts); "A|B" are alternatives."""
    groups = [[tuple(CODES.index(code) for code in must.split("|")) for must in musts] for _, musts in rows]
    region = np.array([REGIONS.index(region) if region else -1 for region, _ in rows], dtype=np.int64)
    return Demand(region, wanted_shares(groups, len(CODES)))


def drawn(seed: int, firms: int = 12, requests: int = 15) -> tuple[Market, Demand]:
    rng = np.random.default_rng(seed)
    people = [
        Firm(
            id=at + 1,
            region=str(rng.choice(REGIONS)),
            served=tuple(rng.choice(REGIONS, size=rng.integers(1, 9), replace=False)),
            capacity=int(rng.integers(0, 4)),
            onsite=float(rng.choice([4.0, 48.0, 72.0, np.nan])),
        )
        for at in range(firms)
    ]
    deals = [Deal(one.id, tuple(rng.choice(ASKED, size=rng.integers(1, 4), replace=False)), 50) for one in people]
    rows = [
        (str(rng.choice([*REGIONS[:6], ""])), tuple(rng.choice(ASKED, size=rng.integers(1, 4), replace=False)))
        for _ in range(requests)
    ]
    reply = rng.uniform(0.1, 1.0, size=firms)
    return replace(market(people, deals), reply_rate=reply), asked(*rows)


def by_hand(sold: Market, demand: Demand) -> dict[str, np.ndarray]:
    """The definition of section 10, one cell and one supplier at a time."""
    regions, codes, people = range(len(REGIONS)), range(len(CODES)), range(len(sold.supplier_id))

    def takes(s: int, c: int, g: int) -> bool:
        offers = [o for o in range(len(sold.offer_id)) if sold.offer_supplier[o] == s and sold.covers[o, c]]
        if not offers or not sold.served[s, g]:
            return False
        if CODES[c].startswith("EQP-") or CODES[c] in ("SVC-RETROFIT", "SVC-MAINT", "SVC-ROBOTSI"):
            promised = sold.onsite_hours[s]
            hours = promised + 8 * taxonomy().region_hops[sold.supplier_region[s], g]
            return not np.isnan(promised) and hours <= 72
        return True

    load = [
        sum(
            any(demand.wanted[n, c] > 0 and takes(s, c, demand.region[n]) for c in codes)
            for n in range(len(demand.region))
            if demand.region[n] >= 0
        )
        for s in people
    ]
    share = [min(1.0, 3 * sold.open_capacity[s] / max(load[s], 1)) for s in people]
    table = {name: np.zeros((len(CODES), len(REGIONS))) for name in Gaps.__dataclass_fields__}
    for c in (CODES.index(code) for code in ASKED):
        for g in regions:
            there = [s for s in people if takes(s, c, g)]
            requests = sum(demand.wanted[n, c] for n in range(len(demand.region)) if demand.region[n] == g)
            replies = sum(sold.reply_rate[s] for s in there)
            answers = sum(sold.reply_rate[s] * share[s] for s in there)
            table["serving"][c, g] = sum(
                bool(sold.served[s, g] and (sold.covers[:, c] & (sold.offer_supplier == s)).any()) for s in people
            )
            table["roomy"][c, g] = sum(sold.open_capacity[s] > 0 for s in there)
            table["demand"][c, g], table["suppliers"][c, g], table["answers"][c, g] = requests, len(there), answers
            table["answering"][c, g] = replies / len(there) if there else 0
            table["capacity"][c, g] = answers / replies if replies else 0
            table["gap"][c, g] = max(0, 1 - answers / 3) if requests else 0
    return table


@pytest.mark.parametrize("seed", range(4))
def test_every_cell_is_what_plain_loops_count(seed: int) -> None:
    sold, demand = drawn(seed)
    found, expected = gap_tables(sold, demand), by_hand(sold, demand)
    for name, table in expected.items():
        np.testing.assert_allclose(getattr(found, name), table, atol=1e-12, err_msg=name)
    assert expected["gap"].max() > 0
    assert expected["answers"].max() > 0


def test_the_worked_example_of_the_documents_holds() -> None:
    firms = [
        Firm(1, region="41", served=("41", "44"), capacity=2),
        Firm(2, region="44", served=("44",), capacity=0),
        Firm(3, region="41", served=("41",), capacity=1),
    ]
    sold = replace(
        market(firms, [Deal(one.id, ("SOL-MES",), 90) for one in firms]), reply_rate=np.array([0.8, 0.6, 0.5])
    )
    demand = asked(*[("41", ("SOL-MES",))] * 6, *[("44", ("SOL-MES|SOL-POP",))] * 2, ("", ("SOL-MES",)))
    found, mes = gap_tables(sold, demand), CODES.index("SOL-MES")
    gyeonggi, chungnam = REGIONS.index("41"), REGIONS.index("44")
    assert found.demand[mes, [gyeonggi, chungnam]].tolist() == [6.0, 1.0]
    assert found.suppliers[mes, [gyeonggi, chungnam]].tolist() == [2, 2]
    np.testing.assert_allclose(found.answers[mes, [gyeonggi, chungnam]], [0.85, 0.6])
    np.testing.assert_allclose(found.answering[mes, [gyeonggi, chungnam]], [0.65, 0.7])
    np.testing.assert_allclose(found.capacity[mes, [gyeonggi, chungnam]], [0.6538, 0.4286], atol=5e-5)
    np.testing.assert_allclose(found.gap[mes, [gyeonggi, chungnam]], [0.7167, 0.8], atol=5e-5)


SEEDS = st.integers(0, 10_000)
LAWS = settings(max_examples=25, deadline=None)


@LAWS
@given(SEEDS)
def test_the_index_stays_between_nought_and_one_and_nothing_asked_is_no_gap(seed: int) -> None:
    found = gap_tables(*drawn(seed))
    assert found.gap.min() >= 0
    assert found.gap.max() <= 1
    assert not found.gap[found.demand == 0].any()
    np.testing.assert_allclose(found.suppliers * found.answering * found.capacity, found.answers, atol=1e-12)


@LAWS
@given(SEEDS, st.integers(0, 11))
def test_more_supply_never_raises_a_gap(seed: int, at: int) -> None:
    sold, demand = drawn(seed)
    before = gap_tables(sold, demand).gap
    room, reply = sold.open_capacity.copy(), sold.reply_rate.copy()
    room[at] += 1
    reply[at] = 1.0
    assert (gap_tables(replace(sold, open_capacity=room), demand).gap <= before + 1e-12).all()
    assert (gap_tables(replace(sold, reply_rate=reply), demand).gap <= before + 1e-12).all()
    fewer = replace(sold, served=sold.served & (np.arange(12) != at)[:, None])
    assert (before <= gap_tables(fewer, demand).gap + 1e-12).all()


@LAWS
@given(SEEDS, st.sampled_from(REGIONS), st.sampled_from(ASKED))
def test_more_demand_never_lowers_a_gap(seed: int, region: str, code: str) -> None:
    sold, demand = drawn(seed)
    one = asked((region, (code,)))
    more = Demand(np.append(demand.region, one.region), np.vstack([demand.wanted, one.wanted]))
    assert (gap_tables(sold, more).gap >= gap_tables(sold, demand).gap - 1e-12).all()


@LAWS
@given(SEEDS)
def test_the_order_of_rows_does_not_matter(seed: int) -> None:
    sold, demand = drawn(seed)
    order = np.random.default_rng(seed).permutation(len(demand.region))
    offers = np.random.default_rng(seed).permutation(len(sold.offer_id))
    turned = replace(sold, covers=sold.covers[offers], offer_supplier=sold.offer_supplier[offers])
    again = gap_tables(turned, Demand(demand.region[order], demand.wanted[order]))
    np.testing.assert_allclose(again.gap, gap_tables(sold, demand).gap, atol=1e-12)


def test_several_cells_together_are_weighed_by_their_requests() -> None:
    assert pooled(np.array([3.0, 1.0]), np.array([0.2, 1.0])) == pytest.approx(0.4)


def test_a_row_may_stand_for_more_or_less_than_one_request() -> None:
    sold, demand = drawn(3)
    twice = Demand(np.tile(demand.region, 2), np.tile(demand.wanted, (2, 1)))
    weighed = replace(demand, weight=np.full(len(demand.region), 2.0))
    for name in Gaps.__dataclass_fields__:
        np.testing.assert_allclose(getattr(gap_tables(sold, weighed), name), getattr(gap_tables(sold, twice), name))


def test_concentration_runs_from_all_alike_to_one_has_all() -> None:
    assert hhi(np.ones(10)) == pytest.approx(0.1)
    assert top_five(np.ones(10)) == pytest.approx(0.5)
    assert hhi(np.array([0, 7, 0])) == 1.0
    assert top_five(np.array([0, 7, 0])) == 1.0
    assert hhi(np.zeros(3)) == 0.0
    assert top_five(np.zeros(3)) == 0.0
