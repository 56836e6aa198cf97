"""Reasons as codes with numbers. The engine never writes a sentence: ``REASONS`` is what a catalogue must know."""

from __future__ import annotations

import numpy as np

from matchmaker.engine.features import FEATURES, NAMES
from matchmaker.engine.ranking import AdditiveRanker
from matchmaker.engine.results import PackageCard, Reason
from matchmaker.engine.retrieval import REASON_BITS
from matchmaker.engine.types import Floats, Need, PackageProblem, Slot

# Every code that ``Reason`` may carry, with the names of its values. Ids: supplier, offer; rows: slot.
REASONS: dict[str, tuple[str, ...]] = {
    "covers_musts": ("covered", "musts"),
    "covers_nice": ("covered", "nice"),
    "within_budget": ("price", "budget", "left"),
    "within_deadline": ("weeks", "deadline", "left"),
    "shared_standard": ("standard", "members", "of"),
    "same_region": ("region", "members", "of"),
    "delivered_together": ("pairs", "points"),
    "onsite_within": ("hours", "supplier"),
    "lead_integrates": ("supplier",),
    "one_supplier": ("supplier",),
    "overlap_discount": ("percent", "saved"),
    "pinned_without_offer": ("supplier",),
    "unwanted_kept": ("slot",),
    "rotation_more": ("points",),
    "rotation_less": ("points",),
    "members_rotation_more": ("points",),
    "members_rotation_less": ("points",),
    **{f"strong_{feature.code}": ("value", "points", "most") for feature in FEATURES},
    **{f"weak_{feature.code}": ("value", "points", "most") for feature in FEATURES},
}
FILTER_REASONS: tuple[str, ...] = tuple(REASON_BITS)
# Names of the parts that add up to a package's value, beside one "feature.<code>" for each feature.
TERMS: tuple[str, ...] = ("waiting", "lead", "supplier", "protocol", "region", "joint", "members", "price", "rotation")
STRENGTHS, STRONG, WEAK = 3, 0.75, 0.25
SEEN = 0.05
STRONG_NAMES, WEAK_NAMES = [f"strong_{name}" for name in NAMES], [f"weak_{name}" for name in NAMES]
TELLING = np.array([feature.code != "exactness" for feature in FEATURES])


def reasons_by_offer(values: Floats, parts: Floats, ranker: AdditiveRanker) -> list[tuple[Reason, ...]]:
    """For each offer (values and parts (N, F)) up to three strengths (at least three quarters of what a feature can
    bring) and the one weakest point.

    What a feature can bring is the room between the ends of the ranker's own curve, wherever that begins; a flat curve
    tells nobody apart and is no reason. That an offer covers what was asked is no strength: all candidates do.
    """
    most = np.array([max(curve.values) for curve in ranker.curves_])
    least = np.array([min(curve.values) for curve in ranker.curves_])
    room, won = most - least, parts - least
    share = np.divide(won, room, out=np.ones_like(parts), where=room > 0)
    strong = (share >= STRONG) & (room > 0) & TELLING
    ordered = np.argsort(-won, axis=1, kind="stable")
    weakest = np.argmax(most - parts, axis=1)
    weak = np.take_along_axis(share, weakest[:, None], axis=1)[:, 0] <= WEAK
    told: list[list[tuple[str, int]]] = [[] for _ in values]
    some, place = np.nonzero(np.take_along_axis(strong, ordered, axis=1))
    for row, j in zip(some.tolist(), ordered[some, place].tolist(), strict=True):
        if len(told[row]) < STRENGTHS:
            told[row].append((STRONG_NAMES[j], j))
    for row in np.flatnonzero(weak).tolist():
        told[row].append((WEAK_NAMES[weakest[row]], int(weakest[row])))
    seen, points, top = values.tolist(), (100 * parts).tolist(), (100 * most).tolist()
    return [
        tuple(Reason(code, {"value": mine[j], "points": gained[j], "most": top[j]}) for code, j in codes)
        for codes, mine, gained in zip(told, seen, points, strict=True)
    ]


def rotation_reason(points: float, whose: str = "") -> tuple[Reason, ...]:
    """What fair exposure did to a score, where a reader would see it: from 0.05 points of 100 on.

    ``whose``: "" of one offer, "members_" of a package.
    """
    if abs(points) < SEEN:
        return ()
    return (Reason(f"{whose}rotation_{'more' if points > 0 else 'less'}", {"points": abs(points)}),)


def coverage_reasons(need: Need, slots: tuple[Slot, ...], card: PackageCard) -> list[Reason]:
    """How much is covered, and how it sits within budget and time."""
    covered = [offer is not None for offer in card.cover]
    musts = [row for row, slot in enumerate(slots) if slot.must]
    nice = [row for row, slot in enumerate(slots) if not slot.must and slot.origin == "asked"]
    found = [Reason("covers_musts", {"covered": sum(covered[row] for row in musts), "musts": len(musts)})]
    if nice:
        found.append(Reason("covers_nice", {"covered": sum(covered[row] for row in nice), "nice": len(nice)}))
    if need.budget_krw is not None:
        left = need.budget_krw - card.price_typical
        found.append(Reason("within_budget", {"price": card.price_typical, "budget": need.budget_krw, "left": left}))
    if need.deadline_weeks is not None:
        left = need.deadline_weeks - card.weeks
        found.append(Reason("within_deadline", {"weeks": card.weeks, "deadline": need.deadline_weeks, "left": left}))
    if card.overlap_discount:
        saved = card.overlap_discount * card.price_typical
        found.append(Reason("overlap_discount", {"percent": 100 * card.overlap_discount, "saved": saved}))
    return found


def team_reasons(
    problem: PackageProblem,
    members: tuple[int, ...],
    supplier_ids: list[int],
    standards: tuple[str, ...],
    regions: tuple[str, ...],
    terms: dict[str, float],
) -> list[Reason]:
    """What the members gain by fitting together. ``members`` are problem rows, ``supplier_ids`` theirs."""
    rows = np.asarray(members)
    if len(rows) == 1:
        return [Reason("one_supplier", {"supplier": supplier_ids[0]})]
    found = []
    spoken = problem.speaks[rows].sum(axis=0)
    if spoken.size and spoken.max() > 1:
        best = int(np.argmax(spoken))
        found.append(
            Reason("shared_standard", {"standard": standards[best], "members": int(spoken[best]), "of": len(rows)})
        )
    seats = np.bincount(problem.home[rows], minlength=len(regions))
    if seats.max() > 1:
        best = int(np.argmax(seats))
        found.append(Reason("same_region", {"region": regions[best], "members": int(seats[best]), "of": len(rows)}))
    pairs = int(np.isin(problem.pairs, rows).all(axis=1).sum()) if len(problem.pairs) else 0
    if pairs:
        found.append(Reason("delivered_together", {"pairs": pairs, "points": terms["joint"]}))
    return found
