"""A what-if as a changed problem: ``changed`` defines what each change means, whoever then solves it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from matchmaker.engine.packaging.results import Change
from matchmaker.engine.types import Bools, Floats, PackageProblem


def changed(problem: PackageProblem, change: Change) -> PackageProblem:
    """``problem`` with ``change`` applied. Raises IndexError for rows that do not exist."""
    budget = problem.budget if change.budget is None else float(change.budget)
    params, pinned = problem.params, problem.pinned
    if change.members is not None:
        params = replace(params, max_members=change.members)
    must, fit = _without_slots(problem, list(change.drop)) if change.drop else (problem.slot_must, problem.fit)
    if change.exclude:
        gone = np.isin(problem.offer_supplier, change.exclude)
        fit = np.where(gone[:, None], -np.inf, fit)
    if change.pin or change.unpin:
        pinned = pinned.copy()
        pinned[list(change.pin)] = True
        pinned[list(change.unpin)] = False
    return replace(problem, budget=budget, params=params, slot_must=must, fit=fit, pinned=pinned)


def shrinking(problem: PackageProblem, change: Change) -> bool:
    """Whether no member set can be worth more after ``change`` than before: it only takes something away."""
    tighter = change.budget is None or change.budget <= problem.budget
    fewer = change.members is None or change.members <= problem.params.max_members
    freed = bool(problem.pinned[list(change.unpin)].any()) or bool(problem.slot_must[list(change.drop)].any())
    return tighter and fewer and not freed


def _without_slots(problem: PackageProblem, rows: list[int]) -> tuple[Bools, Floats]:
    """Dropped slots earn nothing, and may be covered only where some offer needs them."""
    must, fit = problem.slot_must.copy(), problem.fit.copy()
    must[rows] = False
    for row in rows:
        needed = bool(problem.needs[:, row].any())
        fit[:, row] = np.minimum(fit[:, row], 0.0) if needed else -np.inf
    return must, fit
