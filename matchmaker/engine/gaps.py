"""Where supply falls short: how many firms could answer one request, for each capability in each region.

``docs/matching.md`` section 10 has the formula with a worked example. All arrays; S suppliers, C capabilities,
G regions, N requests (one a need).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from matchmaker.engine.features import onsite_hours
from matchmaker.engine.types import Bools, Floats, Ints, Market

# What a firm that asks is promised; also how many requests a place may be offered for, since one of them wins it.
ANSWERS = 3
# Three days: whoever promises to stand in the plant later than that is no help to a line that has stopped.
ONSITE_HOURS = 72.0
ON_THE_FLOOR = "EQP-"
ALSO_ON_THE_FLOOR = frozenset({"SVC-RETROFIT", "SVC-MAINT", "SVC-ROBOTSI"})


@dataclass(frozen=True)
class Demand:
    """Requests. ``region`` (N,) index, -1 where not known; ``wanted`` (N, C) share of each must, 0 to 1.

    ``weight`` (N,) how many requests a row stands for; None: one each. Rows that stand for what is yet to come carry
    less or more than one.
    """

    region: Ints
    wanted: Floats
    weight: Floats | None = None

    @property
    def counted(self) -> Floats:
        """(N,) the weights."""
        return np.ones(len(self.region)) if self.weight is None else self.weight


@dataclass(frozen=True)
class Gaps:
    """Tables (C, G). ``answers`` = ``suppliers`` x ``answering`` x ``capacity``, each exactly as stored.

    ``demand`` requests · ``serving`` sell it and serve the region · ``suppliers`` of them also come in time · ``roomy``
    of these have a place left · ``answering`` mean reply rate of ``suppliers`` · ``capacity`` the share of requests
    within reach that they have room to answer · ``gap`` 0 to 1.
    """

    demand: Floats
    serving: Ints
    suppliers: Ints
    roomy: Ints
    answering: Floats
    capacity: Floats
    answers: Floats
    gap: Floats


def wanted_shares(groups: list[list[tuple[int, ...]]], capabilities: int) -> Floats:
    """(N, C) from the musts of each request as groups of alternatives (capability rows).

    One of k alternatives counts 1/k; what a request asks for twice counts once, at its larger share.
    """
    wanted = np.zeros((len(groups), capabilities))
    for row, musts in enumerate(groups):
        for group in musts:
            wanted[row, list(group)] = np.maximum(wanted[row, list(group)], 1.0 / max(len(group), 1))
    return wanted


def on_the_floor(capabilities: tuple[str, ...]) -> Bools:
    """(C,) True where somebody has to stand in the plant when it breaks: equipment, its refitting and its upkeep."""
    return np.array([code.startswith(ON_THE_FLOOR) or code in ALSO_ON_THE_FLOOR for code in capabilities], dtype=bool)


def sells(market: Market) -> Bools:
    """(S, C) whether any published offer of the supplier covers the capability."""
    table = np.zeros((len(market.supplier_id), len(market.taxonomy.capabilities)), dtype=bool)
    np.logical_or.at(table, market.offer_supplier, market.covers)
    return table


def near_enough(market: Market) -> Bools:
    """(S, G) whether the promise to come, 8 hours later for each region crossed, holds within three days."""
    hops = np.asarray(market.taxonomy.region_hops[market.supplier_region], dtype=np.float64)
    return np.asarray(onsite_hours(market.onsite_hours[:, None], hops) <= ONSITE_HOURS)


class Reach:
    """Who could take a request, held once for all regions: sells it, serves the region, comes where that is needed."""

    def __init__(self, market: Market) -> None:
        self._sells = sells(market)
        self._served = market.served
        self._there = market.served & near_enough(market)
        self._floor = on_the_floor(market.taxonomy.capabilities)

    def serving(self, region: int) -> Bools:
        """(S, C) sells it and serves the region, in time or not."""
        return np.asarray(self._sells & self._served[:, [region]])

    def within(self, region: int) -> Bools:
        """(S, C) for one region."""
        where = np.where(self._floor[None, :], self._there[:, [region]], self._served[:, [region]])
        return np.asarray(self._sells & where)


def requests_within_reach(taking: Reach, demand: Demand, suppliers: int) -> Floats:
    """(S,) requests of which a supplier could take at least one must, wherever they are."""
    load = np.zeros(suppliers)
    for region in np.unique(demand.region[demand.region >= 0]):
        here = demand.region == region
        kinds, which = np.unique(demand.wanted[here] > 0, axis=0, return_inverse=True)
        times = np.bincount(which.ravel(), weights=demand.counted[here], minlength=len(kinds))
        touched = taking.within(int(region)).astype(np.float32) @ kinds.T.astype(np.float32) > 0
        load += touched @ times
    return load


def room_share(market: Market, load: Floats) -> Floats:
    """(S,) min(1, 3 x open places / requests within reach): a place may be offered to three, since one of them wins."""
    return np.minimum(1.0, ANSWERS * np.maximum(market.open_capacity, 0) / np.maximum(load, 1))


def gap_tables(market: Market, demand: Demand) -> Gaps:
    """All cells at once. gap = max(0, 1 - answers / 3) where something is asked for, else 0."""
    reach = Reach(market)
    share = room_share(market, requests_within_reach(reach, demand, len(market.supplier_id)))
    shape = (len(market.taxonomy.capabilities), len(market.taxonomy.regions))
    asked, replying, answers = np.zeros(shape), np.zeros(shape), np.zeros(shape)
    serving, suppliers, roomy = (np.zeros(shape, dtype=np.int64) for _ in range(3))
    has_room = (market.open_capacity > 0).astype(np.float64)
    for region in range(shape[1]):
        taking = reach.within(region).astype(np.float64)
        here = demand.region == region
        asked[:, region] = demand.counted[here] @ demand.wanted[here]
        serving[:, region] = reach.serving(region).sum(axis=0)
        suppliers[:, region] = np.rint(taking.sum(axis=0)).astype(np.int64)
        roomy[:, region] = np.rint(has_room @ taking).astype(np.int64)
        replying[:, region] = market.reply_rate @ taking
        answers[:, region] = (market.reply_rate * share) @ taking
    with np.errstate(invalid="ignore", divide="ignore"):
        answering = np.where(suppliers > 0, replying / suppliers, 0.0)
        capacity = np.where(replying > 0, answers / replying, 0.0)
    gap = np.where(asked > 0, np.clip(1.0 - answers / ANSWERS, 0.0, 1.0), 0.0)
    return Gaps(asked, serving, suppliers, roomy, answering, capacity, answers, gap)


def pooled(demand: Floats, gap: Floats, axis: int | None = None) -> Floats:
    """Mean gap of several cells, each counted by its requests; 0 where nothing is asked for."""
    total = np.asarray(demand.sum(axis=axis))
    return np.asarray(np.where(total > 0, (demand * gap).sum(axis=axis) / np.where(total > 0, total, 1.0), 0.0))


def top_five(values: Floats) -> float:
    """Share that the five largest hold; 0 where there is nothing to share."""
    ordered = np.sort(np.asarray(values, dtype=np.float64))[::-1]
    return float(ordered[:5].sum() / ordered.sum()) if ordered.sum() > 0 else 0.0


def hhi(values: Floats) -> float:
    """Sum of squared shares (Herfindahl and Hirschman): 1 / n where n share alike, 1 where one holds all."""
    total = float(np.sum(values))
    return float(np.square(np.asarray(values, dtype=np.float64) / total).sum()) if total > 0 else 0.0


def could_extend(market: Market, code: int, region: int, most: int = 10) -> Ints:
    """Rows of suppliers that sell the capability and have room, but do not reach the region: the nearest first.

    Equally near ones by reply rate, then by id.
    """
    reach = Reach(market)
    there = sells(market)[:, code] & ~reach.within(region)[:, code] & (market.open_capacity > 0)
    rows = np.flatnonzero(there)
    hops = market.taxonomy.region_hops[market.supplier_region[rows], region]
    order = np.lexsort((market.supplier_id[rows], -market.reply_rate[rows], hops))
    return np.asarray(rows[order][:most], dtype=np.int64)
