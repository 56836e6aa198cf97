"""How much came of it, as arithmetic: bounded, blind to what was not measured, right on a worked example."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from matchmaker.sourcing.outcomes.measuring import Row, attained, effect_percent, row_attained, towards
from matchmaker.sourcing.outcomes.suggesting import equal_weights, suggested

FIGURES = st.decimals(min_value=0, max_value=10**9, places=3, allow_nan=False)
WEIGHTS = st.decimals(min_value=Decimal("0.01"), max_value=1, places=2)
ROWS = st.builds(Row, weight=WEIGHTS, before=FIGURES, target=FIGURES, after=st.none() | FIGURES)
FIT = ROWS.filter(lambda row: row.target != row.before)


@given(before=FIGURES, target=FIGURES, after=FIGURES)
def test_a_row_is_never_less_than_nothing_nor_more_than_all(before: Decimal, target: Decimal, after: Decimal) -> None:
    if before == target:
        with pytest.raises(ValueError, match="the same"):
            row_attained(before, target, after)
        return
    assert 0 <= row_attained(before, target, after) <= 1
    assert row_attained(before, target, before) == 0
    assert row_attained(before, target, target) == 1


@given(rows=st.lists(FIT, max_size=8))
def test_a_project_lies_between_its_measured_rows_and_says_how_many(rows: list[Row]) -> None:
    known = [row for row in rows if row.after is not None]
    told = attained(rows)
    assert (told.measured, told.of) == (len(known), len(rows))
    if not known:
        assert told.share is None
        return
    each = [row_attained(row.before, row.target, row.after) for row in known]  # type: ignore[arg-type]
    slack = Decimal("1e-20")
    assert min(each) - slack <= told.share <= max(each) + slack  # type: ignore[operator]


@given(rows=st.lists(FIT, min_size=1, max_size=6), blank=FIT)
def test_what_was_not_measured_moves_nothing(rows: list[Row], blank: Row) -> None:
    assert attained([*rows, Row(blank.weight, blank.before, blank.target, None)]).share == attained(rows).share


@given(before=FIGURES.filter(bool), after=FIGURES)
def test_better_is_positive_whichever_way_better_lies(before: Decimal, after: Decimal) -> None:
    up, down = effect_percent(before, after, "up"), effect_percent(before, after, "down")
    assert up is not None
    assert down is not None
    assert up == -down
    assert (up > 0) == (after > before)


def test_there_is_no_percentage_of_nothing() -> None:
    assert effect_percent(Decimal(0), Decimal(5), "up") is None


def test_a_target_must_lie_on_the_better_side() -> None:
    assert towards(Decimal(1), Decimal(2), "up")
    assert not towards(Decimal(1), Decimal(1), "up")
    assert towards(Decimal(2), Decimal(1), "down")
    assert not towards(Decimal(1), Decimal(2), "down")


@given(count=st.integers(1, 12))
def test_equal_weights_add_up_to_exactly_one(count: int) -> None:
    weights = equal_weights(count)
    assert sum(weights) == 1
    assert len(weights) == count


def test_a_proposal_names_a_figure_of_each_field_and_weighs_one(db: None) -> None:
    rows = suggested(["Q", "P"])
    assert [row["field"] for row in rows] == ["Q", "P", "Q", "P", "P"]
    assert sum(row["weight"] for row in rows) == 1  # type: ignore[misc]
    assert suggested([])


def test_the_example_of_the_document_is_what_the_code_says() -> None:
    text = (Path(settings.BASE_DIR) / "docs" / "outcomes.md").read_text("utf-8")
    cells = re.findall(r"^\| \w[^|]* \| ([\d.]+) \| (up|down) \| ([\d.]+) \| ([\d.]+) \| ([\d.]+|-) \|", text, re.M)
    assert len(cells) == 3
    rows = [
        Row(Decimal(weight), Decimal(before), Decimal(target), None if after == "-" else Decimal(after))
        for weight, _better, before, target, after in cells
    ]
    told = attained(rows)
    assert f"{told.measured} of {told.of}" in text
    assert f"= {told.share:.3f}" in text
