"""From a problem to a proved optimum: prices by column generation, a first package, then the search."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from matchmaker.engine.packaging.bounds import (
    Bound,
    bounds_of,
    credits,
    lonely,
    priced_bound,
    root,
    split_pairs,
)
from matchmaker.engine.packaging.ground import Ground
from matchmaker.engine.packaging.leaf import Assigner
from matchmaker.engine.packaging.relaxed import Duals, relax
from matchmaker.engine.packaging.search import EDGE, Found, Search
from matchmaker.engine.types import Bools, Floats, Ints

ROUNDS = 8
ADDED = 40
DIVE_NODES = 400
PROMISING = 25
NEAR = 0.01
CLOSE = 0.003
SMALL = 75


@dataclass
class Priced:
    """A ground with prices; ``share`` (E,) splits each pair's points between its ends, ``support`` are the suppliers
    that the relaxation uses, ``inside`` those it was given.
    """

    ground: Ground
    duals: Duals
    bounds: list[Bound]
    share: Floats
    support: Ints
    inside: Ints

    @cached_property
    def assigner(self) -> Assigner:
        return Assigner(self.ground, self.duals.rate)

    @cached_property
    def alone(self) -> list[Floats]:
        """For each bound (S,) what every supplier adds to the empty package, pairs not counted."""
        return [lonely(self.ground, bound) for bound in self.bounds]

    @cached_property
    def roots(self) -> list[tuple[float, Floats]]:
        """For each bound what any package is worth at most, and (S,) any package with each supplier."""
        return self._roots(np.ones(self.ground.suppliers, dtype=bool))

    def _roots(self, alive: Bools) -> list[tuple[float, Floats]]:
        credit = credits(self.ground, self.share, alive)
        return [root(self.ground, bound, own + credit) for bound, own in zip(self.bounds, self.alone, strict=True)]

    @cached_property
    def top(self) -> float:
        """No package is worth more."""
        return min(top for top, _ in self.roots)

    @cached_property
    def reached(self) -> Floats:
        """(S,) no package with the supplier is worth more."""
        return np.minimum.reduce([forced for _, forced in self.roots])

    def survivors(self, threshold: float) -> Ints:
        """Suppliers that may be in a package worth ``threshold``; pairs with the others fall away, so it repeats."""
        ground, reached = self.ground, self.reached
        alive = np.ones(ground.suppliers, dtype=bool)
        while True:
            left = alive & (reached >= threshold - EDGE) | ground.pinned
            if left.sum() == alive.sum() or not len(ground.pairs):
                return np.flatnonzero(left)
            alive = left
            reached = np.minimum.reduce([forced for _, forced in self._roots(alive)])

    def search(
        self,
        threshold: float,
        *,
        keep: bool,
        limit: int,
        rows: Ints | None = None,
        first: bool = False,
        effort: float = np.inf,
    ) -> Search:
        rows = self.survivors(threshold) if rows is None else rows
        search = Search(
            self.ground, self.bounds, self.share, rows, threshold, self.assigner, keep, limit, effort, first
        )
        if self.top >= threshold - EDGE:
            search.run()
        return search


def price(ground: Ground, inside: Ints | None = None) -> Priced:
    """Prices by column generation, begun with the suppliers ``inside`` if they are known to matter."""
    return priced_by(ground, *generate(ground, inside))


def priced_by(ground: Ground, duals: Duals, support: Ints, inside: Ints) -> Priced:
    """Bounds by any duals; those of a similar problem are valid too."""
    bounds = bounds_of(ground, duals)
    return Priced(ground, duals, bounds, split_pairs(ground, bounds[0], duals), support, inside)


def generate(ground: Ground, inside: Ints | None = None) -> tuple[Duals, Ints, Ints]:
    """Solves the relaxation on few suppliers, prices all others with its duals, adds those that would enter, until
    nobody would or the bound is as good as there.
    """
    penalty, best = 2.0 * (ground.ceiling - ground.floor), np.inf
    inside = _starters(ground) if inside is None or not inside.size else inside
    everybody = np.ones(ground.suppliers, dtype=bool)
    inside = np.union1d(inside, np.flatnonzero(ground.pinned))
    for _ in range(ROUNDS):
        relaxed = relax(ground, inside, penalty)
        bound = priced_bound(ground, relaxed.duals)
        gains = bound.alone() + credits(ground, split_pairs(ground, bound, relaxed.duals), everybody)
        top, most = root(ground, bound, gains)[0], min(ground.members, len(inside))
        if top < best:
            best, found = top, (relaxed.duals, inside[relaxed.chosen > 1e-6], inside)
        level = max(float(np.partition(gains[inside], -most)[-most]), 0.0)
        enter = np.setdiff1d(np.flatnonzero(gains > level + 1e-6), inside)
        if not enter.size or top - relaxed.value <= CLOSE * abs(relaxed.value):
            break
        enter = enter[np.argsort(-gains[enter], kind="stable")[:ADDED]]
        inside = np.union1d(inside, enter)
    return found


def _starters(ground: Ground) -> Ints:
    """A few dozen suppliers: strong at several prices of money, the best and the cheapest per slot, the best leads."""
    chosen = [np.flatnonzero(ground.pinned), np.argsort(-ground.lead, kind="stable")[:3]]
    fit = np.where(ground.covers, ground.fit, 0.0)
    width = np.maximum(ground.covers.sum(axis=1), 1)
    typical = float(np.median(ground.price)) or 1.0
    for rate in (0.0, 0.5, 2.0):
        charge = ground.cost + rate * float(fit.max()) * ground.price / typical * 0.2
        worth = ground.best_of_supplier(ground.fit - (charge / width)[:, None]).T
        strength = np.maximum(worth, 0.0).sum(axis=0) + ground.base
        chosen.append(np.argsort(-strength, kind="stable")[:8])
        chosen += _two_highest(worth)
    return np.unique(np.concatenate(chosen))


def _two_highest(worth: Floats) -> list[Ints]:
    """For ``worth`` (R, S) the places of the two highest values of each row, the first of equal ones."""
    every, rest = np.arange(len(worth)), worth.copy()
    best = rest.argmax(axis=1)
    rest[every, best] = -np.inf
    return [best, rest.argmax(axis=1)]


def first_packages(priced: Priced, *, first: bool = False, limit: int = DIVE_NODES) -> list[Found]:
    """Packages found fast, nothing proved: among the suppliers that the relaxation uses, then, if that leaves much
    room below the bound, among the few whose own bounds are highest.
    """
    ground = priced.ground
    rows = np.union1d(priced.support, np.flatnonzero(ground.pinned))
    found = priced.search(ground.floor, keep=False, limit=limit, rows=rows, first=first).found
    best = max((one.value for one in found), default=ground.floor)
    if (found and first) or priced.top - best <= NEAR * abs(best) or len(priced.survivors(best)) <= SMALL:
        return found
    rows = np.union1d(rows, np.argsort(-priced.reached, kind="stable")[:PROMISING])
    search = priced.search(best, keep=False, limit=limit, rows=rows, first=first)
    have = {one.members for one in search.found}
    return [*search.found, *(one for one in found if one.members not in have)]


def optimum(priced: Priced, known: list[Found], limit: int) -> Search:
    """The search for the best package; ``known`` packages of the same ground give the first threshold."""
    threshold = max((found.value for found in known), default=priced.ground.floor)
    search = priced.search(threshold, keep=False, limit=limit)
    have = {found.members for found in search.found}
    search.found += [found for found in known if found.members not in have]
    return search
