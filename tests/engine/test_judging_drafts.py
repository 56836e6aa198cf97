"""Swapped neighbours and team drafts: what may stand where, and that the coin is fair."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matchmaker.engine.judging.interleaving import NEW, NOBODY, OLD, couples, judged, team_draft
from matchmaker.engine.judging.swaps import swapped

LISTS = st.lists(st.integers(0, 30), unique=True, max_size=14)
SEEDS = st.integers(0, 2**32)


@given(LISTS, SEEDS, st.floats(0, 1), st.integers(0, 14))
def test_only_drawn_neighbours_change_places(rows: list[int], seed: int, share: float, depth: int) -> None:
    order = np.array(rows, np.int64)
    shown = swapped(order, seed=seed, share=share, depth=depth)
    assert (np.diff(shown.uppers) >= 2).all(), "no row is in two pairs"
    assert (shown.uppers + 1 < min(depth, len(rows))).all()
    expected = order.copy()
    for upper, flipped in zip(shown.uppers, shown.flipped, strict=True):
        if flipped:
            expected[[upper, upper + 1]] = expected[[upper + 1, upper]]
    assert shown.order.tolist() == expected.tolist()


@given(LISTS, SEEDS)
def test_the_same_seed_shows_the_same_list(rows: list[int], seed: int) -> None:
    order = np.array(rows, np.int64)
    first, second = (swapped(order, seed=seed).order for _ in range(2))
    assert first.tolist() == second.tolist()
    assert swapped(order, seed=seed, share=0.0).order.tolist() == rows


def test_every_pair_is_drawn_and_flipped_as_often_as_said() -> None:
    shown = [swapped(np.arange(8), seed=seed, share=0.4) for seed in range(4000)]
    drawn = np.bincount(np.concatenate([one.uppers for one in shown]), minlength=7)
    assert drawn / 4000 == pytest.approx([0.2] * 7, abs=0.03)
    assert np.concatenate([one.flipped for one in shown]).mean() == pytest.approx(0.5, abs=0.03)


def test_a_share_outside_of_0_to_1_is_refused() -> None:
    with pytest.raises(ValueError, match="share"):
        swapped(np.arange(3), seed=1, share=1.5)


@given(LISTS, LISTS, SEEDS)
def test_a_draft_holds_every_row_of_both_once(old: list[int], new: list[int], seed: int) -> None:
    draft = team_draft(np.array(old, np.int64), np.array(new, np.int64), seed=seed)
    assert sorted(draft.order.tolist()) == sorted(set(old) | set(new))
    assert len(draft.teams) == len(draft.order)


@given(LISTS, LISTS, SEEDS)
def test_no_team_is_ever_more_than_one_pick_ahead(old: list[int], new: list[int], seed: int) -> None:
    teams = team_draft(np.array(old, np.int64), np.array(new, np.int64), seed=seed).teams
    ahead = np.cumsum((teams == NEW).astype(int) - (teams == OLD))
    assert (np.abs(ahead) <= 1).all()
    assert not ahead.size or ahead[-1] == 0


@given(LISTS, LISTS, SEEDS)
def test_a_team_picks_what_its_own_list_has_next(old: list[int], new: list[int], seed: int) -> None:
    draft = team_draft(np.array(old, np.int64), np.array(new, np.int64), seed=seed)
    seen: set[int] = set()
    for row, team in zip(draft.order.tolist(), draft.teams.tolist(), strict=True):
        if team != NOBODY:
            assert row == next(one for one in (old, new)[team] if one not in seen)
        seen.add(row)


@given(LISTS, SEEDS)
def test_two_models_of_one_mind_get_no_credit(rows: list[int], seed: int) -> None:
    order = np.array(rows, np.int64)
    draft = team_draft(order, order, seed=seed)
    assert draft.order.tolist() == rows
    assert (draft.teams == NOBODY).all()


@settings(max_examples=10, deadline=None)
@given(st.permutations(list(range(6))), st.permutations(list(range(6))))
def test_each_team_stands_above_the_other_as_often(old: list[int], new: list[int]) -> None:
    sides = np.zeros(6)
    for seed in range(600):
        draft = team_draft(np.array(old), np.array(new), seed=seed)
        zeros = np.zeros(6)
        found = couples(zeros.astype(int), np.arange(6), draft.teams, zeros)
        np.add.at(sides, found.places, found.sides)
    assert (np.abs(sides) < 4.5 * np.sqrt(600)).all()


def test_a_pick_whose_partner_was_not_shown_is_left_out() -> None:
    draft = team_draft(np.array([1, 2, 3, 4]), np.array([3, 4, 1, 2]), seed=3)
    found = couples(np.zeros(3, int), np.arange(3), draft.teams[:3], np.array([0.0, 1.0, 1.0]))
    assert found.places.tolist() == [0]
    assert found.gaps.tolist() == [-1.0]


def test_one_look_takes_the_first_needs_and_the_watch_the_last() -> None:
    """Three needs, in the order 7, 5, 6; in 7 the new model's pick was quoted, in 5 and 6 the old one's."""
    needs = np.repeat([7, 5, 6], 2)
    places = np.tile([0, 1], 3)
    teams = np.array([NEW, OLD, OLD, NEW, NEW, OLD])
    quotes = np.array([1.0, 0, 1, 0, 0, 1])
    everything = judged(needs, places, teams, quotes, np.zeros(6))
    assert (everything.quotes.needs, everything.awards.z) == (3, 0.0)
    assert judged(needs, places, teams, quotes, quotes, first=1).quotes.z > 0
    assert judged(needs, places, teams, quotes, quotes, last=2).quotes.z < 0
    assert judged(needs[:0], places[:0], teams[:0], quotes[:0], quotes[:0]).quotes.needs == 0
