"""What was said a quarter ago is held against what came, and only where something was said."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from matchmaker.coverage.gap_said import quarter_ago, said_and_came
from matchmaker.coverage.models import GapSnapshot


def side(expected: float | None, low: float | None, high: float | None, last: float, why: str = "") -> dict[str, Any]:
    return {"expected": [expected], "low": [low], "high": [high], "why": [why], "past": [1.0, last]}


def fields(**rows: Any) -> dict[str, Any]:
    return {"rows": {name: {"asked": row, "sold": side(None, None, None, 3, "short")} for name, row in rows.items()}}


THEN = fields(
    mes=side(10, 8, 12, 7), erp=side(4, 3, 5, 4), scm=side(None, None, None, 2, "rough"), plm=side(2, 1, 3, 2)
)
NOW = fields(mes=side(9, 7, 11, 8), erp=side(4, 3, 5, 8), scm=side(2, 1, 3, 2), plm=side(2, 1, 3, 0))


def test_each_field_that_was_forecast_stands_beside_what_came() -> None:
    (found,) = said_and_came(THEN, NOW)
    assert found.side == "asked"
    told = [(row.expected, row.came, row.held, row.off) for row in found.rows]
    assert told == [(10, 8, True, 0.25), (4, 8, False, -0.5), (2, 0, False, None)]
    assert (found.held, found.error) == (1, 0.375)


def test_few_are_left_out_for_who_sees_figures_alone() -> None:
    (found,) = said_and_came(THEN, NOW, least=5)
    assert [row.expected for row in found.rows] == [10]
    assert said_and_came({}, NOW) == []


@pytest.mark.django_db
def test_the_night_nearest_to_a_quarter_ago_is_taken_and_none_that_is_far() -> None:
    today = GapSnapshot.objects.create(day=date(2026, 6, 1))
    assert quarter_ago(today) is None
    for off in (-5, -3, 2, 5):
        GapSnapshot.objects.create(day=today.day - timedelta(days=91 + off))
    found = quarter_ago(today)
    assert found is not None
    assert found.day == today.day - timedelta(days=93)
