"""Why a need cannot be met, and what would close the gap."""

from __future__ import annotations

import numpy as np

from matchmaker.engine.packaging.results import Infeasibility
from matchmaker.engine.types import PackageProblem


def explain_infeasible(problem: PackageProblem) -> Infeasibility:
    return Infeasibility(None, tuple(np.flatnonzero(problem.slot_must).tolist()), (), ())
