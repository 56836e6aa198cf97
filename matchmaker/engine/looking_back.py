"""Whether what was flagged came about: the area under the ROC curve of a score against what happened later."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.stats import rankdata

from matchmaker.engine.types import Bools, Floats

DRAWS = 400
STEPS = (0.25, 0.5, 0.75)


@dataclass(frozen=True)
class Hindsight:
    """``auc`` with its 95 % interval over ``cases``, of which ``failed`` failed; nan where only one kind is there.

    ``steps``: for the squares' four shades and none (0, to 25, 50, 75, 100 %): cases, and the share that failed.
    """

    cases: int
    failed: int
    auc: float
    low: float
    high: float
    steps: tuple[tuple[int, float], ...]


def roc_auc(score: Floats, failed: Bools) -> float:
    """The chance that one that failed scored higher than one that did not; ties count half."""
    bad, good = int(failed.sum()), int((~failed).sum())
    if not bad or not good:
        return float("nan")
    ranks = rankdata(score)
    return float((ranks[failed].sum() - bad * (bad + 1) / 2) / (bad * good))


def hindsight(score: Floats, failed: Bools, *, seed: int = 0) -> Hindsight:
    """``score`` 0 to 1. The interval is that of drawing the cases anew, with replacement."""
    rng, count = np.random.default_rng(seed), len(score)
    drawn = [rng.integers(count, size=count) for _ in range(DRAWS)] if count else []
    values = np.array([roc_auc(score[rows], failed[rows]) for rows in drawn])
    values = values[np.isfinite(values)]
    low, high = (float(one) for one in np.quantile(values, [0.025, 0.975])) if len(values) else (np.nan, np.nan)
    step = np.where(score <= 0, 0, 1 + np.searchsorted(np.array(STEPS), score, side="right"))
    shares = [
        (int((step == at).sum()), float(failed[step == at].mean()) if (step == at).any() else np.nan) for at in range(5)
    ]
    return Hindsight(count, int(failed.sum()), roc_auc(score, failed), low, high, tuple(shares))
