"""Carrying proofs over to a similar problem: any multipliers with the right signs give valid bounds there too."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from matchmaker.engine.packaging.exact import Priced
from matchmaker.engine.packaging.ground import Ground, fixed_points
from matchmaker.engine.packaging.leaf import Assigner
from matchmaker.engine.packaging.relaxed import Duals
from matchmaker.engine.packaging.search import Found
from matchmaker.engine.types import Ints, PackageProblem

CARRIED = 4


@dataclass(frozen=True)
class Carried:
    """Duals, suppliers and good member sets in the numbering of the problem, which its variants share.

    ``gap``: how far the duals' bound was above the best package, relative to it.
    """

    duals: Duals
    support: Ints
    inside: Ints
    gap: float
    teams: tuple[tuple[int, ...], ...]


def carry(problem: PackageProblem, priced: Priced, known: list[Found]) -> Carried:
    ground, duals = priced.ground, priced.duals
    wide = [np.zeros(len(problem.home)), np.zeros(len(problem.home))]
    for target, values in zip(wide, (duals.speak, duals.home), strict=True):
        target[ground.supplier_row] = values
    split = np.full(len(problem.pairs), np.nan)
    split[ground.pair_row] = duals.split
    order = sorted(known, key=lambda found: (-found.value, found.members))
    teams = tuple(tuple(ground.supplier_row[list(found.members)].tolist()) for found in order)
    moved = replace(duals, speak=wide[0], home=wide[1], split=split)
    best = max((found.value for found in known), default=-np.inf)
    gap = (priced.top - best) / max(abs(best), 1e-9) if known else np.inf
    rows = ground.supplier_row
    return Carried(moved, rows[priced.support], rows[priced.inside], gap, teams)


def land(carried: Carried, ground: Ground) -> tuple[Duals, Ints, Ints]:
    """Duals, support and the programme's suppliers in the numbering of ``ground``, signs right for its slots."""
    duals, rows = carried.duals, ground.supplier_row
    covered = ground.covers.any(axis=0)
    slot = np.where(ground.must, duals.slot, np.maximum(np.where(covered, duals.slot, 0.0), 0.0))
    rate = duals.rate if np.isfinite(ground.limit) else 0.0
    moved = replace(
        duals, slot=slot, rate=rate, speak=duals.speak[rows], home=duals.home[rows], split=duals.split[ground.pair_row]
    )
    return moved, np.flatnonzero(np.isin(rows, carried.support)), np.flatnonzero(np.isin(rows, carried.inside))


def packages_again(carried: Carried, ground: Ground, rate: float) -> list[Found]:
    """The earlier member sets that still make a package, with their best covers now."""
    place = {row: index for index, row in enumerate(ground.supplier_row.tolist())}
    pinned = set(np.flatnonzero(ground.pinned).tolist())
    assigner, found = Assigner(ground, rate), []
    for team in carried.teams:
        if len(team) > ground.members or not all(row in place for row in team):
            continue
        members = tuple(place[row] for row in team)
        if not pinned <= set(members) or not np.isfinite(ground.lead[list(members)]).any():
            continue
        answer = assigner.assign(members, ground.floor)
        if answer is not None:
            found.append(Found(answer[0] + fixed_points(ground, members), members, answer[1]))
        if len(found) == CARRIED:
            break
    return found
