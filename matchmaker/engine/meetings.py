"""A matching day: who meets whom in which slot, exactly, from mutual interest and travel.

``docs/matching-day.md`` has the formulas and a worked example that a test recomputes. Solved as a mixed-integer program
by HiGHS; the answer comes with its bound, and with whether it was proven.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_matrix

FIRST = 1.0  # what a guest's first meeting counts beside its worth: as much as the best meeting there can be
HOP_LOSS = 0.1  # of a meeting's worth, for each region between the supplier's seat and the plant
MOST_HOPS = 5
HOURS_A_HOP = 1.0  # on the road to the place of the day
LEAVES_HOME, BACK_HOME = 8.0, 20.0  # hours of the day
NODES = 2_000  # of the search; deterministic, unlike a limit of time
TOLERANCE = 1e-6


@dataclass(frozen=True)
class Guest:
    """``slots``: those in which the guest can be there; ``most``: meetings at most."""

    key: int
    slots: tuple[int, ...]
    most: int


@dataclass(frozen=True)
class Pair:
    """A firm and a supplier that would meet, and what their meeting is worth, over 0 and at most 1."""

    firm: int
    supplier: int
    worth: float


@dataclass(frozen=True)
class Day:
    """``tables``: meetings at most in one slot. Keys are unique on their side."""

    tables: int
    firms: tuple[Guest, ...]
    suppliers: tuple[Guest, ...]
    pairs: tuple[Pair, ...]


@dataclass(frozen=True)
class Meeting:
    firm: int
    supplier: int
    slot: int
    table: int
    worth: float


@dataclass(frozen=True)
class Plan:
    """``value`` is what the meetings reach, ``bound`` what nobody can exceed; equal where ``proven``."""

    meetings: tuple[Meeting, ...]
    value: float
    bound: float
    proven: bool

    @property
    def gap(self) -> float:
        """Share of the bound that is not reached; 0 for a proven optimum."""
        return 0.0 if self.proven or self.bound <= 0 else max(0.0, (self.bound - self.value) / self.bound)


def interest(said: int | None, fit: float) -> float:
    """How much one side wants the meeting, 0 to 1: said yes 1, said no 0, silent as much as the ranking expects."""
    if said is not None:
        return float(said)
    return float(min(max(fit, 0.0), 1.0)) * 0.8


def worth_of(firm: float, supplier: float, hops: float) -> float:
    """What a meeting is worth: both sides' interest (the geometric mean, so that one no is a no), less the distance."""
    near = 1.0 - HOP_LOSS * min(max(hops, 0.0), MOST_HOPS)
    return float(np.sqrt(max(firm, 0.0) * max(supplier, 0.0)) * near)


def slots_within(*, hops: float, starts: float, minutes: int, count: int) -> tuple[int, ...]:
    """Slots that a guest from ``hops`` regions away can keep without leaving before 8:00 or being home after 20:00.

    ``starts``: hour at which the first slot begins. With no such slot all are open: who comes anyway stays overnight.
    """
    road, length = HOURS_A_HOP * hops, minutes / 60
    begins = [starts + slot * length for slot in range(count)]
    fit = [LEAVES_HOME + road <= at + TOLERANCE and at + length + road <= BACK_HOME + TOLERANCE for at in begins]
    return tuple(slot for slot in range(count) if fit[slot]) or tuple(range(count))


def plan_day(day: Day) -> Plan:
    """The best schedule: nobody twice in a slot, no pair twice, no more tables than there are, no guest too often.

    Maximises worth plus ``FIRST`` for each guest's first meeting. The same day gives the same plan, always.
    """
    seats = _seats(day)
    if not seats or day.tables < 1:
        return Plan((), 0.0, 0.0, True)
    guests = [("firm", guest) for guest in day.firms] + [("supplier", guest) for guest in day.suppliers]
    model = _Model(seats, guests, day.tables)
    found = milp(
        c=-model.worth,
        constraints=model.constraints(),
        integrality=np.concatenate([np.ones(len(seats)), np.zeros(len(guests))]),
        bounds=Bounds(0, 1),
        options={"mip_rel_gap": 0.0, "node_limit": NODES},
    )
    if found.x is None:  # the limit came before any answer: an empty day is one
        return Plan((), 0.0, -float(found.mip_dual_bound), False)
    chosen = [seat for seat, value in zip(seats, found.x[: len(seats)], strict=True) if value > 0.5]
    value = value_of(pair for pair, _slot in chosen)
    bound = max(value, -float(found.mip_dual_bound)) if found.status != 0 else value
    return Plan(_at_tables(chosen), value, bound, found.status == 0)


def value_of(pairs: Iterable[Pair]) -> float:
    """What these meetings reach together."""
    met = list(pairs)
    guests = {("firm", pair.firm) for pair in met} | {("supplier", pair.supplier) for pair in met}
    return float(sum(pair.worth for pair in met) + FIRST * len(guests))


def _seats(day: Day) -> list[tuple[Pair, int]]:
    """Every pair that is worth meeting, with every slot in which both are there."""
    firms = {guest.key: set(guest.slots) for guest in day.firms}
    suppliers = {guest.key: set(guest.slots) for guest in day.suppliers}
    worth = [pair for pair in day.pairs if pair.worth > 0]
    return [(pair, slot) for pair in worth for slot in sorted(firms[pair.firm] & suppliers[pair.supplier])]


def _at_tables(chosen: Sequence[tuple[Pair, int]]) -> tuple[Meeting, ...]:
    """Tables of a slot are numbered from 1, by firm and then supplier."""
    by_slot: dict[int, list[Pair]] = defaultdict(list)
    for pair, slot in chosen:
        by_slot[slot].append(pair)
    return tuple(
        Meeting(pair.firm, pair.supplier, slot, table, pair.worth)
        for slot in sorted(by_slot)
        for table, pair in enumerate(sorted(by_slot[slot], key=lambda row: (row.firm, row.supplier)), start=1)
    )


class _Model:
    """Columns: one a pair and slot, then one a guest that says whether it has a meeting at all."""

    def __init__(self, seats: list[tuple[Pair, int]], guests: list[tuple[str, Guest]], tables: int) -> None:
        self.seats, self.guests, self.tables = seats, guests, tables
        self.width = len(seats) + len(guests)
        self.worth = np.concatenate([[pair.worth for pair, _slot in seats], np.full(len(guests), FIRST)])
        self.rows: list[tuple[list[int], list[float], float]] = []

    def constraints(self) -> LinearConstraint:
        self._limit(lambda pair, slot: ("firm", pair.firm, slot), 1.0)
        self._limit(lambda pair, slot: ("supplier", pair.supplier, slot), 1.0)
        self._limit(lambda pair, slot: ("pair", pair.firm, pair.supplier), 1.0)
        self._limit(lambda pair, slot: ("slot", slot), float(self.tables))
        for at, (side, guest) in enumerate(self.guests, start=len(self.seats)):
            mine = [column for column, (pair, _slot) in enumerate(self.seats) if getattr(pair, side) == guest.key]
            self.rows.append((mine, [1.0] * len(mine), float(guest.most)))
            self.rows.append(([at, *mine], [1.0] + [-1.0] * len(mine), 0.0))  # a first meeting needs a meeting
        return LinearConstraint(self._matrix(), -np.inf, np.array([limit for _columns, _values, limit in self.rows]))

    def _limit(self, key: object, most: float) -> None:
        groups: dict[object, list[int]] = defaultdict(list)
        for column, (pair, slot) in enumerate(self.seats):
            groups[key(pair, slot)].append(column)  # type: ignore[operator]
        self.rows += [(columns, [1.0] * len(columns), most) for columns in groups.values()]

    def _matrix(self) -> csr_matrix:
        columns = [column for row, _values, _limit in self.rows for column in row]
        values = [value for _row, values, _limit in self.rows for value in values]
        starts = np.cumsum([0, *(len(row) for row, _values, _limit in self.rows)])
        return csr_matrix((values, columns, starts), shape=(len(self.rows), self.width))
