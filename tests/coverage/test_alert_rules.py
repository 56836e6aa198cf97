"""What opens, stays and closes, as plain functions over figures: compared with every night told one by one."""

from __future__ import annotations

import itertools
from types import SimpleNamespace
from typing import Any

import pytest

from matchmaker.coverage.alerts.figures import standards
from matchmaker.coverage.alerts.rules import (
    Limit,
    Reading,
    back,
    beyond,
    cell_readings,
    share_readings,
    speed_readings,
    turn,
)

CELL = Limit("cell", True, 1.5, 2.0, 2)
GINI = Limit("gini", False, 0.6, 0.55, 50)
CODE = "SOL-MES:48"


def cell(value: float, demand: float = 4) -> dict[str, Any]:
    return {"cell": {CODE: Reading(value, demand)}}


def courses(nights: list[dict[str, Any]], limit: Limit) -> list[bool]:
    """After each night whether the alert stands, by ``turn`` as the service uses it."""
    standing: set[tuple[str, str]] = set()
    before, told = None, []
    for night in nights:
        found = turn([limit], night, before, standing)
        standing = (standing | set(found.opened)) - set(found.closed)
        before = night
        told.append(bool(standing))
    return told


def test_every_course_of_a_cell_is_as_told_one_by_one() -> None:
    """All sequences of five nights over figures on both sides of both limits, none asked for, and few asking."""
    figures: list[tuple[float, float] | None] = [(1.0, 4.0), (1.7, 4.0), (2.5, 4.0), (1.0, 1.0), None]
    for course in itertools.product(figures, repeat=5):
        nights = [cell(*one) if one else {"cell": {}} for one in course]
        stands, last_beyond, expected = False, None, []
        for one in course:
            is_beyond = one is not None and one[1] >= 2 and one[0] <= 1.5
            if stands:
                stands = one is not None and one[0] <= 2.0
            else:
                stands = is_beyond and last_beyond is False
            last_beyond = is_beyond
            expected.append(stands)
        assert courses(nights, CELL) == expected, course


def test_the_first_night_opens_no_cell_but_concentration() -> None:
    now = cell(0.5) | {"gini": {"invitations": Reading(0.9, 400)}}
    assert set(turn([CELL, GINI], now, None, ()).opened) == {("gini", "invitations")}


def test_a_figure_that_swings_about_the_limit_opens_once() -> None:
    nights = [cell(value) for value in (2.4, 1.4, 1.6, 1.4, 1.9, 1.5, 2.1, 1.6, 1.5)]
    assert courses(nights, CELL) == [False, True, True, True, True, True, False, False, True]


def test_a_rule_that_is_switched_off_opens_nothing_and_closes_what_stands() -> None:
    off = Limit("cell", True, 1.5, 2.0, 2, on=False)
    found = turn([off], cell(0.5), cell(3.0), {("cell", CODE)})
    assert (found.opened, found.stay, set(found.closed)) == ({}, {}, {("cell", CODE)})


@pytest.mark.parametrize("limit", [CELL, GINI])
def test_nothing_is_beyond_and_back_at_once(limit: Limit) -> None:
    for at in range(0, 301):
        reading = Reading(at / 100, 100)
        assert not (beyond(limit, reading) and back(limit, reading))


def test_a_cell_tells_what_a_request_may_count_on() -> None:
    row = SimpleNamespace(capability_id="SOL-MES", region_id="48", demand=3.0, firms=3, suppliers=0, gap=0.75)
    quiet = SimpleNamespace(capability_id="SOL-ERP", region_id="48", demand=0.0, firms=0, suppliers=2, gap=1.0)
    found = cell_readings([row, quiet])
    assert list(found) == [CODE]
    assert (found[CODE].value, found[CODE].count, found[CODE].fewest) == (0.75, 3.0, 3)


def test_concentration_counts_the_lesser_of_what_was_given_and_who_could_get_it() -> None:
    side = {"top_five": 0.3, "hhi": 0.1, "gini": 0.7, "total": 70.0, "suppliers": 40}
    nothing = dict.fromkeys(("top_five", "hhi", "gini")) | {"total": 0.0, "suppliers": 40}
    found = share_readings({"invitations": side, "wins": side, "exposure": nothing})
    assert found["top_five"]["invitations"] == Reading(0.3, 40, {"total": 70.0})
    assert set(found["gini"]) == {"invitations"}
    assert set(found["hhi"]) == {"invitations", "wins"}


def speed(hours: float | None, kept: float | None = None, count: int = 10) -> dict[str, Any]:
    return {"mes": {"first_hours": hours, "answered": count, "kept": kept, "promises": count}}


def test_a_field_is_held_against_the_median_of_its_own_nights() -> None:
    nights = [speed(hours, kept) for hours, kept in ((10, 0.9), (12, 0.8), (20, 0.8), (8, 0.7))]
    found = speed_readings(speed(22, 0.4), nights)
    assert found["first"]["mes"].value == 2.0
    assert found["promise"]["mes"].value == 2.0
    assert speed_readings(speed(22, 0.4), nights[:3]) == {"first": {}, "promise": {}}
    assert speed_readings(speed(None, None), nights) == {"first": {}, "promise": {}}
    assert speed_readings(speed(10, 0.0), nights)["promise"]["mes"].value == 100.0


def test_every_rule_has_its_standard_and_room_between_its_two_limits() -> None:
    for rule, standard in standards().items():
        limit = standard.limit
        assert limit.closes > limit.opens if limit.falls else limit.closes < limit.opens, rule
        assert standard.lowest <= min(limit.opens, limit.closes) <= max(limit.opens, limit.closes) <= standard.highest
