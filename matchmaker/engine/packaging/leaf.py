"""The exact assignment for one given member set: which of their offers covers which slot."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from matchmaker.engine.packaging.ground import Ground

STEP = 1e-12


@dataclass(frozen=True)
class _Offer:
    """One offer in plain numbers: ``net`` (slot, fit less its share of cost and rated price) for what it covers."""

    row: int
    owner: int
    price: float
    cost: float
    fit: list[float]
    net: list[tuple[int, float]]
    needs: list[int]


@dataclass
class Assigner:
    """Answers ``assign(members)`` for one ground; ``rate`` is the dual price of the budget, points per KRW."""

    ground: Ground
    rate: float
    offers: dict[int, list[_Offer]] = field(default_factory=dict)

    def final(self, members: tuple[int, ...], value: float) -> tuple[int, ...] | None:
        """The cover worth ``value`` that is named: the same one whatever prices were used to find the members."""
        plain = Assigner(self.ground, 0.0).assign(members, value - 1e-9)
        return None if plain is None else plain[1]

    def assign(self, members: tuple[int, ...], threshold: float) -> tuple[float, tuple[int, ...]] | None:
        """The best cover in which exactly ``members`` take part, if worth more than ``threshold``.

        Returns (sum of fit - cost, offer of the ground per slot or -1). Depth-first over slots, widest choice last;
        a branch ends when its value, its price at the dual rate and the best of the open slots cannot pass.
        """
        rate = self.rate if np.isfinite(self.ground.limit) else 0.0
        offers = [offer for supplier in members for offer in self._of(supplier, rate)]
        search = _Leaf(self.ground, offers, rate, threshold)
        search.descend(0, 0.0, 0.0)
        return None if search.best is None else (search.value, search.best)

    def _of(self, supplier: int, rate: float) -> list[_Offer]:
        """The supplier's offers, read out of the ground once: a supplier is tried with many others."""
        if supplier not in self.offers:
            ground, first = self.ground, int(self.ground.first[supplier])
            end = int(ground.first[supplier + 1]) if supplier + 1 < len(ground.first) else len(ground.owner)
            self.offers[supplier] = [_read(ground, row, rate) for row in range(first, end)]
        return self.offers[supplier]


def _read(ground: Ground, row: int, rate: float) -> _Offer:
    price, cost, fit = float(ground.price[row]), float(ground.cost[row]), ground.fit[row].tolist()
    slots = np.flatnonzero(ground.covers[row]).tolist()
    share = (cost + rate * price) / max(len(slots), 1)
    net = [(slot, fit[slot] - share) for slot in slots]
    return _Offer(row, int(ground.owner[row]), price, cost, fit, net, np.flatnonzero(ground.needs[row]).tolist())


class _Leaf:
    def __init__(self, ground: Ground, offers: list[_Offer], rate: float, threshold: float) -> None:
        self.offers = [offer.row for offer in offers]
        self.cost = [offer.cost for offer in offers]
        self.price = [offer.price for offer in offers]
        self.owner = [offer.owner for offer in offers]
        self.needs = [offer.needs for offer in offers]
        self.fit = [offer.fit for offer in offers]
        self.members = len(set(self.owner))
        self.limit, self.rate = ground.limit, rate
        self.slack = rate * ground.limit if rate else 0.0
        self.value = threshold
        self.best: tuple[int, ...] | None = None
        self._options(ground.must.tolist(), offers)
        self.used = [0] * len(offers)
        self.choice = [-1] * len(ground.must)

    def _options(self, must: list[bool], offers: list[_Offer]) -> None:
        """Options per slot, best first, and ``rest[k]``: the most that slots k.. can still add at the dual rate."""
        found: list[list[tuple[int, float]]] = [[] for _ in must]
        for k, offer in enumerate(offers):
            for slot, net in offer.net:
                found[slot].append((k, net))
        self.order = sorted((r for r in range(len(must)) if found[r] or must[r]), key=lambda r: (len(found[r]), r))
        self.options: list[list[tuple[int, float]]] = []
        top = []
        for slot in self.order:
            options = sorted(found[slot], key=lambda option: -option[1])
            best = options[0][1] if options else -np.inf
            if not must[slot]:
                options.append((-1, 0.0))
                best = max(best, 0.0)
            self.options.append(options)
            top.append(best)
        self.rest = [0.0]
        for best in reversed(top):
            self.rest.append(best + self.rest[-1])
        self.rest.reverse()

    def descend(self, depth: int, potential: float, price: float) -> None:
        """``potential``: fit less shares of cost and rated price, so that a wide offer is never charged twice."""
        if self.slack + potential + self.rest[depth] <= self.value + STEP:
            return
        if depth == len(self.order):
            self._finish()
            return
        slot = self.order[depth]
        for offer, net in self.options[depth]:
            if offer < 0:
                self.descend(depth + 1, potential, price)
                continue
            paid = price if self.used[offer] else price + self.price[offer]
            if paid > self.limit:
                continue
            self.used[offer] += 1
            self.choice[slot] = offer
            self.descend(depth + 1, potential + net, paid)
            self.used[offer] -= 1
            self.choice[slot] = -1

    def _finish(self) -> None:
        used = [offer for offer, times in enumerate(self.used) if times]
        if len({self.owner[offer] for offer in used}) < self.members:
            return
        if any(self.choice[slot] < 0 for offer in used for slot in self.needs[offer]):
            return
        value = sum(self.fit[offer][slot] for slot, offer in enumerate(self.choice) if offer >= 0)
        value -= sum(self.cost[offer] for offer in used)
        if value > self.value + STEP:
            self.value = value
            self.best = tuple(self.offers[offer] if offer >= 0 else -1 for offer in self.choice)
