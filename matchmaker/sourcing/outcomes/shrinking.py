"""Ratings that a few voices cannot make: pure arithmetic, no database.

Points are 1 to 5. ``shown`` pulls the mean of few reviews towards what is usual in the market; with none it is the
market's own figure, so that a newcomer never starts with full marks.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import sqrt

LEAST, MOST = 1.0, 5.0
# With nothing known anywhere, a supplier is taken to be worth 3.5; the market's mean moves away from it slowly.
USUAL, USUAL_WEIGHT = 3.5, 20
PRIOR_WEIGHT = 5
# How far reviews of one supplier usually lie from each other, in points; the range holds nineteen times of twenty.
SPREAD, SURE = 0.9, 1.96


@dataclass(frozen=True)
class Shown:
    """``mean`` (1-5) after shrinking, from ``n`` reviews; the true figure lies between ``low`` and ``high``, mostly."""

    mean: float
    n: int
    low: float
    high: float


def review_value(parts: Mapping[str, int]) -> float:
    """The mean of a review's parts. Raises ValueError without any."""
    if not parts:
        raise ValueError("a review without parts has no value")
    return sum(parts.values()) / len(parts)


def market_prior(total: float, count: int) -> float:
    """The market's mean, itself pulled to 3.5 by 20 imagined reviews, and never below 3.5; always below 5."""
    return max(USUAL, (USUAL_WEIGHT * USUAL + total) / (USUAL_WEIGHT + count))


def shown(values: Iterable[float], prior: float) -> Shown:
    """(5 * prior + sum) / (5 + n), with n and a range that narrows as reviews come in."""
    known = list(values)
    weight = PRIOR_WEIGHT + len(known)
    mean = (PRIOR_WEIGHT * prior + sum(known)) / weight
    about = SURE * SPREAD / sqrt(weight)
    return Shown(mean, len(known), max(mean - about, LEAST), min(mean + about, MOST))
