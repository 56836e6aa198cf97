"""Retrieval, features and scores of one need in one pass: everything that packages are then built from."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from matchmaker.engine.errors import UnknownCode
from matchmaker.engine.explaining import reasons_by_offer, rotation_reason
from matchmaker.engine.exposure import rotation, rotation_points, without_room
from matchmaker.engine.features import Candidates, NeedView, pair_candidates
from matchmaker.engine.ranking import AdditiveRanker
from matchmaker.engine.results import Filtered, FilteredOffer, MatchParams, RankedOffer, SlotResult
from matchmaker.engine.retrieval import REASON_BITS, MarketIndex, SlotCandidates, reasons_of, retrieve
from matchmaker.engine.rules import is_conditional, slots_for
from matchmaker.engine.types import Floats, Ints, Market, Need, Slot


@dataclass(frozen=True)
class Shortlist:
    """``scores`` (N,) run along ``pairs``; ``found`` holds, for each slot, what passed and what was filtered."""

    need: Need
    slots: tuple[Slot, ...]
    found: tuple[SlotCandidates, ...]
    view: NeedView
    pairs: Candidates
    features: Floats
    scores: Floats


def shortlist(need: Need, index: MarketIndex, ranker: AdditiveRanker, *, scored_as: Need | None = None) -> Shortlist:
    """Candidates of every slot with their scores. ``scored_as``: the need whose budget and time the scores refer to.

    Raises UnknownCode for capabilities, a region or standards that the taxonomy lacks.
    """
    check_codes(need, index)
    slots = slots_for(need, index.taxonomy)
    found = retrieve(need, slots, index)
    pairs = pair_candidates(found)
    view = NeedView(need if scored_as is None else scored_as, slots, index)
    features = view.matrix(pairs)
    scores = ranker.sum_curves(features) if len(features) else np.zeros(0)
    return Shortlist(need, slots, found, view, pairs, features, scores)


def check_codes(need: Need, index: MarketIndex) -> None:
    unknown = [code for code in need.owned if code not in index.place]
    unknown += [code for code in need.standards if code not in index.taxonomy.standards]
    unknown += [need.region] if need.region is not None and need.region not in index.region_place else []
    if unknown:
        raise UnknownCode(codes=unknown)


def owed(market: Market) -> Floats:
    """(S,) deficits; a supplier without open capacity gains nothing, whatever was counted before it filled up."""
    if market.exposure_deficit is None:
        return np.zeros(len(market.supplier_id))
    return without_room(market.exposure_deficit, market.open_capacity)


def levelled(scores: Floats) -> Floats:
    """Scores to 9 decimals: sums of the same parts in another order are the same score, so that held shortlists do not
    hang on how many needs were ranked at once.
    """
    return np.round(scores, 9)


def best_first(scores: Floats, offer_ids: Ints, top: int, points: Floats | None = None) -> Ints:
    """Places of the ``top`` highest scores; equal scores by most ``points`` (N,) of fair exposure, then by offer id."""
    if len(scores) > 4 * top:
        cut = np.partition(scores, len(scores) - top)[len(scores) - top]
        near = np.flatnonzero(scores >= cut)
    else:
        near = np.arange(len(scores))
    behind = np.zeros(len(near)) if points is None else -points[near]
    return near[np.lexsort((offer_ids[near], behind, -scores[near]))][:top]


def slot_results(
    listed: Shortlist, index: MarketIndex, ranker: AdditiveRanker, params: MatchParams
) -> tuple[SlotResult, ...]:
    ranked = _ranked(listed, index, ranker, params)
    return tuple(
        SlotResult(
            slot=slot,
            waiting=is_conditional(slot),
            candidates=len(found.rows),
            ranked=best,
            filtered=_filtered(found, index, params),
        )
        for slot, found, best in zip(listed.slots, listed.found, ranked, strict=True)
    )


def _ranked(
    listed: Shortlist, index: MarketIndex, ranker: AdditiveRanker, params: MatchParams
) -> list[tuple[RankedOffer, ...]]:
    """For each slot its best offers; the numbers of all slots are worked out together."""
    rows, own = listed.pairs.rows, listed.scores
    if not len(rows):
        return [() for _ in listed.slots]
    ends = np.searchsorted(listed.pairs.slots, np.arange(len(listed.slots) + 1))
    offers, owners = index.market.offer_id[rows], index.market.offer_supplier[rows]
    points = rotation_points(owed(index.market), params.exposure)[owners]
    added = rotation(own, points)
    scores = own + added
    tops = []
    for a, b in pairwise(ends):
        tops.append(a + best_first(scores[a:b], offers[a:b], params.top, points[a:b]))
    chosen = np.concatenate(tops)
    features = listed.features[chosen]
    parts = ranker.curve_parts(features)
    columns = zip(
        [rank for top in tops for rank in range(1, len(top) + 1)],
        offers[chosen].tolist(),
        index.market.supplier_id[owners[chosen]].tolist(),
        scores[chosen].tolist(),
        (_weights(listed)[listed.pairs.slots[chosen]] * own[chosen]).tolist(),
        map(tuple, parts.tolist()),
        map(tuple, features.tolist()),
        reasons_by_offer(features, parts, ranker),
        added[chosen].tolist(),
        strict=True,
    )
    best = [
        RankedOffer(rank, offer, supplier, score, worth, split, values, why + rotation_reason(100 * more), more)
        for rank, offer, supplier, score, worth, split, values, why, more in columns
    ]
    places = np.cumsum([0, *map(len, tops)]).tolist()
    return [tuple(best[a:b]) for a, b in pairwise(places)]


def _weights(listed: Shortlist) -> Floats:
    return np.array([slot.weight for slot in listed.slots])


def _filtered(found: SlotCandidates, index: MarketIndex, params: MatchParams) -> Filtered:
    """All counted, the first few listed: those that fail on least reasons, then by offer id."""
    faults = np.bitwise_count(found.bits)
    ids = index.market.offer_id[found.filtered]
    order = fewest_first(faults, ids, params.shown_filtered)
    suppliers = index.market.supplier_id[index.market.offer_supplier[found.filtered[order]]]
    shown = zip(ids[order].tolist(), suppliers.tolist(), found.bits[order].tolist(), strict=True)
    return Filtered(len(ids), found.counts, tuple(FilteredOffer(o, s, reasons_of(bits)) for o, s, bits in shown))


def fewest_first(faults: np.ndarray, ids: Ints, few: int) -> Ints:
    """Places of the ``few`` that come first by (faults, id), without putting all others in order."""
    level = int(np.searchsorted(np.cumsum(np.bincount(faults)), few))
    near, last = np.flatnonzero(faults <= level), ids[faults == level]
    left = few - (len(near) - len(last))
    if 0 < left < len(last):
        near = near[(faults[near] < level) | (ids[near] <= np.partition(last, left - 1)[left - 1])]
    return near[np.lexsort((ids[near], faults[near]))][:few]


NEAR = REASON_BITS["too_late"] | REASON_BITS["not_served_region"]


def near_misses(listed: Shortlist, index: MarketIndex, params: MatchParams) -> list[Ints]:
    """For each slot the offers kept beside the candidates: all that are only over budget, and up to
    ``near_misses`` that are only too late or only not served there, the least late and nearest first.
    """
    market, kept = index.market, []
    deadline = listed.need.deadline_weeks
    for one in listed.found:
        over = one.filtered[one.bits == REASON_BITS["over_budget_alone"]]
        near = one.filtered[(one.bits & ~np.uint8(NEAR)) == 0]
        late = np.maximum(market.weeks[near] - deadline, 0.0) if deadline is not None else np.zeros(len(near))
        far = far_hops(near, listed.need, index)
        order = np.lexsort((near, market.price_typical[near], far, late))[: params.near_misses]
        kept.append(np.sort(np.concatenate([over, near[order]])))
    return kept


def far_hops(rows: Ints, need: Need, index: MarketIndex) -> Floats:
    """(N,) regions between the plant and the nearest region that the offer's supplier serves; 0 where it is served."""
    if need.region is None or not len(rows):
        return np.zeros(len(rows))
    hops = index.taxonomy.region_hops[index.region_place[need.region]]
    served = index.market.served[index.market.offer_supplier[rows]]
    return np.where(served, hops, 99).min(axis=1).astype(np.float64)
