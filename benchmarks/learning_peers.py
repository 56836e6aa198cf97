"""LightGBM's lambdarank on the same logged rows, in the ways one would set it up: plain, weighed, with directions."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from benchmarks.simulated_market import Log
from matchmaker.engine.features import SIGNS
from matchmaker.engine.pairing import LEAST_PROPENSITY, trust
from matchmaker.engine.ranking import prior_ranker
from matchmaker.engine.types import Floats

# Chosen among seven settings on the tuning seeds, by the mean of three sizes; label gains are LightGBM's own.
SETTING = {"num_leaves": 4, "learning_rate": 0.1, "min_data_in_leaf": 20}
TREES = 200


@dataclass(frozen=True)
class Variant:
    """``weighed``: how far rows that went somewhere are weighed by 1 / p: "no", "fully" or "partly" (n / (n + 80)).
    ``told``: the prior's score is a fourteenth feature.
    """

    name: str
    weighed: str = "no"
    monotone: bool = False
    told: bool = False


VARIANTS = (
    Variant("lambdarank"),
    Variant("lambdarank, IPW", "fully"),
    Variant("lambdarank, monotone", "no", True),
    Variant("lambdarank, monotone, IPW", "fully", True),
    Variant("lambdarank, monotone, part IPW", "partly", True),
)
TOLD = Variant("the same, told the prior", "partly", True, True)


class Peer:
    """One variant, learnt from a log; ``chances`` (N,) that each row was looked at."""

    def __init__(self, variant: Variant, log: Log, chances: Floats) -> None:
        import lightgbm as lgb  # the tests of what stands around it run without the peer

        self.variant = variant
        signs = [*SIGNS, 1] if variant.told else list(SIGNS)
        settings = {**SETTING, "monotone_constraints": signs} if variant.monotone else SETTING
        sizes = np.unique(log.groups, return_counts=True)[1]
        rows = lgb.Dataset(self._table(log.X), log.levels, weight=self._weights(log, chances), group=sizes)
        fixed = {"objective": "lambdarank", "num_threads": 1, "deterministic": True, "seed": 0, "verbose": -1}
        self.booster = lgb.train({**fixed, **settings}, rows, TREES)

    def predict(self, X: Floats) -> Floats:
        return np.asarray(self.booster.predict(self._table(X), num_threads=1))

    def explain(self, X: Floats) -> Floats:
        """TreeSHAP: (N, F + 1)."""
        return np.asarray(self.booster.predict(self._table(X), pred_contrib=True, num_threads=1))

    def _table(self, X: Floats) -> Floats:
        return np.column_stack([X, prior_ranker().sum_curves(X)]) if self.variant.told else X

    def _weights(self, log: Log, chances: Floats) -> Floats | None:
        if self.variant.weighed == "no":
            return None
        power = trust(int(log.groups[-1]) + 1, 80.0) if self.variant.weighed == "partly" else 1.0
        return np.where(log.levels > 0, np.maximum(chances, LEAST_PROPENSITY) ** -power, 1.0)
