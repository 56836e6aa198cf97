"""Position bias is read off tossed places, and is not taken for the suppliers' worth."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matchmaker.engine.judging.swaps import swapped
from matchmaker.engine.propensities import PositionBias, estimate_bias, place_chances


def tossed(eta: float, seed: int, lists: int = 4000, share: float = 1.0, far: bool = False) -> tuple[np.ndarray, ...]:
    """Lists of 12, best first, so that the upper place has the better supplier until the coin says otherwise.

    Neighbours as the product tosses them, or, with ``far``, the first place and any other.
    """
    rng = np.random.default_rng(seed)
    rows = []
    for number in range(lists):
        worth = np.sort(rng.beta(2, 2, 12))[::-1]
        if far:
            uppers, gap = np.array([0]), int(rng.integers(1, 12))
            shown = np.arange(12)
            if rng.random() < 0.5:
                shown[[0, gap]] = gap, 0
        else:
            one = swapped(np.arange(12), seed=(seed, number), share=share)
            shown, uppers, gap = one.order, one.uppers, 1
        clicked = rng.random(12) < worth[shown] * place_chances(np.arange(1, 13), eta)
        rows += [(at + 1, at + gap + 1, clicked[at], clicked[at + gap]) for at in uppers]
    return tuple(np.array(column) for column in zip(*rows, strict=True))


@settings(max_examples=10, deadline=None)
@given(st.floats(0.2, 1.8), st.integers(0, 1000), st.booleans())
def test_it_recovers_eta_from_tossed_places(eta: float, seed: int, far: bool) -> None:
    found = estimate_bias(*tossed(eta, seed, far=far))
    assert abs(found.eta - eta) < 4.5 * found.error
    assert found.error < 0.1


def test_it_is_as_sure_as_it_says() -> None:
    found = [estimate_bias(*tossed(1.4, seed, 300)) for seed in range(20)]
    assert abs(np.mean([one.eta for one in found]) - 1.4) < 0.12
    assert np.std([one.eta for one in found]) < 1.6 * np.mean([one.error for one in found])


def test_without_a_click_the_usual_eta_stands() -> None:
    nothing = np.zeros(5, bool)
    assert estimate_bias(np.ones(5), np.full(5, 3), nothing, nothing) == PositionBias(1.0, 0.5, 0)
    assert estimate_bias(*(np.empty(0),) * 4) == PositionBias()


def test_clicks_against_all_bias_stop_at_the_ends() -> None:
    many = np.ones(4000, bool)
    assert estimate_bias(np.ones(4000), np.full(4000, 9), ~many, many).eta == 0.0
    assert estimate_bias(np.ones(9**5), np.full(9**5, 2), np.ones(9**5, bool), np.zeros(9**5, bool)).eta == 4.0


def test_how_lists_are_listed_does_not_matter() -> None:
    log = tossed(1.0, 3, 300)
    order = np.random.default_rng(0).permutation(len(log[0]))
    assert estimate_bias(*log) == estimate_bias(*(column[order] for column in log))


def test_chances_fall_with_the_place() -> None:
    assert PositionBias(2.0).chances(np.array([1, 2, 3])) == pytest.approx([1, 1 / 4, 1 / 9])
    with pytest.raises(ValueError, match="from 1"):
        place_chances(np.array([0]))


@pytest.mark.parametrize("wrong", [([2], [2], [True], [True]), ([0], [2], [True], [True]), ([1], [2, 3], [1], [1])])
def test_wrong_places_or_shapes_are_refused(wrong: tuple) -> None:
    with pytest.raises(ValueError, match="needed|counted"):
        estimate_bias(*(np.array(column) for column in wrong))
