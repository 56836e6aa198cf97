"""The whole model as one mixed-integer programme for HiGHS: slow, short and independent of the fast search."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from matchmaker.engine.packaging.terms import candidates, package_of
from matchmaker.engine.types import Package, PackageProblem


class Rows:
    """Collects sparse rows ``low <= row x <= high``."""

    def __init__(self) -> None:
        self.i: list[int] = []
        self.j: list[int] = []
        self.v: list[float] = []
        self.low: list[float] = []
        self.high: list[float] = []

    def add(self, columns: list[int], values: list[float], low: float, high: float) -> None:
        self.i += [len(self.low)] * len(columns)
        self.j += columns
        self.v += values
        self.low.append(low)
        self.high.append(high)

    def constraint(self, width: int) -> LinearConstraint:
        matrix = sparse.csr_array((self.v, (self.i, self.j)), shape=(len(self.low), width))
        return LinearConstraint(matrix, self.low, self.high)


@dataclass
class WholeModel:
    """Columns: a (offer covers slot), y (offer), x z v h (supplier), b (standard), c (region), e (pair)."""

    problem: PackageProblem
    rows: Rows
    gain: np.ndarray
    cells: list[tuple[int, int]]
    x: dict[int, int]


def build(problem: PackageProblem) -> WholeModel:
    offers = [int(o) for o in np.flatnonzero(candidates(problem))]
    suppliers = sorted({int(problem.offer_supplier[o]) for o in offers})
    cells = [(o, int(r)) for o in offers for r in np.flatnonzero(np.isfinite(problem.fit[o]))]
    regions = sorted({int(problem.home[s]) for s in suppliers if problem.home[s] >= 0})
    pairs = [k for k, (s, t) in enumerate(problem.pairs.tolist()) if s in set(suppliers) and t in set(suppliers)]
    names: list[tuple] = [("a", *cell) for cell in cells] + [("y", o) for o in offers]
    names += [(kind, s) for kind in "xzvh" for s in suppliers] + [("b", p) for p in range(problem.speaks.shape[1])]
    names += [("c", g) for g in regions] + [("e", k) for k in pairs]
    column = {name: index for index, name in enumerate(names)}
    model = WholeModel(problem, Rows(), np.zeros(len(names)), cells, {s: column["x", s] for s in suppliers})
    _offer_part(model, column, offers)
    _supplier_part(model, column, suppliers)
    _synergy_part(model, column, suppliers, regions, pairs)
    return model


def _offer_part(model: WholeModel, column: dict, offers: list[int]) -> None:
    problem, rows = model.problem, model.rows
    by_slot: dict[int, list[int]] = {r: [] for r in range(len(problem.slot_must))}
    by_link: dict[tuple[int, int], list[int]] = {}
    by_supplier: dict[int, list[int]] = {}
    for o, r in model.cells:
        a, s = column["a", o, r], int(problem.offer_supplier[o])
        model.gain[a] = problem.fit[o, r]
        rows.add([a, column["y", o]], [1, -1], -np.inf, 0)
        by_slot[r].append(a)
        by_link.setdefault((s, r), []).append(a)
        by_supplier.setdefault(s, []).append(a)
    for r, columns in by_slot.items():
        rows.add(columns, [1.0] * len(columns), 1.0 if problem.slot_must[r] else 0.0, 1)
    for (s, _), columns in by_link.items():
        rows.add([*columns, column["x", s]], [1.0] * len(columns) + [-1.0], -np.inf, 0)
    for s, columns in by_supplier.items():
        rows.add([column["x", s], *columns], [1.0] + [-1.0] * len(columns), -np.inf, 0)
    for o in offers:
        model.gain[column["y", o]] = -problem.params.price_weight * problem.offer_price[o] / problem.price_reference
        for r in np.flatnonzero(problem.needs[o]):
            rows.add([column["y", o], *by_slot[int(r)]], [1.0] + [-1.0] * len(by_slot[int(r)]), -np.inf, 0)
    if np.isfinite(problem.budget):
        scale = max(problem.budget, 1.0)
        prices = [float(problem.offer_price[o]) / scale for o in offers]
        rows.add([column["y", o] for o in offers], prices, -np.inf, problem.budget / scale)


def _supplier_part(model: WholeModel, column: dict, suppliers: list[int]) -> None:
    problem, rows = model.problem, model.rows
    leads = [s for s in suppliers if np.isfinite(problem.lead_points[s])]
    rows.add([column["z", s] for s in leads], [1.0] * len(leads), 1, 1)
    rows.add([column["x", s] for s in suppliers], [1.0] * len(suppliers), 1, problem.params.max_members)
    for s in suppliers:
        model.gain[column["x", s]] = problem.member_points[s] - problem.params.member_cost
        if s in leads:
            model.gain[column["z", s]] = problem.lead_points[s]
            rows.add([column["z", s], column["x", s]], [1, -1], -np.inf, 0)
    for s in np.flatnonzero(problem.pinned).tolist():
        rows.add([column["x", s]] if s in suppliers else [], [1.0] if s in suppliers else [], 1, 1)


def _synergy_part(model: WholeModel, column: dict, suppliers: list[int], regions: list[int], pairs: list[int]) -> None:
    problem, rows = model.problem, model.rows
    standards = range(problem.speaks.shape[1])
    rows.add([column["b", p] for p in standards], [1.0] * len(standards), -np.inf, 1)
    rows.add([column["c", g] for g in regions], [1.0] * len(regions), -np.inf, 1)
    for s in suppliers:
        v, h, x = column["v", s], column["h", s], column["x", s]
        model.gain[v], model.gain[h] = problem.params.protocol_points, problem.params.region_points
        spoken = [column["b", int(p)] for p in np.flatnonzero(problem.speaks[s])]
        home = [column["c", int(problem.home[s])]] if problem.home[s] >= 0 else []
        rows.add([v, x], [1, -1], -np.inf, 0)
        rows.add([v, *spoken], [1.0] + [-1.0] * len(spoken), -np.inf, 0)
        rows.add([h, x], [1, -1], -np.inf, 0)
        rows.add([h, *home], [1.0] + [-1.0] * len(home), -np.inf, 0)
    for k in pairs:
        s, t = problem.pairs[k].tolist()
        model.gain[column["e", k]] = problem.pair_points[k]
        rows.add([column["e", k], column["x", s]], [1, -1], -np.inf, 0)
        rows.add([column["e", k], column["x", t]], [1, -1], -np.inf, 0)


def forbid(model: WholeModel, members: tuple[int, ...]) -> None:
    """A no-good: exactly this member set is not to come again."""
    inside = set(members)
    signs = [-1.0 if s in inside else 1.0 for s in model.x]
    model.rows.add(list(model.x.values()), signs, 1 - len(inside), np.inf)


def within(model: WholeModel, seconds: float | None) -> tuple[Package | None, bool]:
    """The best package HiGHS finds, and whether it proved it (or proved that there is none) in time."""
    width = len(model.gain)
    if not model.x:
        return None, True
    options: dict[str, float] = {"mip_rel_gap": 1e-9} | ({"time_limit": seconds} if seconds else {})
    answer = milp(
        -model.gain,
        constraints=model.rows.constraint(width),
        integrality=np.ones(width),
        bounds=Bounds(0, 1),
        options=options,
    )
    if answer.x is None:
        return None, answer.status == 2
    cover = [-1] * len(model.problem.slot_must)
    for index, (offer, slot) in enumerate(model.cells):
        if answer.x[index] > 0.5:
            cover[slot] = offer
    return package_of(model.problem, tuple(cover)), answer.status == 0


def best_whole(problem: PackageProblem) -> Package | None:
    """Raises RuntimeError where HiGHS proves neither a best package nor that there is none."""
    package, proved = within(build(problem), None)
    if not proved:
        raise RuntimeError("not proved")
    return package
