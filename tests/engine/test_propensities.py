"""Position bias is read off tossed places, and is not taken for the suppliers' worth."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matchmaker.engine.propensities import PositionBias, drawn_swap, estimate_bias, place_chances


def tossed(eta: float, seed: int, lists: int = 6000, share: float = 1.0) -> tuple[np.ndarray, ...]:
    """Lists of 12, best first, so that the upper place has the better supplier until the coin says otherwise."""
    rng = np.random.default_rng(seed)
    rows = []
    for _ in range(lists):
        worth = np.sort(rng.beta(2, 2, 12))[::-1]
        swap = drawn_swap(12, rng, share)
        if swap is None:
            continue
        upper, lower, over = swap
        if over:
            worth[[upper - 1, lower - 1]] = worth[[lower - 1, upper - 1]]
        places = np.array([upper, lower])
        clicked = rng.random(2) < worth[places - 1] * place_chances(places, eta)
        rows.append((upper, lower, *clicked))
    return tuple(np.array(column) for column in zip(*rows, strict=True))


@settings(max_examples=10, deadline=None)
@given(st.floats(0.2, 1.8), st.integers(0, 1000))
def test_it_recovers_eta_from_tossed_lists(eta: float, seed: int) -> None:
    found = estimate_bias(*tossed(eta, seed))
    assert abs(found.eta - eta) < max(4.5 * found.error, 0.02)
    assert found.error < 0.06


def test_a_fifth_of_a_thousand_lists_is_enough_to_be_near() -> None:
    found = [estimate_bias(*tossed(1.3, seed, 1000, 0.2)).eta for seed in range(20)]
    assert abs(np.mean(found) - 1.3) < 0.1
    assert np.std(found) < 0.2


def test_without_a_click_the_usual_eta_stands() -> None:
    nothing = np.zeros(5, bool)
    assert estimate_bias(np.ones(5), np.full(5, 3), nothing, nothing) == PositionBias(1.0, 0.5, 0)
    assert estimate_bias(*(np.empty(0),) * 4) == PositionBias()


def test_clicks_against_all_bias_stop_at_the_ends() -> None:
    many = np.ones(4000, bool)
    assert estimate_bias(np.ones(4000), np.full(4000, 9), ~many, many).eta == 0.0
    assert estimate_bias(np.ones(9**5), np.full(9**5, 2), np.ones(9**5, bool), np.zeros(9**5, bool)).eta == 4.0


def test_how_lists_are_listed_does_not_matter() -> None:
    log = tossed(1.0, 3, 500)
    order = np.random.default_rng(0).permutation(len(log[0]))
    assert estimate_bias(*log) == estimate_bias(*(column[order] for column in log))


def test_the_stated_share_is_drawn_and_half_of_it_changed() -> None:
    rng = np.random.default_rng(0)
    drawn = [drawn_swap(20, rng, 0.1) for _ in range(20_000)]
    swaps = [one for one in drawn if one is not None]
    assert len(swaps) == pytest.approx(2000, abs=170)
    assert sum(over for _, _, over in swaps) == pytest.approx(len(swaps) / 2, abs=90)
    assert {lower for _, lower, _ in swaps} == set(range(2, 21))
    assert drawn_swap(1, rng, 1.0) is None


def test_chances_fall_with_the_place() -> None:
    assert PositionBias(2.0).chances(np.array([1, 2, 3])) == pytest.approx([1, 1 / 4, 1 / 9])
    with pytest.raises(ValueError, match="from 1"):
        place_chances(np.array([0]))


@pytest.mark.parametrize("wrong", [([2], [2], [True], [True]), ([0], [2], [True], [True]), ([1], [2, 3], [1], [1])])
def test_wrong_places_or_shapes_are_refused(wrong: tuple) -> None:
    with pytest.raises(ValueError, match="needed|counted"):
        estimate_bias(*(np.array(column) for column in wrong))
