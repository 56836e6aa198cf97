"""The exact assignment for one given member set: which of their offers covers which slot."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from matchmaker.engine.packaging.ground import Ground

STEP = 1e-12


@dataclass
class Assigner:
    """Answers ``assign(members)`` for one ground; ``rate`` is the dual price of the budget, points per KRW."""

    ground: Ground
    rate: float

    def final(self, members: tuple[int, ...], value: float) -> tuple[int, ...] | None:
        """The cover worth ``value`` that is named: the same one whatever prices were used to find the members."""
        plain = Assigner(self.ground, 0.0).assign(members, value - 1e-9)
        return None if plain is None else plain[1]

    def assign(self, members: tuple[int, ...], threshold: float) -> tuple[float, tuple[int, ...]] | None:
        """The best cover in which exactly ``members`` take part, if worth more than ``threshold``.

        Returns (sum of fit - cost, offer of the ground per slot or -1). Depth-first over slots, widest choice last;
        a branch ends when its value, its price at the dual rate and the best of the open slots cannot pass.
        """
        ground = self.ground
        ends = np.append(ground.first, len(ground.owner))
        offers = np.concatenate([np.arange(ends[s], ends[s + 1]) for s in members])
        search = _Leaf(ground, offers, self.rate if np.isfinite(ground.limit) else 0.0, threshold)
        search.descend(0, 0.0, 0.0)
        return None if search.best is None else (search.value, search.best)


class _Leaf:
    def __init__(self, ground: Ground, offers: np.ndarray, rate: float, threshold: float) -> None:
        self.offers = offers.tolist()
        self.cost = ground.cost[offers].tolist()
        self.price = ground.price[offers].tolist()
        self.owner = ground.owner[offers].tolist()
        self.needs = [np.flatnonzero(row).tolist() for row in ground.needs[offers]]
        self.members = len(set(self.owner))
        self.limit, self.rate = ground.limit, rate
        self.slack = rate * ground.limit if rate else 0.0
        self.value = threshold
        self.best: tuple[int, ...] | None = None
        self._options(ground, offers)
        self.used = [0] * len(offers)
        self.choice = [-1] * len(ground.must)

    def _options(self, ground: Ground, offers: np.ndarray) -> None:
        """Options per slot, best first, and ``rest[k]``: the most that slots k.. can still add at the dual rate."""
        covers, fit = ground.covers[offers], ground.fit[offers]
        self.fit = fit.tolist()
        share = (ground.cost[offers] + self.rate * ground.price[offers]) / np.maximum(covers.sum(axis=1), 1)
        net = np.where(covers, fit - share[:, None], -np.inf)
        count = covers.sum(axis=0)
        self.order = np.flatnonzero((count > 0) | ground.must)
        self.order = self.order[np.lexsort((self.order, count[self.order]))].tolist()
        self.options: list[list[tuple[int, float]]] = []
        top = []
        for slot in self.order:
            rows = np.argsort(-net[:, slot], kind="stable")[: int(count[slot])].tolist()
            options = [(k, float(net[k, slot])) for k in rows]
            best = float(net[rows[0], slot]) if rows else -np.inf
            if not ground.must[slot]:
                options.append((-1, 0.0))
                best = max(best, 0.0)
            self.options.append(options)
            top.append(best)
        self.rest = [*np.cumsum(np.array(top)[::-1])[::-1].tolist(), 0.0]

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
