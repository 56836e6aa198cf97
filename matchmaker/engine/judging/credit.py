"""One statistic for both instruments: neighbours whose order a coin decided, and which of the two went further.

P duels: two rows at places k and k + 1, each order equally likely, so what the upper place is worth is the same for
both models and cancels. z is self-normalised over needs: sum of credits over the root of the sum of their squares.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr

from matchmaker.engine.types import Bools, Floats, Ints


@dataclass(frozen=True)
class Duels:
    """(P,) each. ``needs``: any whole number that names the need; ``places`` of the upper row, from 0.

    ``sides``: +1 where only the new model wanted the upper row above, -1 where only the old one did, halves where one
    of them had no opinion, 0 where they agree. ``gaps``: gain of the upper row minus gain of the lower.
    """

    needs: Ints
    places: Ints
    sides: Floats
    gaps: Floats

    def kept(self, mask: Bools) -> Duels:
        return Duels(self.needs[mask], self.places[mask], self.sides[mask], self.gaps[mask])


@dataclass(frozen=True)
class Signal:
    """``z`` > 0 speaks for the new model; ``needs`` looked at, ``told`` needs of these on which the two differed in
    credit; ``mean`` credit a need, in gains (quotes, awards).
    """

    z: float
    needs: int
    told: int
    mean: float

    @property
    def chance(self) -> float:
        """How likely the new model is really the better one, knowing nothing beforehand: the normal's share below z."""
        return float(ndtr(self.z))


def credits_of(duels: Duels) -> tuple[Ints, Floats]:
    """(n,) needs and (n,) their credits: what the new model's wishes brought more than the old one's.

    What the upper place brings in all other duels at that place is taken off first: the coin makes that fair, and it
    takes out noise. Every need with a duel is there, with 0 where the models agree.
    """
    needs, inverse = np.unique(duels.needs, return_inverse=True)
    if not len(needs):
        return needs.astype(np.int64), np.zeros(0)
    others = np.bincount(duels.places)[duels.places] - 1
    gained = np.bincount(duels.places, duels.gaps)[duels.places] - duels.gaps
    fair = duels.sides * (duels.gaps - gained / np.maximum(others, 1))
    return needs.astype(np.int64), np.bincount(inverse, fair, len(needs)).astype(np.float64)


def signal_of(credits: Floats, needs: int | None = None) -> Signal:
    """The signal in (n,) credits. ``needs``: how many were looked at, where some gave no duel at all."""
    looked = len(credits) if needs is None else needs
    power = float(credits @ credits)
    z = float(credits.sum()) / power**0.5 if power > 0 else 0.0
    return Signal(z, looked, int(np.count_nonzero(credits)), float(credits.sum()) / looked if looked else 0.0)


def first_needs(needs: Ints, most: int) -> Bools:
    """(P,) rows of the first ``most`` needs in the order in which they appear: one look at a number fixed before."""
    return _arrival(needs) < most


def last_needs(needs: Ints, window: int) -> Bools:
    """(P,) rows of the last ``window`` needs in the order in which they first appear."""
    arrival = _arrival(needs)
    return arrival >= arrival.max(initial=-1) + 1 - window


def _arrival(needs: Ints) -> Ints:
    _, first, inverse = np.unique(needs, return_index=True, return_inverse=True)
    rank = np.empty(len(first), np.int64)
    rank[np.argsort(first)] = np.arange(len(first))
    return rank[inverse]
