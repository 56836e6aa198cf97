"""Exact package assembly: which suppliers together cover a need best, with proof. See ``docs/packaging.md``."""

from matchmaker.engine.packaging.changing import changed
from matchmaker.engine.packaging.greedy import greedy
from matchmaker.engine.packaging.infeasible import explain_infeasible
from matchmaker.engine.packaging.prepared import Prepared, prepare, solve
from matchmaker.engine.packaging.results import (
    Card,
    Cards,
    Change,
    Infeasibility,
    Pool,
    Relaxation,
    Standby,
    Step,
)
from matchmaker.engine.packaging.terms import broken_rules, candidates, package_of

__all__ = [
    "Card",
    "Cards",
    "Change",
    "Infeasibility",
    "Pool",
    "Prepared",
    "Relaxation",
    "Standby",
    "Step",
    "broken_rules",
    "candidates",
    "changed",
    "explain_infeasible",
    "greedy",
    "package_of",
    "prepare",
    "solve",
]
