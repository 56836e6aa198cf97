"""One problem made ready once and asked many times."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from matchmaker.engine.packaging import whole
from matchmaker.engine.packaging.cards import pick_cards
from matchmaker.engine.packaging.changing import changed
from matchmaker.engine.packaging.results import Cards, Change, Pool, Standby
from matchmaker.engine.packaging.standby import standbys
from matchmaker.engine.types import Floats, Package, PackageProblem, Solution

BANDS = (0.03, 0.08, 0.20)


@dataclass
class Prepared:
    """Answers about one problem; the later ones re-use what the earlier ones proved."""

    problem: PackageProblem
    pools: dict[float, Pool] = field(default_factory=dict)

    def solve(self) -> Solution:
        """The best package with its bound. Status "optimal", "limit" or "infeasible"."""
        best = whole.best_whole(self.problem)
        if best is None:
            return Solution(None, -np.inf, 0.0, "infeasible", 0)
        return Solution(best, best.value, 0.0, "optimal", 0)

    def pool(self, band: float | None = None) -> Pool:
        """Every member set worth at least ``best - band * |best|`` (default: the problem's own band)."""
        band = self.problem.params.band if band is None else band
        model, found = whole.build(self.problem), []
        while (package := whole.run(model)) is not None and len(found) < 40:
            if found and package.value < found[0].value - band * abs(found[0].value) - 1e-9:
                break
            found.append(package)
            whole.forbid(model, package.members)
        return Pool(tuple(found), band, len(found) < 40, found[0].value if found else -np.inf, 0.0, 0)

    def cards(self, count: int = 5, *, nearness: Floats | None = None, upgrade: Floats | None = None) -> Cards:
        """``nearness`` (S,): larger is nearer; ``upgrade`` (O,): larger is readier. The band widens until it suffices."""
        for band in dict.fromkeys((self.problem.params.band, *BANDS)):
            pool = self.pool(band)
            if len(pool.packages) >= count:
                break
        return pick_cards(self.problem, pool, count, nearness=nearness, upgrade=upgrade)

    def what_if(self, change: Change) -> Solution:
        """What ``solve`` would say of the changed problem."""
        return prepare(changed(self.problem, change)).solve()

    def standbys(self, package: Package, few: int = 3) -> tuple[tuple[Standby, ...], ...]:
        """For each slot (R,) up to ``few`` exchanges, best first; empty where the slot is open or nobody can."""
        return standbys(self.problem, package, few)


def prepare(problem: PackageProblem) -> Prepared:
    return Prepared(problem)


def solve(problem: PackageProblem, *, keep: Prepared | None = None) -> Solution:
    """The best package. ``keep``: an earlier ``Prepared`` of a similar problem whose proofs speed this one up."""
    return prepare(problem).solve()
