"""Attention by merit: the laws of the bonus, and measures on numbers that can be checked by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from matchmaker.engine import exposure as fair

SIZE = 8
AMOUNTS = arrays(np.float64, SIZE, elements=st.floats(0, 50))
SCORES = arrays(np.float64, SIZE, elements=st.floats(0, 1))
DEFICITS = arrays(np.float64, SIZE, elements=st.floats(-1, 1))
STRENGTHS = st.floats(0, fair.STRONGEST)


def test_attention_falls_as_in_dcg_and_ends_after_ten() -> None:
    assert fair.attention(np.array([1, 3, 10])) == pytest.approx([1.0, 0.5, 1 / np.log2(11)])
    assert fair.attention(np.array([0, 11, 20])).tolist() == [0, 0, 0]
    assert fair.total_attention(200) == pytest.approx(4.5436, abs=1e-4)
    assert fair.total_attention(0) == 0


@given(SCORES)
def test_merit_is_shared_out_whole_and_never_less_for_a_better_score(scores: np.ndarray) -> None:
    shares = fair.merit_share(scores)
    assert shares.sum() == pytest.approx(1.0)
    assert (np.diff(shares[np.argsort(scores, kind="stable")]) >= -1e-12).all()


@given(AMOUNTS, AMOUNTS, arrays(np.bool_, SIZE), arrays(np.int64, SIZE, elements=st.integers(-1, 5)))
def test_a_deficit_is_bounded_and_nobody_without_room_gains(
    merit: np.ndarray, shown: np.ndarray, new: np.ndarray, room: np.ndarray
) -> None:
    short = fair.deficits(merit, shown, new=new, room=room)
    assert (np.abs(short) <= 1).all()
    assert (short[room <= 0] <= 0).all()
    assert (fair.deficits(merit, shown, new=np.ones(SIZE, bool), room=room) >= short - 1e-12).all()


def test_who_leads_four_cards_a_free_place_gains_no_more() -> None:
    merit, shown, room = np.full(3, 2.0), np.zeros(3), np.array([1, 1, 2])
    short = fair.deficits(merit, shown, room=room, load=np.array([3, 4, 4]))
    assert short == pytest.approx([1.0, 0.0, 1.0])


def test_what_was_shown_beyond_merit_costs_a_quarter_of_what_is_missing_brings() -> None:
    short = fair.deficits(np.array([4.0, 2.0]), np.array([3.0, 3.0]))
    assert short == pytest.approx([1 / 3, -0.25 * 0.5])


def test_a_trial_is_used_up_by_being_shown() -> None:
    new = np.array([True])
    first = fair.deficits(np.array([0.0]), np.array([0.0]), new=new)
    later = fair.deficits(np.array([0.0]), np.array([fair.TRIAL_MERIT]), new=new)
    assert (first[0], later[0]) == (pytest.approx(2 / 3), 0.0)


@given(SCORES, DEFICITS, STRENGTHS)
def test_the_bonus_is_bounded_and_turns_no_order_outside_the_tie_band(
    scores: np.ndarray, short: np.ndarray, strength: float
) -> None:
    points = fair.rotation_points(short, strength)
    added = fair.rotation(scores, points)
    assert (np.abs(added) <= fair.SCALE * strength / 100 + 1e-12).all()
    shown, band = scores + added, fair.tie_band(strength) / 100
    ahead = scores[:, None] - scores[None, :] > band + 1e-9
    assert (shown[:, None] >= shown[None, :])[ahead].all()


@given(SCORES, DEFICITS, STRENGTHS)
def test_the_first_keeps_its_score_and_nobody_is_lifted_above_it(
    scores: np.ndarray, short: np.ndarray, strength: float
) -> None:
    added = fair.rotation(scores, fair.rotation_points(short, strength))
    assert (added[scores == scores.max()] == 0).all()
    assert (scores + added <= scores.max() + 1e-15).all()


@given(SCORES, st.floats(-1, 1), STRENGTHS)
def test_those_who_are_owed_alike_keep_their_order(scores: np.ndarray, short: float, strength: float) -> None:
    shown = scores + fair.rotation(scores, fair.rotation_points(np.full(SIZE, short), strength))
    assert (np.diff(shown[np.argsort(scores, kind="stable")]) >= -1e-12).all()


@given(SCORES, DEFICITS, STRENGTHS, STRENGTHS)
def test_more_strength_never_moves_anybody_the_other_way(
    scores: np.ndarray, short: np.ndarray, one: float, other: float
) -> None:
    weak, strong = sorted((one, other))
    less, more = (fair.rotation(scores, fair.rotation_points(short, s)) for s in (weak, strong))
    assert (more[short >= 0] >= less[short >= 0] - 1e-12).all()
    assert (more[short <= 0] <= less[short <= 0] + 1e-12).all()


@given(SCORES, DEFICITS)
def test_strength_nought_adds_nothing_bit_for_bit(scores: np.ndarray, short: np.ndarray) -> None:
    added = fair.rotation(scores, fair.rotation_points(short, 0.0))
    assert (scores + added).tobytes() == (scores + 0.0).tobytes()


def test_strength_beyond_the_strongest_counts_as_the_strongest() -> None:
    assert fair.rotation_points(np.array([1.0]), 9.0).tolist() == [fair.SCALE * fair.STRONGEST]
    assert fair.tie_band(9.0) == 2 * fair.SCALE * fair.STRONGEST


def test_measures_on_numbers_that_can_be_checked_by_hand() -> None:
    even, one_has_all = np.ones(10), np.array([0.0] * 9 + [10.0])
    assert (fair.gini(even), fair.gini(one_has_all), fair.gini(np.zeros(4))) == (0.0, pytest.approx(0.9), 0.0)
    assert (fair.top_share(even), fair.top_share(one_has_all)) == (0.1, 1.0)
    assert (fair.zero_share(one_has_all), fair.group_share(one_has_all, one_has_all > 0)) == (0.9, 1.0)
    assert fair.merit_gap(np.array([1.0, 3.0]), np.array([3.0, 1.0])) == pytest.approx(0.5)
    assert fair.merit_gap(even, 7 * even) == pytest.approx(0.0)


def test_those_who_could_not_be_shown_do_not_count() -> None:
    told = fair.measure(np.array([1.0, 1.0, 0.0]), np.array([2.0, 0.0, 0.0]), {"small": np.array([True, False, True])})
    assert (told.suppliers, told.shown, told.zero, told.gini) == (2, 1, 0.5, 0.5)
    assert (told.group, told.size) == ({"small": 1.0}, {"small": 0.5})
