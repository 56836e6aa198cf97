"""Who completes a supplier: what is missing beside it in needs it can only answer in part, and who could bring that.

Only what everybody may know goes in: what a firm offers, where it serves, and the joint work of both. No price, no
capacity, no rank of anybody. ``docs/matching.md`` has the formula and a worked example.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matchmaker.engine.retrieval import MarketIndex, offers_of_slot
from matchmaker.engine.rules import slots_for
from matchmaker.engine.types import Bools, Floats, Ints, Need, Slot

Masks = NDArray[np.uint64]
MOST_MUSTS = 64  # bits of a mask; the parts of one need beyond it are not looked at
BROUGHT = 3


@dataclass(frozen=True)
class PartnerParams:
    """Points of 100: whole needs, missing parts, own prerequisites, joint work. ``top`` partners a supplier."""

    whole: float = 40.0
    parts: float = 25.0
    basis: float = 15.0
    joint: float = 20.0
    top: int = 5


@dataclass(frozen=True)
class Partner:
    """``terms`` add up to ``score``. ``needs`` of ``firms`` different firms: answered in full together, by neither
    supplier's offers alone. ``brings``: capability and how many firms missed it beside the asking supplier, most first.
    """

    supplier: int
    score: float
    terms: dict[str, float]
    needs: int
    firms: int
    joint: int
    brings: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Reach:
    """N needs in the order of their firms; ``masks`` (N, S) has a bit for each must that a supplier can cover there."""

    masks: Masks
    full: Masks
    starts: Ints
    musts: tuple[tuple[Slot, ...], ...]


def reach(needs: Iterable[tuple[int, Need]], index: MarketIndex) -> Reach:
    """``needs``: (firm, need) pairs. A must is covered by who has an offer for it and serves the plant's region.

    Raises UnknownCode for codes that the taxonomy lacks.
    """
    told = sorted(needs, key=lambda pair: (pair[0], pair[1].id))
    musts = tuple(tuple(slot for slot in slots_for(need, index.taxonomy) if slot.must)[:MOST_MUSTS] for _, need in told)
    masks = np.zeros((len(told), len(index.market.supplier_id)), np.uint64)
    for row, ((_, need), slots) in enumerate(zip(told, musts, strict=True)):
        for bit, slot in enumerate(slots):
            who = np.unique(index.market.offer_supplier[offers_of_slot(slot, index)])
            masks[row, who] |= np.uint64(1 << bit)
        if need.region is not None:
            masks[row, ~index.served_to[index.region_place[need.region]]] = 0
    full = np.array([(1 << len(slots)) - 1 for slots in musts], np.uint64)
    firms = np.array([firm for firm, _ in told], np.int64)
    starts = np.flatnonzero(np.diff(firms, prepend=firms[0] - 1)) if len(firms) else np.empty(0, np.int64)
    return Reach(masks, full, starts, musts)


def basis_share(index: MarketIndex, row: int) -> Floats:
    """(S,) share of the hard prerequisites of the supplier's offers, as far as it lacks them, that each other meets."""
    has = supplier_covers(index)
    place, needs = index.place, index.taxonomy.hard_needs
    own = [code for code, at in place.items() if has[row, at]]
    groups = dict.fromkeys(group for code in own for group in needs.get(code, ()))
    lacking = [[place[code] for code in group] for group in groups if not has[row, [place[c] for c in group]].any()]
    if not lacking:
        return np.zeros(len(has))
    return np.mean([has[:, group].any(axis=1) for group in lacking], axis=0)


def supplier_covers(index: MarketIndex) -> Bools:
    """(S, C) what each supplier offers; computed once an index."""
    if "supplier_covers" not in index.__dict__:
        has = np.zeros((len(index.market.supplier_id), len(index.taxonomy.capabilities)), bool)
        np.logical_or.at(has, index.market.offer_supplier, index.market.covers)
        index.__dict__["supplier_covers"] = has
    return np.asarray(index.__dict__["supplier_covers"])


def joint_counts(index: MarketIndex, row: int) -> Ints:
    """(S,) projects that the supplier and each other delivered together."""
    market = index.market
    found = np.zeros(len(market.supplier_id), np.int64)
    for side, other in ((0, 1), (1, 0)):
        hit = market.joint[:, side] == row
        np.add.at(found, market.joint[hit, other], market.joint_count[hit])
    return found


def partners(row: int, asked: Reach, index: MarketIndex, params: PartnerParams | None = None) -> tuple[Partner, ...]:
    """The best partners of the supplier in this row of the market, best first, equal scores by supplier id.

    Who adds nothing (no missing part, no prerequisite, no joint work) is not named.
    """
    params = params or PartnerParams()
    own = asked.masks[:, row]
    open_rows = np.flatnonzero((own != 0) & (own != asked.full))
    missing = asked.full[open_rows] & ~own[open_rows]
    brought = asked.masks[open_rows] & missing[:, None]
    whole = brought == missing[:, None]
    joint = joint_counts(index, row)
    n = max(len(open_rows), 1)
    terms: dict[str, Floats] = {
        "whole": params.whole * whole.sum(axis=0) / n,
        "parts": params.parts * np.bitwise_count(brought).sum(axis=0) / max(int(np.bitwise_count(missing).sum()), 1),
        "basis": params.basis * basis_share(index, row),
        "joint": params.joint * -np.expm1(-joint.astype(np.float64)),
    }
    scores = np.sum(list(terms.values()), axis=0)
    scores[row] = 0.0
    ids = index.market.supplier_id
    best = [int(at) for at in np.lexsort((ids, -scores))[: params.top] if scores[at] > 0]
    firms = _firms(whole[:, best], open_rows, asked)
    return tuple(
        Partner(
            supplier=int(ids[at]),
            score=float(scores[at]),
            terms={name: float(values[at]) for name, values in terms.items()},
            needs=int(whole[:, at].sum()),
            firms=int(firms[place]),
            joint=int(joint[at]),
            brings=_brings(at, open_rows, brought[:, at], asked, index),
        )
        for place, at in enumerate(best)
    )


def _firms(flags: Bools, rows: Ints, asked: Reach) -> Ints:
    """(K,) for how many different firms a column of flags, one a need in ``rows``, holds."""
    whole = np.zeros((len(asked.full), flags.shape[1]), bool)
    whole[rows] = flags
    if not len(asked.starts):
        return np.zeros(flags.shape[1], np.int64)
    return np.logical_or.reduceat(whole, asked.starts, axis=0).sum(axis=0)


def _brings(at: int, rows: Ints, bits: Masks, asked: Reach, index: MarketIndex) -> tuple[tuple[str, int], ...]:
    """Capabilities that this partner adds, by how many firms missed them; the order of the taxonomy breaks ties."""
    has = supplier_covers(index)[at]
    firm = np.searchsorted(asked.starts, rows, side="right")
    seen = {
        (int(firm[place]), code)
        for place in np.flatnonzero(bits)
        for bit, slot in enumerate(asked.musts[rows[place]])
        if int(bits[place]) >> bit & 1
        for code in slot.codes
        if has[index.place[code]]
    }
    counted = Counter(code for _, code in seen)
    return tuple(sorted(counted.items(), key=lambda one: (-one[1], index.place[one[0]]))[:BROUGHT])
