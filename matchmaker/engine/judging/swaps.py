"""Swapped neighbours (FairPairs, Radlinski and Joachims 2006): a log from which any two models can be compared later.

A few drawn pairs of neighbours in a shown list stand in the order that a coin decides. Whoever went further in such a
pair did so without help from the place. Neither model need have existed when the list was shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from matchmaker.engine.judging.credit import Duels, Signal, credits_of, signal_of
from matchmaker.engine.types import Bools, Floats, Ints

SHARE = 1.0
DEPTH = 10
Seed = int | Sequence[int]


@dataclass(frozen=True)
class Swapped:
    """``order`` (N,) as to be shown; ``uppers`` (P,) places, from 0, that were drawn together with the next;
    ``flipped`` (P,) whether these two stand the other way round than the ranker had them.
    """

    order: Ints
    uppers: Ints
    flipped: Bools


def swapped(order: Ints, *, seed: Seed, share: float = SHARE, depth: int = DEPTH) -> Swapped:
    """``order`` (N,) rows, best first. Pairs start at the first or the second place (a coin); each pair within the
    first ``depth`` places takes part with chance ``share``, and half of those are flipped.

    The same order, seed and share give the same list: a reader who comes back sees what he saw.
    """
    if not 0.0 <= share <= 1.0:
        raise ValueError("share is a part of the pairs: 0 to 1")
    rng = np.random.default_rng(seed)
    start = int(rng.integers(2))
    places = np.arange(start, max(min(depth, len(order)) - 1, start), 2)
    luck = rng.random((2, len(places)))
    uppers, flipped = places[luck[0] < share], luck[1][luck[0] < share] < 0.5
    shown = np.array(order)
    turned = uppers[flipped]
    shown[turned], shown[turned + 1] = shown[turned + 1], shown[turned]
    return Swapped(shown, uppers, flipped)


def compared(needs: Ints, places: Ints, gaps: Floats, old: Floats, new: Floats) -> Duels:
    """Drawn pairs as duels of two models. (P,) each: need, place of the upper row, gain of the upper minus the lower,
    and how far each model puts the upper row above the lower (its score minus the other's; 0: no opinion).
    """
    return Duels(needs, places, (np.sign(new) - np.sign(old)) / 2.0, np.asarray(gaps, np.float64))


def nominated(needs: Ints, places: Ints, gaps: Floats, old: Floats, new: Floats) -> Signal:
    """The signal of drawn pairs (``compared``): z, needs and the chance that ``new`` is better."""
    return signal_of(credits_of(compared(needs, places, gaps, old, new))[1])
