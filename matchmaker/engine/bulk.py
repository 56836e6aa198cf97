"""The best offers of every slot of many needs at once: the scores of ``shortlist``, without a pass for each need.

Slots that ask for the same capabilities look at the same offers, and needs of one region at the same suppliers. So the
pairs are taken as matrices, one for each such group: needs down, offers across.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy import sparse

from matchmaker.engine.crowd import NONE, Crowd
from matchmaker.engine.features import (
    INDUSTRY_VOTE,
    KIND_VOTE,
    LIKENESS_VOTE,
    MOST_CAPACITY,
    MOST_INDUSTRY,
    NAMES,
    UNKNOWN_HOPS,
    USUAL_WEEKS,
    onsite_hours,
    spoken_share,
)
from matchmaker.engine.ranking import AdditiveRanker, Curve
from matchmaker.engine.retrieval import MarketIndex
from matchmaker.engine.shortlist import best_first, levelled
from matchmaker.engine.types import Bools, Floats, Ints

BLOCK = 2_000_000  # cells of one matrix
Spent = dict[str, float]


@dataclass(frozen=True)
class Tops:
    """(P, k) ``scores`` and offer ``ids`` of the best k of each slot, best first; -inf and -1 where there are fewer."""

    scores: Floats
    ids: Ints


@dataclass
class Ground:
    """A market, a crowd and a ranker, with everything that many groups look up."""

    index: MarketIndex
    crowd: Crowd
    ranker: AdditiveRanker

    @cached_property
    def curves(self) -> dict[str, Curve]:
        return dict(zip(NAMES, self.ranker.curves_, strict=True))

    @cached_property
    def passing(self) -> Bools:
        """(O,) offers that no need can be without: after-service stated, and a supplier with room."""
        market = self.index.market
        return market.after_service & (market.open_capacity > 0)[market.offer_supplier]

    @cached_property
    def by_supplier(self) -> Floats:
        """(S,) points that depend on nothing but the supplier."""
        market = self.index.market
        room = np.clip(market.open_capacity, 0, MOST_CAPACITY)
        told = {"capacity": room, "evidence": market.evidence, "reply": market.reply_rate, "outcome": market.outcome}
        return sum((bend(self.curves[name], values) for name, values in told.items()), np.zeros(len(room)))

    @cached_property
    def by_region(self) -> Floats:
        """(G + 1, S) points for distance and hours to the plant; the last row for needs of no known region."""
        market, facts = self.index.market, self.index.taxonomy
        hops = facts.region_hops[market.supplier_region].T.astype(np.float64)
        hops = np.vstack([hops, np.full(len(market.supplier_id), UNKNOWN_HOPS)])
        return bend(self.curves["distance"], hops) + bend(
            self.curves["onsite"], onsite_hours(market.onsite_hours, hops)
        )

    @cached_property
    def by_industry(self) -> Floats:
        """(I, S) points for delivered projects in the industry; ``industry_row`` says which row is a need's."""
        market, width = self.index.market, len(self.index.market.supplier_id)
        counts = np.zeros((len(self.industries), width))
        for row, number in enumerate(self.industries.tolist()):
            own = market.project_supplier[market.project_industry == number]
            counts[row] = np.bincount(own, minlength=width)
        return bend(self.curves["industry"], np.minimum(counts, MOST_INDUSTRY))

    @cached_property
    def industries(self) -> Ints:
        return np.unique(self.crowd.industry)

    @cached_property
    def industry_row(self) -> Ints:
        return np.searchsorted(self.industries, self.crowd.industry)

    @cached_property
    def grams(self) -> Ints:
        """Only grams that some need has can be alike."""
        return np.unique(self.crowd.words.indices)

    @cached_property
    def words(self) -> sparse.csr_matrix:
        return self.crowd.words[:, self.grams]

    @cached_property
    def offer_texts(self) -> sparse.csr_matrix:
        return self.index.offer_texts.columns[:, self.grams].tocsr()

    @cached_property
    def project_texts(self) -> sparse.csr_matrix:
        return self.index.project_texts.columns[:, self.grams].tocsr()


def bend(curve: Curve, values: np.ndarray) -> Floats:
    return np.interp(values, curve.knots, curve.values)


def rank_all(
    crowd: Crowd,
    index: MarketIndex,
    ranker: AdditiveRanker,
    k: int = 20,
    *,
    only: Ints | None = None,
    spent: Spent | None = None,
) -> Tops:
    """The best ``k`` of every slot, or of the slots ``only``, the others left empty.

    ``spent`` collects seconds by "filter", "text" and "score".
    """
    clock = _Clock({} if spent is None else spent)
    ground = Ground(index, crowd, ranker)
    scores, ids = np.full((len(crowd.owner), k), -np.inf), np.full((len(crowd.owner), k), NONE)
    for members in same_slots(crowd, np.arange(len(crowd.owner)) if only is None else only):
        rows = offers_of(members, ground)
        clock.lap("filter")
        if not len(rows):
            continue
        for few in blocks(members[np.argsort(crowd.region[crowd.owner[members]], kind="stable")], len(rows)):
            group = Group(ground, few, rows, clock.lap)
            for slots, best, offers in group.tops(k):
                scores[slots, : best.shape[1]], ids[slots, : best.shape[1]] = best, offers
    return Tops(scores, ids)


class _Clock:
    def __init__(self, spent: Spent) -> None:
        self.spent, self.last = spent, time.perf_counter()

    def lap(self, name: str) -> None:
        now = time.perf_counter()
        self.spent[name] = self.spent.get(name, 0.0) + now - self.last
        self.last = now


def same_slots(crowd: Crowd, slots: Ints) -> Iterator[Ints]:
    """``slots`` by what they ask for: the same alternatives, the same standards insisted on."""
    if not len(slots):
        return
    asked = np.packbits(np.hstack([crowd.codes[slots], crowd.insisted[slots]]), axis=1)
    _, group = np.unique(asked, axis=0, return_inverse=True)
    order = np.argsort(group.ravel(), kind="stable")
    ends = np.flatnonzero(np.diff(group.ravel()[order])) + 1
    yield from np.split(slots[order], ends)


def offers_of(members: Ints, ground: Ground) -> Ints:
    """Rows of the offers that cover what these slots ask for and that some need may take, ascending."""
    crowd, index = ground.crowd, ground.index
    lists = [index.offers.of(column) for column in np.flatnonzero(crowd.codes[members[0]]).tolist()]
    rows = lists[0] if len(lists) == 1 else np.unique(np.concatenate(lists))
    rows = rows[ground.passing[rows]]
    named = np.flatnonzero(crowd.insisted[members[0]])
    return rows[index.market.speaks[rows][:, named].any(axis=1)] if len(named) else rows


def blocks(members: Ints, width: int) -> Iterator[Ints]:
    size = max(1, BLOCK // max(width, 1))
    for start in range(0, len(members), size):
        yield members[start : start + size]


class Group:
    """Slots that ask for the same (``members``, by region) against all offers that cover it (``rows``)."""

    def __init__(self, ground: Ground, members: Ints, rows: Ints, lap: Callable[[str], None]) -> None:
        self.ground, self.members, self.rows, self.lap = ground, members, rows, lap
        self.owner = ground.crowd.owner[members]
        self.suppliers = ground.index.market.offer_supplier[rows]

    def tops(self, k: int) -> Iterator[tuple[Ints, Floats, Ints]]:
        """(slots, scores, offer ids), region by region."""
        text, votes = self._text(), self._votes()
        self.lap("text")
        region = self.ground.crowd.region[self.owner]
        served, ids = self.ground.index.served_to, self.ground.index.market.offer_id
        starts = np.flatnonzero(np.diff(region, prepend=-2))
        for start, end in zip(starts, [*starts[1:], len(region)], strict=True):
            plant, here = int(region[start]), slice(start, end)
            columns = np.arange(len(self.rows)) if plant == NONE else np.flatnonzero(served[plant][self.suppliers])
            self.lap("filter")
            if len(columns):
                scores = self._scores(here, plant, columns, text[here], votes[here])
                best, places = best_of(scores, ids[self.rows[columns]], k)
                self.lap("score")
                yield self.members[here], best, places

    def _text(self) -> Floats:
        """(m, n) likeness of each need's words with each offer's text."""
        found = self.ground.words[self.owner] @ self.ground.offer_texts[self.rows].T.tocsr()
        return np.minimum(found.toarray(), 1.0)

    def _votes(self) -> Floats:
        """(m, n) summed votes of each offer's supplier's projects."""
        ground, index = self.ground, self.ground.index
        seats, column = np.unique(self.suppliers, return_inverse=True)
        projects, kin = kin_projects(np.flatnonzero(ground.crowd.codes[self.members[0]]), index)
        supplier = index.market.project_supplier[projects]
        at = np.minimum(np.searchsorted(seats, supplier), len(seats) - 1)
        ours = seats[at] == supplier
        projects, kin, at = projects[ours], kin[ours], at[ours]
        plain = np.bincount(at, weights=kin * KIND_VOTE, minlength=len(seats))
        shape = (len(ground.industries), len(seats))
        known = np.minimum(
            np.searchsorted(ground.industries, index.market.project_industry[projects]), len(ground.industries) - 1
        )
        same = ground.industries[known] == index.market.project_industry[projects]
        cells = (known * shape[1] + at)[same]
        by_industry = np.bincount(cells, weights=INDUSTRY_VOTE * kin[same], minlength=shape[0] * shape[1]).reshape(
            shape
        )
        alike = ground.words[self.owner] @ ground.project_texts[projects].T.tocsr()
        alike.data = np.minimum(alike.data, 1.0)
        voices = sparse.csr_matrix((LIKENESS_VOTE * kin, (np.arange(len(at)), at)), shape=(len(at), len(seats)))
        votes = (alike @ voices).toarray() + by_industry[ground.industry_row[self.owner]] + plain
        return bend(ground.curves["votes"], -np.expm1(-votes))[:, column]

    def _scores(self, here: slice, plant: int, columns: Ints, text: Floats, votes: Floats) -> Floats:
        """(m, n) scores, -inf where a need's own limits shut an offer out."""
        ground, market = self.ground, self.ground.index.market
        crowd, curves, owner = ground.crowd, ground.curves, self.owner[here]
        rows, seats = self.rows[columns], self.suppliers[columns]
        price, weeks = market.price_typical[rows], market.weeks[rows]
        deadline = crowd.deadline[owner]
        share = (crowd.usual[owner] / crowd.reference[owner])[:, None] * (
            price / np.maximum(ground.index.typical[rows], 1.0)
        )
        allowed = np.maximum(np.where(np.isfinite(deadline), deadline, USUAL_WEEKS), 1e-9)
        wanted = crowd.wanted[owner].astype(np.float32) @ market.covers[rows].T.astype(np.float32)
        scores = text[:, columns]
        scores = bend(curves["text"], scores)
        scores += votes[:, columns]
        scores += bend(curves["exactness"], wanted / ground.index.breadth[rows])
        scores += bend(curves["price"], np.clip(share, 0.0, 4.0))
        scores += bend(curves["time"], np.clip(weeks / allowed[:, None], 0.0, 2.0))
        scores += ground.by_industry[ground.industry_row[owner]][:, seats]
        scores += (ground.by_supplier + ground.by_region[plant])[seats]
        scores += self._standards(owner, rows)
        shut = (weeks > deadline[:, None]) | (price > crowd.budget[owner][:, None])
        scores[shut] = -np.inf
        self._exclude(scores, owner, seats)
        return levelled(scores)

    def _standards(self, owner: Ints, rows: Ints) -> Floats:
        """(n,) or (m, n) points for standards: a share of those named, else of what joins systems."""
        ground, market = self.ground, self.ground.index.market
        curve, speaks = ground.curves["standards"], market.speaks[rows]
        usual = bend(curve, spoken_share(speaks, [], ground.index.taxonomy.joins))
        named = ground.crowd.standards[owner]
        asked = named.sum(axis=1)
        if not asked.any():
            return usual
        share = (named.astype(np.float32) @ speaks.T.astype(np.float32)) / np.maximum(asked, 1)[:, None]
        return np.where(asked[:, None] > 0, bend(curve, share), usual)

    def _exclude(self, scores: Floats, owner: Ints, seats: Ints) -> None:
        for row, need in enumerate(owner.tolist()):
            if barred := self.ground.crowd.needs[need].excluded:
                scores[row, np.isin(self.ground.index.market.supplier_id[seats], barred)] = -np.inf


def kin_projects(columns: Ints, index: MarketIndex) -> tuple[Ints, Floats]:
    """Projects that vote for these capabilities, each once with its nearest kinship."""
    lists = index.projects
    rows = np.concatenate([lists.of(column) for column in columns.tolist()])
    kin = np.concatenate([lists.weights_of(column) for column in columns.tolist()])
    if len(columns) == 1:
        return rows, kin
    order = np.lexsort((-kin, rows))
    rows, kin = rows[order], kin[order]
    first = np.concatenate([[True], rows[1:] != rows[:-1]]) if len(rows) else np.empty(0, bool)
    return rows[first], kin[first]


def best_of(scores: Floats, ids: Ints, k: int) -> tuple[Floats, Ints]:
    """(m, min(k, n)) the best of each row, best first, equal scores by offer id; -inf and -1 where nothing passes."""
    width = min(k, scores.shape[1])
    across = np.arange(scores.shape[0])[:, None]
    if scores.shape[1] > width:
        places = np.argpartition(scores, scores.shape[1] - width, axis=1)[:, -width:]
        least = scores[across, places].min(axis=1)
        tied = np.flatnonzero(((scores >= least[:, None]).sum(axis=1) > width) & np.isfinite(least))
        for row in tied.tolist():  # argpartition takes any of those that share the last place
            places[row] = best_first(scores[row], ids, width)
    else:
        places = np.broadcast_to(np.arange(width), scores.shape)
    kept, found = scores[across, places], ids[places]
    order = np.lexsort((found, -kept), axis=1)
    kept, found = kept[across, order], found[across, order]
    return kept, np.where(np.isneginf(kept), NONE, found)
