"""Forecasts of counts: what the documents say, no look into the future, and silence where the past was not kept."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matchmaker.engine.outlook import AHEAD, METHODS, back, even, forecast


def counts(seed: int, fields: int = 14, quarters: int = 12, growth: float = 1.03, size: float = 60.0) -> np.ndarray:
    rng = np.random.default_rng(seed)
    level = size * rng.uniform(0.5, 2.0, size=(fields, 1)) * growth ** np.arange(quarters)
    return rng.poisson(level).astype(float)


def test_steady_counts_are_trusted_and_their_intervals_hold() -> None:
    kept = []
    for seed in range(20):
        table = counts(seed, quarters=16)
        found = forecast(table[:, :12])
        assert found.trusted.mean() > 0.6
        kept.append((found.low <= table[:, 12:]) & (table[:, 12:] <= found.high))
    assert np.mean(kept) >= 0.7


def test_what_jumps_about_is_not_drawn() -> None:
    rng = np.random.default_rng(1)
    wild = rng.choice([2.0, 40.0, 300.0], size=(14, 12))
    assert forecast(wild).trusted.mean() < 0.2


def test_a_short_past_is_said_to_be_short() -> None:
    for quarters in range(6):
        found = forecast(counts(0, quarters=quarters))
        assert {why for row in found.reason for why in row} == {"short"}
    assert forecast(np.zeros((0, 12))).expected.shape == (0, AHEAD)


@pytest.mark.parametrize("cut", [6, 8, 10])
def test_the_past_is_judged_with_what_was_known_then(cut: int) -> None:
    """Changing what came later leaves the forecast of an earlier day as it was."""
    table = counts(3)
    other = np.hstack([table[:, :cut], table[:, cut:] * 5 + 7])
    np.testing.assert_array_equal(forecast(table[:, :cut]).expected, forecast(other[:, :cut]).expected)


def test_a_trend_is_followed_where_it_pays() -> None:
    table = 40.0 + 12.0 * np.arange(14) + np.zeros((6, 1))
    found = forecast(table)
    assert found.method == "trend"
    assert (found.expected[:, 0] > table[:, -1]).all()
    assert found.error[0] < found.plain[0]


def test_each_method_says_what_it_is_called() -> None:
    past = np.array([[1.0, 2.0, 3.0, 4.0, 5.0]])
    assert METHODS["last"](past).tolist() == [[5.0] * 4]
    assert METHODS["mean"](past).tolist() == [[3.5] * 4]
    assert METHODS["season"](past).tolist() == [[2.0, 3.0, 4.0, 5.0]]


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 5000), st.integers(4, 16))
def test_intervals_hold_their_middle_and_never_go_below_nought(seed: int, quarters: int) -> None:
    found = forecast(counts(seed, quarters=quarters, size=4.0))
    assert (found.low <= found.expected + 1e-9).all()
    assert (found.expected <= found.high + 1e-9).all()
    assert (found.low >= 0).all()
    np.testing.assert_array_equal(forecast(counts(seed, quarters=quarters, size=4.0)).expected, found.expected)


def test_the_even_scale_can_be_undone() -> None:
    values = np.array([0.0, 1.0, 7.5, 300.0])
    np.testing.assert_allclose(back(even(values)), values)
