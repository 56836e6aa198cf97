"""Can these rules be kept at all? Asked many times about one need, so that earlier answers serve later questions."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

from matchmaker.engine.packaging.exact import Priced, first_packages, price, priced_by
from matchmaker.engine.packaging.greedy import best_of, greedy
from matchmaker.engine.packaging.ground import Ground, lay
from matchmaker.engine.packaging.reusing import Carried, carry, land
from matchmaker.engine.packaging.search import Found
from matchmaker.engine.packaging.terms import TIGHT, broken_rules, package_of
from matchmaker.engine.types import Package, PackageProblem

QUICK_NODES = 200
PROOFS = 4


def plain(problem: PackageProblem) -> PackageProblem:
    """The same rules with the price as the only worth: the cheapest package is the best."""
    return replace(
        problem,
        fit=np.where(np.isfinite(problem.fit), 0.0, -np.inf),
        supplier_points=np.zeros_like(problem.supplier_points),
        rotation_points=None,
        lead_points=np.where(np.isfinite(problem.lead_points), 0.0, -np.inf),
        pairs=problem.pairs[:0],
        pair_points=problem.pair_points[:0],
        params=replace(problem.params, price_weight=12.0, member_cost=0.0, protocol_points=0.0, region_points=0.0),
    )


@dataclass
class Oracle:
    """Remembers packages (they may keep the next question's rules too) and prices that proved there is none."""

    witnesses: list[Package] = field(default_factory=list)
    proofs: list[Carried] = field(default_factory=list)

    def feasible(self, problem: PackageProblem) -> bool | None:
        """Whether any package keeps every rule; None where a short search neither found nor excluded one."""
        if any(_keeps(problem, witness) for witness in self.witnesses):
            return True
        cheap = plain(problem)
        ground = lay(cheap)
        if ground is None or self._disproved(ground):
            return False
        rough = greedy(cheap).best
        if rough is not None:
            self.remember(package_of(problem, rough.cover))
            return True
        priced = price(ground)
        if priced.top < ground.floor:
            self.proofs = [carry(cheap, priced, []), *self.proofs][:PROOFS]
            return False
        return self._searched(problem, priced)

    def remember(self, package: Package | None) -> None:
        if package is not None:
            self.witnesses.append(package)

    def witness(self, problem: PackageProblem) -> Package | None:
        """The best of the remembered packages that keep this problem's rules."""
        fitting = [package for package in self.witnesses if _keeps(problem, package)]
        return best_of(*(package_of(problem, package.cover) for package in fitting))

    def _disproved(self, ground: Ground) -> bool:
        return any(priced_by(ground, *land(proof, ground)).top < ground.floor for proof in self.proofs)

    def _searched(self, problem: PackageProblem, priced: Priced) -> bool | None:
        found, bound = first_packages(priced, first=True), np.inf
        if not found:
            search = priced.search(priced.ground.floor, keep=False, limit=QUICK_NODES, first=True)
            found, bound = search.found, search.bound
        if found:
            self.remember(package_from(problem, priced.ground, found[0]))
            return True
        return None if np.isfinite(bound) else False


def _keeps(problem: PackageProblem, package: Package) -> bool:
    """Whether the package keeps every rule; what costs nothing to see is looked at first."""
    if len(package.members) > problem.params.max_members or package.price > problem.budget * (1 + 1e-9) + TIGHT:
        return False
    if (problem.slot_must & (np.asarray(package.cover) < 0)).any():
        return False
    return not broken_rules(problem, package)


def package_from(problem: PackageProblem, ground: Ground, found: Found) -> Package:
    return package_of(problem, tuple(int(ground.offer_row[k]) if k >= 0 else -1 for k in found.cover))
