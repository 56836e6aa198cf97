"""Who steps in when a member drops out of one slot."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from matchmaker.engine.packaging.results import Standby
from matchmaker.engine.packaging.terms import TIGHT, candidates, joint_sum
from matchmaker.engine.types import Bools, Floats, Ints, Package, PackageProblem


@dataclass(frozen=True)
class Able:
    """The candidate offers that can cover one slot: rows (n,), owners (n,), prices (n,), and what each adds to any
    package by itself (n,).
    """

    rows: Ints
    owners: Ints
    prices: Floats
    worth: Floats


@dataclass
class Bench:
    """The offers that can cover each slot of one problem, looked up once for all of its packages."""

    problem: PackageProblem
    joining: dict[tuple[int, ...], tuple[Floats, Bools | None]] = field(default_factory=dict)

    @cached_property
    def able(self) -> list[Able]:
        problem, free = self.problem, candidates(self.problem)
        weight, found = problem.params.price_weight / problem.price_reference, []
        for slot, fits in enumerate(np.isfinite(problem.fit).T):
            rows = np.flatnonzero(free & fits)
            owners, prices = problem.offer_supplier[rows], problem.offer_price[rows]
            worth = problem.fit[rows, slot] - weight * prices + self.points[owners]
            found.append(Able(rows, owners, prices, worth))
        return found

    @cached_property
    def pinned(self) -> set[int]:
        return set(np.flatnonzero(self.problem.pinned).tolist())

    @cached_property
    def speakers(self) -> Bools:
        """(P, S) who speaks each standard."""
        return np.ascontiguousarray(self.problem.speaks.T)

    @cached_property
    def needy(self) -> bool:
        return bool(self.problem.needs.any())

    def standbys(self, package: Package, few: int = 3) -> tuple[tuple[Standby, ...], ...]:
        """(R,) tuples of up to ``few`` offers of suppliers outside the package, most valuable package first."""
        return tuple(self._for_slot(package, slot, few) if row >= 0 else () for slot, row in enumerate(package.cover))

    def _for_slot(self, package: Package, slot: int, few: int) -> tuple[Standby, ...]:
        problem, cover = self.problem, np.array(package.cover)
        rest = cover.copy()
        rest[slot] = -1
        used = sorted({row for row in rest.tolist() if row >= 0})
        staying = sorted(set(problem.offer_supplier[used].tolist()))
        if len(staying) >= problem.params.max_members or not self.pinned <= set(staying):
            return ()
        able = self.able[slot]
        brought, leads = self._brought(tuple(staying))
        paid = float(problem.offer_price[used].sum())
        gain = able.worth + brought[able.owners]
        allowed = paid + able.prices <= problem.budget * (1 + 1e-9) + TIGHT
        for member in package.members:
            allowed &= able.owners != member
        if leads is not None:
            allowed &= leads[able.owners]
        if self.needy:
            allowed &= ~problem.needs[able.rows][:, cover < 0].any(axis=1)
        found = _first_of_each(np.where(allowed, gain, -np.inf), able.owners, few)
        stays = self._stays(rest, paid, staying)
        told = (able.rows[found].tolist(), able.owners[found].tolist(), (paid + able.prices[found]).tolist())
        return tuple(
            Standby(slot, row, owner, price, stays + more)
            for row, owner, price, more in zip(*told, gain[found].tolist(), strict=True)
        )

    def _stays(self, rest: Ints, paid: float, staying: list[int]) -> float:
        """Value of what stays, apart from what ``_gain`` counts, with the cost of one more member."""
        problem, params, slots = self.problem, self.problem.params, np.flatnonzero(rest >= 0)
        points = float(problem.fit[rest[slots], slots].sum()) + float(self.points[staying].sum())
        points += joint_sum(problem, np.array(staying, dtype=np.int64)) - params.member_cost * (len(staying) + 1)
        return points - params.price_weight * paid / problem.price_reference

    @cached_property
    def points(self) -> Floats:
        return self.problem.member_points

    def _brought(self, staying: tuple[int, ...]) -> tuple[Floats, Bools | None]:
        """What each supplier (S,) brings to those who stay, as lead, in standards, in regions and in pairs; and who may
        lead, where none of those who stay may.
        """
        if staying not in self.joining:
            problem, members = self.problem, np.array(staying, dtype=np.int64)
            lead = problem.lead_points[members].max(initial=-np.inf)
            regions = int(problem.home.max(initial=0)) + 1
            homes = np.bincount(problem.home[members][problem.home[members] >= 0], minlength=regions)
            own = np.where(problem.home >= 0, homes[problem.home] + 1, 0)
            brought = np.maximum(problem.lead_points, lead) + problem.params.protocol_points * self._backbone(members)
            brought += problem.params.region_points * np.maximum(own, homes.max(initial=0))
            brought += _joint(problem, members)
            self.joining[staying] = brought, None if np.isfinite(lead) else np.isfinite(problem.lead_points)
        return self.joining[staying]

    def _backbone(self, staying: Ints) -> Ints:
        """(S,) members that speak the best standard once each supplier has joined: one more only where it speaks a
        standard that is the best already.
        """
        spoken = self.speakers[:, staying].sum(axis=1)
        most = int(spoken.max(initial=0))
        joins = self.speakers[spoken == most].any(axis=0)
        return np.where(joins, most + 1, most)


def _joint(problem: PackageProblem, staying: Ints) -> Floats:
    """(S,) pair points that each supplier has with those who stay."""
    inside = np.zeros(len(problem.home), dtype=bool)
    inside[staying] = True
    joint = np.zeros(len(problem.home))
    for mine, other in ((0, 1), (1, 0)):
        known = inside[problem.pairs[:, other]]
        np.add.at(joint, problem.pairs[known, mine], problem.pair_points[known])
    return joint


def _first_of_each(gain: Floats, owners: Ints, few: int) -> Ints:
    """Places of the ``few`` highest gains above -inf, one of each owner, the first of equal ones."""
    found: list[int] = []
    left = gain.copy()
    while left.size and len(found) < few and left[best := int(left.argmax())] > -np.inf:
        found.append(best)
        left[owners == owners[best]] = -np.inf
    return np.array(found, dtype=np.int64)
