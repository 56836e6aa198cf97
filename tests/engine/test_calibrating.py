"""Will it quote, will it be chosen: honest chances that are stored as plain values."""

from __future__ import annotations

import json

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.utils.estimator_checks import parametrize_with_checks

from matchmaker.engine.calibrating import Chance, WillBeChosen, WillQuote, from_json, fused, text_of, to_json
from matchmaker.engine.errors import CaseInvalid, RankerMismatch
from matchmaker.engine.evaluating import calibration_error

NAMES = ("a", "b", "c")
BOTH = (WillQuote, WillBeChosen)


def answers(seed: int, rows: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Features, what happened, and its true chance: one bends, one falls, one means nothing."""
    rng = np.random.default_rng(seed)
    X = rng.random((rows, 3))
    truth = 1 / (1 + np.exp(-(5 * np.minimum(X[:, 0], 0.5) - 2 * X[:, 1])))
    return X, rng.random(rows) < truth, truth


@parametrize_with_checks([WillQuote(), WillBeChosen(), WillQuote(curves_from=1)])
def test_it_keeps_the_contract_of_scikit_learn(estimator: Chance, check: object) -> None:
    check(estimator)


@pytest.mark.parametrize("kind", BOTH)
@pytest.mark.parametrize(("rows", "most"), [(150, 0.16), (600, 0.09), (5000, 0.035)])
def test_chances_come_nearer_to_the_truth_with_every_row(kind: type[Chance], rows: int, most: float) -> None:
    fresh, _, truth = answers(9, 2000)
    X, y, _ = answers(1, rows)
    assert np.abs(kind().fit(X, y).chance(fresh) - truth).mean() < most


@pytest.mark.parametrize("kind", BOTH)
def test_what_is_said_happens_as_often(kind: type[Chance]) -> None:
    fresh, happened, _ = answers(9, 5000)
    errors = [calibration_error(happened, kind().fit(*answers(seed, 800)[:2]).chance(fresh)) for seed in range(4)]
    assert np.mean(errors) < 0.045


@pytest.mark.parametrize("kind", BOTH)
@pytest.mark.parametrize("rows", [200, 2000])
def test_shuffled_answers_teach_nothing_but_the_base_rate(kind: type[Chance], rows: int) -> None:
    X, y, _ = answers(1, rows)
    fresh, happened, _ = answers(2, 2000)
    dealt = np.random.default_rng(0).permutation(y)
    said = kind().fit(X, dealt).chance(fresh)
    base = np.full(len(fresh), y.mean())
    assert abs(said.mean() - y.mean()) < 0.03
    assert ((said - happened) ** 2).mean() > ((base - happened) ** 2).mean() - 0.01


@pytest.mark.parametrize("kind", BOTH)
def test_nothing_is_certain_and_least_of_all_without_rows(kind: type[Chance]) -> None:
    X = np.array([[0.0, 0.0, 0.0], [1e9, -1e9, 1.0]])
    assert kind(names=NAMES).without_evidence().chance(X) == pytest.approx([0.5, 0.5])
    for rows in (1, 3, 40):
        always, never = (kind().fit(np.ones((rows, 3)), np.full(rows, y)).chance(X) for y in (True, False))
        assert always == pytest.approx((rows + 1) / (rows + 2))
        assert never == pytest.approx(1 / (rows + 2))
    sure = kind().fit(np.linspace(0, 1, 600).reshape(-1, 3), np.arange(200) > 99).chance(X)
    assert 1 / 202 <= sure.min() <= sure.max() <= 201 / 202


def test_the_two_answers_multiply() -> None:
    assert fused([0.5, 0.8], [0.5, 0.25]) == pytest.approx([0.25, 0.2])
    asked = (kind(names=NAMES).without_evidence().chance(np.zeros((1, 3))) for kind in BOTH)
    assert fused(*asked)[0] == 0.25


@pytest.mark.parametrize("kind", BOTH)
@pytest.mark.parametrize("rows", [0, 30, 700])
def test_it_travels_as_json_and_gives_the_same_chances(kind: type[Chance], rows: int) -> None:
    X, y, _ = answers(4, max(rows, 5))
    model = kind(names=NAMES).fit(X, y) if rows else kind(names=NAMES).without_evidence()
    again = from_json(json.loads(text_of(model)), NAMES)
    assert type(again) is kind
    assert (again.chance(X) == model.chance(X)).all()
    assert text_of(again) == text_of(model)


def test_the_same_rows_give_the_same_bytes() -> None:
    X, y, _ = answers(5, 700)
    model = WillBeChosen(names=NAMES, curves_from=100)
    assert text_of(model.fit(X, y)) == text_of(clone(model).fit(X.copy(), y.copy()))


def test_contributions_add_up_to_the_log_odds() -> None:
    X, y, _ = answers(6, 700)
    model = WillQuote().fit(X, y)
    assert np.abs(model.intercept_ + model.contributions(X).sum(axis=1) - model.decision_function(X)).max() <= 1e-9


def good() -> dict:
    X, y, _ = answers(7, 40)
    return to_json(WillQuote(names=NAMES).fit(X, y))


@pytest.mark.parametrize(
    "broken",
    [
        {"kind": "additive"},
        {"kind": ["will_quote"]},
        {"format": 2},
        {"rows": -1},
        {"rows": True},
        {"happened": 41},
        {"intercept": float("nan")},
        {"intercept": "0"},
        {"half_trust": -1.0},
        {"curves": []},
        {"curves": dict.fromkeys(NAMES, 3)},
        {"curves": dict.fromkeys(NAMES, {"knots": [0, 0], "values": [0, 1]})},
        {"curves": dict.fromkeys(NAMES, {"knots": [0, 1], "values": [0, float("inf")]})},
    ],
)
def test_a_broken_file_is_refused(broken: dict) -> None:
    with pytest.raises(CaseInvalid):
        from_json({**good(), **broken}, NAMES)


@pytest.mark.parametrize("nothing", [None, [], "will_quote", {}])
def test_what_is_no_such_file_is_refused(nothing: object) -> None:
    with pytest.raises(CaseInvalid):
        from_json(nothing, NAMES)


def test_a_file_for_other_features_is_refused() -> None:
    with pytest.raises(RankerMismatch):
        from_json(good(), ("a", "b"))
    with pytest.raises(RankerMismatch):
        WillQuote(names=("a",)).fit(np.zeros((4, 3)), [0, 1, 0, 1])
    with pytest.raises(ValueError, match="names"):
        WillQuote().without_evidence()
