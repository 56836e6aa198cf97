"""The statistic: worked by hand, fair between equals, and on the side of the better model."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchmaker.engine.judging.credit import Duels, credits_of, first_needs, last_needs, signal_of
from matchmaker.engine.judging.guards import segments_of
from matchmaker.engine.judging.interleaving import judged, team_draft
from matchmaker.engine.judging.swaps import nominated, swapped

NEEDS, ROWS = 400, 12


def buyers(seed: int) -> tuple[np.ndarray, np.random.Generator]:
    """(NEEDS, ROWS) how much each row is liked, and the chance that follows."""
    rng = np.random.default_rng(seed)
    return rng.normal(size=(NEEDS, ROWS)), rng


def quoted(order: np.ndarray, liked: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """(ROWS,) 1.0 for the shown places that were looked at (1 / place) and liked."""
    looked = rng.random(len(order)) < 1.0 / np.arange(1, len(order) + 1)
    return (looked & (liked[order] > 0.5)).astype(float)


def interleaved(old: np.ndarray, new: np.ndarray, liked: np.ndarray, rng: np.random.Generator) -> float:
    rows = []
    for need in range(NEEDS):
        draft = team_draft(np.argsort(-old[need]), np.argsort(-new[need]), seed=[need, 1])
        gains = quoted(draft.order, liked[need], rng)
        rows.append(np.column_stack([np.full(ROWS, need), np.arange(ROWS), draft.teams, gains]))
    needs, places, teams, gains = np.concatenate(rows).T
    return judged(needs.astype(int), places.astype(int), teams.astype(int), gains, gains).quotes.z


def swaps_told(old: np.ndarray, new: np.ndarray, liked: np.ndarray, rng: np.random.Generator) -> float:
    rows = []
    for need in range(NEEDS):
        shown = swapped(np.argsort(-old[need]), seed=[need, 2])
        gains = quoted(shown.order, liked[need], rng)
        for at in shown.uppers:
            one, two = shown.order[at], shown.order[at + 1]
            margins = old[need, one] - old[need, two], new[need, one] - new[need, two]
            rows.append((need, at, gains[at] - gains[at + 1], *margins))
    needs, places, gaps, before, after = np.array(rows).T
    return nominated(needs.astype(int), places.astype(int), gaps, before, after).z


def better_and_worse() -> tuple[np.ndarray, np.ndarray, np.ndarray, np.random.Generator]:
    liked, rng = buyers(5)
    return liked + rng.normal(size=liked.shape), liked + 3 * rng.normal(size=liked.shape), liked, rng


def test_interleaving_tells_the_better_from_the_worse_whichever_serves() -> None:
    better, worse, liked, rng = better_and_worse()
    assert interleaved(worse, better, liked, rng) > 1.645
    assert interleaved(better, worse, liked, rng) < -1.645


def test_the_log_of_swaps_tells_that_a_new_model_is_better() -> None:
    better, worse, liked, rng = better_and_worse()
    assert swaps_told(worse, better, liked, rng) > 1.645


@pytest.mark.parametrize("instrument", [interleaved, swaps_told])
def test_a_model_is_no_better_than_itself(instrument) -> None:  # noqa: ANN001
    liked, rng = buyers(6)
    model = liked + rng.normal(size=liked.shape)
    assert instrument(model, model, liked, rng) == 0.0


def test_equals_are_promoted_by_chance_no_more_often_than_one_in_twenty() -> None:
    """Coins for sides, gains that like the upper place: 2,000 markets of 100 needs."""
    rng = np.random.default_rng(7)
    needs, places = np.repeat(np.arange(100), 3), np.tile([0, 2, 4], 100)
    found = []
    for _ in range(2000):
        gaps = (rng.random(300) < 0.5 / (places + 1)).astype(float) - (rng.random(300) < 0.25 / (places + 1))
        duels = Duels(needs, places, rng.choice([-1.0, 1.0], 300), gaps)
        found.append(signal_of(credits_of(duels)[1]).z)
    assert (np.array(found) > 1.645).mean() == pytest.approx(0.05, abs=0.015)
    assert np.mean(found) == pytest.approx(0.0, abs=0.08)


def test_a_worked_signal() -> None:
    """Two needs at one place, gaps 1 and 0, both wished by the new model: 1 - 0 of the other, and 0 - 1."""
    duels = Duels(np.array([3, 9]), np.array([0, 0]), np.array([1.0, 1.0]), np.array([1.0, 0.0]))
    needs, credits = credits_of(duels)
    assert (needs.tolist(), credits.tolist()) == ([3, 9], [1.0, -1.0])
    seen = signal_of(np.array([1.0, 1.0, 0.0]), needs=4)
    assert (seen.z, seen.needs, seen.told, seen.mean) == (pytest.approx(2**0.5), 4, 2, 0.5)
    assert seen.chance == pytest.approx(0.921, abs=1e-3)
    assert signal_of(np.zeros(3)).chance == 0.5


@given(st.lists(st.integers(-3, 3), min_size=1, max_size=30))
def test_changing_sides_turns_the_sign_and_nothing_else(values: list[int]) -> None:
    credits = np.array(values, dtype=float)
    one, other = signal_of(credits), signal_of(-credits)
    assert (one.z, one.told) == (-other.z, other.told)
    assert abs(one.z) <= len(values) ** 0.5 + 1e-12


def test_first_and_last_needs_go_by_arrival() -> None:
    needs = np.array([9, 9, 2, 5, 2, 7])
    assert first_needs(needs, 2).tolist() == [True, True, True, False, True, False]
    assert last_needs(needs, 2).tolist() == [False, False, False, True, False, True]


def test_groups_are_told_apart_by_the_code_of_their_need() -> None:
    south, north = segments_of("region", ["s", "n", "s"], np.array([1.0, -1.0, 0.0]))[::-1]
    assert (south.kind, south.code, south.needs, south.change) == ("region", "s", 2, 0.5)
    assert (north.code, north.z) == ("n", -1.0)
