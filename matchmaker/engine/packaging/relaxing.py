"""The least of each lever (money, time, distance, members) that makes a need feasible, proved by a package."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from matchmaker.engine.packaging.changing import changed
from matchmaker.engine.packaging.exact import first_packages, price
from matchmaker.engine.packaging.feasibility import Oracle, package_from, plain
from matchmaker.engine.packaging.greedy import best_of
from matchmaker.engine.packaging.ground import lay
from matchmaker.engine.packaging.prepared import solve
from matchmaker.engine.packaging.results import Change, Relaxation, Step
from matchmaker.engine.packaging.search import best_of_found
from matchmaker.engine.packaging.terms import broken_rules, package_of
from matchmaker.engine.types import Floats, Package, PackageProblem, Solution

WITNESS_NODES = 300
GLANCE_NODES = 60


def quick(problem: PackageProblem) -> Solution:
    """A good package soon, its optimality proved only where that is easy."""
    return solve(replace(problem, params=replace(problem.params, node_limit=WITNESS_NODES)))


def soon(problem: PackageProblem, oracle: Oracle) -> Package | None:
    """A good package, not proved the best: it is there to show that the rules can be kept."""
    ground, known = lay(problem), oracle.witness(problem)
    found = None if ground is None else best_of_found(first_packages(price(ground), limit=GLANCE_NODES))
    return known if ground is None or found is None else best_of(known, package_from(problem, ground, found))


def later(problem: PackageProblem, weeks: float) -> PackageProblem:
    return replace(problem, late_weeks=_eased(problem.late_weeks, weeks))


def further(problem: PackageProblem, hops: float) -> PackageProblem:
    return replace(problem, far_hops=_eased(problem.far_hops, hops))


def _eased(excess: Floats, amount: float) -> Floats:
    return np.where(excess <= amount, 0.0, excess)


def eased_by(problem: PackageProblem, step: Step) -> PackageProblem:
    """``problem`` with one step of a relaxation taken."""
    match step.kind:
        case "budget":
            return changed(problem, Change(budget=problem.budget + step.amount))
        case "members":
            return changed(problem, Change(members=problem.params.max_members + int(step.amount)))
        case "deadline":
            return later(problem, step.amount)
        case "region":
            return further(problem, step.amount)
        case "pinned":
            return changed(problem, Change(unpin=(step.slot,)))
        case _:
            return changed(problem, Change(drop=(step.slot,)))


def relaxations(
    problem: PackageProblem, partial: Package | None, opened: tuple[int, ...], oracle: Oracle
) -> tuple[Relaxation, ...]:
    """The least of each single lever that suffices; if none does, the least pair of levers; last, the slots to drop."""
    found = [
        step for lever in (more_budget, more_time, more_distance, more_members) if (step := lever(problem, oracle))
    ]
    unpinned = [Step("pinned", 0.0, row) for row in np.flatnonzero(problem.pinned).tolist()]
    found += [done for step in unpinned if (done := verified(problem, oracle, step))]
    if not found:
        found = _two_levers(problem, oracle)
    if partial is not None and opened:
        dropped = verified(problem, oracle, *(Step("slot", 0.0, row) for row in opened))
        found += [dropped] if dropped else []
    return tuple(sorted(found, key=lambda relaxation: len(relaxation.steps)))


def verified(problem: PackageProblem, oracle: Oracle, *steps: Step) -> Relaxation | None:
    """The relaxation by ``steps`` with a package that proves it; None if there is no package after all."""
    for step in steps:
        problem = eased_by(problem, step)
    best = soon(problem, oracle) if oracle.feasible(problem) is not False else None
    oracle.remember(best)
    return None if best is None else Relaxation(steps, best)


def more_budget(problem: PackageProblem, oracle: Oracle) -> Relaxation | None:
    """The cheapest package of all tells how much more money is needed."""
    if not np.isfinite(problem.budget):
        return None
    cheapest = quick(plain(changed(problem, Change(budget=float("inf"))))).best
    if cheapest is None:
        return None
    step = Step("budget", max(cheapest.price - problem.budget, 0.0))
    package = package_of(problem, cheapest.cover)
    if broken_rules(eased_by(problem, step), package):
        return verified(problem, oracle, step)
    oracle.remember(package)
    return Relaxation((step,), package)


def more_time(problem: PackageProblem, oracle: Oracle) -> Relaxation | None:
    return _least(problem, oracle, "deadline", _levels(problem.late_weeks))


def more_distance(problem: PackageProblem, oracle: Oracle) -> Relaxation | None:
    return _least(problem, oracle, "region", _levels(problem.far_hops))


def more_members(problem: PackageProblem, oracle: Oracle) -> Relaxation | None:
    most = max(len(problem.slot_must) - problem.params.max_members, 0)
    return _least(problem, oracle, "members", np.arange(1.0, most + 1.0))


def _levels(excess: Floats) -> Floats:
    """Whole weeks or hops: finer steps would mean nothing to anybody."""
    return np.unique(np.ceil(excess[np.isfinite(excess) & (excess > 0)]))


def _least(problem: PackageProblem, oracle: Oracle, kind: str, levels: Floats) -> Relaxation | None:
    """The smallest of the rising ``levels`` that suffices, by halving: what suffices keeps sufficing.

    The first one is tried first: it nearly always suffices where any does, and its problem is the smallest.
    """

    def enough(level: int) -> bool:
        return oracle.feasible(eased_by(problem, Step(kind, float(levels[level])))) is True

    if not len(levels):
        return None
    if enough(0):
        return verified(problem, oracle, Step(kind, float(levels[0])))
    if len(levels) == 1 or not enough(len(levels) - 1):
        return None
    low, high = 1, len(levels) - 1
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle + 1, high)
    return verified(problem, oracle, Step(kind, float(levels[high])))


Lever = Callable[[PackageProblem, Oracle], Relaxation | None]
PAIRS: tuple[tuple[str, Lever], ...] = (
    ("region", more_budget),
    ("deadline", more_budget),
    ("region", more_time),
    ("region", more_members),
    ("deadline", more_members),
)


def _two_levers(problem: PackageProblem, oracle: Oracle) -> list[Relaxation]:
    """One lever as far as it goes, then the least of the other, then back to the least of the first."""
    levels = {"deadline": _levels(problem.late_weeks), "region": _levels(problem.far_hops)}
    for kind, second in PAIRS:
        if not len(levels[kind]):
            continue
        other = second(eased_by(problem, Step(kind, float(levels[kind][-1]))), oracle)
        if other is not None:
            first = _least(eased_by(problem, other.steps[0]), oracle, kind, levels[kind])
            return [Relaxation((*first.steps, *other.steps), first.package)] if first else []
    return []
