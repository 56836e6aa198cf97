"""Which offers can cover a slot, and why the others cannot: inverted lists, and hard filters that say why."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np
from scipy import sparse

from matchmaker.engine.textindex import TextIndex, index_texts, weigh
from matchmaker.engine.types import Bools, Floats, Ints, Market, Need, Slot, Taxonomy

# One bit a reason; an offer may fail on several. The order is the order in which a page names them.
REASON_BITS: dict[str, int] = {
    "not_served_region": 1,
    "too_late": 2,
    "no_capacity": 4,
    "no_after_service": 8,
    "over_budget_alone": 16,
    "excluded": 32,
    "standard_missing": 64,
}
KIN = 0.5


@dataclass(frozen=True)
class Lists:
    """Compressed lists: ``rows[start[k]:start[k + 1]]`` belong to key ``k``; ``weights`` run along ``rows``."""

    start: Ints
    rows: Ints
    weights: Floats | None = None

    def of(self, key: int) -> Ints:
        return self.rows[self.start[key] : self.start[key + 1]]

    def weights_of(self, key: int) -> Floats:
        assert self.weights is not None  # nosec B101 # for the type checker
        return self.weights[self.start[key] : self.start[key + 1]]


def lists_by_column(table: np.ndarray) -> Lists:
    """Inverted lists of a (N, K) bool table: for each column the rows that are True, ascending."""
    keys, rows = np.nonzero(np.ascontiguousarray(table.T))
    return Lists(np.searchsorted(keys, np.arange(table.shape[1] + 1)), rows)


def kinship(taxonomy: Taxonomy) -> Floats:
    """(C, C) how near two capabilities are: 1 the same, 0.5 if one is a hard need of the other, else 0."""
    place = {code: row for row, code in enumerate(taxonomy.capabilities)}
    near = np.eye(len(place))
    for code, groups in taxonomy.hard_needs.items():
        for other in {alternative for group in groups for alternative in group}:
            near[place[code], place[other]] = near[place[other], place[code]] = KIN
    return near


class MarketIndex:
    """A market with what matching looks up again and again; built once for each snapshot of the market."""

    def __init__(self, market: Market) -> None:
        self.market = market
        self.taxonomy = market.taxonomy
        self.place = {code: row for row, code in enumerate(market.taxonomy.capabilities)}
        self.region_place = {code: row for row, code in enumerate(market.taxonomy.regions)}
        self.offers = lists_by_column(market.covers)

    @cached_property
    def typical(self) -> Floats:
        """(O,) what the covered capabilities typically cost together, summed in capability order."""
        total = np.zeros(len(self.market.offer_id))
        for column, price in enumerate(self.taxonomy.price_typical):
            rows = self.offers.of(column)
            total[rows] += price
        return total

    @cached_property
    def breadth(self) -> Ints:
        """(O,) how many capabilities an offer covers."""
        return np.count_nonzero(self.market.covers, axis=1)

    @cached_property
    def served_to(self) -> Bools:
        """(G, S) the table of served regions, a region's row in one piece."""
        return np.ascontiguousarray(self.market.served.T)

    @cached_property
    def projects(self) -> Lists:
        """Projects by capability with their kinship to it."""
        near = kinship(self.taxonomy)
        starts, rows, weights = [0], [], []
        for column in range(len(near)):
            kin = np.flatnonzero(near[column])
            weight = (self.market.project_covers[:, kin] * near[column, kin]).max(axis=1, initial=0.0)
            found = np.flatnonzero(weight)
            rows.append(found)
            weights.append(weight[found])
            starts.append(starts[-1] + len(found))
        return Lists(np.array(starts), np.concatenate(rows), np.concatenate(weights))

    @cached_property
    def offer_rows(self) -> sparse.csr_matrix:
        """Weighted grams of each offer's text; a successor takes over the rows that did not change."""
        return weigh(self.market.offer_text, self.taxonomy.texts)

    @cached_property
    def offer_texts(self) -> TextIndex:
        return TextIndex(self.offer_rows.tocsc(), self.taxonomy.texts)

    @cached_property
    def project_texts(self) -> TextIndex:
        return index_texts(self.market.project_text, self.taxonomy.texts)


def successor(before: MarketIndex, market: Market, came_from: Ints) -> MarketIndex:
    """The index of a market that differs from ``before`` in some offers; ``came_from`` (O,) is each offer's row there,
    -1 for one that is new or changed. What has not changed is not computed again.
    """
    index = MarketIndex(market)
    fresh = np.flatnonzero(came_from < 0)
    texts = weigh(tuple(market.offer_text[row] for row in fresh), market.taxonomy.texts)
    rows = np.where(came_from < 0, 0, came_from)
    rows[fresh] = before.offer_rows.shape[0] + np.arange(len(fresh))
    index.offer_rows = sparse.vstack([before.offer_rows, texts], format="csr")[rows]
    if market.project_text is before.market.project_text and market.project_covers is before.market.project_covers:
        index.projects, index.project_texts = before.projects, before.project_texts
    hold(index)
    return index


_held: dict[int, MarketIndex] = {}
MARKETS_HELD = 2


def index_market(market: Market | MarketIndex) -> MarketIndex:
    """The index of a market; the last two markets asked for are held, since a site matches many needs on one."""
    if isinstance(market, MarketIndex):
        return market
    index = _held.pop(id(market), None)
    if index is None or index.market is not market:
        index = MarketIndex(market)
    hold(index)
    return index


def hold(index: MarketIndex) -> None:
    _held[id(index.market)] = index
    while len(_held) > MARKETS_HELD:
        _held.pop(next(iter(_held)))


@dataclass(frozen=True)
class SlotCandidates:
    """Offers that mention a slot: ``rows`` (N,) pass every filter, ``filtered`` (M,) failed on ``bits`` (M,)."""

    rows: Ints
    filtered: Ints
    bits: np.ndarray

    @property
    def counts(self) -> dict[str, int]:
        """How many offers failed on each reason (one offer may count more than once)."""
        return {code: int(np.count_nonzero(self.bits & bit)) for code, bit in REASON_BITS.items()}


@cache
def reasons_of(bits: int) -> tuple[str, ...]:
    return tuple(code for code, bit in REASON_BITS.items() if bits & bit)


def offers_of_slot(slot: Slot, index: MarketIndex) -> Ints:
    """All offers that cover one of the slot's alternatives, ascending."""
    lists = [index.offers.of(index.place[code]) for code in slot.codes]
    if len(lists) == 1:
        return lists[0]
    rows = np.sort(np.concatenate(lists), kind="stable")
    first = np.ones(len(rows), dtype=bool)
    first[1:] = rows[1:] != rows[:-1]
    return rows[first]


def supplier_bits(need: Need, index: MarketIndex) -> np.ndarray:
    """(S,) reasons that hold for everything a supplier offers: region, capacity, excluded by the firm."""
    market = index.market
    bits = (market.open_capacity <= 0) * np.uint8(REASON_BITS["no_capacity"])
    if need.region is not None:
        served = index.served_to[index.region_place[need.region]]
        bits |= ~served * np.uint8(REASON_BITS["not_served_region"])
    if need.excluded:
        bits[np.isin(market.supplier_id, need.excluded)] |= REASON_BITS["excluded"]
    return bits


def offer_bits(need: Need, index: MarketIndex, rows: Ints) -> np.ndarray:
    """(N,) reasons that hold for single offers: time, after-service terms, price alone above the budget."""
    market = index.market
    bits = ~market.after_service[rows] * np.uint8(REASON_BITS["no_after_service"])
    if need.deadline_weeks is not None:
        bits |= (market.weeks[rows] > need.deadline_weeks) * np.uint8(REASON_BITS["too_late"])
    if need.budget_krw is not None:
        bits |= (market.price_typical[rows] > need.budget_krw) * np.uint8(REASON_BITS["over_budget_alone"])
    return bits


def insisted_standards(need: Need, slot: Slot, taxonomy: Taxonomy) -> list[int]:
    """Places of the standards that the firm insists on and that are usual for all of the slot's alternatives."""
    wanted = [standard for standard in need.standards if standard in taxonomy.standards]
    usual = [set(taxonomy.usual_standards.get(code, ())) for code in slot.codes]
    return [taxonomy.standards.index(one) for one in wanted if all(one in known for known in usual)]


def standard_bits(need: Need, slot: Slot, index: MarketIndex, rows: Ints) -> np.ndarray | int:
    """Where the slot's capability normally speaks a standard the firm insists on, its offers have to speak one of them.

    Nobody's warehouse software "speaks" a food-safety certificate: a standard that is not usual here filters nothing.
    """
    named = insisted_standards(need, slot, index.taxonomy)
    if not named:
        return 0
    spoken = index.market.speaks[rows][:, named].any(axis=1)
    return np.where(spoken, 0, REASON_BITS["standard_missing"]).astype(np.uint8)


def retrieve(need: Need, slots: tuple[Slot, ...], index: MarketIndex) -> tuple[SlotCandidates, ...]:
    """For each slot the offers that pass and those that do not, with their reasons: together all that mention it."""
    by_supplier = supplier_bits(need, index)
    found = []
    for slot in slots:
        rows = offers_of_slot(slot, index)
        bits = by_supplier[index.market.offer_supplier[rows]] | offer_bits(need, index, rows)
        bits = bits | standard_bits(need, slot, index, rows)
        kept = bits == 0
        found.append(SlotCandidates(rows[kept], rows[~kept], bits[~kept]))
    return tuple(found)
