"""Chooses how strongly a learner is held back, on the training needs alone."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from sklearn.base import clone
from sklearn.model_selection import GroupKFold

from matchmaker.engine.evaluating import by_group
from matchmaker.engine.learning import PairwiseAdditive
from matchmaker.engine.types import Floats, Ints

Setting = dict[str, float | int]
SETTINGS: tuple[Setting, ...] = (
    {"knots": 3, "l2": 3.0, "rounds": 0},
    {"knots": 4, "l2": 10.0, "rounds": 2},
    {"knots": 9, "l2": 3.0, "rounds": 2},
    {"knots": 9, "l2": 10.0, "rounds": 2},
)


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
