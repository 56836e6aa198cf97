"""The exact assignment for one given member set: which of their offers covers which slot. Compiled."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from matchmaker.engine.packaging.compiling import compiled
from matchmaker.engine.packaging.ground import Ground
from matchmaker.engine.types import Bools, Floats, Ints

STEP = 1e-12


class Offers(NamedTuple):
    """The offers of a ground for the compiled code: supplier s owns rows ``first[s]`` to ``first[s + 1]``; ``net``
    (O, R) is the fit less the share of cost and rated price; ``slack`` the budget at the dual rate.
    """

    first: Ints
    price: Floats
    cost: Floats
    fit: Floats
    net: Floats
    covers: Bools
    needs: Bools
    must: Bools
    limit: float
    slack: float


def offers_of(ground: Ground, rate: float) -> Offers:
    """``rate``: the dual price of the budget, points per KRW."""
    rate = rate if np.isfinite(ground.limit) else 0.0
    share = (ground.cost + rate * ground.price) / np.maximum(ground.covers.sum(axis=1), 1)
    return Offers(
        first=np.append(ground.first, len(ground.owner)).astype(np.int64),
        price=ground.price.astype(np.float64),
        cost=ground.cost.astype(np.float64),
        fit=np.ascontiguousarray(ground.fit, dtype=np.float64),
        net=np.ascontiguousarray(ground.fit - share[:, None], dtype=np.float64),
        covers=np.ascontiguousarray(ground.covers),
        needs=np.ascontiguousarray(ground.needs),
        must=np.ascontiguousarray(ground.must),
        limit=float(ground.limit),
        slack=float(rate * ground.limit) if rate else 0.0,
    )


@dataclass
class Assigner:
    """Answers ``assign(members)`` for one ground; ``rate`` is the dual price of the budget, points per KRW."""

    ground: Ground
    rate: float

    @cached_property
    def offers(self) -> Offers:
        return offers_of(self.ground, self.rate)

    def final(self, members: tuple[int, ...], value: float) -> tuple[int, ...] | None:
        """The cover worth ``value`` that is named: the same one whatever prices were used to find the members."""
        plain = Assigner(self.ground, 0.0).assign(members, value - 1e-9)
        return None if plain is None else plain[1]

    def assign(self, members: tuple[int, ...], threshold: float) -> tuple[float, tuple[int, ...]] | None:
        """The best cover in which exactly ``members`` take part, if worth more than ``threshold``: (sum of fit - cost,
        offer of the ground per slot or -1).
        """
        cover = np.empty(len(self.ground.must), dtype=np.int64)
        team = np.array(members, dtype=np.int64)
        worth = float(assigned(self.offers, team, threshold, cover))
        return None if worth == -np.inf else (worth, tuple(cover.tolist()))


@compiled
def assigned(offers: Offers, team: Ints, threshold: float, cover: Ints) -> float:
    """The worth of the best cover by all of ``team`` (sorted) if above ``threshold``, else -inf; fills ``cover`` (R,).

    Depth-first over slots, widest choice last; a branch ends when its value, its price at the dual rate and the best
    of the open slots cannot pass.
    """
    row = _gathered(offers, team)
    option, count = _options(offers, row)
    order = _order(offers.must, count)
    depths = len(order)
    rest = np.zeros(depths + 1)
    for depth in range(depths - 1, -1, -1):
        slot = order[depth]
        best = offers.net[row[option[slot, 0]], slot] if count[slot] else -np.inf
        rest[depth] = rest[depth + 1] + (best if offers.must[slot] else max(best, 0.0))
    used, choice = np.zeros(len(row), dtype=np.int64), np.full(len(offers.must), -1)
    chosen, at = np.full(depths + 1, -1), np.zeros(depths + 1, dtype=np.int64)
    potential, paid = np.zeros(depths + 1), np.zeros(depths + 1)
    value, found, depth = threshold, -np.inf, 0
    while depth >= 0:
        if at[depth] == 0 and offers.slack + potential[depth] + rest[depth] <= value + STEP:
            depth -= 1
            continue
        if depth == depths:
            worth = _worth(offers, team, row, used, choice)
            if worth > value + STEP:
                value = found = worth
                for slot in range(len(cover)):
                    cover[slot] = row[choice[slot]] if choice[slot] >= 0 else -1
            depth -= 1
            continue
        slot = order[depth]
        if chosen[depth] >= 0:
            used[chosen[depth]] -= 1
            choice[slot] = chosen[depth] = -1
        at[depth] += 1
        place = at[depth] - 1
        if place < count[slot]:
            k = option[slot, place]
            price = paid[depth] if used[k] else paid[depth] + offers.price[row[k]]
            if price > offers.limit:
                continue
            used[k] += 1
            choice[slot] = chosen[depth] = k
            potential[depth + 1], paid[depth + 1] = potential[depth] + offers.net[row[k], slot], price
        elif place == count[slot] and not offers.must[slot]:
            potential[depth + 1], paid[depth + 1] = potential[depth], paid[depth]
        else:
            depth -= 1
            continue
        depth += 1
        at[depth] = 0
    return found


@compiled
def _gathered(offers: Offers, team: Ints) -> Ints:
    total = 0
    for one in team:
        total += offers.first[one + 1] - offers.first[one]
    row, place = np.empty(total, dtype=np.int64), 0
    for one in team:
        for offer in range(offers.first[one], offers.first[one + 1]):
            row[place] = offer
            place += 1
    return row


@compiled
def _options(offers: Offers, row: Ints) -> tuple[Ints, Ints]:
    """(R, n) for each slot the places in ``row`` that can cover it, best first, and (R,) how many."""
    slots = len(offers.must)
    option, count = np.empty((slots, len(row)), dtype=np.int64), np.zeros(slots, dtype=np.int64)
    for k in range(len(row)):
        for slot in range(slots):
            if offers.covers[row[k], slot]:
                net, place = offers.net[row[k], slot], count[slot]
                while place > 0 and offers.net[row[option[slot, place - 1]], slot] < net:
                    option[slot, place] = option[slot, place - 1]
                    place -= 1
                option[slot, place] = k
                count[slot] += 1
    return option, count


@compiled
def _order(must: Bools, count: Ints) -> Ints:
    """Slots to decide, those with the fewest options first."""
    order, size = np.empty(len(must), dtype=np.int64), 0
    for slot in range(len(must)):
        if count[slot] or must[slot]:
            place = size
            while place > 0 and count[order[place - 1]] > count[slot]:
                order[place] = order[place - 1]
                place -= 1
            order[place] = slot
            size += 1
    return order[:size]


@compiled
def _worth(offers: Offers, team: Ints, row: Ints, used: Ints, choice: Ints) -> float:
    """Sum of fit less cost of a whole choice; -inf where a member is idle or an offer lacks what it needs."""
    value, place = 0.0, 0
    for slot in range(len(choice)):
        if choice[slot] >= 0:
            value += offers.fit[row[choice[slot]], slot]
    for one in team:
        busy = False
        for _ in range(offers.first[one], offers.first[one + 1]):
            if used[place]:
                busy = True
                value -= offers.cost[row[place]]
                for slot in range(len(choice)):
                    if offers.needs[row[place], slot] and choice[slot] < 0:
                        return -np.inf
            place += 1
        if not busy:
            return -np.inf
    return value
