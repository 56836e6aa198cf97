"""How a supplier stands in many needs, and in how many more it would be shortlisted if it changed one thing.

No feature depends on another supplier's offer, so a lever pulled by everybody at once gives each its own answer: its
changed offers are held against the others' as they are. Nothing is sampled; ``docs/matching.md`` has the mathematics.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from matchmaker.engine.exposure import rotation_below, rotation_points
from matchmaker.engine.features import FEATURES, Candidates, NeedView
from matchmaker.engine.levers import Lever, pull
from matchmaker.engine.ranking import AdditiveRanker
from matchmaker.engine.retrieval import (
    REASON_BITS,
    MarketIndex,
    offer_bits,
    offers_of_slot,
    standard_bits,
    supplier_bits,
)
from matchmaker.engine.rules import slots_for
from matchmaker.engine.shortlist import owed
from matchmaker.engine.types import Bools, Floats, Ints, Market, Need, Slot

TOP = 10
OFFER_COLUMNS = ("price_typical", "weeks", "speaks", "after_service")
SUPPLIER_COLUMNS = ("evidence", "onsite_hours", "open_capacity", "reply_rate", "served")
SHARED = ("typical", "breadth", "projects", "offer_texts", "project_texts")


class Count:
    """In how many needs, and for how many different firms, flags held; needs arrive firm by firm."""

    def __init__(self, *shape: int) -> None:
        self.needs, self.firms = np.zeros(shape, np.int64), np.zeros(shape, np.int64)
        self._firm = np.zeros(shape, bool)

    def add(self, flags: Bools, at: int | slice = slice(None)) -> None:
        self.needs[at] += flags
        self._firm[at] |= flags

    def close(self) -> None:
        """The firm's last need was added."""
        self.firms += self._firm
        self._firm[:] = False


@dataclass
class Standings:
    """Counts over S suppliers. ``asked``: needs with a slot the supplier has an offer for; ``candidates``: one of them
    passes every filter; ``shortlisted``: one is among the first ``TOP`` of its slot; ``filtered`` (B, S): all own
    offers of a slot failed, and one on this reason; ``gained`` (L, S): shortlisted with the lever, but not without.

    ``parts`` (S, F) and ``pairs`` (S,): summed contributions of own candidates, and how many pairs of offer and slot.
    """

    needs: int
    firms: int
    asked: Count
    candidates: Count
    shortlisted: Count
    filtered: Count
    gained: Count
    parts: Floats
    pairs: Ints

    def counts(self) -> tuple[Count, ...]:
        return self.asked, self.candidates, self.shortlisted, self.filtered, self.gained


@dataclass(frozen=True)
class Stand:
    """One need: pairs of offer (``rows``) and slot (``slots``), filtered or not, with the bar that each must pass.

    ``scores`` (N,) own, ``first`` (N,) the best own score among the candidates. ``bar``, ``bar_points``
    and ``bar_id`` (N,): score as shown, with the bonus of fair exposure, that bonus's points and the offer id of the
    TOPth best candidate of the slot among the others' offers. ``exposure``: strength of the bonus.
    """

    need: Need
    asked: tuple[Slot, ...]
    view: NeedView
    rows: Ints
    slots: Ints
    owners: Ints
    bits: np.ndarray
    features: Floats
    scores: Floats
    first: Floats
    bar: Floats
    bar_points: Floats
    bar_id: Ints
    exposure: float

    def part(self, kept: Bools) -> Stand:
        """Only these pairs."""
        names = ("rows", "slots", "owners", "bits", "features", "scores", "first", "bar", "bar_points", "bar_id")
        columns: dict[str, Any] = {name: getattr(self, name)[kept] for name in names}
        return replace(self, **columns)

    def shortlisted(self, scores: Floats, bits: np.ndarray, market: Market) -> Bools:
        """(N,) the pair would be among the first TOP of its slot with these own scores and faults in this market."""
        ids, points = market.offer_id[self.rows], bonus(market, self.owners, self.exposure)
        shown = scores + rotation_below(scores, points, self.first)
        level = shown == self.bar
        above = (shown > self.bar) | (level & (points > self.bar_points))
        above |= level & (points == self.bar_points) & (ids < self.bar_id)
        return (bits == 0) & above


def bonus(market: Market, owners: Ints, exposure: float) -> Floats:
    """(N,) points of fair exposure that the owners of pairs have or owe."""
    return rotation_points(owed(market)[owners], exposure)


def stand(need: Need, index: MarketIndex, ranker: AdditiveRanker, top: int = TOP, exposure: float = 0.0) -> Stand:
    """Every offer that speaks to the need, scored whether it passes the filters or not."""
    slots = slots_for(need, index.taxonomy)
    lists = [offers_of_slot(slot, index) for slot in slots]
    rows = np.concatenate(lists) if lists else np.empty(0, np.int64)
    at = np.repeat(np.arange(len(lists)), [len(one) for one in lists])
    view = NeedView(need, slots, index)
    bits, features = faults(need, slots, rows, at, index), view.matrix(Candidates(rows, at))
    scores = ranker.sum_curves(features)
    owners = index.market.offer_supplier[rows]
    first, points = np.full(len(rows), -np.inf), bonus(index.market, owners, exposure)
    passed = no_bars(len(rows))
    for slot in range(len(lists)):
        part = np.flatnonzero(at == slot)
        kept = part[bits[part] == 0]
        if len(kept):
            first[part] = scores[kept].max()
            shown = scores[kept] + rotation_below(scores[kept], points[kept], first[kept])
            found = bars(shown, points[kept], index.market.offer_id[rows[kept]], owners[kept], owners[part], top)
            for whole, of_slot in zip(passed, found, strict=True):
                whole[part] = of_slot
    return Stand(need, slots, view, rows, at, owners, bits, features, scores, first, *passed, exposure)


def faults(need: Need, slots: tuple[Slot, ...], rows: Ints, at: Ints, index: MarketIndex) -> np.ndarray:
    """(N,) reasons, as bits, for which a pair is no candidate."""
    bits = supplier_bits(need, index)[index.market.offer_supplier[rows]] | offer_bits(need, index, rows)
    for number, slot in enumerate(slots):
        part = at == number
        bits[part] |= standard_bits(need, slot, index, rows[part])
    return bits


def no_bars(size: int) -> tuple[Floats, Floats, Ints]:
    """(M,) each: a score, points and an id that everybody passes."""
    return np.full(size, -np.inf), np.zeros(size), np.full(size, np.iinfo(np.int64).max)


def bars(shown: Floats, points: Floats, ids: Ints, owners: Ints, who: Ints, top: int) -> tuple[Floats, Floats, Ints]:
    """(M,) score, points and id of the ``top``th best of the pairs that are not the supplier's own, for ``who`` (M,).

    Where there are fewer, what ``no_bars`` says: whoever passes the filters is in.
    """
    order = np.lexsort((ids, -points, -shown))
    ranked = owners[order]
    bar, bar_points, bar_id = no_bars(len(who))
    if len(order) >= top:
        last = order[top - 1]
        bar[:], bar_points[:], bar_id[:] = shown[last], points[last], ids[last]
    for one in np.unique(ranked[:top]):  # only for these is the others' list another one
        others, own = order[ranked != one], who == one
        if len(others) >= top:
            last = others[top - 1]
            bar[own], bar_points[own], bar_id[own] = shown[last], points[last], ids[last]
        else:
            bar[own], bar_points[own], bar_id[own] = -np.inf, 0.0, np.iinfo(np.int64).max
    return bar, bar_points, bar_id


@dataclass(frozen=True)
class Pulled:
    """The market in which each supplier pulled the lever; ``touched`` (O,): offers that it changes at all."""

    lever: Lever
    index: MarketIndex
    touched: Bools


def pulled(index: MarketIndex, lever: Lever) -> Pulled:
    """What no lever can touch (texts, projects, what is covered) is shared with ``index``."""
    changed = MarketIndex(pull(index.market, lever))
    changed.__dict__.update({name: getattr(index, name) for name in SHARED})
    return Pulled(lever, changed, _touched(index.market, changed.market))


def _touched(before: Market, after: Market) -> Bools:
    offers, suppliers = np.zeros(len(before.offer_id), bool), np.zeros(len(before.supplier_id), bool)
    for flags, names in ((offers, OFFER_COLUMNS), (suppliers, SUPPLIER_COLUMNS)):
        for name in names:
            old, new = getattr(before, name), getattr(after, name)
            if old is not new:
                other = (old != new) & ~((old != old) & (new != new))  # two unknowns are no change
                flags |= other if other.ndim == 1 else other.any(axis=1)
    return offers | suppliers[before.offer_supplier]


def gains(one: Stand, changed: Pulled, ranker: AdditiveRanker, listed: Bools) -> Bools:
    """(S,) suppliers that would be shortlisted if they, and nobody else, pulled the lever, and are not yet."""
    kept = changed.touched[one.rows] & ~listed[one.owners]
    rows, slots = one.rows[kept], one.slots[kept]
    if not len(rows):
        return np.zeros(len(listed), bool)
    view = NeedView(one.need, one.asked, changed.index)
    view.__dict__.update(likeness=one.view.likeness, votes=one.view.votes)
    scores = ranker.sum_curves(view.matrix(Candidates(rows, slots)))
    bits = faults(one.need, one.asked, rows, slots, changed.index)
    return suppliers_of(one.owners[kept][one.part(kept).shortlisted(scores, bits, changed.index.market)], len(listed))


def standings(
    needs: Iterable[tuple[int, Need]],
    index: MarketIndex,
    ranker: AdditiveRanker,
    levers: Sequence[Lever] = (),
    top: int = TOP,
    exposure: float = 0.0,
    tell: Callable[[int], None] = lambda done: None,
) -> Standings:
    """``needs``: (firm, need) pairs, in any order. Exact: what a new match of every need for every lever would give.

    ``exposure``: strength of fair exposure, as in ``MatchParams``. What others have of it hangs on the best score of a
    list; whoever passes that one is first anyway, so a lever moves nobody else's bonus where it could matter.
    ``tell`` is told the number of needs that are done, after each; what it raises ends the computing.

    Raises UnknownCode for a lever or a need whose codes the taxonomy lacks.
    """
    size = len(index.market.supplier_id)
    told = Standings(
        needs=0, firms=0, asked=Count(size), candidates=Count(size), shortlisted=Count(size),
        filtered=Count(len(REASON_BITS), size), gained=Count(len(levers), size),
        parts=np.zeros((size, len(FEATURES))), pairs=np.zeros(size, np.int64),
    )  # fmt: skip
    changes = [pulled(index, lever) for lever in levers]
    last: int | None = None
    for firm, need in sorted(needs, key=lambda pair: (pair[0], pair[1].id)):
        if last is not None and firm != last:
            _close(told)
        last, told.needs = firm, told.needs + 1
        _add(told, stand(need, index, ranker, top, exposure), ranker, changes)
        tell(told.needs)
    if last is not None:
        _close(told)
    return told


def _close(told: Standings) -> None:
    told.firms += 1
    for count in told.counts():
        count.close()


def _add(told: Standings, one: Stand, ranker: AdditiveRanker, changes: list[Pulled]) -> None:
    size = len(told.pairs)
    passed = one.bits == 0
    listed = suppliers_of(one.owners[one.shortlisted(one.scores, one.bits, one.view.index.market)], size)
    told.asked.add(suppliers_of(one.owners, size))
    told.candidates.add(suppliers_of(one.owners[passed], size))
    told.shortlisted.add(listed)
    _add_filtered(told, one, passed, size)
    if passed.any():
        np.add.at(told.parts, one.owners[passed], ranker.contributions(one.features[passed]))
    told.pairs += np.bincount(one.owners[passed], minlength=size)
    for at, changed in enumerate(changes):
        if changed.lever.kind != "region" or changed.lever.code == one.need.region:
            told.gained.add(gains(one, changed, ranker, listed), at)


def _add_filtered(told: Standings, one: Stand, passed: Bools, size: int) -> None:
    """A slot counts where no own offer passes."""
    keys = one.slots * size + one.owners
    lost = ~np.isin(keys, keys[passed])
    for at, bit in enumerate(REASON_BITS.values()):
        told.filtered.add(suppliers_of(one.owners[lost & ((one.bits & bit) > 0)], size), at)


def suppliers_of(owners: Ints, size: int) -> Bools:
    """(S,) True for the suppliers in ``owners``."""
    found = np.zeros(size, bool)
    found[owners] = True
    return found
