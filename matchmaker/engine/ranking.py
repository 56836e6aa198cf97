"""Scores that can be taken apart: one monotone curve a feature, and their sum is the score.

``AdditiveRanker`` is a scikit-learn estimator; ``prior_ranker()`` gives the one with the stated hand prior of
``docs/matching.md``. A learnt ranker is another set of curves: whoever learns them calls ``AdditiveRanker(curves=...)``
and everything after it (scores, contributions, case files, versions) stays as it is.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass

import numpy as np
from sklearn.base import BaseEstimator
from sklearn.utils.validation import check_is_fitted, validate_data

from matchmaker.engine.errors import CaseInvalid, RankerMismatch
from matchmaker.engine.features import NAMES, SIGNS
from matchmaker.engine.types import Floats


@dataclass(frozen=True)
class Curve:
    """Points of one feature: straight lines between knots, level outside. Values are shares of the score, from 0."""

    knots: tuple[float, ...]
    values: tuple[float, ...]

    def __post_init__(self) -> None:
        same = len(self.knots) == len(self.values) >= 1
        rising = all(a < b for a, b in zip(self.knots, self.knots[1:], strict=False))
        if not (same and rising and np.isfinite(self.knots).all() and np.isfinite(self.values).all()):
            raise CaseInvalid(field="curve", knots=list(self.knots), values=list(self.values))

    def is_monotone(self, sign: int) -> bool:
        return all(sign * (b - a) >= 0 for a, b in zip(self.values, self.values[1:], strict=False))


# What a plant owner would weigh, said openly before any feedback exists; the best values add up to 1.
PRIOR: dict[str, Curve] = {
    "exactness": Curve((0.0, 0.5, 1.0), (0.0, 0.06, 0.12)),
    "text": Curve((0.0, 0.05, 0.20, 0.50), (0.0, 0.03, 0.08, 0.10)),
    "votes": Curve((0.0, 0.4, 0.8, 1.0), (0.0, 0.07, 0.12, 0.14)),
    "industry": Curve((0.0, 1.0, 3.0, 5.0), (0.0, 0.04, 0.07, 0.08)),
    "price": Curve((0.5, 1.0, 1.5, 2.5), (0.14, 0.10, 0.04, 0.0)),
    "time": Curve((0.3, 0.7, 1.0, 1.5), (0.08, 0.06, 0.03, 0.0)),
    "distance": Curve((0.0, 1.0, 2.0, 4.0), (0.07, 0.05, 0.03, 0.0)),
    "onsite": Curve((4.0, 24.0, 72.0, 168.0), (0.06, 0.04, 0.015, 0.0)),
    "standards": Curve((0.0, 1.0), (0.0, 0.05)),
    "capacity": Curve((1.0, 2.0, 4.0), (0.0, 0.02, 0.03)),
    "evidence": Curve((0.0, 1.0, 2.0, 3.0), (0.0, 0.02, 0.04, 0.06)),
    "reply": Curve((0.2, 0.9), (0.0, 0.03)),
    "outcome": Curve((0.2, 0.9), (0.0, 0.04)),
}


class AdditiveRanker(BaseEstimator):
    """``score(X)`` (N,) is the sum of ``contributions(X)`` (N, F), feature after feature.

    ``curves``: a tuple of Curve, one a feature; None: equal ramps over the range seen in ``fit`` (a neutral start).
    ``fit`` learns nothing from ``y``; it fixes the curves and the number of features.
    """

    def __init__(self, curves: tuple[Curve, ...] | None = None) -> None:
        self.curves = curves

    def fit(self, X: Floats, y: Floats | None = None) -> AdditiveRanker:
        X = validate_data(self, X, dtype=np.float64)
        if self.curves is not None and len(self.curves) != X.shape[1]:
            raise RankerMismatch(curves=len(self.curves), features=X.shape[1])
        self.curves_ = self.curves if self.curves is not None else _even_ramps(X)
        return self

    def contributions(self, X: Floats) -> Floats:
        """(N, F) share of the score that each feature brings."""
        check_is_fitted(self)
        X = validate_data(self, X, dtype=np.float64, reset=False)
        return self.curve_parts(X)

    def predict(self, X: Floats) -> Floats:
        """(N,) scores; in [0, 1] for curves that start at 0 and whose best values add up to 1."""
        check_is_fitted(self)
        return self.sum_curves(validate_data(self, X, dtype=np.float64, reset=False))

    def sum_curves(self, X: Floats) -> Floats:
        """``predict`` for the engine's own matrices: what it computed itself needs no second look."""
        total = np.zeros(X.shape[0])
        for column, curve in enumerate(self.curves_):
            total += np.interp(X[:, column], curve.knots, curve.values)
        return total

    def score(self, X: Floats, y: Floats | None = None) -> Floats:
        """(N,) the scores themselves: here "score" is what an offer gets, not how good the model is."""
        return self.predict(X)

    def curve_parts(self, X: Floats) -> Floats:
        """``contributions`` for the engine's own matrices, without the second look."""
        parts = np.empty(X.shape, order="F")
        for column, curve in enumerate(self.curves_):
            parts[:, column] = np.interp(X[:, column], curve.knots, curve.values)
        return parts

    @property
    def version(self) -> str:
        """Twelve hex digits that name these very curves."""
        return hashlib.sha256(json.dumps(to_json(self), sort_keys=True).encode()).hexdigest()[:12]


def _even_ramps(X: Floats) -> tuple[Curve, ...]:
    top = 1.0 / X.shape[1]
    ends = zip(X.min(axis=0), X.max(axis=0), strict=True)
    return tuple(Curve((float(a), float(b)), (0.0, top)) if a < b else Curve((float(a),), (0.0,)) for a, b in ends)


def ready(curves: tuple[Curve, ...]) -> AdditiveRanker:
    """A ranker for the engine's features with these curves, fitted without data."""
    if len(curves) != len(NAMES):
        raise RankerMismatch(curves=len(curves), features=len(NAMES))
    for name, sign, curve in zip(NAMES, SIGNS, curves, strict=True):
        if not curve.is_monotone(sign):
            raise RankerMismatch(feature=name, sign=sign)
    return AdditiveRanker(curves).fit(np.zeros((1, len(NAMES))))


def prior_ranker() -> AdditiveRanker:
    """The stated hand prior."""
    return ready(tuple(PRIOR[name] for name in NAMES))


def to_json(ranker: AdditiveRanker) -> dict[str, object]:
    """Curves as plain values; ``from_json`` gives the same ranker back."""
    check_is_fitted(ranker)
    named = zip(NAMES, ranker.curves_, strict=False)
    return {"kind": "additive", "curves": {n: {"knots": list(c.knots), "values": list(c.values)} for n, c in named}}


def from_json(data: object) -> AdditiveRanker:
    """Raises CaseInvalid for anything that is not what ``to_json`` writes, RankerMismatch for other features."""
    if not isinstance(data, dict) or data.get("kind") != "additive" or not isinstance(data.get("curves"), dict):
        raise CaseInvalid(field="ranker")
    curves = data["curves"]
    if set(curves) != set(NAMES):
        raise RankerMismatch(missing=sorted(set(NAMES) - set(curves)), unknown=sorted(set(curves) - set(NAMES)))
    try:
        read = [Curve(*(tuple(map(float, curves[name][part])) for part in ("knots", "values"))) for name in NAMES]
    except (KeyError, TypeError, ValueError) as error:
        raise CaseInvalid(field="ranker.curves") from error
    return ready(tuple(read))
