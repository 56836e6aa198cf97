"""From figures to a step: shadow, swaps nominate, interleaving decides, serving is watched. A pure function.

Offline replay of the old log has no say here: it prefers whoever wrote the log (``make bench-judging`` shows it).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from matchmaker.engine.judging.credit import Signal
from matchmaker.engine.judging.guards import Guards, Reason, broken, too_small, unmeasured
from matchmaker.engine.judging.thresholds import Thresholds


class Stage(StrEnum):
    SHADOW = "shadow"  # scores in silence
    SWAPS = "swaps"  # compared on swapped neighbours, nobody sees it
    INTERLEAVING = "interleaving"  # fills lists together with the served one
    SERVING = "serving"
    RETIRED = "retired"  # these curves do not come back; a newly learnt version starts in the shadow


class Verdict(StrEnum):
    REJECT = "reject"
    ROLL_BACK = "roll_back"
    WAIT = "wait"
    ADVANCE = "advance"
    KEEP = "keep"
    PROMOTE = "promote"


class Size(StrEnum):
    """What so many logged needs can tell."""

    PRIOR_ONLY = "prior_only"  # nothing but the prior and the base rate
    SIGN_ONLY = "sign_only"
    LARGE_EFFECTS = "large_effects"
    PROMOTION = "promotion"
    SMALL_EFFECTS = "small_effects"  # differences of 3 %


@dataclass(frozen=True)
class Evidence:
    """All that is known about one version. ``needs`` logged so far; None: not looked at yet.

    ``quotes`` and ``awards`` of interleaving hold at most ``interleaving_needs`` needs, the first ones. ``recent``:
    quotes over the last ``rollback_needs`` needs of interleaving with the other model. ``replies``: reply rates since
    it serves against before.
    """

    stage: Stage
    needs: int = 0
    swaps: Signal | None = None
    quotes: Signal | None = None
    awards: Signal | None = None
    recent: Signal | None = None
    replies: Signal | None = None
    guards: Guards | None = None


@dataclass(frozen=True)
class Decision:
    """``stage``: where the version stands from now on; ``reasons``: codes with parameters, the weightiest first."""

    stage: Stage
    verdict: Verdict
    size: Size
    reasons: tuple[Reason, ...]


def size_of(needs: int, limits: Thresholds) -> Size:
    return list(Size)[sum(needs >= step for step in limits.sizes)]


def decide(evidence: Evidence, limits: Thresholds | None = None) -> Decision:
    """One step at a time. Raises ValueError for interleaving that looked at more needs than were fixed before."""
    limits = limits or Thresholds()
    if evidence.quotes is not None and evidence.quotes.needs > limits.interleaving_needs:
        raise ValueError(f"one look at the first {limits.interleaving_needs} needs, not at {evidence.quotes.needs}")
    if evidence.stage is Stage.RETIRED:
        stage, verdict, reasons = Stage.RETIRED, Verdict.REJECT, [Reason("retired")]
    elif evidence.stage is Stage.SERVING:
        stage, verdict, reasons = _serving(evidence, limits)
    else:
        stage, verdict, reasons = _candidate(evidence, limits)
    return Decision(stage, verdict, size_of(evidence.needs, limits), tuple(reasons))


Step = tuple[Stage, Verdict, list[Reason]]


def _candidate(evidence: Evidence, limits: Thresholds) -> Step:
    against = broken(evidence.guards, limits) if evidence.guards else []
    if against or (against := _harm(evidence.recent, limits)):
        return Stage.RETIRED, Verdict.REJECT, against
    if size_of(evidence.needs, limits) is Size.PRIOR_ONLY:
        return evidence.stage, Verdict.WAIT, [_few("needs_too_few", evidence.needs, limits.sizes[0])]
    steps = {Stage.SHADOW: _shadow, Stage.SWAPS: _swaps, Stage.INTERLEAVING: _interleaving}
    return steps[evidence.stage](evidence, limits)


def _shadow(evidence: Evidence, limits: Thresholds) -> Step:
    if missing := unmeasured(evidence.guards, limits, segments=False):
        return Stage.SHADOW, Verdict.WAIT, missing
    return Stage.SWAPS, Verdict.ADVANCE, [Reason("guards_hold")]


def _swaps(evidence: Evidence, limits: Thresholds) -> Step:
    seen = evidence.swaps
    if seen is None or seen.needs < limits.nominate_needs:
        few = _few("swaps_too_few", seen.needs if seen else 0, limits.nominate_needs)
        return Stage.SWAPS, Verdict.WAIT, [few]
    detail = {"chance": seen.chance, "wanted": limits.nominate_chance, "needs": seen.needs, "z": seen.z}
    if seen.chance >= limits.nominate_chance:
        return Stage.INTERLEAVING, Verdict.ADVANCE, [Reason("nominated", detail)]
    if seen.chance <= 1.0 - limits.nominate_chance:
        return Stage.RETIRED, Verdict.REJECT, [Reason("swaps_against", detail)]
    return Stage.SWAPS, Verdict.WAIT, [Reason("swaps_undecided", detail)]


def _interleaving(evidence: Evidence, limits: Thresholds) -> Step:
    quotes, awards = evidence.quotes, evidence.awards
    if quotes is None or awards is None or quotes.needs < limits.interleaving_needs:
        few = _few("interleaving_too_few", quotes.needs if quotes else 0, limits.interleaving_needs)
        return Stage.INTERLEAVING, Verdict.WAIT, [few]
    against = []
    if not quotes.z > limits.promote_z:
        against.append(_z("quotes_not_proved", quotes, limits.promote_z))
    if not awards.z > limits.awards_z:
        against.append(_z("awards_against", awards, limits.awards_z))
    if against:
        return Stage.RETIRED, Verdict.REJECT, against
    if missing := unmeasured(evidence.guards, limits, segments=True):
        return Stage.INTERLEAVING, Verdict.WAIT, missing
    proof = [_z("quotes_proved", quotes, limits.promote_z), _z("awards_hold", awards, limits.awards_z)]
    return Stage.SERVING, Verdict.PROMOTE, proof + too_small(evidence.guards, limits)


def _serving(evidence: Evidence, limits: Thresholds) -> Step:
    against = _harm(evidence.recent, limits) + (broken(evidence.guards, limits) if evidence.guards else [])
    replies = evidence.replies
    if replies and replies.needs >= limits.rollback_needs and replies.z < limits.rollback_z:
        against.append(_z("replies_fell", replies, limits.rollback_z))
    if against:
        return Stage.RETIRED, Verdict.ROLL_BACK, against
    return Stage.SERVING, Verdict.KEEP, [Reason("nothing_against"), *too_small(evidence.guards, limits)]


def _harm(recent: Signal | None, limits: Thresholds) -> list[Reason]:
    if recent is None or recent.needs < limits.rollback_needs or recent.z >= limits.rollback_z:
        return []
    return [_z("recent_needs_against", recent, limits.rollback_z)]


def _few(code: str, needs: int, wanted: int) -> Reason:
    return Reason(code, {"needs": needs, "wanted": wanted})


def _z(code: str, seen: Signal, limit: float) -> Reason:
    return Reason(code, {"z": seen.z, "limit": limit, "needs": seen.needs})
