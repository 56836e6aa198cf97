"""The schedule of a matching day: its rules always, and on small days nothing better exists."""

from __future__ import annotations

import re
from itertools import combinations, product
from pathlib import Path

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import settings as limits
from hypothesis import strategies as st

from matchmaker.engine.meetings import (
    Day,
    Guest,
    Pair,
    Plan,
    interest,
    plan_day,
    slots_within,
    value_of,
    worth_of,
)

WORTH = st.integers(1, 10).map(lambda tenth: tenth / 10)


@st.composite
def days(draw: st.DrawFn, most_guests: int, most_slots: int) -> Day:
    count = draw(st.integers(1, most_slots))
    windows = st.lists(st.sampled_from(range(count)), min_size=1, unique=True).map(lambda slots: tuple(sorted(slots)))

    def side() -> tuple[Guest, ...]:
        size = draw(st.integers(1, most_guests))
        return tuple(Guest(key, draw(windows), draw(st.integers(1, count))) for key in range(size))

    firms, suppliers = side(), side()
    keys = list(product(range(len(firms)), range(len(suppliers))))
    wanted = draw(st.lists(st.sampled_from(keys), unique=True, max_size=6))
    return Day(draw(st.integers(1, 2)), firms, suppliers, tuple(Pair(i, j, draw(WORTH)) for i, j in sorted(wanted)))


def broken(day: Day, plan: Plan) -> list[str]:
    """Rules of the day that the plan breaks."""
    firms, suppliers = ({guest.key: guest for guest in side} for side in (day.firms, day.suppliers))
    wrong = []
    for side, found in (("firm", firms), ("supplier", suppliers)):
        places = [(getattr(row, side), row.slot) for row in plan.meetings]
        wrong += [f"{side} twice in a slot"] * (len(places) != len(set(places)))
        for key, guest in found.items():
            mine = [row for row in plan.meetings if getattr(row, side) == key]
            wrong += [f"{side} too often"] * (len(mine) > guest.most)
            wrong += [f"{side} is not there"] * any(row.slot not in guest.slots for row in mine)
    pairs = [(row.firm, row.supplier) for row in plan.meetings]
    wrong += ["a pair twice"] * (len(pairs) != len(set(pairs)))
    seats = [(row.slot, row.table) for row in plan.meetings]
    wrong += ["a table twice"] * (len(seats) != len(set(seats)))
    wrong += ["no such table"] * any(not 1 <= row.table <= day.tables for row in plan.meetings)
    return wrong


def best_by_hand(day: Day) -> float:
    """Every choice of pairs and slots, tried."""
    firms, suppliers = ({guest.key: guest for guest in side} for side in (day.firms, day.suppliers))
    seats = [
        (pair, slot)
        for pair in day.pairs
        for slot in sorted(set(firms[pair.firm].slots) & set(suppliers[pair.supplier].slots))
    ]
    best = 0.0
    for size in range(1, min(len(seats), len(day.pairs)) + 1):
        for chosen in combinations(seats, size):
            if _fits(day, chosen, firms, suppliers):
                best = max(best, value_of(pair for pair, _slot in chosen))
    return best


def _fits(day: Day, chosen: tuple, firms: dict, suppliers: dict) -> bool:
    def once(keys: list) -> bool:
        return len(keys) == len(set(keys))

    slots = [slot for _pair, slot in chosen]
    if any(slots.count(slot) > day.tables for slot in set(slots)):
        return False
    pairs = [pair for pair, _slot in chosen]
    often = [sum(pair.firm == key for pair in pairs) <= guest.most for key, guest in firms.items()]
    often += [sum(pair.supplier == key for pair in pairs) <= guest.most for key, guest in suppliers.items()]
    return (
        all(often)
        and once([(pair.firm, pair.supplier) for pair in pairs])
        and once([(pair.firm, slot) for pair, slot in chosen])
        and once([(pair.supplier, slot) for pair, slot in chosen])
    )


@limits(max_examples=40, deadline=None)
@given(days(most_guests=6, most_slots=5))
def test_no_rule_is_ever_broken_and_the_same_day_gives_the_same_plan(day: Day) -> None:
    plan = plan_day(day)
    assert broken(day, plan) == []
    assert plan.value == pytest.approx(value_of(Pair(row.firm, row.supplier, row.worth) for row in plan.meetings))
    assert plan.value <= plan.bound + 1e-6
    assert plan_day(day) == plan


@limits(max_examples=40, deadline=None)
@given(days(most_guests=3, most_slots=3))
def test_nothing_better_exists_on_a_small_day(day: Day) -> None:
    plan = plan_day(day)
    assert plan.proven
    assert (plan.value, plan.bound) == (pytest.approx(best_by_hand(day)), pytest.approx(plan.value))


def test_everybody_gets_a_first_meeting_before_anybody_gets_a_second() -> None:
    guests = tuple(Guest(key, (0,), 1) for key in range(2))
    pairs = (Pair(0, 0, 1.0), Pair(0, 1, 0.5), Pair(1, 0, 0.5))
    plan = plan_day(Day(2, guests, guests, pairs))
    assert {(row.firm, row.supplier) for row in plan.meetings} == {(0, 1), (1, 0)}


def test_a_day_without_wishes_or_tables_is_empty_and_proven() -> None:
    guest = (Guest(1, (0,), 1),)
    for day in (Day(1, guest, guest, ()), Day(0, guest, guest, (Pair(1, 1, 1.0),)), Day(1, (), (), ())):
        assert plan_day(day) == Plan((), 0.0, 0.0, True)


@pytest.mark.parametrize(
    ("hops", "expected"), [(0, (0, 1, 2, 3)), (3, (2, 3)), (9, (0, 1, 2, 3))], ids=["near", "far", "stays overnight"]
)
def test_who_comes_from_far_has_the_slots_that_the_road_leaves(hops: float, expected: tuple[int, ...]) -> None:
    assert slots_within(hops=hops, starts=10.0, minutes=30, count=4) == expected


def test_one_no_is_a_no_and_silence_counts_less_than_a_yes() -> None:
    assert worth_of(interest(0, 1.0), interest(1, 1.0), 0) == 0.0
    assert interest(1, 0.0) == 1.0 > interest(None, 1.0) == 0.8
    assert worth_of(1.0, 1.0, 0) > worth_of(1.0, 1.0, 3) > worth_of(1.0, 1.0, 5) == worth_of(1.0, 1.0, 9)


def test_the_worked_example_of_the_document() -> None:
    """docs/matching-day.md states the tables of this day; they are read from there and recomputed."""
    text = (Path(settings.BASE_DIR) / "docs" / "matching-day.md").read_text("utf-8")
    stated = re.findall(
        r"^\| (F\d) \| (S\d) \| ([\d.–yn]+) \| ([\d.–yn]+) \| ([\d.]+) \| (\d) \| ([\d.]+) \|$", text, re.M
    )
    assert len(stated) == 5
    pairs = []
    for firm, supplier, one, other, fit, hops, worth in stated:
        said = [{"y": 1, "n": 0, "–": None}[word] for word in (one, other)]
        told = worth_of(*(interest(word, float(fit)) for word in said), float(hops))
        assert round(told, 3) == float(worth)
        pairs.append(Pair(int(firm[1]), int(supplier[1]), told))
    windows = {"F1": (0, 1), "F2": (0, 1), "S1": (0, 1), "S2": (1,), "S3": (0, 1)}
    firms = tuple(Guest(int(key[1]), slots, 2) for key, slots in windows.items() if key[0] == "F")
    suppliers = tuple(Guest(int(key[1]), slots, 2) for key, slots in windows.items() if key[0] == "S")
    plan = plan_day(Day(2, firms, suppliers, tuple(pairs)))
    told = re.findall(r"^\| (\d) \| F(\d) \| S(\d) \|$", text, re.M)
    assert {(row.slot + 1, row.firm, row.supplier) for row in plan.meetings} == {tuple(map(int, row)) for row in told}
    value = re.search(r"reaches ([\d.]+), and ([\d.]+) is the bound", text)
    assert value is not None
    assert (round(plan.value, 3), round(plan.bound, 3)) == (float(value[1]), float(value[2]))
