"""One problem made ready once and asked many times."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from matchmaker.engine.packaging.cards import pick_cards
from matchmaker.engine.packaging.changing import changed
from matchmaker.engine.packaging.exact import Priced, first_packages, optimum, start
from matchmaker.engine.packaging.results import Cards, Change, Pool, Standby
from matchmaker.engine.packaging.search import Found, Search
from matchmaker.engine.packaging.standby import standbys
from matchmaker.engine.packaging.terms import package_of
from matchmaker.engine.types import Floats, Package, PackageProblem, Solution

BANDS = (0.03, 0.08, 0.20)
POOL_NODES = 3_000


@dataclass
class Prepared:
    """Answers about one problem; the later ones re-use what the earlier ones proved."""

    problem: PackageProblem
    priced: Priced | None
    solution: Solution | None = None
    known: list[Found] = field(default_factory=list)
    pools: dict[float, Pool] = field(default_factory=dict)

    def solve(self) -> Solution:
        """The best package with its bound. Status "optimal", "limit" or "infeasible"."""
        if self.solution is None:
            self.solution = self._solve()
        return self.solution

    def _solve(self) -> Solution:
        if self.priced is None:
            return Solution(None, -np.inf, 0.0, "infeasible", 0)
        if not self.known:
            self.known = first_packages(self.priced)
        search = optimum(self.priced, self.known, self.problem.params.node_limit)
        found = search.best()
        self.known = search.found
        open_bound = search.bound if search.bound > search.threshold else -np.inf
        if found is None:
            if np.isfinite(search.bound):
                return Solution(None, search.bound, np.inf, "limit", search.nodes)
            return Solution(None, -np.inf, 0.0, "infeasible", search.nodes)
        best = self._package(found)
        bound = max(best.value, open_bound)
        gap = (bound - best.value) / max(abs(best.value), 1e-9)
        return Solution(best, bound, gap, "limit" if gap > 1e-9 else "optimal", search.nodes)

    def _package(self, found: Found) -> Package:
        rows = self.priced.ground.offer_row
        return package_of(self.problem, tuple(int(rows[offer]) if offer >= 0 else -1 for offer in found.cover))

    def pool(self, band: float | None = None) -> Pool:
        """Every member set worth at least ``best - band * |best|`` (default: the problem's own band)."""
        band = self.problem.params.band if band is None else band
        if band not in self.pools:
            self.pools[band] = self._pool(band)
        return self.pools[band]

    def _pool(self, band: float) -> Pool:
        solution = self.solve()
        if solution.best is None:
            return Pool((), band, solution.status == "infeasible", solution.bound, solution.gap, solution.nodes)
        floor = solution.best.value - band * abs(solution.best.value)
        search = self.priced.search(floor, keep=True, limit=POOL_NODES)
        return self._as_pool(search, solution, band)

    def _as_pool(self, search: Search, solution: Solution, band: float) -> Pool:
        found = {one.members: one for one in (*self.known, *search.found) if one.value >= search.threshold - 1e-9}
        packages = sorted((self._package(one) for one in found.values()), key=lambda p: (-round(p.value, 9), p.members))
        complete = not np.isfinite(search.bound)
        bound = -np.inf if complete else search.bound
        gap = 0.0 if complete else max(bound - search.threshold, 0.0) / max(abs(solution.best.value), 1e-9)
        return Pool(tuple(packages), band, complete, bound, gap, search.nodes)

    def cards(self, count: int = 5, *, nearness: Floats | None = None, upgrade: Floats | None = None) -> Cards:
        """``nearness`` (S,): larger is nearer; ``upgrade`` (O,): larger is readier. The band widens until it suffices."""
        for band in sorted({self.problem.params.band, *BANDS}):
            pool = self.pool(band)
            if len(pool.packages) >= count or not pool.complete:
                break
        return pick_cards(self.problem, pool, count, nearness=nearness, upgrade=upgrade)

    def what_if(self, change: Change) -> Solution:
        """What ``solve`` would say of the changed problem."""
        return prepare(changed(self.problem, change)).solve()

    def standbys(self, package: Package, few: int = 3) -> tuple[tuple[Standby, ...], ...]:
        """For each slot (R,) up to ``few`` exchanges, best first; empty where the slot is open or nobody can."""
        return standbys(self.problem, package, few)


def prepare(problem: PackageProblem) -> Prepared:
    return Prepared(problem, start(problem))


def solve(problem: PackageProblem, *, keep: Prepared | None = None) -> Solution:
    """The best package. ``keep``: an earlier ``Prepared`` of a similar problem whose proofs speed this one up."""
    return prepare(problem).solve()
