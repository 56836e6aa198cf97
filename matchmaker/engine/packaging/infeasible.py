"""Why a need cannot be met, and what would close the gap: every statement is proved by solving."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from matchmaker.engine.packaging.changing import changed
from matchmaker.engine.packaging.exact import price
from matchmaker.engine.packaging.feasibility import Oracle, plain
from matchmaker.engine.packaging.greedy import best_of
from matchmaker.engine.packaging.ground import lay
from matchmaker.engine.packaging.prepared import solve
from matchmaker.engine.packaging.relaxing import further, later, quick, relaxations
from matchmaker.engine.packaging.results import Change, Infeasibility
from matchmaker.engine.packaging.terms import candidates, package_of
from matchmaker.engine.types import Package, PackageProblem

Part = tuple[str, int]
WHOLE: tuple[Part, ...] = (("members", -1), ("budget", -1), ("deadline", -1), ("region", -1))


def explain_infeasible(problem: PackageProblem) -> Infeasibility:
    """For a problem whose ``solve`` said "infeasible"; of a feasible one it says no conflict and no relaxation."""
    oracle = Oracle()
    if oracle.feasible(problem) is True:
        return Infeasibility(solve(problem).best, (), (), ())
    partial, proved = best_partial(problem, oracle)
    oracle.remember(partial)
    opened = tuple(r for r in np.flatnonzero(problem.slot_must).tolist() if partial is None or partial.cover[r] < 0)
    ways = relaxations(problem, partial, opened, oracle)
    return Infeasibility(partial, opened, minimal_conflict(problem, oracle), ways, proved)


def best_partial(problem: PackageProblem, oracle: Oracle) -> tuple[Package | None, bool]:
    """The package that covers most must slots and, among those, is worth most; and whether that is proved.

    A single slot whose opening suffices has a part in every proof of infeasibility, so only those are tried.
    """
    idle = set(idle_slots(problem))
    rows = [r for r in np.flatnonzero(problem.slot_must).tolist() if r not in idle]
    answers = [oracle.feasible(optional(problem, [row])) for row in rows]
    solved = [quick(optional(problem, [row])) for row, answer in zip(rows, answers, strict=True) if answer]
    best = best_of(*(solution.best for solution in solved))
    if best is not None:
        return best, None not in answers and all(solution.status == "optimal" for solution in solved)
    scale = _worth_of_a_slot(problem)
    loose = replace(problem, fit=problem.fit + scale * problem.slot_must, slot_must=np.zeros_like(problem.slot_must))
    solution = quick(loose)
    return solution.best and package_of(problem, solution.best.cover), solution.status != "limit"


def _worth_of_a_slot(problem: PackageProblem) -> float:
    """More than anything else in a package can be worth or cost."""
    finite = np.abs(problem.fit[np.isfinite(problem.fit)])
    lead = np.abs(problem.lead_points[np.isfinite(problem.lead_points)])
    params, slots = problem.params, len(problem.slot_must)
    price_points = params.price_weight * problem.offer_price.max(initial=0.0) / problem.price_reference
    each = np.abs(problem.supplier_points).max(initial=0.0) + params.member_cost
    each += params.protocol_points + params.region_points
    total = slots * (finite.max(initial=0.0) + price_points) + lead.max(initial=0.0) + params.max_members * each
    return 2.0 * float(total + problem.pair_points.sum()) + 1.0


def optional(problem: PackageProblem, rows: list[int]) -> PackageProblem:
    """Slots that may stay open but can still be covered."""
    must = problem.slot_must.copy()
    must[rows] = False
    return replace(problem, slot_must=must)


def without(problem: PackageProblem, part: Part) -> PackageProblem:
    """The problem with one rule given up: kinds as in ``Step``."""
    kind, row = part
    match kind:
        case "budget":
            return changed(problem, Change(budget=float("inf")))
        case "members":
            return changed(problem, Change(members=max(len(problem.slot_must), problem.params.max_members)))
        case "deadline":
            return later(problem, float("inf"))
        case "region":
            return further(problem, float("inf"))
        case "pinned":
            return changed(problem, Change(unpin=(row,)))
        case _:
            return optional(problem, [row])


def minimal_conflict(problem: PackageProblem, oracle: Oracle) -> tuple[Part, ...]:
    """Rules that cannot hold together, of which any single one could be given up (deletion filter).

    A rule stays where a short search could not tell: then the conflict is still one, but perhaps not minimal.
    """
    idle = idle_slots(problem)
    rest = optional(problem, idle)
    if not idle or oracle.feasible(rest) is not False:
        rest, idle = problem, []
    parts: list[Part] = [("slot", r) for r in np.flatnonzero(problem.slot_must).tolist() if r not in idle]
    parts += [("pinned", s) for s in np.flatnonzero(problem.pinned).tolist()]
    kept = []
    for part in (*parts, *WHOLE):
        eased = without(rest, part)
        if oracle.feasible(eased) is False:
            rest = eased
        else:
            kept.append(part)
    return tuple(kept)


def idle_slots(problem: PackageProblem) -> list[int]:
    """Must slots that have no part in the relaxation's own proof of infeasibility."""
    ground = lay(plain(problem))
    musts = np.flatnonzero(problem.slot_must)
    if ground is None:
        free = candidates(problem) & (problem.offer_price <= problem.budget)
        return musts[np.isfinite(problem.fit[free][:, musts]).any(axis=0)].tolist()
    priced = price(ground)
    if priced.top >= ground.floor:
        return []
    dual = priced.duals.slot[musts]
    return musts[dual < 1e-6 * max(float(dual.max(initial=0.0)), 1e-9)].tolist()
