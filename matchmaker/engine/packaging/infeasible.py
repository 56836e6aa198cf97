"""Why a need cannot be met, and what would close the gap: every statement is proved by solving."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from matchmaker.engine.packaging.changing import changed
from matchmaker.engine.packaging.exact import first_packages, price
from matchmaker.engine.packaging.feasibility import Oracle, package_from, plain
from matchmaker.engine.packaging.greedy import best_of
from matchmaker.engine.packaging.ground import lay
from matchmaker.engine.packaging.prepared import TRIAL_GAP, solve
from matchmaker.engine.packaging.relaxing import WITNESS_NODES, further, later, quick, relaxations
from matchmaker.engine.packaging.results import Change, Infeasibility
from matchmaker.engine.packaging.search import best_of_found
from matchmaker.engine.packaging.terms import candidates, package_of
from matchmaker.engine.types import Package, PackageProblem

Part = tuple[str, int]
WHOLE: tuple[Part, ...] = (("members", -1), ("budget", -1), ("deadline", -1), ("region", -1))


def explain_infeasible(problem: PackageProblem) -> Infeasibility:
    """For a problem whose ``solve`` said "infeasible"; of a feasible one it says no conflict and no relaxation."""
    oracle = Oracle()
    if oracle.feasible(problem) is True:
        return Infeasibility(solve(problem).best, (), (), ())
    idle = idle_slots(problem)
    partial, proved = best_partial(problem, oracle, idle)
    oracle.remember(partial)
    opened = tuple(r for r in np.flatnonzero(problem.slot_must).tolist() if partial is None or partial.cover[r] < 0)
    ways = relaxations(problem, partial, opened, oracle)
    return Infeasibility(partial, opened, minimal_conflict(problem, oracle, idle), ways, proved)


def best_partial(problem: PackageProblem, oracle: Oracle, idle: list[int]) -> tuple[Package | None, bool]:
    """The package that covers most must slots and, among those, is worth most; and whether that is proved.

    ``idle`` slots cannot help by being opened. If no single slot suffices, all are opened at a high price.
    """
    rows = [r for r in np.flatnonzero(problem.slot_must).tolist() if r not in idle]
    answers = [oracle.feasible(optional(problem, [row])) for row in rows]
    best, proved = best_of_any(optional(problem, [row]) for row, answer in zip(rows, answers, strict=True) if answer)
    if best is not None:
        return best, None not in answers and proved
    scale = worth_of_a_slot(problem)
    loose = replace(problem, fit=problem.fit + scale * problem.slot_must, slot_must=np.zeros_like(problem.slot_must))
    solution = quick(loose)
    return solution.best and package_of(problem, solution.best.cover), solution.status != "limit"


def best_of_any(problems: Iterable[PackageProblem]) -> tuple[Package | None, bool]:
    """The best package of several problems and whether that is proved: the one that promises most is searched first,
    and the others only above what it gave.
    """
    laid = [(problem, price(ground)) for problem in problems if (ground := lay(problem)) is not None]
    best, proved = None, True
    for problem, priced in sorted(laid, key=lambda one: -one[1].top):
        least = priced.ground.floor if best is None else best.value
        if priced.top < least:
            break
        room = (priced.top - least) / max(abs(least), 1e-9)
        known = first_packages(priced) if best is None or room > TRIAL_GAP else []
        least = max([least, *(found.value for found in known)])
        search = priced.search(least, keep=False, limit=WITNESS_NODES)
        proved &= search.bound <= search.threshold + 1e-9
        found = best_of_found([*known, *search.found])
        best = best if found is None else best_of(best, package_from(problem, priced.ground, found))
    return best, proved


def worth_of_a_slot(problem: PackageProblem) -> float:
    """More than anything else in a package can be worth or cost."""
    finite = np.abs(problem.fit[np.isfinite(problem.fit)])
    lead = np.abs(problem.lead_points[np.isfinite(problem.lead_points)])
    params, slots = problem.params, len(problem.slot_must)
    price_points = params.price_weight * problem.offer_price.max(initial=0.0) / problem.price_reference
    each = np.abs(problem.member_points).max(initial=0.0) + params.member_cost
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


def minimal_conflict(problem: PackageProblem, oracle: Oracle, idle: list[int]) -> tuple[Part, ...]:
    """Rules that cannot hold together, of which any single one could be given up (deletion filter).

    A rule stays where a short search could not tell: then the conflict is still one, but perhaps not minimal.
    """
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
    """Must slots that somebody can cover, where infeasibility shows at a glance: some other slot nobody can cover."""
    if lay(plain(problem)) is not None:
        return []
    musts = np.flatnonzero(problem.slot_must)
    free = candidates(problem) & (problem.offer_price <= problem.budget)
    covered = np.isfinite(problem.fit[free][:, musts]).any(axis=0)
    return [] if covered.all() else musts[covered].tolist()
