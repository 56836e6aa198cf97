"""Attention of real lists: what a need's shortlist gives to whom, and needs replayed at several strengths.

The replay is the picture behind the administrators' slider: the same needs in the same order, each ranked with the
deficits that the needs before it left behind.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from matchmaker.engine.evaluating import ndcg
from matchmaker.engine.exposure import (
    DEFAULT,
    TOP,
    Measures,
    attention,
    deficits,
    measure,
    merit_share,
    rotation,
    rotation_points,
    total_attention,
)
from matchmaker.engine.retrieval import MarketIndex
from matchmaker.engine.shortlist import Shortlist, best_first
from matchmaker.engine.types import Bools, Floats, Ints

STRENGTHS = (0.0, 0.1, 0.2, 0.3, 0.4, DEFAULT, 0.5)


@dataclass(frozen=True)
class SlotList:
    """Candidates (N,) of one slot: row of their supplier, offer id, own score 0-1, true gain >= 0; the slot's weight.

    ``weight``: the slot's share of its need (weights of a need add up to 1).
    """

    suppliers: Ints
    offers: Ints
    scores: Floats
    gains: Floats
    weight: float


@dataclass(frozen=True)
class Suppliers:
    """What bounds and describes a replay, (S,) each: who is new, further projects that fit, groups by name."""

    new: Bools
    room: Ints
    groups: dict[str, Bools]


@dataclass(frozen=True)
class Trade:
    """One point of the curve: ``ndcg`` of what was shown, and how attention was shared."""

    strength: float
    ndcg: float
    measures: Measures


def slot_lists(listed: Shortlist, index: MarketIndex, gains: Floats | None = None) -> tuple[SlotList, ...]:
    """Lists of one need. Without ``gains`` (N,) the own score above the slot's lowest is taken for relevance."""
    found = []
    ends = np.searchsorted(listed.pairs.slots, np.arange(len(listed.slots) + 1))
    total = sum(slot.weight for slot in listed.slots) or 1.0
    for row, slot in enumerate(listed.slots):
        part = slice(ends[row], ends[row + 1])
        rows, scores = listed.pairs.rows[part], listed.scores[part]
        if len(rows):
            known = scores - scores.min() if gains is None else gains[part]
            owners = index.market.offer_supplier[rows]
            found.append(SlotList(owners, index.market.offer_id[rows], scores, known, slot.weight / total))
    return tuple(found)


def merit_of(lists: Sequence[SlotList], suppliers: int) -> Floats:
    """(S,) merit from one need: each slot's attention in shares of ``merit_share``."""
    merit = np.zeros(suppliers)
    for one in lists:
        shares = one.weight * total_attention(len(one.scores)) * merit_share(one.scores)
        np.add.at(merit, one.suppliers, shares)
    return merit


def exposure_of(lists: Sequence[SlotList], points: Floats) -> Floats:
    """(S,) attention that one need's first ten give, with ``points`` (S,) of 100 for their suppliers."""
    given = np.zeros(len(points))
    for one in lists:
        best = best_first(shown_scores(one, points), one.offers, TOP, points[one.suppliers])
        np.add.at(given, one.suppliers[best], one.weight * attention(np.arange(1, len(best) + 1)))
    return given


def shown_scores(one: SlotList, points: Floats) -> Floats:
    """(N,) own scores with what ``points`` (S,) of their suppliers add."""
    return one.scores + rotation(one.scores, points[one.suppliers])


def replay(
    needs: Sequence[Sequence[SlotList]], facts: Suppliers, strength: float, *, refresh: int = 1
) -> tuple[Trade, Floats]:
    """All needs in order at one strength; deficits are counted anew every ``refresh`` needs. Also (Q,) NDCG@10 by list.

    Lists with fewer than two candidates, or nothing relevant, say nothing about order and count nan.
    """
    merit, shown = np.zeros(len(facts.new)), np.zeros(len(facts.new))
    points, found = np.zeros(len(facts.new)), []
    for at, lists in enumerate(needs):
        if at % refresh == 0:
            points = rotation_points(deficits(merit, shown, new=facts.new, room=facts.room), strength)
        for one in lists:
            found.append(ndcg(one.gains, shown_scores(one, points)) if len(one.scores) > 1 else np.nan)
        merit += merit_of(lists, len(merit))
        shown += exposure_of(lists, points)
    quality = np.array(found)
    mean = float(np.nanmean(quality)) if not np.isnan(quality).all() else float("nan")
    return Trade(strength, mean, measure(merit, shown, facts.groups)), quality


def trade_offs(
    needs: Sequence[Sequence[SlotList]], facts: Suppliers, strengths: Sequence[float] = STRENGTHS, *, refresh: int = 1
) -> tuple[Trade, ...]:
    """The curve: one point a strength, all from the same needs."""
    return tuple(replay(needs, facts, one, refresh=refresh)[0] for one in strengths)
