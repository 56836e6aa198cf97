"""Why a need cannot be met, and what would close the gap: every statement is proved by solving."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from matchmaker.engine.packaging.changing import changed
from matchmaker.engine.packaging.exact import first_packages, price
from matchmaker.engine.packaging.greedy import best_of
from matchmaker.engine.packaging.ground import lay
from matchmaker.engine.packaging.prepared import solve
from matchmaker.engine.packaging.results import Change, Infeasibility, Relaxation, Step
from matchmaker.engine.packaging.terms import candidates, package_of
from matchmaker.engine.types import Floats, Package, PackageProblem, Solution

QUICK_NODES = 200
WITNESS_NODES = 300


def explain_infeasible(problem: PackageProblem) -> Infeasibility:
    """For a problem whose ``solve`` said "infeasible"; of a feasible one it says no conflict and no relaxation."""
    if feasible(problem) is True:
        return Infeasibility(solve(problem).best, (), (), ())
    conflict = minimal_conflict(problem)
    partial, proved = best_partial(problem, conflict)
    opened = tuple(r for r in np.flatnonzero(problem.slot_must).tolist() if partial is None or partial.cover[r] < 0)
    return Infeasibility(partial, opened, conflict, relaxations(problem, partial, opened), proved)


def feasible(problem: PackageProblem) -> bool | None:
    """Whether any package keeps every rule; None where a short search neither found nor excluded one."""
    ground = lay(plain(problem))
    if ground is None:
        return False
    priced = price(ground)
    if priced.top < ground.floor:
        return False
    if first_packages(priced, first=True):
        return True
    search = priced.search(ground.floor, keep=False, limit=QUICK_NODES, first=True)
    return True if search.found else (None if np.isfinite(search.bound) else False)


def plain(problem: PackageProblem) -> PackageProblem:
    """The same rules with the price as the only worth: the cheapest package is the best."""
    return replace(
        problem,
        fit=np.where(np.isfinite(problem.fit), 0.0, -np.inf),
        supplier_points=np.zeros_like(problem.supplier_points),
        lead_points=np.where(np.isfinite(problem.lead_points), 0.0, -np.inf),
        pairs=problem.pairs[:0], pair_points=problem.pair_points[:0],
        params=replace(problem.params, price_weight=12.0, member_cost=0.0, protocol_points=0.0, region_points=0.0),
    )


def best_partial(problem: PackageProblem, conflict: tuple[tuple[str, int], ...]) -> tuple[Package | None, bool]:
    """The package that covers most must slots and, among those, is worth most; and whether that is proved.

    If leaving one slot open suffices, it is one of the conflict's, so these are tried first.
    """
    single = [optional(problem, [row]) for kind, row in conflict if kind == "slot"]
    answers = [feasible(loose) for loose in single]
    solved = [_quick(loose) for loose, answer in zip(single, answers, strict=True) if answer]
    best = best_of(*(solution.best for solution in solved))
    if best is not None:
        return best, None not in answers and all(solution.status == "optimal" for solution in solved)
    scale = _worth_of_a_slot(problem)
    loose = replace(problem, fit=problem.fit + scale * problem.slot_must, slot_must=np.zeros_like(problem.slot_must))
    solution = _quick(loose)
    return solution.best and package_of(problem, solution.best.cover), solution.status != "limit"


def _quick(problem: PackageProblem) -> Solution:
    return solve(replace(problem, params=replace(problem.params, node_limit=WITNESS_NODES)))


def _worth_of_a_slot(problem: PackageProblem) -> float:
    """More than anything else in a package can be worth or cost."""
    finite = np.abs(problem.fit[np.isfinite(problem.fit)])
    lead = np.abs(problem.lead_points[np.isfinite(problem.lead_points)])
    params, members, slots = problem.params, problem.params.max_members, len(problem.slot_must)
    price = params.price_weight * problem.offer_price.max(initial=0.0) / problem.price_reference
    each = np.abs(problem.supplier_points).max(initial=0.0) + params.member_cost + params.protocol_points + params.region_points
    total = slots * (finite.max(initial=0.0) + price) + lead.max(initial=0.0) + members * each + problem.pair_points.sum()
    return 2.0 * float(total) + 1.0


def without(problem: PackageProblem, part: tuple[str, int]) -> PackageProblem:
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


def optional(problem: PackageProblem, rows: list[int]) -> PackageProblem:
    """Slots that may stay open but can still be covered."""
    must = problem.slot_must.copy()
    must[rows] = False
    return replace(problem, slot_must=must)


def later(problem: PackageProblem, weeks: float) -> PackageProblem:
    return replace(problem, late_weeks=_eased(problem.late_weeks, weeks))


def further(problem: PackageProblem, hops: float) -> PackageProblem:
    return replace(problem, far_hops=_eased(problem.far_hops, hops))


def _eased(excess: Floats, amount: float) -> Floats:
    return np.where(excess <= amount, 0.0, excess)


def minimal_conflict(problem: PackageProblem) -> tuple[tuple[str, int], ...]:
    """Rules that cannot hold together, of which any single one could be given up (deletion filter).

    A rule stays where a short search could not tell: then the conflict is still one, but perhaps not minimal.
    """
    slots = [("slot", r) for r in np.flatnonzero(problem.slot_must).tolist()]
    parts = [*slots, *(("pinned", s) for s in np.flatnonzero(problem.pinned).tolist())]
    parts += [("members", -1), ("budget", -1), ("deadline", -1), ("region", -1)]
    rest, idle = _without_idle_slots(problem)
    kept = []
    for part in [part for part in parts if part not in idle]:
        eased = without(rest, part)
        if feasible(eased) is False:
            rest = eased
        else:
            kept.append(part)
    return tuple(kept)


def _without_idle_slots(problem: PackageProblem) -> tuple[PackageProblem, set[tuple[str, int]]]:
    """Gives up at once all slots that have no part in the relaxation's own proof, if the proof then still holds."""
    ground = lay(plain(problem))
    musts = np.flatnonzero(problem.slot_must)
    if ground is None:
        free = candidates(problem) & (problem.offer_price <= problem.budget)
        idle = musts[np.isfinite(problem.fit[free][:, musts]).any(axis=0)]
    else:
        dual = price(ground).duals.slot[musts]
        idle = musts[dual < 1e-3 * max(float(dual.max(initial=0.0)), 1e-9)]
    eased = optional(problem, idle.tolist())
    if not idle.size or feasible(eased) is not False:
        return problem, set()
    return eased, {("slot", row) for row in idle.tolist()}


def relaxations(problem: PackageProblem, partial: Package | None, opened: tuple[int, ...]) -> tuple[Relaxation, ...]:
    """The least of each single lever that suffices; if none does, the least pair of levers; last, the slots to drop."""
    found = [step for lever in (more_budget, more_time, more_distance, more_members) if (step := lever(problem))]
    found += [step for row in np.flatnonzero(problem.pinned).tolist() if (step := _verified(
        changed(problem, Change(unpin=(row,))), Step("pinned", 0.0, row)))]
    if not found:
        found = _two_levers(problem)
    if partial is not None and opened:
        steps = tuple(Step("slot", 0.0, row) for row in opened)
        dropped = _verified(changed(problem, Change(drop=opened)), *steps)
        found += [dropped] if dropped else []
    return tuple(sorted(found, key=lambda relaxation: len(relaxation.steps)))


def _verified(problem: PackageProblem, *steps: Step) -> Relaxation | None:
    best = _quick(problem).best
    return None if best is None else Relaxation(steps, best)


def more_budget(problem: PackageProblem) -> Relaxation | None:
    """The cheapest package of all tells how much more money is needed."""
    if not np.isfinite(problem.budget):
        return None
    cheapest = solve(plain(changed(problem, Change(budget=float("inf"))))).best
    if cheapest is None:
        return None
    return _verified(changed(problem, Change(budget=cheapest.price)), Step("budget", cheapest.price - problem.budget))


def more_time(problem: PackageProblem) -> Relaxation | None:
    return _least(problem, "deadline", later, _levels(problem.late_weeks))


def more_distance(problem: PackageProblem) -> Relaxation | None:
    return _least(problem, "region", further, _levels(problem.far_hops))


def more_members(problem: PackageProblem) -> Relaxation | None:
    most = problem.params.max_members
    levels = np.arange(1, max(len(problem.slot_must) - most, 0) + 1).astype(float)
    return _least(problem, "members", lambda now, more: changed(now, Change(members=most + int(more))), levels)


def _levels(excess: Floats) -> Floats:
    """Whole weeks or hops: finer steps would mean nothing to anybody."""
    return np.unique(np.ceil(excess[np.isfinite(excess) & (excess > 0)]))


def _least(problem: PackageProblem, kind: str, ease: Callable[[PackageProblem, float], PackageProblem],
           levels: Floats) -> Relaxation | None:
    """The smallest of the rising ``levels`` that suffices, by halving: what suffices keeps sufficing."""
    if not len(levels) or not feasible(ease(problem, float(levels[-1]))):
        return None
    low, high = 0, len(levels) - 1
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if feasible(ease(problem, float(levels[middle]))) else (middle + 1, high)
    return _verified(ease(problem, float(levels[high])), Step(kind, float(levels[high])))


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


PAIRS = (("region", more_budget), ("deadline", more_budget), ("region", more_time), ("region", more_members),
         ("deadline", more_members))


def _two_levers(problem: PackageProblem) -> list[Relaxation]:
    """One lever as far as it goes, then the least of the other, then back to the least of the first."""
    levers = {"deadline": (later, _levels(problem.late_weeks)), "region": (further, _levels(problem.far_hops))}
    for kind, second in PAIRS:
        ease, levels = levers[kind]
        other = second(ease(problem, float(levels[-1]))) if len(levels) else None
        if other is not None:
            first = _least(eased_by(problem, other.steps[0]), kind, ease, levels)
            return [Relaxation((*first.steps, *other.steps), first.package)] if first else []
    return []
