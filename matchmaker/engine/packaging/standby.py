"""Who steps in when a member drops out of one slot."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from matchmaker.engine.packaging.results import Standby
from matchmaker.engine.packaging.terms import TIGHT, candidates, joint_sum
from matchmaker.engine.types import Bools, Floats, Ints, Package, PackageProblem


@dataclass
class Bench:
    """The offers that can cover each slot of one problem, looked up once for all of its packages."""

    problem: PackageProblem
    joining: dict[tuple[int, ...], tuple[Floats, ...]] = field(default_factory=dict)

    @cached_property
    def able(self) -> list[Ints]:
        """For each slot the candidate offers that can cover it."""
        free = candidates(self.problem)
        return [np.flatnonzero(free & fits) for fits in np.isfinite(self.problem.fit).T]

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
        outside = np.ones(len(problem.home), dtype=bool)
        outside[list(package.members)] = False
        if not np.isfinite(problem.lead_points[staying]).any():
            outside &= np.isfinite(problem.lead_points)
        offers = self.able[slot]
        paid = float(problem.offer_price[used].sum())
        allowed = paid + problem.offer_price[offers] <= problem.budget * (1 + 1e-9) + TIGHT
        allowed &= outside[problem.offer_supplier[offers]]
        offers = offers[allowed]
        if self.needy:
            offers = offers[~problem.needs[offers][:, cover < 0].any(axis=1)]
        gain = self._gain(tuple(staying), offers, slot)
        worth = gain + self._stays(rest, paid, staying)
        order = np.argsort(-gain, kind="stable")
        return _first_of_each(problem, slot, offers[order], worth[order], paid, few)

    def _stays(self, rest: Ints, paid: float, staying: list[int]) -> float:
        """Value of what stays, apart from what ``_gain`` counts, with the cost of one more member."""
        problem, params, slots = self.problem, self.problem.params, np.flatnonzero(rest >= 0)
        points = float(problem.fit[rest[slots], slots].sum()) + float(self.points[staying].sum())
        points += joint_sum(problem, np.array(staying, dtype=np.int64)) - params.member_cost * (len(staying) + 1)
        return points - params.price_weight * paid / problem.price_reference

    def _gain(self, staying: tuple[int, ...], offers: Ints, slot: int) -> Floats:
        """(n,) value of the package with each offer in ``slot``, up to a constant."""
        problem, params = self.problem, self.problem.params
        suppliers = problem.offer_supplier[offers]
        gain = problem.fit[offers, slot] - params.price_weight * problem.offer_price[offers] / problem.price_reference
        gain = gain + self.points[suppliers]
        for brought in self._brought(staying):
            gain = gain + brought[suppliers]
        return gain

    @cached_property
    def points(self) -> Floats:
        return self.problem.member_points

    def _brought(self, staying: tuple[int, ...]) -> tuple[Floats, ...]:
        """What each supplier (S,) brings to those who stay: as lead, in standards, in regions and in pairs."""
        if staying not in self.joining:
            problem, members = self.problem, np.array(staying, dtype=np.int64)
            lead = problem.lead_points[members].max(initial=-np.inf)
            regions = int(problem.home.max(initial=0)) + 1
            homes = np.bincount(problem.home[members][problem.home[members] >= 0], minlength=regions)
            own = np.where(problem.home >= 0, homes[problem.home] + 1, 0)
            self.joining[staying] = (
                np.maximum(problem.lead_points, lead),
                (problem.params.protocol_points * self._backbone(members)).astype(float),
                (problem.params.region_points * np.maximum(own, homes.max(initial=0))).astype(float),
                _joint(problem, members),
            )
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


def _first_of_each(
    problem: PackageProblem, slot: int, offers: Ints, worth: Floats, paid: float, few: int
) -> tuple[Standby, ...]:
    """Of ``offers``, best first, the best of each supplier; ``paid`` KRW for what stays."""
    found: dict[int, Standby] = {}
    owners = problem.offer_supplier
    for at, offer in enumerate(offers):
        supplier = int(owners[offer])
        if supplier not in found:
            price = paid + float(problem.offer_price[offer])
            found[supplier] = Standby(slot, int(offer), supplier, price, float(worth[at]))
        if len(found) == few:
            break
    return tuple(found.values())
