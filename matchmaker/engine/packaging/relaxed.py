"""The linear relaxation over a few suppliers, and its dual prices, which bound every package of all suppliers."""

from __future__ import annotations

from dataclasses import dataclass, field

import highspy
import numpy as np
from scipy import sparse

from matchmaker.engine.packaging.ground import Ground
from matchmaker.engine.types import Floats, Ints

SPLITS = 12
OPTIONS = {"output_flag": False, "solver": "simplex", "presolve": "off", "threads": 1}


@dataclass(frozen=True)
class Duals:
    """Multipliers; any values with the right signs give valid bounds, the LP's give good ones.

    ``slot`` (R,) (>= 0 where the slot is not a must), ``lead``, ``rate`` (points per KRW of budget, >= 0),
    ``needs`` (R, R): an offer covering slot q that needs slot r pays ``needs[q, r]`` to whoever covers r,
    ``speak`` (S,) and ``home`` (S,): what a member pays to the package's anchors, ``split`` (E,): the share of a
    pair's points booked at its first end, 0..1.
    """

    slot: Floats
    lead: float
    rate: float
    needs: Floats
    speak: Floats
    home: Floats
    split: Floats


class _Program:
    """Columns in blocks and rows ``<= high`` or ``== high``, gathered as arrays."""

    def __init__(self) -> None:
        self.width = 0
        self.gain: list[Floats] = []
        self.free: list[Floats] = []
        self.most: list[Floats] = []
        self.parts: dict[bool, list[tuple[Ints, Ints, Floats]]] = {True: [], False: []}
        self.high: dict[bool, list[Floats]] = {True: [], False: []}
        self.count = {True: 0, False: 0}

    def columns(self, gain: Floats, low: Floats | None = None, most: float = np.inf) -> Ints:
        block = np.arange(self.width, self.width + len(gain))
        self.width += len(gain)
        self.gain.append(gain)
        self.free.append(np.zeros(len(gain)) if low is None else low)
        self.most.append(np.full(len(gain), most))
        return block

    def rows(self, high: Floats, *entries: tuple[Ints | Floats, Ints, Floats | float], equal: bool = False) -> slice:
        """Each entry is (row within this block, column, value)."""
        start = self.count[equal]
        for place, column, value in entries:
            row = np.asarray(place, dtype=np.int64)
            values = np.broadcast_to(np.asarray(value, dtype=float), row.shape)
            self.parts[equal].append((row + start, np.asarray(column, dtype=np.int64), values))
        self.high[equal].append(high)
        self.count[equal] += len(high)
        return slice(start, self.count[equal])

    def matrix(self) -> sparse.csc_array:
        """Rows ``<= high`` first, then those ``== high``."""
        parts = [
            (row + self.count[False] * equal, *rest) for equal in (False, True) for row, *rest in self.parts[equal]
        ]
        row, column, value = (np.concatenate(part) for part in zip(*parts, strict=True))
        return sparse.csc_array((value, (row, column)), shape=(sum(self.count.values()), self.width))

    def model(self) -> highspy.HighsLp:
        model, matrix = highspy.HighsLp(), self.matrix()
        model.num_col_, model.num_row_ = self.width, matrix.shape[0]
        model.sense_ = highspy.ObjSense.kMaximize
        model.col_cost_ = np.concatenate(self.gain)
        model.col_lower_, model.col_upper_ = np.concatenate(self.free), np.concatenate(self.most)
        high = np.concatenate(self.high[False] + self.high[True])
        model.row_lower_ = np.where(np.arange(len(high)) < self.count[False], -np.inf, high)
        model.row_upper_ = high
        model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        model.a_matrix_.start_, model.a_matrix_.index_ = matrix.indptr, matrix.indices
        model.a_matrix_.value_ = matrix.data
        return model


@dataclass
class Relaxed:
    """``value``: what the programme is worth; nothing better than the bound of its duals once nobody would enter."""

    duals: Duals
    inside: Ints
    value: float
    chosen: Floats = field(repr=False)


def relax(ground: Ground, inside: Ints, penalty: float) -> Relaxed:
    """Solves the relaxation over suppliers ``inside`` (sorted); open must slots cost ``penalty`` points each.

    ``chosen`` (len(inside),) is how far each supplier takes part in it.
    """
    program = _Program()
    among = np.isin(ground.owner, inside)
    offers = np.flatnonzero(among)
    place = np.searchsorted(inside, ground.owner[offers])
    k, slot = np.nonzero(ground.covers[offers])
    row = offers[k]
    single = ~ground.wide[row]
    a = program.columns(ground.fit[row, slot] - np.where(single, ground.cost[row], 0.0))
    wide = offers[ground.wide[offers]]
    y = program.columns(-ground.cost[wide])
    x = program.columns(ground.base[inside], ground.pinned[inside].astype(float), 1.0)
    slots = _slot_rows(program, ground, a, slot, penalty)
    bundled = np.flatnonzero(~single)
    program.rows(
        np.zeros(len(bundled)),
        (np.arange(len(bundled)), a[bundled], 1.0),
        (np.arange(len(bundled)), y[np.searchsorted(wide, row[bundled])], -1.0),
    )
    link, first = np.unique(place[k] * len(ground.must) + slot, return_inverse=True)
    program.rows(np.zeros(len(link)), (first, a, 1.0), (np.arange(len(link)), x[link // len(ground.must)], -1.0))
    program.rows(np.array([float(ground.members)]), (np.zeros(len(x)), x, 1.0))
    money = _budget_row(program, ground, a[single], row[single], y, wide)
    hung = _needs_rows(program, ground, a, row, slot)
    lead = _lead_rows(program, ground, inside, x, penalty)
    speak = _anchor_rows(program, ground.speaks[inside], ground.protocol_points, x)
    home = _anchor_rows(program, ground.homes[inside], ground.region_points, x)
    joint = _pair_rows(program, ground, inside, x)
    solver = _solved(program)
    if solver is None:
        return Relaxed(_flat(ground), inside, -np.inf, np.ones(len(inside)))
    answer = solver.getSolution()
    ub, eq = np.split(np.array(answer.row_dual), [program.count[False]])
    chosen = np.array(answer.col_value)[x]
    duals = _duals(ground, inside, ub, eq, slots, money, hung, lead, speak, home, joint)
    return Relaxed(duals, inside, solver.getObjectiveValue(), chosen)


def _flat(ground: Ground) -> Duals:
    """No prices at all, for the day the solver gives up on the numbers: valid, only loose."""
    size, nobody = len(ground.must), np.zeros(ground.suppliers)
    return Duals(np.zeros(size), 0.0, 0.0, np.zeros((size, size)), nobody, nobody, np.full(len(ground.pairs), np.nan))


def _solved(program: _Program) -> highspy.Highs | None:
    """One thread and no presolve, which costs more than it saves in so small a programme; None where it gave up."""
    solver = highspy.Highs()
    for name, value in OPTIONS.items():
        solver.setOptionValue(name, value)
    solver.passModel(program.model())
    solver.run()
    return solver if solver.getModelStatus() == highspy.HighsModelStatus.kOptimal else None


def _slot_rows(program: _Program, ground: Ground, a: Ints, slot: Ints, penalty: float) -> tuple[slice, slice]:
    must = np.flatnonzero(ground.must)
    nice = np.flatnonzero(~ground.must)
    position = np.where(ground.must, np.cumsum(ground.must) - 1, np.cumsum(~ground.must) - 1)
    hole = program.columns(np.full(len(must), -penalty))
    inside = ground.must[slot]
    equal = program.rows(
        np.ones(len(must)), (position[slot[inside]], a[inside], 1.0), (np.arange(len(must)), hole, 1.0), equal=True
    )
    upper = program.rows(np.ones(len(nice)), (position[slot[~inside]], a[~inside], 1.0))
    return equal, upper


def _budget_row(program: _Program, ground: Ground, a: Ints, row: Ints, y: Ints, wide: Ints) -> slice:
    if not np.isfinite(ground.limit):
        return slice(0, 0)
    unit = max(ground.limit, 1.0)
    return program.rows(
        np.array([ground.limit / unit]),
        (np.zeros(len(a)), a, ground.price[row] / unit),
        (np.zeros(len(y)), y, ground.price[wide] / unit),
    )


def _needs_rows(program: _Program, ground: Ground, a: Ints, row: Ints, slot: Ints) -> tuple[slice, Ints]:
    """For slots q, r: the offers covering q that need r, together at most what covers r."""
    size = len(ground.must)
    cell, r = np.nonzero(ground.needs[row])
    keys, index = np.unique(slot[cell] * size + r, return_inverse=True)
    by_slot = [np.flatnonzero(slot == needed) for needed in keys % size]
    holders = np.concatenate(by_slot) if by_slot else np.zeros(0, dtype=np.int64)
    rows = np.repeat(np.arange(len(keys)), [len(part) for part in by_slot])
    block = program.rows(np.zeros(len(keys)), (index, a[cell], 1.0), (rows, a[holders], -1.0))
    return block, keys


def _lead_rows(program: _Program, ground: Ground, inside: Ints, x: Ints, penalty: float) -> slice:
    """Suppliers worth the same as leads share a column: how the lead is divided among them makes no difference."""
    able = np.flatnonzero(np.isfinite(ground.lead[inside]))
    points, group = np.unique(ground.lead[inside][able], return_inverse=True)
    z = program.columns(points)
    hole = program.columns(np.array([-penalty]))
    program.rows(np.zeros(len(z)), (np.arange(len(z)), z, 1.0), (group, x[able], -1.0))
    return program.rows(np.ones(1), (np.zeros(len(z) + 1), np.append(z, hole), 1.0), equal=True)


def _anchor_rows(program: _Program, belongs: Floats, points: float, x: Ints) -> tuple[slice, Ints]:
    """Members that belong to the one chosen anchor (standard or region) earn ``points`` each."""
    able = np.flatnonzero(belongs.any(axis=1)) if points > 0 else np.zeros(0, dtype=np.int64)
    v = program.columns(np.full(len(able), points))
    anchor = program.columns(np.zeros(belongs.shape[1]))
    n = np.arange(len(able))
    program.rows(np.zeros(len(able)), (n, v, 1.0), (n, x[able], -1.0))
    row, column = np.nonzero(belongs[able])
    block = program.rows(np.zeros(len(able)), (n, v, 1.0), (row, anchor[column], -1.0))
    if len(anchor):
        program.rows(np.ones(1), (np.zeros(len(anchor)), anchor, 1.0))
    return block, able


def _pair_rows(program: _Program, ground: Ground, inside: Ints, x: Ints) -> tuple[slice, Ints]:
    within = np.flatnonzero(np.isin(ground.pairs, inside).all(axis=1))
    e = program.columns(ground.pair_points[within])
    ends = np.searchsorted(inside, ground.pairs[within])
    n = np.arange(len(within))
    block = program.rows(np.zeros(len(within)), (n, e, 1.0), (n, x[ends[:, 0]], -1.0))
    program.rows(np.zeros(len(within)), (n, e, 1.0), (n, x[ends[:, 1]], -1.0))
    return block, within


def _duals(
    ground: Ground,
    inside: Ints,
    ub: Floats,
    eq: Floats,
    slots: tuple[slice, slice],
    money: slice,
    hung: tuple[slice, Ints],
    lead: slice,
    speak: tuple[slice, Ints],
    home: tuple[slice, Ints],
    joint: tuple[slice, Ints],
) -> Duals:
    size = len(ground.must)
    slot, needs = np.zeros(size), np.zeros(size * size)
    slot[ground.must], slot[~ground.must] = eq[slots[0]], np.maximum(ub[slots[1]], 0.0)
    needs[hung[1]] = np.maximum(ub[hung[0]], 0.0)
    rate = float(max(ub[money].sum(), 0.0)) / max(ground.limit, 1.0) if np.isfinite(ground.limit) else 0.0
    paid = [np.zeros(ground.suppliers), np.zeros(ground.suppliers)]
    for target, (block, able), most in zip(
        paid, (speak, home), (ground.protocol_points, ground.region_points), strict=True
    ):
        target[inside[able]] = np.clip(ub[block], 0.0, most)
    split = np.full(len(ground.pairs), np.nan)
    points = ground.pair_points[joint[1]]
    split[joint[1]] = np.clip(ub[joint[0]] / np.where(points > 0, points, 1.0), 0.0, 1.0)
    return Duals(slot, float(eq[lead][0]), rate, needs.reshape(size, size), paid[0], paid[1], split)


def free_split(ground: Ground, own: Floats, level: float, split: Floats) -> Floats:
    """(E,) share of each pair's points booked at its first end; nan in ``split``: the programme did not see the pair.

    Any share is valid. These go where they raise no supplier's gain ``own`` (S,) above ``level``, if that can be: each
    round moves a pair's points towards the end that has more room left.
    """
    seen = ~np.isnan(split)
    share, (one, other) = np.where(seen, split, 0.5), ground.pairs.T
    points = np.maximum(ground.pair_points, 1e-12)
    for _ in range(SPLITS):
        load = np.bincount(one, share * points, ground.suppliers) + np.bincount(
            other, (1 - share) * points, ground.suppliers
        )
        room = level - own - load
        wished = share + (room[one] - room[other]) / (2 * points)
        share = np.where(seen, split, np.clip(0.5 * share + 0.5 * wished, 0.0, 1.0))
    return share
