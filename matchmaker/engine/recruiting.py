"""The shortest list of suppliers to bring in, and a market in which they are already there.

``docs/matching.md`` section 10 has the rule with a worked example. C capabilities, G regions, K picks. The greedy list
and its bound follow Nemhauser, Wolsey and Fisher (1978): what a list closes is monotone and submodular.
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from matchmaker.engine.gaps import ANSWERS
from matchmaker.engine.types import Bools, Floats, Ints, Market, Taxonomy

# What is taken of a supplier that nobody knows yet: the prior reply rate, two places, its own region and the next ones.
REPLY, PLACES, HOPS = 0.6, 2, 1
ONSITE_HOURS, OUTCOME, WEEKS = 24.0, 0.7, 12.0
CHEAP, DEAR = 0.8, 1.25
LATER = 0.5


@dataclass(frozen=True)
class Recruit:
    """One more supplier of a capability with its seat in a region (rows of the taxonomy).

    ``closes`` missing worth, after those before it; ``requests`` within its reach; ``adds`` so many answers to each.
    """

    code: int
    region: int
    closes: float
    requests: float
    adds: float


@dataclass(frozen=True)
class Plan:
    """``missing`` worth in all; ``closed`` (K,) by the first so many; ``bound`` (K,): no list as long closes more."""

    recruits: tuple[Recruit, ...]
    missing: float
    closed: Floats
    bound: Floats

    @property
    def sure(self) -> Floats:
        """(K,) at least this share of what the best list of the same length would close."""
        return np.divide(self.closed, self.bound, out=np.ones_like(self.closed), where=self.bound > 0)


def near_regions(hops: Ints) -> Bools:
    """(G, G) seat by region: where a new supplier would go."""
    return np.asarray(hops <= HOPS)


def worth(answers: Floats) -> Floats:
    """Of the three promised answers the first counts 1, since without it there is no package, the others half each."""
    return np.minimum(answers, 1.0) + LATER * np.clip(answers - 1.0, 0.0, ANSWERS - 1.0)


class _Cover:
    """Answers so far, and what one more supplier of each kind would add to their worth."""

    def __init__(self, demand: Floats, answers: Floats, hops: Ints) -> None:
        self.demand, self.near = demand, near_regions(hops).astype(np.float64)
        self.answers = answers.copy()
        self.requests = demand @ self.near.T
        self.adds = REPLY * np.minimum(1.0, ANSWERS * PLACES / np.maximum(self.requests, 1e-12))

    def gains(self, copies: int = 1) -> Floats:
        """(C, seats) what so many of each would close, each kind by itself."""
        after = worth(self.answers[:, None, :] + copies * self.adds[:, :, None])
        return np.einsum("csg,sg,cg->cs", after - worth(self.answers)[:, None, :], self.near, self.demand)

    def add(self, code: int, seat: int) -> None:
        self.answers[code] += self.adds[code, seat] * self.near[seat]

    def missing(self) -> float:
        return float((self.demand * (worth(np.array(float(ANSWERS))) - worth(self.answers))).sum())

    def bound(self, most: int) -> float:
        """The most that any ``most`` of them close beyond what is closed: by steps of each kind, the greatest first."""
        steps = np.diff(np.stack([self.gains(copies) for copies in range(most + 1)]), axis=0)
        return float(sum(heapq.nlargest(most, steps[steps > 0].tolist())))


def recruit_plan(demand: Floats, answers: Floats, hops: Ints, most: int = 10) -> Plan:
    """Greedy: each time the supplier that closes most. Tables (C, G) of a count; stops at nought."""
    cover = _Cover(demand, answers, hops)
    missing, closed = cover.missing(), 0.0
    chosen: list[Recruit] = []
    caps = [[cover.bound(k) for k in range(1, most + 1)]]
    for _ in range(most):
        gains = cover.gains()
        code, seat = np.unravel_index(int(np.argmax(gains)), gains.shape)
        if gains[code, seat] <= 1e-9:
            break
        adds, requests = float(cover.adds[code, seat]), float(cover.requests[code, seat])
        chosen.append(Recruit(int(code), int(seat), float(gains[code, seat]), requests, adds))
        closed += float(gains[code, seat])
        cover.add(int(code), int(seat))
        caps.append([closed + cover.bound(k) for k in range(1, most + 1)])
    bound = np.minimum(np.array(caps).min(axis=0)[: len(chosen)], missing)
    return Plan(tuple(chosen), missing, np.cumsum([one.closes for one in chosen]), bound)


def with_recruits(market: Market, recruits: Sequence[tuple[int, int]]) -> Market:
    """The market with these (capability, seat) already in: usual price, the item's middle weeks and usual standards.

    New suppliers have ids above all others, in the order of the list; nothing is delivered or known of them yet.
    """
    count = len(recruits)
    if not count:
        return market
    facts = market.taxonomy
    codes = np.array([code for code, _ in recruits], dtype=np.int64)
    seats = np.array([seat for _, seat in recruits], dtype=np.int64)
    ids = int(market.supplier_id.max(initial=0)) + 1 + np.arange(count)
    price = facts.price_typical[codes]
    new: dict[str, Any] = {
        "supplier_id": ids,
        "supplier_region": seats,
        "open_capacity": np.full(count, PLACES),
        "onsite_hours": np.full(count, ONSITE_HOURS),
        "evidence": np.zeros(count, dtype=np.int64),
        "reply_rate": np.full(count, REPLY),
        "outcome": np.full(count, OUTCOME),
        "projects_done": np.zeros(count, dtype=np.int64),
        "can_lead": np.zeros(count, dtype=bool),
        "served": near_regions(facts.region_hops)[seats],
        "offer_id": int(market.offer_id.max(initial=0)) + 1 + np.arange(count),
        "offer_supplier": len(market.supplier_id) + np.arange(count),
        "price_low": CHEAP * price,
        "price_typical": price,
        "price_high": DEAR * price,
        "weeks": usual_weeks(market, codes),
        "speaks": usual_standards(facts, codes),
        "after_service": np.ones(count, dtype=bool),
        "covers": np.eye(len(facts.capabilities), dtype=bool)[codes],
    }
    grown: dict[str, Any] = {name: np.concatenate([getattr(market, name), rows]) for name, rows in new.items()}
    texts = (*market.offer_text, *("" for _ in recruits))
    deficit = market.exposure_deficit
    if deficit is not None:
        deficit = np.concatenate([deficit, np.zeros(count)])
    version = f"{market.version}+{count}"
    return replace(market, **grown, offer_text=texts, exposure_deficit=deficit, version=version)


def usual_weeks(market: Market, codes: Ints) -> Floats:
    """(K,) the middle of what others promise for the capability; 12 where nobody offers it."""
    known = [market.weeks[market.covers[:, code]] for code in codes]
    return np.array([float(np.median(weeks)) if len(weeks) else WEEKS for weeks in known])


def usual_standards(facts: Taxonomy, codes: Ints) -> Bools:
    """(K, P) what offers of the capability normally speak."""
    spoken = [facts.usual_standards.get(facts.capabilities[code], ()) for code in codes]
    return np.array([[name in names for name in facts.standards] for names in spoken], dtype=bool).reshape(
        len(codes), len(facts.standards)
    )
