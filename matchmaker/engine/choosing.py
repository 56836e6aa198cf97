"""How strongly a learner is held back: fixed for the market's own feedback, chosen on the training needs elsewhere."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from sklearn.base import clone
from sklearn.model_selection import GroupKFold

from matchmaker.engine.evaluating import by_group
from matchmaker.engine.features import NAMES, SIGNS
from matchmaker.engine.learning import PairwiseAdditive
from matchmaker.engine.ranking import PRIOR
from matchmaker.engine.types import Floats, Ints

Setting = dict[str, float | int]
# Fixed on simulated markets that judge nothing (docs/learning.md). A step further weighs twice as much, as in NDCG.
FEEDBACK: Setting = {
    "knots": 4,
    "l2": 1.0,
    "early_l2": 60.0,
    "prior_l2": 3.0,
    "level_step": 0.0,
    "level_factor": 2.0,
    "half_trust": 80.0,
    "rounds": 0,
}
SETTINGS: tuple[Setting, ...] = (
    {"knots": 3, "l2": 3.0, "rounds": 0},
    {"knots": 4, "l2": 10.0, "rounds": 2},
    {"knots": 9, "l2": 3.0, "rounds": 2},
    {"knots": 9, "l2": 10.0, "rounds": 2},
)


def market_learner(**changed: float | int | None) -> PairwiseAdditive:
    """The learner for the market's own feedback: the product's features, their directions and the stated prior.

    ``changed``: parameters of PairwiseAdditive to set otherwise, such as its switches or ``random_state``.
    """
    learner = PairwiseAdditive(signs=SIGNS, prior=tuple(PRIOR[name] for name in NAMES), **FEEDBACK)  # type: ignore[arg-type]
    return learner.set_params(**changed)


def chosen(
    learner: PairwiseAdditive,
    X: Floats,
    y: Floats,
    groups: Ints,
    settings: Sequence[Setting] = SETTINGS,
    folds: int = 3,
) -> tuple[PairwiseAdditive, Setting]:
    """The learner with the setting that has the best NDCG@10 over folds of whole needs, fitted on all of them.

    Ties, and sets with fewer needs than folds, go to the first setting.
    """
    best, best_value = settings[0], -np.inf
    if len(np.unique(groups)) >= folds and len(settings) > 1:
        for setting in settings:
            value = cross_validated(clone(learner).set_params(**setting), X, y, groups, folds)
            if value > best_value + 1e-9:
                best, best_value = setting, value
    return clone(learner).set_params(**best).fit(X, y, groups), best


def cross_validated(learner: PairwiseAdditive, X: Floats, y: Floats, groups: Ints, folds: int) -> float:
    """Mean NDCG@10 over needs that the fit did not see; -inf if none has anything relevant."""
    found = []
    for train, test in GroupKFold(folds).split(X, y, groups):
        scores = clone(learner).fit(X[train], y[train], groups[train]).predict(X[test])
        found.append(by_group(y[test], scores, groups[test]))
    values = np.concatenate(found)
    return float(np.nanmean(values)) if not np.isnan(values).all() else -np.inf
