"""What the ranker looks at: names, meaning and direction in one place, computed for whole arrays at once.

Nothing here depends on the other offers of the market: a new offer moves nobody's features but its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from matchmaker.engine.retrieval import MarketIndex, SlotCandidates
from matchmaker.engine.types import Floats, Ints, Need, Slot, Taxonomy


@dataclass(frozen=True)
class Feature:
    """``sign`` +1: more is never worse; -1: less is never worse. ``label`` and ``meaning`` are catalogue codes."""

    code: str
    sign: int
    meaning: str

    @property
    def label(self) -> str:
        return f"feature.{self.code}"


FEATURES: tuple[Feature, ...] = (
    Feature("exactness", +1, "share of what the offer covers that this need asks for, 0-1"),
    Feature("text", +1, "likeness of the firm's own words and the offer's text, 0-1"),
    Feature("votes", +1, "past projects like this one, weighed by capability, words and industry, 0-1"),
    Feature("industry", +1, "delivered projects in the firm's industry, counted to 5"),
    Feature("price", -1, "price over what budget (or usual price) leaves for these capabilities, 0-4"),
    Feature("time", -1, "weeks over the weeks allowed (26 if none are said), 0-2"),
    Feature("distance", -1, "regions between the supplier's seat and the plant, 0-9"),
    Feature("onsite", -1, "hours until somebody stands in the plant, 0-168"),
    Feature("standards", +1, "share of the named standards spoken; none named: standards that join systems out of 3"),
    Feature("capacity", +1, "further projects that fit this quarter, counted to 4"),
    Feature("evidence", +1, "grade of proof: 0 own word, 1 document, 2 programme level, 3 customer"),
    Feature("reply", +1, "share of requests answered in time, 0-1"),
    Feature("outcome", +1, "how delivered projects went by customers' reviews and measured figures, shrunk, 0-1"),
)
NAMES: tuple[str, ...] = tuple(feature.code for feature in FEATURES)
SIGNS: tuple[int, ...] = tuple(feature.sign for feature in FEATURES)

USUAL_WEEKS = 26.0
HOURS_A_HOP = 8.0
NO_PROMISE_HOURS = 168.0
UNKNOWN_HOPS = 2.0
MOST_INDUSTRY, MOST_CAPACITY, MOST_STANDARDS = 5, 4, 3
LIKENESS_VOTE, INDUSTRY_VOTE, KIND_VOTE = 0.5, 0.2, 0.3


@dataclass(frozen=True)
class Candidates:
    """Pairs of an offer (``rows``, (N,)) and a slot (``slots``, (N,)), slot by slot, offers ascending."""

    rows: Ints
    slots: Ints


def pair_candidates(found: tuple[SlotCandidates, ...]) -> Candidates:
    sizes = [len(one.rows) for one in found]
    rows = np.concatenate([one.rows for one in found]) if found else np.empty(0, np.int64)
    return Candidates(rows, np.repeat(np.arange(len(found)), sizes))


def price_reference(need: Need, slots: tuple[Slot, ...], taxonomy: Taxonomy) -> float:
    """KRW that price is measured against: the budget, or what the must slots usually cost."""
    return need.budget_krw if need.budget_krw else usual_cost(slots, taxonomy)


def usual_cost(slots: tuple[Slot, ...], taxonomy: Taxonomy) -> float:
    """Sum over the must slots (all, if none is a must) of the typical price of their first alternative."""
    wanted = [slot for slot in slots if slot.must] or list(slots)
    place = {code: row for row, code in enumerate(taxonomy.capabilities)}
    return float(sum(taxonomy.price_typical[place[slot.codes[0]]] for slot in wanted)) or 1.0


def industry_number(code: str | None) -> int:
    """A KSIC division as the int that projects carry; -2 (matches none) where it is not known."""
    return int(code) if code and code.isdigit() else -2


def project_votes(need: Need, index: MarketIndex) -> Floats:
    """(J,) what each past project is worth as a vote, before kinship: words, industry, and a share for the deed."""
    likeness = index.project_texts.likeness(need.text)
    same = index.market.project_industry == industry_number(need.industry)
    return vote_worth(likeness, same)


def vote_worth(likeness: Floats, same_industry: np.ndarray) -> Floats:
    """0.3 for the deed, up to 0.5 for like words, 0.2 for the same industry."""
    return KIND_VOTE + LIKENESS_VOTE * likeness + INDUSTRY_VOTE * same_industry


def slot_votes(slot: Slot, votes: Floats, index: MarketIndex) -> Floats:
    """(S,) summed votes of each supplier's projects for one slot; a project votes once, by its nearest capability."""
    market, lists = index.market, index.projects
    rows = np.concatenate([lists.of(index.place[code]) for code in slot.codes])
    kin = np.concatenate([lists.weights_of(index.place[code]) for code in slot.codes])
    if len(slot.codes) > 1:
        order = np.lexsort((-kin, rows))
        rows, kin = rows[order], kin[order]
        first = np.concatenate([[True], rows[1:] != rows[:-1]]) if len(rows) else np.empty(0, bool)
        rows, kin = rows[first], kin[first]
    counted = np.bincount(market.project_supplier[rows], weights=kin * votes[rows], minlength=len(market.supplier_id))
    return counted.astype(np.float64)


def supplier_columns(need: Need, index: MarketIndex) -> dict[str, Floats]:
    """(S,) each: what depends on the supplier and the need only."""
    market = index.market
    hops = plant_hops(need.region, index)
    same = market.project_industry == industry_number(need.industry)
    counted = np.bincount(market.project_supplier[same], minlength=len(market.supplier_id))
    return {
        "industry": np.minimum(counted, MOST_INDUSTRY).astype(np.float64),
        "distance": hops,
        "onsite": onsite_hours(market.onsite_hours, hops),
        "capacity": np.clip(market.open_capacity, 0, MOST_CAPACITY).astype(np.float64),
        "evidence": market.evidence.astype(np.float64),
        "reply": market.reply_rate,
        "outcome": market.outcome,
    }


def plant_hops(region: str | None, index: MarketIndex) -> Floats:
    """(S,) regions between seat and plant; 2 for everybody where the plant is not known."""
    if region is None:
        return np.full(len(index.market.supplier_id), UNKNOWN_HOPS)
    plant = index.region_place[region]
    return np.asarray(index.taxonomy.region_hops[index.market.supplier_region, plant], dtype=np.float64)


def onsite_hours(promised: Floats, hops: Floats) -> Floats:
    """(N,) the promise at home plus 8 hours a region crossed; a week where nothing is promised (nan)."""
    hours = promised + HOURS_A_HOP * hops
    return np.where(np.isnan(hours), NO_PROMISE_HOURS, np.minimum(hours, NO_PROMISE_HOURS))


def price_ratio(price: Floats, typical: Floats, reference: float | Floats, usual: float | Floats) -> Floats:
    """Price over reference x typical / usual: 1 where an offer takes its usual share of the budget."""
    return np.clip(price / reference * (usual / np.maximum(typical, 1.0)), 0.0, 4.0)


def time_ratio(weeks: Floats, deadline: float | Floats) -> Floats:
    return np.clip(weeks / np.maximum(deadline, 1e-9), 0.0, 2.0)


def spoken_share(speaks: np.ndarray, named: list[int], joins: np.ndarray) -> Floats:
    """(N,) share of the named standards spoken, or joining ones out of 3 where none is named. speaks (N, P)."""
    if named:
        return np.count_nonzero(speaks[:, named], axis=1).astype(np.float64) / len(named)
    return np.minimum(np.count_nonzero(speaks[:, joins], axis=1), MOST_STANDARDS).astype(np.float64) / MOST_STANDARDS


class NeedView:
    """One need seen against one market: what all its offers share is computed once, on first use."""

    def __init__(self, need: Need, slots: tuple[Slot, ...], index: MarketIndex) -> None:
        self.need, self.slots, self.index = need, slots, index
        self.wanted = sorted({index.place[code] for slot in slots for code in slot.codes})
        self.named = [row for row, code in enumerate(index.taxonomy.standards) if code in need.standards]
        self.usual = usual_cost(slots, index.taxonomy)
        self.reference = price_reference(need, slots, index.taxonomy)

    @cached_property
    def likeness(self) -> Floats:
        return self.index.offer_texts.likeness(self.need.text)

    @cached_property
    def by_supplier(self) -> dict[str, Floats]:
        return supplier_columns(self.need, self.index)

    @cached_property
    def votes(self) -> tuple[Floats, ...]:
        """(S,) summed votes for each slot."""
        worth = project_votes(self.need, self.index)
        return tuple(slot_votes(slot, worth, self.index) for slot in self.slots)

    def matrix(self, pairs: Candidates) -> Floats:
        """(N, F) in the order of FEATURES, column-major; one row for each pair of offer and slot."""
        market, rows = self.index.market, pairs.rows
        suppliers = market.offer_supplier[rows]
        typical = self.index.typical[rows]
        columns: dict[str, Floats] = {
            "exactness": self.asked_for[rows] / self.index.breadth[rows],
            "text": self.likeness[rows],
            "votes": self._vote_column(pairs, suppliers),
            "price": price_ratio(market.price_typical[rows], typical, self.reference, self.usual),
            "time": time_ratio(market.weeks[rows], self.need.deadline_weeks or USUAL_WEEKS),
            "standards": spoken_share(market.speaks[rows], self.named, self.index.taxonomy.joins),
        }
        matrix = np.empty((len(rows), len(FEATURES)), order="F")
        for place, name in enumerate(NAMES):
            matrix[:, place] = columns[name] if name in columns else self.by_supplier[name][suppliers]
        return matrix

    @cached_property
    def asked_for(self) -> Ints:
        """(O,) how many of the capabilities this need speaks of each offer covers, counted along the lists."""
        counts = np.zeros(len(self.index.market.offer_id), dtype=np.int64)
        for column in self.wanted:
            counts[self.index.offers.of(column)] += 1
        return counts

    def _vote_column(self, pairs: Candidates, suppliers: Ints) -> Floats:
        """(N,) 1 - exp(-votes): the third like project adds less than the first."""
        column = np.empty(len(suppliers))
        ends = np.searchsorted(pairs.slots, np.arange(len(self.slots) + 1))
        for row, votes in enumerate(self.votes):
            part = slice(ends[row], ends[row + 1])
            column[part] = votes[suppliers[part]]
        return -np.expm1(-column)


def feature_matrix(need: Need, slots: tuple[Slot, ...], index: MarketIndex, candidates: Candidates) -> Floats:
    """(N, F) features of pairs of offer and slot; the short form of ``NeedView(...).matrix(...)``."""
    return NeedView(need, slots, index).matrix(candidates)
