"""The peer to measure against, where it is installed: LightGBM's lambdarank. Nothing of the product needs it."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec

import numpy as np

from matchmaker.engine.types import Floats, Ints

Scorer = Callable[[Floats], Floats]


def has_lightgbm() -> bool:
    return find_spec("lightgbm") is not None


def lambdarank(X: Floats, y: Floats, groups: Ints, *, leaves: int, trees: int, rate: float) -> Scorer:
    """Learns on rows whose groups stand together; one thread, fixed seed. Needs ``has_lightgbm()``."""
    ranker = import_module("lightgbm").LGBMRanker(
        n_estimators=trees,
        num_leaves=leaves,
        learning_rate=rate,
        min_child_samples=min(50, max(len(y) // 40, 1)),
        n_jobs=1,
        verbose=-1,
        random_state=0,
        deterministic=True,
        force_row_wise=True,
    )
    sizes = np.diff(np.flatnonzero(np.diff(groups, prepend=np.nan, append=np.nan)))
    ranker.fit(X, y, group=sizes)
    return lambda rows: np.asarray(ranker.predict(rows), dtype=np.float64)
