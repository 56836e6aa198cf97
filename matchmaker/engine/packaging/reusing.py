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
TIE = 1e-9
SAFE = 1e-6


@dataclass(frozen=True)
class Carried:
    """Duals, suppliers and good member sets in the numbering of the problem, which its variants share.

    ``gap``: how far the duals' bound was above the best package, relative to it. ``values``: what the teams are worth
    there, falling. ``outside``: no other team is worth more here; infinite unless a team can only lose by the change.
    """

    duals: Duals
    support: Ints
    inside: Ints
    gap: float
    teams: tuple[tuple[int, ...], ...]
    values: tuple[float, ...] = ()
    outside: float = np.inf


def carry(problem: PackageProblem, priced: Priced, known: list[Found], outside: float = np.inf) -> Carried:
    ground, duals = priced.ground, priced.duals
    wide = [np.zeros(len(problem.home)), np.zeros(len(problem.home))]
    for target, paid in zip(wide, (duals.speak, duals.home), strict=True):
        target[ground.supplier_row] = paid
    split = np.full(len(problem.pairs), np.nan)
    split[ground.pair_row] = duals.split
    order = sorted(known, key=lambda found: (-found.value, found.members))
    teams = tuple(tuple(ground.supplier_row[list(found.members)].tolist()) for found in order)
    moved = replace(duals, speak=wide[0], home=wide[1], split=split)
    best = max((found.value for found in known), default=-np.inf)
    gap = (priced.top - best) / max(abs(best), 1e-9) if known else np.inf
    rows = ground.supplier_row
    values = tuple(found.value for found in order)
    return Carried(moved, rows[priced.support], rows[priced.inside], gap, teams, values, outside)


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
    known = _Known(ground, rate)
    found: list[Found] = []
    for team in carried.teams:
        again = known.again(team, ground.floor)
        found += [] if again is None else [again]
        if len(found) == CARRIED:
            break
    return found


def best_of_known(carried: Carried, ground: Ground) -> list[Found]:
    """The earlier member sets that are now worth most, the best last; empty where a set not known may beat them.

    Valid where ``carried.outside`` bounds every other set: what a known set was worth bounds what it is worth now, so
    those after the first that was worth less than the best so far need no look.
    """
    known, found, best = _Known(ground, carried.duals.rate), [], max(carried.outside + SAFE, ground.floor)
    for team, value in zip(carried.teams, carried.values, strict=True):
        if value < best - TIE:
            break
        again = known.again(team, best - TIE)
        if again is not None:
            found.append(again)
            best = max(best, again.value)
    return found


@dataclass
class _Known:
    """Earlier member sets tried on a new ground."""

    ground: Ground
    rate: float

    def __post_init__(self) -> None:
        self.place = {row: index for index, row in enumerate(self.ground.supplier_row.tolist())}
        self.pinned = set(np.flatnonzero(self.ground.pinned).tolist())
        self.assigner = Assigner(self.ground, self.rate)

    def again(self, team: tuple[int, ...], threshold: float) -> Found | None:
        """The best cover of ``team`` (rows of the problem) if it is still a package worth more than ``threshold``."""
        ground = self.ground
        if len(team) > ground.members or not all(row in self.place for row in team):
            return None
        members = tuple(self.place[row] for row in team)
        if not self.pinned <= set(members) or not np.isfinite(ground.lead[list(members)]).any():
            return None
        fixed = fixed_points(ground, members)
        answer = self.assigner.assign(members, threshold - fixed)
        return None if answer is None else Found(answer[0] + fixed, members, answer[1])
