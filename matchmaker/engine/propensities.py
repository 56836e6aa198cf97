"""How likely a place in a list is looked at, learnt from the pairs of places that a coin was tossed for.

Chance that place k is looked at: 1 / k ** eta (Joachims, Swaminathan, Schnabel 2017, "Unbiased learning-to-rank with
biased feedback"). In a small, stated share of lists a fair coin orders the two suppliers of some pairs of places
i < j, such as the neighbours of ``judging.swaps``. Over the coin both places hold equally good suppliers, so of all
clicks on the two the share on i is i ** -eta / (i ** -eta + j ** -eta) = expit(eta x log(j / i)). eta solves

    sum over clicks of log(j / i) x (was it on i? - expit(eta x log(j / i))) = (eta - 1) / spread ** 2

which is the most likely eta of a logistic model of one unknown with a normal prior around 1.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.optimize import brentq
from scipy.special import expit

from matchmaker.engine.types import Floats, Ints

USUAL_ETA, SPREAD, HIGHEST_ETA = 1.0, 0.5, 4.0


@dataclass(frozen=True)
class PositionBias:
    """``eta`` with its standard ``error``, learnt from ``clicks`` on tossed places; without any the usual eta, 1."""

    eta: float = USUAL_ETA
    error: float = SPREAD
    clicks: int = 0

    def chances(self, places: Ints) -> Floats:
        """(N,) chance that each place (counted from 1) is looked at, in (0, 1]; the first always is."""
        return place_chances(places, self.eta)


def place_chances(places: Ints, eta: float = USUAL_ETA) -> Floats:
    """(N,) 1 / place ** eta. Raises ValueError for a place below 1."""
    places = np.asarray(places, dtype=np.float64)
    if (places < 1).any():
        raise ValueError("places are counted from 1")
    return np.asarray(places**-eta)


def estimate_bias(upper: Ints, lower: Ints, upper_clicked: np.ndarray, lower_clicked: np.ndarray) -> PositionBias:
    """The eta of tossed pairs of places; all (T,): places from 1, ``upper`` < ``lower``, and what happened on each.

    Give every pair that a coin was tossed for, changed over or not. Places are as shown, so ``upper_clicked`` is about
    whoever stood there. Raises ValueError for other shapes or places.
    """
    upper, lower = np.asarray(upper, dtype=np.float64), np.asarray(lower, dtype=np.float64)
    on_upper, on_lower = np.asarray(upper_clicked, dtype=bool), np.asarray(lower_clicked, dtype=bool)
    if not upper.shape == lower.shape == on_upper.shape == on_lower.shape or upper.ndim != 1:
        raise ValueError("four arrays of one length are needed")
    if (upper < 1).any() or (lower <= upper).any():
        raise ValueError("places are counted from 1, the upper before the lower")
    steps = np.log(lower / upper)
    ups, all_steps = steps[on_upper].sum(), np.concatenate([steps[on_upper], steps[on_lower]])

    def slope(eta: float) -> float:
        return float(ups - all_steps @ expit(eta * all_steps) - (eta - USUAL_ETA) / SPREAD**2)

    eta = _root_between(slope, 0.0, HIGHEST_ETA)
    share = expit(eta * all_steps)
    known = float((all_steps**2) @ (share * (1.0 - share))) + SPREAD**-2
    return PositionBias(round(eta, 9), round(known**-0.5, 9), len(all_steps))


def _root_between(slope: Callable[[float], float], low: float, high: float) -> float:
    """Where a falling function is zero; the nearer end where it is not zero between."""
    if slope(low) <= 0.0:
        return low
    if slope(high) >= 0.0:
        return high
    return float(brentq(slope, low, high, xtol=1e-12))
