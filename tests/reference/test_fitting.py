"""Whether a programme fits: what speaks against it, what has to be known first, and that unknown is never against."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demand.choices import FirmSize, Maturity
from matchmaker.reference.choices import LEVELS, SIZES
from matchmaker.reference.fitting import AGAINST, FITS, NOT, OPEN, UNKNOWN, Facts, best_first, fit_of
from matchmaker.reference.models import Programme

DAY = date(2026, 5, 1)
KNOWN = Facts(day=DAY, level=2, region="48", size="small", codes=frozenset({"SOL-AI", "SOL-TWIN"}))


def programme(**rules: Any) -> Programme:
    held = {"rate": 0.5, "cap_krw": 100, "valid_from": date(2026, 1, 1), "valid_to": date(2026, 12, 31)}
    return Programme(code="X", family="X", year=2026, **{**held, **rules})


def verdict(row: Programme, facts: Facts = KNOWN, **more: Any) -> tuple[str, list[str]]:
    fit = fit_of(row, replace(facts, **more))
    return fit.verdict, [reason.code for reason in fit.reasons]


def test_the_levels_and_sizes_of_both_sides_are_the_same() -> None:
    assert [str(level) for level in LEVELS] == Maturity.values
    assert list(SIZES) == FirmSize.values


def test_a_programme_without_conditions_fits_everybody() -> None:
    assert verdict(programme()) == (FITS, [])
    assert verdict(programme(), Facts(day=DAY)) == (FITS, [])


@pytest.mark.parametrize(
    ("rules", "against", "unknown"),
    [
        ({"level_min": 3}, "level_low", "level_unknown"),
        ({"level_max": 1}, "level_high", "level_unknown"),
        ({"regions": ["47"]}, "region", "region_unknown"),
        ({"sizes": ["medium"]}, "size", "size_unknown"),
        ({"requires": "SOL-MES|SOL-POP;SOL-TWIN"}, "requires", "requires_unknown"),
        ({"security_from": 2}, "security", "security_unknown"),
    ],
)
def test_each_condition_can_speak_against_it_or_wait_to_be_known(rules: Any, against: str, unknown: str) -> None:
    assert verdict(programme(**rules)) == (NOT, [against])
    assert verdict(programme(**rules), Facts(day=DAY)) == (UNKNOWN, [unknown])


@pytest.mark.parametrize(
    "rules",
    [
        {"level_min": 2, "level_max": 2},
        {"regions": ["47", "48"]},
        {"sizes": ["small"]},
        {"requires": "SOL-AI|SOL-VISIONAI;SOL-TWIN"},
        {"security_from": 3},
    ],
)
def test_a_condition_that_is_met_says_nothing(rules: Any) -> None:
    assert verdict(programme(**rules)) == (FITS, [])


def test_dates_close_and_open_it() -> None:
    window = {"applies_from": date(2026, 4, 1), "applies_to": date(2026, 4, 30)}
    assert verdict(programme(**window)) == (NOT, ["closed"])
    assert verdict(programme(**window), day=date(2026, 4, 30)) == (FITS, ["until"])
    assert verdict(programme(**window), day=date(2026, 3, 31)) == (FITS, ["opens"])
    assert verdict(programme(ended_on=DAY)) == (NOT, ["ended"])
    assert verdict(programme(), day=date(2025, 12, 31)) == (NOT, ["before"])
    assert verdict(programme(), day=date(2027, 1, 1)) == (NOT, ["closed"])


def test_members_and_months_are_asked_of_a_quote_alone() -> None:
    row = programme(min_members=3, months=9)
    assert verdict(row) == (FITS, ["members_later", "months_later"])
    assert verdict(row, quoted=True, members=3, weeks=39) == (FITS, [])
    assert verdict(row, quoted=True, members=2, weeks=40) == (NOT, ["members", "months"])
    assert verdict(row, quoted=True, members=3) == (UNKNOWN, ["months_unknown"])


def test_those_that_fit_come_first() -> None:
    rows = [programme(level_min=4), programme(regions=["47"]), programme()]
    order = [row for row, _fit in best_first(rows, replace(KNOWN, region=None))]
    assert order == [rows[2], rows[1], rows[0]]


levels = st.none() | st.integers(0, 4)
codes = st.frozensets(st.sampled_from(["SOL-AI", "SOL-SEC", "SOL-TWIN"]))
programmes = st.builds(
    programme,
    level_min=levels, level_max=levels, security_from=levels,
    regions=st.lists(st.sampled_from(["47", "48"]), unique=True),
    sizes=st.lists(st.sampled_from(SIZES), unique=True),
    requires=st.sampled_from(["", "SOL-AI", "SOL-AI|SOL-TWIN", "SOL-AI;SOL-TWIN"]),
    min_members=st.none() | st.integers(1, 4), months=st.none() | st.integers(1, 12),
)  # fmt: skip
facts = st.builds(
    Facts,
    day=st.just(DAY), level=levels, region=st.sampled_from([None, "47", "48"]),
    size=st.sampled_from(["", *SIZES]), codes=st.none() | codes, quoted=st.booleans(),
    members=st.integers(1, 4), weeks=st.none() | st.integers(1, 60),
)  # fmt: skip


@given(programmes, facts)
def test_the_verdict_follows_from_the_reasons(row: Programme, known: Facts) -> None:
    fit = fit_of(row, known)
    states = [reason.state for reason in fit.reasons]
    assert (fit.verdict == NOT) == (AGAINST in states)
    assert (fit.verdict == UNKNOWN) == (AGAINST not in states and OPEN in states)


@given(programmes, facts)
def test_telling_less_never_speaks_against(row: Programme, known: Facts) -> None:
    less = replace(known, level=None, region=None, size="", codes=None, quoted=False, weeks=None)
    assert not fit_of(row, less).unfit


@given(programmes, facts, codes)
def test_more_in_the_package_never_makes_it_fit_less(row: Programme, known: Facts, more: frozenset[str]) -> None:
    if known.codes is not None and fit_of(row, known).fits:
        assert fit_of(row, replace(known, codes=known.codes | more)).fits
