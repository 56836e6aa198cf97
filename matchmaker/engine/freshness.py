"""Which needs does a changed offer touch? An inverted index from capability to slots, and one re-scoring of those.

A full run scores every offer for every need. Here a change looks up the slots that speak of its capabilities, tests
the hard filters and computes the features for all of them at once (arrays run over slots, not over offers), and
compares with the k-th score each slot holds: only a need whose top k can change is named.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from scipy import sparse

from matchmaker.engine.bulk import Tops, rank_all
from matchmaker.engine.crowd import NONE, Crowd, crowd
from matchmaker.engine.features import (
    MOST_CAPACITY,
    MOST_INDUSTRY,
    NAMES,
    UNKNOWN_HOPS,
    USUAL_WEEKS,
    Candidates,
    NeedView,
    onsite_hours,
    pair_candidates,
    price_ratio,
    spoken_share,
    time_ratio,
    vote_worth,
)
from matchmaker.engine.ranking import AdditiveRanker
from matchmaker.engine.retrieval import Lists, MarketIndex, kinship, lists_by_column, retrieve
from matchmaker.engine.shortlist import Shortlist, best_first, levelled
from matchmaker.engine.textindex import weigh
from matchmaker.engine.types import Bools, Floats, Ints, Market, Need, Slot, Taxonomy


@dataclass(frozen=True)
class Watch(Crowd):
    """A crowd with the places it holds. ``kth`` (P,) is the score of place k, -inf while there is room.

    ``top`` (P, k) are the offer ids that hold the places, -1 for an empty one.
    """

    by_code: Lists
    near: Floats
    kth: Floats
    top: Ints


@dataclass(frozen=True)
class Touched:
    """``slots`` are rows of the watch whose top k changes, ``needs`` their owners; ``pairs`` all slots that were looked
    at, with their score.

    A score of -inf means that the offer does not pass the filters of that slot.
    """

    needs: Ints
    slots: Ints
    pairs: Ints
    scores: Floats


def watch(needs: tuple[Need, ...], index: MarketIndex, ranker: AdditiveRanker, k: int = 20) -> Watch:
    """The full run over all needs: each slot's top k now, and the columns that later changes are held against."""
    asked = crowd(needs, index.taxonomy)
    tops = rank_all(asked, index, ranker, k)
    return watching(asked, index.taxonomy, tops.scores[:, -1], tops.ids)


def watching(asked: Crowd, facts: Taxonomy, kth: Floats, top: Ints) -> Watch:
    """A crowd with places that were found before."""
    shared = {field.name: getattr(asked, field.name) for field in fields(Crowd)}
    return Watch(**shared, by_code=lists_by_column(asked.codes), near=kinship(facts), kth=kth, top=top)


def again(watched: Watch, slots: Ints, index: MarketIndex, ranker: AdditiveRanker) -> Tops:
    """The places of all slots, with those of ``slots`` found anew; of the others only the last score is told."""
    places = watched.top.shape[1]
    scores = np.full(watched.top.shape, -np.inf)
    scores[:, -1] = watched.kth
    ids, fresh = watched.top.copy(), rank_all(watched, index, ranker, places, only=slots)
    scores[slots], ids[slots] = fresh.scores[slots], fresh.ids[slots]
    return Tops(scores, ids)


def top_k(
    need: Need, slots: tuple[Slot, ...], index: MarketIndex, ranker: AdditiveRanker, k: int
) -> tuple[Floats, Ints]:
    """(R, k) scores and offer ids of the best k of each slot, best first; -inf and -1 where there are fewer."""
    pairs = pair_candidates(retrieve(need, slots, index))
    scores = ranker.sum_curves(NeedView(need, slots, index).matrix(pairs)) if len(pairs.rows) else np.zeros(0)
    return best_by_slot(pairs, scores, len(slots), index, k)


def best_by_slot(pairs: Candidates, scores: Floats, slots: int, index: MarketIndex, k: int) -> tuple[Floats, Ints]:
    """As ``top_k``, from ``scores`` (N,) that run along ``pairs``."""
    scores = levelled(scores)
    held, ids = np.full((slots, k), -np.inf), np.full((slots, k), NONE)
    ends = np.searchsorted(pairs.slots, np.arange(slots + 1))
    for row in range(slots):
        part = slice(ends[row], ends[row + 1])
        offers = index.market.offer_id[pairs.rows[part]]
        best = best_first(scores[part], offers, k)
        held[row, : len(best)], ids[row, : len(best)] = scores[part][best], offers[best]
    return held, ids


def tops_of(listed: Shortlist, index: MarketIndex, k: int) -> Tops:
    """What ``rank_all`` says of one need, from scores that are there already."""
    return Tops(*best_by_slot(listed.pairs, listed.scores, len(listed.slots), index, k))


def touched_by(watched: Watch, market: Market, offer: int, ranker: AdditiveRanker) -> Touched:
    """What one offer, as it stands now at row ``offer`` of the market, changes.

    A need is touched if the offer enters one of its top k, holds a place there now, or has to leave it. Only this
    offer's columns are read: no index of the market has to be built first.
    """
    held = np.flatnonzero((watched.top == market.offer_id[offer]).any(axis=1))
    lists = [watched.by_code.of(column) for column in np.flatnonzero(market.covers[offer]).tolist()]
    pairs = np.unique(np.concatenate([*lists, held]))
    scores = np.full(len(pairs), -np.inf)
    passing = np.flatnonzero(_passes(watched, market, offer, pairs))
    if len(passing):
        scores[passing] = levelled(ranker.sum_curves(_features(watched, market, offer, pairs[passing])))
    moved = (scores >= watched.kth[pairs]) & (scores > -np.inf) | np.isin(pairs, held)
    return Touched(np.unique(watched.owner[pairs[moved]]), pairs[moved], pairs, scores)


def _passes(watched: Watch, market: Market, offer: int, pairs: Ints) -> Bools:
    """(n,) the hard filters of ``retrieval``, for one offer against many slots."""
    owner, supplier = watched.owner[pairs], market.offer_supplier[offer]
    region = watched.region[owner]
    passes = (watched.codes[pairs] & market.covers[offer]).any(axis=1)
    passes &= market.after_service[offer] & (market.open_capacity[supplier] > 0)
    passes &= (region == NONE) | market.served[supplier, region]
    passes &= market.weeks[offer] <= watched.deadline[owner]
    passes &= market.price_typical[offer] <= watched.budget[owner]
    named = watched.insisted[pairs]
    passes &= ~named.any(axis=1) | (named & market.speaks[offer]).any(axis=1)
    identity = int(market.supplier_id[supplier])
    barred = [row for row in np.flatnonzero(passes) if identity in watched.needs[owner[row]].excluded]
    passes[barred] = False
    return passes


def _features(watched: Watch, market: Market, offer: int, pairs: Ints) -> Floats:
    """(n, F) the features of one offer for many slots, as ``NeedView.matrix`` computes them."""
    facts, owner = market.taxonomy, watched.owner[pairs]
    supplier = market.offer_supplier[offer]
    covered = np.flatnonzero(market.covers[offer])
    own = np.full(len(pairs), supplier)
    hops = _hops(watched, market, supplier, owner)
    projects = np.flatnonzero(market.project_supplier == supplier)
    same = market.project_industry[projects][None, :] == watched.industry[owner][:, None]
    typical = np.full(len(pairs), sum(facts.price_typical[covered].tolist()))
    deadline = np.where(np.isfinite(watched.deadline), watched.deadline, USUAL_WEEKS)
    columns: dict[str, Floats] = {
        "exactness": (watched.wanted[owner] & market.covers[offer]).sum(axis=1) / len(covered),
        "text": _likeness(watched, weigh((market.offer_text[offer],), facts.texts), owner)[:, 0],
        "votes": _votes(watched, market, projects, same, pairs),
        "industry": np.minimum(same.sum(axis=1), MOST_INDUSTRY).astype(np.float64),
        "price": price_ratio(market.price_typical[offer], typical, watched.reference[owner], watched.usual[owner]),
        "time": time_ratio(market.weeks[offer], deadline[owner]),
        "distance": hops,
        "onsite": onsite_hours(market.onsite_hours[own], hops),
        "standards": _spoken(watched, market.speaks[offer], facts.joins, owner),
        "capacity": np.clip(market.open_capacity[own], 0, MOST_CAPACITY).astype(np.float64),
        "evidence": market.evidence[own].astype(np.float64),
        "reply": market.reply_rate[own],
        "outcome": market.outcome[own],
    }
    return np.column_stack([columns[name] for name in NAMES])


def _hops(watched: Watch, market: Market, supplier: int, owner: Ints) -> Floats:
    region = watched.region[owner]
    hops = market.taxonomy.region_hops[market.supplier_region[supplier], region].astype(np.float64)
    return np.where(region == NONE, UNKNOWN_HOPS, hops)


def _likeness(watched: Watch, texts: sparse.spmatrix, owner: Ints) -> Floats:
    """(n, T) cosine of each need's words with each of T texts."""
    needs, back = np.unique(owner, return_inverse=True)
    return np.minimum((watched.words[needs] @ texts.T.tocsc()).toarray(), 1.0)[back]


def _votes(watched: Watch, market: Market, projects: Ints, same: Bools, pairs: Ints) -> Floats:
    """(n,) 1 - exp(-votes) of one supplier's projects for each slot."""
    if not len(projects):
        return np.zeros(len(pairs))
    texts = tuple(market.project_text[row] for row in projects)
    likeness = _likeness(watched, weigh(texts, market.taxonomy.texts), watched.owner[pairs])
    covers = market.project_covers[projects]
    kin = np.where(covers[:, :, None], watched.near[None], 0.0).max(axis=1)
    slot_kin = np.where(watched.codes[pairs][:, None, :], kin[None], 0.0).max(axis=2)
    return -np.expm1(-(slot_kin * vote_worth(likeness, same)).sum(axis=1))


def _spoken(watched: Watch, speaks: Bools, joins: Bools, owner: Ints) -> Floats:
    named = watched.standards[owner]
    asked = named.sum(axis=1)
    share = (named & speaks).sum(axis=1) / np.maximum(asked, 1)
    return np.where(asked > 0, share, spoken_share(speaks[None, :], [], joins)[0])
