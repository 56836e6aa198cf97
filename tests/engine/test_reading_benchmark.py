"""The reader against files of needs with expected answers: one given to the project, two written for it."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from matchmaker.engine.reading.evaluating import evaluate
from matchmaker.reference.vocabulary import load_vocabulary

HERE = Path(__file__).parent
GIVEN = HERE.parents[2] / "shared" / "domain" / "needs_dev.csv"
OURS = sorted((HERE / "data").glob("needs_*.csv"))
LEAST = {
    "required_recall": 0.95,
    "precision": 0.93,
    "amount_accuracy": 0.97,
    "region_accuracy": 0.97,
    "deadline_accuracy": 0.9,
}
MOST_MS = 20


def figures_of(path: Path) -> dict[str, float | int]:
    with path.open(encoding="utf-8", newline="") as file:
        return evaluate(list(csv.DictReader(file)), load_vocabulary()).figures()


@pytest.mark.skipif(not GIVEN.exists(), reason=f"the given file of needs is not there: {GIVEN}")
def test_the_given_needs_are_read_as_well_as_promised() -> None:
    figures = figures_of(GIVEN)
    assert {name: figures[name] for name, least in LEAST.items() if figures[name] < least} == {}
    assert figures["ms_per_need"] < MOST_MS


@pytest.mark.parametrize("path", OURS, ids=[path.stem for path in OURS])
def test_our_own_needs_are_read_as_well(path: Path) -> None:
    figures = figures_of(path)
    assert {name: figures[name] for name, least in LEAST.items() if figures[name] < least} == {}


def test_a_wrong_reading_costs_points() -> None:
    row = {
        "id": "X", "text": "바코드 도입 구미 3천", "expected_required": "SOL-APS", "expected_acceptable": "",
        "region_code": "48", "budget_min_krw": "", "budget_max_krw": "40000000", "budget_period": "once",
        "deadline_weeks": "13",
    }  # fmt: skip
    result = evaluate([row], load_vocabulary())
    assert {name: result.figures()[name] for name in LEAST} == dict.fromkeys(LEAST, 0.0)
    assert {what for _, what, _, _ in result.misses} == {"required", "precision", "amount", "region", "deadline"}
