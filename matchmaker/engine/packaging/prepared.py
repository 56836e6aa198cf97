"""One problem made ready once and asked many times."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from matchmaker.engine.packaging.cards import pick_cards
from matchmaker.engine.packaging.changing import changed, shrinking
from matchmaker.engine.packaging.exact import Priced, first_packages, optimum, price, priced_by
from matchmaker.engine.packaging.ground import Ground, fixed_points, lay
from matchmaker.engine.packaging.leaf import Assigner
from matchmaker.engine.packaging.results import Cards, Change, Pool, Standby
from matchmaker.engine.packaging.reusing import Carried, best_of_known, carry, land, packages_again
from matchmaker.engine.packaging.search import Found, Search, best_of_found
from matchmaker.engine.packaging.standby import Bench
from matchmaker.engine.packaging.terms import package_of
from matchmaker.engine.types import Floats, Ints, Package, PackageProblem, Solution

BANDS = (0.03, 0.05, 0.08, 0.20)
POOL_NODES = 3_000
POOL_EFFORT = 8e6
TRIAL_NODES = 200
TRIAL_GAP = 0.02
AT_ONCE = 0.03
PROVED = 1e-9


@dataclass
class Solved:
    """What one search proved: ``known`` packages (the best among them), duals to re-use, and the solution."""

    solution: Solution
    priced: Priced | None = None
    known: list[Found] = field(default_factory=list)


@dataclass
class Prepared:
    """Answers about one problem; the later ones re-use what the earlier ones proved."""

    problem: PackageProblem
    ground: Ground | None
    carried: Carried | None = None
    solved: Solved | None = None
    pools: dict[float, Pool] = field(default_factory=dict)

    @cached_property
    def bench(self) -> Bench:
        return Bench(self.problem)

    def solve(self) -> Solution:
        """The best package with its bound. Status "optimal", "limit" or "infeasible"."""
        if self.solved is None:
            self.solved = self._from_carried() or self._from_scratch([])
        return self.solved.solution

    def _from_scratch(self, known: list[Found], inside: Ints | None = None) -> Solved:
        if self.ground is None:
            return Solved(Solution(None, -np.inf, 0.0, "infeasible", 0))
        return self._proved(*_begun(self.ground, known, inside))

    def _proved(self, priced: Priced, known: list[Found]) -> Solved:
        search = optimum(priced, known, self.problem.params.node_limit)
        return Solved(self._solution(search), priced, search.found)

    def _together(self, band: float) -> Search | None:
        """One search for the best package and all within ``band`` of it, where a first one is near the bound: what is
        near that one holds the best. None where it takes two.
        """
        if self.solved is not None or self.ground is None or self.carried is not None:
            return None
        priced, known = _begun(self.ground, [])
        if _room(priced, known) <= AT_ONCE:
            first = max(found.value for found in known)
            search = priced.search(first - band * abs(first), keep=True, limit=POOL_NODES, effort=POOL_EFFORT)
            known = list({one.members: one for one in (*known, *search.found)}.values())
            if not np.isfinite(search.bound):
                self.solved = Solved(self._answer(best_of_found(known), -np.inf, search.nodes), priced, known)
                return search
        self.solved = self._proved(priced, known)
        return None

    def _from_carried(self) -> Solved | None:
        """The answer from another problem's prices; where they are too loose, new ones from where those began."""
        if self.ground is None or self.carried is None:
            return None
        if np.isfinite(self.carried.outside) and (sure := best_of_known(self.carried, self.ground)):
            return Solved(self._answer(best_of_found(sure), -np.inf, 0), None, sure)
        priced = priced_by(self.ground, *land(self.carried, self.ground))
        known, loose = packages_again(self.carried, self.ground, priced.duals.rate), self.carried.gap + TRIAL_GAP
        if _room(priced, known) > loose:
            known = [*first_packages(priced), *known]
        if _room(priced, known) > loose:
            return self._from_scratch(known, priced.inside)
        search = optimum(priced, known, TRIAL_NODES)
        if search.bound > search.threshold + PROVED:
            return self._from_scratch(search.found, priced.inside)
        return Solved(self._solution(search), priced, search.found)

    def _solution(self, search: Search) -> Solution:
        return self._answer(search.best(), search.bound, search.nodes)

    def _answer(self, found: Found | None, bound: float, nodes: int) -> Solution:
        if found is None:
            proved = not np.isfinite(bound)
            return Solution(None, bound, 0.0 if proved else np.inf, "infeasible" if proved else "limit", nodes)
        fixed = fixed_points(self._laid, found.members)
        cover = Assigner(self._laid, 0.0).final(found.members, found.value - fixed)
        best = self._package(cover or found.cover)
        bound = max(best.value, bound)
        gap = (bound - best.value) / max(abs(best.value), PROVED)
        return Solution(best, bound, gap, "limit" if gap > PROVED else "optimal", nodes)

    @property
    def _laid(self) -> Ground:
        if self.ground is None:
            raise ValueError("a problem without any candidate package has no ground")
        return self.ground

    def _package(self, cover: tuple[int, ...]) -> Package:
        rows = self._laid.offer_row
        return package_of(self.problem, tuple(int(rows[offer]) if offer >= 0 else -1 for offer in cover))

    def pool(self, band: float | None = None) -> Pool:
        """Every member set worth at least ``best - band * |best|`` (default: the problem's own band)."""
        band = self.problem.params.band if band is None else band
        if band not in self.pools:
            self.pools[band] = self._pool(band)
        return self.pools[band]

    def _pool(self, band: float) -> Pool:
        search = self._together(band)
        solution, solved = self.solve(), self.solved
        if solution.best is None or solved is None:
            return Pool((), band, solution.status == "infeasible", solution.bound, solution.gap, solution.nodes)
        floor = solution.best.value - band * abs(solution.best.value)
        search = search or self._near(solved, floor, band)
        solved.known = list({one.members: one for one in (*search.found, *solved.known)}.values())
        inside = [self._package(one.cover) for one in solved.known if one.value >= floor - PROVED]
        others = [package for package in inside if package.members != solution.best.members]
        others.sort(key=lambda package: (-round(package.value, 9), package.members))
        bound = min(search.bound, solution.bound)
        complete = not np.isfinite(bound)
        gap = 0.0 if complete else max(bound - floor, 0.0) / max(abs(solution.best.value), PROVED)
        return Pool((solution.best, *others), band, complete, bound, gap, search.nodes)

    def _near(self, solved: Solved, floor: float, band: float) -> Search:
        narrower_failed = any(one.band < band and not one.complete for one in self.pools.values())
        effort = 0.0 if narrower_failed else POOL_EFFORT
        solved.priced = solved.priced or price(self._laid)
        return solved.priced.search(floor, keep=True, limit=POOL_NODES, effort=effort)

    def cards(self, count: int = 5, *, nearness: Floats | None = None, upgrade: Floats | None = None) -> Cards:
        """``nearness`` (S,): larger is nearer; ``upgrade`` (O,): larger is readier. The band widens as needed."""
        for band in sorted({self.problem.params.band, *BANDS}):
            pool = self.pool(band)
            if len(pool.packages) >= count:
                break
        return pick_cards(pool, count, nearness=nearness, upgrade=upgrade)

    def changed(self, change: Change) -> Prepared:
        """The changed problem, ready to be asked, with what is known here carried over."""
        self.solve()
        outside = self._outside() if shrinking(self.problem, change) else np.inf
        return _ready(changed(self.problem, change), self, outside)

    def _outside(self) -> float:
        """No member set but those known is worth more."""
        best = self.solve().best
        floors = [] if best is None else [best.value - pool.band * abs(best.value) for pool in self.pools.values()]
        bounds = [pool.bound for pool in self.pools.values()]
        return min(map(max, floors, bounds), default=np.inf)

    def what_if(self, change: Change) -> Solution:
        """What ``solve`` would say of the changed problem from scratch."""
        return self.changed(change).solve()

    def standbys(self, package: Package, few: int = 3) -> tuple[tuple[Standby, ...], ...]:
        """For each slot (R,) up to ``few`` exchanges, best first; empty where the slot is open or nobody can."""
        return self.bench.standbys(package, few)


def _begun(ground: Ground, known: list[Found], inside: Ints | None = None) -> tuple[Priced, list[Found]]:
    """Prices, begun with the suppliers ``inside``, and packages found fast where those ``known`` leave much room."""
    priced = price(ground, inside)
    return priced, [*known, *first_packages(priced)] if _room(priced, known) > TRIAL_GAP else known


def _room(priced: Priced, known: list[Found]) -> float:
    """How far the bound is above the best known package, relative to it."""
    best = max((found.value for found in known), default=-np.inf)
    return (priced.top - best) / abs(best) if known and best else np.inf


def prepare(problem: PackageProblem, *, keep: Prepared | None = None) -> Prepared:
    """``keep``: a solved problem with the same offers, suppliers and slots, whose proofs speed this one up."""
    return _ready(problem, keep, np.inf)


def _ready(problem: PackageProblem, keep: Prepared | None, outside: float) -> Prepared:
    carried = None
    if keep is not None and keep.solved is not None and keep.solved.priced is not None:
        carried = carry(keep.problem, keep.solved.priced, keep.solved.known, outside)
    return Prepared(problem, lay(problem), carried)


def solve(problem: PackageProblem, *, keep: Prepared | None = None) -> Solution:
    """The best package. ``keep`` as in ``prepare``; the answer is the same with and without it."""
    return prepare(problem, keep=keep).solve()
