"""Gaps by who asks: every cell of a small market recomputed by plain loops, and what must hold for any market."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matchmaker.engine.gap_cube import Cube, Traits, asking_firms, gap_cube, needed_first, over
from matchmaker.engine.gaps import Demand, gap_tables
from matchmaker.engine.types import Market
from tests.engine.markets import Deal, Firm, Work, market, taxonomy
from tests.engine.test_gaps import CODES, REGIONS, asked, by_hand

WANTED = ("SOL-MES", "SOL-APS", "EQP-ROBOT", "SVC-MAINT", "EQP-HMI", "SOL-CARBON")
SOLD = (*WANTED, "EQP-ID", "SOL-ERP", "SVC-ROBOTSI", "EQP-SAFE", "EQP-METER", "SOL-FEMS")
TRADES = ("24", "25", "30")


def drawn(seed: int, firms: int = 14, requests: int = 25) -> tuple[Market, Demand, Traits]:
    rng = np.random.default_rng([seed, 6])
    people = [
        Firm(
            at + 1,
            str(rng.choice(REGIONS)),
            tuple(rng.choice(REGIONS, size=rng.integers(1, 9), replace=False)),
            capacity=int(rng.integers(0, 4)),
            onsite=float(rng.choice([4.0, 48.0, 72.0, np.nan])),
        )
        for at in range(firms)
    ]
    deals = [Deal(one.id, tuple(rng.choice(SOLD, size=rng.integers(1, 5), replace=False)), 50) for one in people]
    works = [Work(int(rng.integers(1, firms + 1)), ("SOL-MES",), int(rng.choice([24, 25, 30, 10]))) for _ in people]
    rows = [
        (str(rng.choice([*REGIONS[:4], ""])), tuple(rng.choice(WANTED, size=rng.integers(1, 4), replace=False)))
        for _ in range(requests)
    ]
    sold = replace(market(people, deals, works), reply_rate=rng.uniform(0.2, 1.0, size=firms))
    traits = Traits(
        rng.integers(-1, len(TRADES), size=requests),
        rng.integers(-1, 5, size=requests),
        rng.integers(1, 9, size=requests),
        TRADES,
    )
    return sold, asked(*rows), traits


def by_loops(sold: Market, demand: Demand, traits: Traits) -> dict[tuple[int, ...], tuple[float, ...]]:
    """Section 10, one request and one supplier at a time: cell -> demand, answers, proven, gap."""
    plane, facts = by_hand_all(sold, demand), taxonomy()
    cells: dict[tuple[int, ...], float] = {}
    for n, c in itertools.product(range(len(demand.region)), range(len(CODES))):
        if demand.region[n] >= 0 and demand.wanted[n, c] > 0:
            key = (c, int(demand.region[n]), int(traits.industry[n]), int(traits.level[n]))
            cells[key] = cells.get(key, 0.0) + demand.wanted[n, c]
    told = {}
    for (c, g, i, level), count in cells.items():
        served = plane["answers"][c, g]
        for group in facts.hard_needs.get(CODES[c], ()) if level >= 0 else ():
            rows = [CODES.index(code) for code in group]
            if all(facts.level[row] > level for row in rows):
                served = min(served, max(plane["answers"][row, g] for row in rows))
        proven = sum(
            1
            for s in range(len(sold.supplier_id))
            if i >= 0
            and plane["takes"](s, c, g)
            and any(
                sold.project_supplier[j] == s and sold.project_industry[j] == int(TRADES[i])
                for j in range(len(sold.project_supplier))
            )
        )
        told[c, g, i, level] = (count, served, proven, max(0.0, 1 - served / 3))
    return told


def by_hand_all(sold: Market, demand: Demand) -> dict:
    """The plane of capability x region by loops, for every capability, with its rule of who takes what."""
    regions, people = range(len(REGIONS)), range(len(sold.supplier_id))

    def takes(s: int, c: int, g: int) -> bool:
        offers = [o for o in range(len(sold.offer_id)) if sold.offer_supplier[o] == s and sold.covers[o, c]]
        if not offers or not sold.served[s, g]:
            return False
        if CODES[c].startswith("EQP-") or CODES[c] in ("SVC-RETROFIT", "SVC-MAINT", "SVC-ROBOTSI"):
            hours = sold.onsite_hours[s] + 8 * taxonomy().region_hops[sold.supplier_region[s], g]
            return bool(hours <= 72)
        return True

    load = [
        sum(
            g >= 0 and any(takes(s, c, g) for c in np.flatnonzero(demand.wanted[n]))
            for n, g in enumerate(demand.region)
        )
        for s in people
    ]
    answers = np.zeros((len(CODES), len(REGIONS)))
    for c, g in itertools.product(map(CODES.index, SOLD), regions):
        there = [s for s in people if takes(s, c, g)]
        answers[c, g] = sum(sold.reply_rate[s] * min(1.0, 3 * sold.open_capacity[s] / max(load[s], 1)) for s in there)
    return {"answers": answers, "takes": takes}


def rows_of(cube: Cube) -> dict[tuple[int, ...], tuple[float, ...]]:
    keys = zip(cube.code, cube.region, cube.industry, cube.level, strict=True)
    parts = zip(cube.demand, cube.answers, cube.proven, cube.gap, strict=True)
    return {tuple(map(int, key)): tuple(map(float, one)) for key, one in zip(keys, parts, strict=True)}


@pytest.mark.parametrize("seed", range(3))
def test_every_cell_is_what_plain_loops_count(seed: int) -> None:
    sold, demand, traits = drawn(seed)
    found = rows_of(gap_cube(sold, demand, traits, gap_tables(sold, demand)))
    expected = by_loops(sold, demand, traits)
    assert found.keys() == expected.keys()
    for key, parts in expected.items():
        np.testing.assert_allclose(found[key], parts, atol=1e-12, err_msg=str(key))
    assert any(0 < one[3] < 1 for one in expected.values())
    assert any(one[2] for one in expected.values())


def test_the_loops_of_both_tests_agree() -> None:
    sold, demand, _ = drawn(0)
    one, other = by_hand(sold, demand)["answers"], by_hand_all(sold, demand)["answers"]
    rows = [CODES.index(code) for code in ("SOL-MES", "SVC-MAINT", "EQP-HMI")]
    np.testing.assert_allclose(one[rows], other[rows])


def test_the_worked_example_of_levels_holds() -> None:
    """MES needs a terminal first: a factory that begins waits for both, one that has them for MES alone."""
    firms = [Firm(at, "41", ("41",), capacity=9) for at in (1, 2, 3, 4)]
    deals = [Deal(at, ("SOL-MES",), 90) for at in (1, 2, 3)] + [Deal(4, ("EQP-HMI",), 10)]
    sold = replace(market(firms, deals), reply_rate=np.full(4, 0.8))
    demand = asked(("41", ("SOL-MES",)), ("41", ("SOL-MES",)))
    cube = gap_cube(
        sold, demand, Traits(np.array([0, 0]), np.array([0, 1]), np.array([1, 2]), ("25",)), gap_tables(sold, demand)
    )
    np.testing.assert_allclose(cube.answers, [0.8, 2.4])
    np.testing.assert_allclose(cube.gap, [0.7333, 0.2], atol=5e-5)
    count, mean = over(cube, cube.code, cube.region, shape=(len(CODES), len(REGIONS)))
    assert count[CODES.index("SOL-MES"), REGIONS.index("41")] == 2
    assert mean[CODES.index("SOL-MES"), REGIONS.index("41")] == pytest.approx(0.46667, abs=1e-5)


SEEDS = st.integers(0, 10_000)
LAWS = settings(max_examples=15, deadline=None)


@LAWS
@given(SEEDS)
def test_a_cell_is_never_better_served_than_what_it_asks_for(seed: int) -> None:
    sold, demand, traits = drawn(seed)
    tables = gap_tables(sold, demand)
    cube = gap_cube(sold, demand, traits, tables)
    assert (cube.answers <= tables.answers[cube.code, cube.region] + 1e-12).all()
    assert (cube.gap >= tables.gap[cube.code, cube.region] - 1e-12).all()
    assert ((cube.gap >= 0) & (cube.gap <= 1)).all()
    count, _ = over(cube, cube.code, cube.region, shape=tables.demand.shape)
    np.testing.assert_allclose(count, tables.demand, atol=1e-9)
    first = needed_first(tables.answers, taxonomy())
    assert (first[:, :, 1:] >= first[:, :, :-1]).all()  # a higher level never waits for more


@LAWS
@given(SEEDS, st.integers(0, 13))
def test_more_supply_never_raises_a_cell(seed: int, at: int) -> None:
    sold, demand, traits = drawn(seed)
    before = gap_cube(sold, demand, traits, gap_tables(sold, demand)).gap
    room = sold.open_capacity.copy()
    room[at] += 1
    more = replace(sold, open_capacity=room)
    assert (gap_cube(more, demand, traits, gap_tables(more, demand)).gap <= before + 1e-12).all()


def test_one_firm_that_asks_twice_is_one_firm() -> None:
    demand = asked(("41", ("SOL-MES",)), ("41", ("SOL-MES", "SOL-QMS")), ("44", ("SOL-MES",)), ("", ("SOL-MES",)))
    counts = asking_firms(demand, np.array([7, 7, 8, 9]), len(CODES), len(REGIONS))
    assert counts[CODES.index("SOL-MES")].sum() == 2
    assert counts[CODES.index("SOL-MES"), REGIONS.index("41")] == 1


def test_nobody_asks_and_no_cell_is_there() -> None:
    sold, _, _ = drawn(0)
    none = asked()
    empty = np.zeros(0, dtype=np.int64)
    cube = gap_cube(sold, replace(none, wanted=np.zeros((0, len(CODES)))), Traits(empty, empty, empty), gap_tables(
        sold, replace(none, wanted=np.zeros((0, len(CODES))))
    ))  # fmt: skip
    assert len(cube.code) == 0
