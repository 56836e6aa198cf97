"""Two questions, asked apart: will this supplier answer, and if it answers, will it be chosen?

Both are an intercept and one curve a feature, on the scale of log-odds: P = expit(intercept + sum of curves(x)). With
few rows each curve is one straight line (ridge, C = 0.1); from ``curves_from`` rows on it may bend. Why this and not
boosted trees: it is stored as plain JSON, read without running code, and taken apart exactly (``docs/learning.md``).
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from typing import Self

import numpy as np
from scipy.special import expit
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.linear_model import LogisticRegression
from sklearn.utils import Tags
from sklearn.utils.multiclass import check_classification_targets, type_of_target
from sklearn.utils.validation import check_is_fitted, validate_data

from matchmaker.engine.errors import CaseInvalid, RankerMismatch
from matchmaker.engine.ramps import DIGITS, Ramps, quantile_knots
from matchmaker.engine.ranking import Curve
from matchmaker.engine.types import Floats

FORMAT = 1


class Chance(ClassifierMixin, BaseEstimator):
    """Chance that something happens. Use ``WillQuote`` or ``WillBeChosen``.

    ``names`` of the features (None: x0, x1, ...); ``C`` of the ridge; ``half_trust``: rows at which the answer stands
    half-way between the base rate and the curves (0: no such pull); ``curves_from``: rows from which curves may bend,
    then with ``curve_C`` and ``knots`` quantiles a feature.
    After ``fit``: ``intercept_``, ``curves_``, ``rows_``, ``happened_``, ``base_``.
    """

    kind = ""

    def __init__(
        self,
        *,
        names: Sequence[str] | None = None,
        C: float = 0.1,
        half_trust: float = 0.0,
        curves_from: int = 500,
        curve_C: float = 0.03,
        knots: int = 4,
    ) -> None:
        self.names = names
        self.C = C
        self.half_trust = half_trust
        self.curves_from = curves_from
        self.curve_C = curve_C
        self.knots = knots

    def fit(self, X: Floats, y: np.ndarray) -> Self:
        """``X`` (N, F) features, ``y`` (N,) two values of which the greater (True, 1) means that it happened.

        All the same is fine too (then 0 and False mean that it did not). Raises RankerMismatch where ``names`` are for
        other features, ValueError for more than two values. For no rows at all there is ``without_evidence``.
        """
        X, y = validate_data(self, X, y, dtype=np.float64)
        check_classification_targets(y)
        if type_of_target(y) != "binary":
            raise ValueError(f"Only binary classification is supported. The type of the target is {type_of_target(y)}.")
        self.classes_ = _two_classes(np.unique(y))
        happened = np.asarray(y == self.classes_[1])
        self._counted(len(y), int(happened.sum()), X.shape[1])
        if 0 < self.happened_ < self.rows_:
            self._learn(X, happened)
        return self

    def without_evidence(self) -> Self:
        """The state before the first row: an even chance for everybody. Needs ``names``; raises ValueError."""
        if self.names is None:
            raise ValueError("names are needed where there are no rows")
        self.classes_, self.n_features_in_ = np.array([0, 1]), len(self.names)
        self._counted(0, 0, len(self.names))
        return self

    def chance(self, X: Floats) -> Floats:
        """(N,) chance that it happens; never surer than ``rows_`` rows can teach (rule of succession)."""
        found = expit(self.decision_function(X))
        trust = self.rows_ / (self.rows_ + self.half_trust) if self.rows_ else 0.0
        least = 1.0 / (self.rows_ + 2.0)
        return np.clip(self.base_ + trust * (found - self.base_), least, 1.0 - least)

    def decision_function(self, X: Floats) -> Floats:
        """(N,) log-odds of the curves alone, before any pull to the base rate."""
        check_is_fitted(self)
        return np.asarray(self.intercept_ + self.contributions(X).sum(axis=1))

    def contributions(self, X: Floats) -> Floats:
        """(N, F) log-odds that each feature brings; with the intercept they add up to ``decision_function``."""
        check_is_fitted(self)
        X = validate_data(self, X, dtype=np.float64, reset=False)
        return np.column_stack([np.interp(X[:, j], one.knots, one.values) for j, one in enumerate(self.curves_)])

    def predict_proba(self, X: Floats) -> Floats:
        chance = self.chance(X)
        return np.column_stack([1.0 - chance, chance])

    def predict(self, X: Floats) -> np.ndarray:
        likely = self.chance(X) > 0.5
        return np.asarray(self.classes_[likely.astype(np.int64)])

    def _counted(self, rows: int, happened: int, features: int) -> None:
        self.names_ = tuple(self.names) if self.names is not None else tuple(f"x{j}" for j in range(features))
        if len(self.names_) != features:
            raise RankerMismatch(names=len(self.names_), features=features)
        self.rows_, self.happened_ = rows, happened
        self.base_ = (happened + 1.0) / (rows + 2.0)
        self.intercept_ = round(math.log(self.base_ / (1.0 - self.base_)), DIGITS)
        self.curves_ = tuple(Curve((0.0,), (0.0,)) for _ in self.names_)

    def _learn(self, X: Floats, happened: np.ndarray) -> None:
        bent = self.rows_ >= self.curves_from
        ramps = Ramps([_knots(column, self.knots if bent else 2) for column in X.T])
        table = ramps.steps(X)
        spread = table.std(axis=0)
        spread[spread == 0.0] = 1.0
        if not table.shape[1]:
            return
        ridge = LogisticRegression(C=self.curve_C if bent else self.C, tol=1e-8, max_iter=1000).fit(
            table / spread, happened
        )
        self.intercept_ = round(float(ridge.intercept_[0]), DIGITS)
        self.curves_ = ramps.curves(ridge.coef_[0] / spread)

    def __sklearn_tags__(self) -> Tags:
        tags = super().__sklearn_tags__()
        tags.classifier_tags.multi_class = False
        return tags


class WillQuote(Chance):
    """Will an invited supplier hand in a quote? Pulled to the base rate by n / (n + 60): few firms, many reasons."""

    kind = "will_quote"

    def __init__(
        self,
        *,
        names: Sequence[str] | None = None,
        C: float = 0.1,
        half_trust: float = 60.0,
        curves_from: int = 500,
        curve_C: float = 0.03,
        knots: int = 4,
    ) -> None:
        super().__init__(names=names, C=C, half_trust=half_trust, curves_from=curves_from, curve_C=curve_C, knots=knots)


class WillBeChosen(Chance):
    """Will a supplier that quoted be chosen? Learn it on quotes only; pulling it to the base rate does harm."""

    kind = "will_be_chosen"


def fused(will_quote: Floats, will_be_chosen: Floats) -> Floats:
    """(N,) chance of an award: P(quote) x P(chosen | quote), in (0, 1) for what the two models say.

    A quarter where neither has seen a row. It is as calibrated as the two are, and as far as those who did not quote
    would have been judged like those who did.
    """
    return np.asarray(will_quote, dtype=np.float64) * np.asarray(will_be_chosen, dtype=np.float64)


def to_json(model: Chance) -> dict[str, object]:
    """All that was learnt as plain values; ``from_json`` gives the same chances back."""
    check_is_fitted(model)
    curves = {
        n: {"knots": list(c.knots), "values": list(c.values)} for n, c in zip(model.names_, model.curves_, strict=True)
    }
    counted = {"rows": model.rows_, "happened": model.happened_, "half_trust": model.half_trust}
    return {"kind": model.kind, "format": FORMAT, **counted, "intercept": model.intercept_, "curves": curves}


def from_json(data: object, names: Sequence[str]) -> WillQuote | WillBeChosen:
    """The model of ``to_json``, for exactly these features in this order.

    Raises CaseInvalid for anything that ``to_json`` does not write, RankerMismatch for other features.
    """
    kinds: dict[object, type[WillQuote | WillBeChosen]] = {one.kind: one for one in (WillQuote, WillBeChosen)}
    if not isinstance(data, dict) or data.get("format") != FORMAT or not isinstance(data.get("curves"), dict):
        raise CaseInvalid(field="chance")
    kind, curves = data.get("kind"), data["curves"]
    if not isinstance(kind, str) or kind not in kinds:
        raise CaseInvalid(field="chance.kind")
    if set(curves) != set(names):
        raise RankerMismatch(missing=sorted(set(names) - set(curves)), unknown=sorted(set(curves) - set(names)))
    rows, happened = (_count(data, field) for field in ("rows", "happened"))
    if happened > rows:
        raise CaseInvalid(field="chance.happened")
    try:
        read = [Curve(*(tuple(map(float, curves[name][part])) for part in ("knots", "values"))) for name in names]
    except (KeyError, TypeError, ValueError) as error:
        raise CaseInvalid(field="chance.curves") from error
    model = kinds[kind](names=tuple(names), half_trust=_number(data, "half_trust", 0.0)).without_evidence()
    model._counted(rows, happened, len(read))
    model.intercept_, model.curves_ = _number(data, "intercept", -math.inf), tuple(read)
    return model


def text_of(model: Chance) -> str:
    """``to_json`` as one line with sorted keys: what a checksum is taken of."""
    return json.dumps(to_json(model), sort_keys=True, allow_nan=False)


def _count(data: dict[str, object], field: str) -> int:
    value = data.get(field)
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise CaseInvalid(field=f"chance.{field}")
    return value


def _number(data: dict[str, object], field: str, least: float) -> float:
    value = data.get(field)
    if not isinstance(value, int | float) or isinstance(value, bool) or not math.isfinite(value) or value < least:
        raise CaseInvalid(field=f"chance.{field}")
    return float(value)


def _knots(column: Floats, most: int) -> Floats:
    """The two ends, or as many quantiles as there may be; one knot where all values are the same."""
    return np.unique([column.min(), column.max()]) if most <= 2 else quantile_knots(column, column, most)


def _two_classes(found: np.ndarray) -> np.ndarray:
    """The two labels in order; where only one was seen, the other is made up so that 0 and False mean "no"."""
    if len(found) == 2:
        return found
    if found.dtype.kind in "biuf":
        return np.array([0, 1], dtype=found.dtype) if found[0] in (0, 1) else np.array([found[0] - 1, found[0]])
    return np.array([f"not {found[0]}", found[0]])
