"""Every night, and after each training: what the ladder says about the versions that may still move.

Candidates climb, a version in service is watched. What speaks against one in service rolls it back at once and tells
the administrators; nothing is ever promoted without a person.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import numpy as np
from django.db import transaction
from django.db.models import Count
from django.urls import reverse
from django.utils import timezone

from matchmaker.accounts.selectors import national_offices
from matchmaker.engine.calibrating import from_json as chance_from_json
from matchmaker.engine.evaluating import calibration_error
from matchmaker.engine.features import NAMES
from matchmaker.engine.judging.credit import Signal, credits_of
from matchmaker.engine.judging.guards import Guards, Segment, segments_of
from matchmaker.engine.judging.interleaving import Judged, couples, judged
from matchmaker.engine.judging.ladder import Decision, Evidence, Stage, Verdict, decide
from matchmaker.engine.judging.thresholds import Thresholds
from matchmaker.engine.ranking import from_json
from matchmaker.lib.transitions import advance
from matchmaker.matching.choices import FeedbackKind, VersionStatus
from matchmaker.matching.errors import NothingBefore
from matchmaker.matching.evidence import LEVELS, evidence_until, segments
from matchmaker.matching.models import Feedback, RankerVersion
from matchmaker.matching.ranker_services import readable, version_roll_back
from matchmaker.matching.trials import Shown, drafted, swaps_signal, watched
from matchmaker.notifications.choices import MessageKind
from matchmaker.notifications.services import message_send

STAGES = {
    VersionStatus.CANDIDATE: Stage.SHADOW,
    VersionStatus.TRIAL: Stage.INTERLEAVING,
    VersionStatus.SERVING: Stage.SERVING,
}
NEWEST = 3  # candidates that are worth judging
ANSWERED = (FeedbackKind.ACCEPTED, FeedbackKind.DECLINED)


def rankers_judge() -> list[Decision]:
    """Judge what serves, what is tried and the newest candidates, in this order; not what an older release learnt."""
    moving = RankerVersion.objects.filter(status__in=[VersionStatus.SERVING, VersionStatus.TRIAL])
    rows = list(moving.order_by("status"))
    rows += RankerVersion.objects.filter(status=VersionStatus.CANDIDATE).order_by("-created_at", "-pk")[:NEWEST]
    return [version_judge(version=row) for row in rows if readable(row)]


def version_judge(*, version: RankerVersion) -> Decision:
    """Gather, decide, keep what was said, and act on it where it speaks against the version."""
    evidence = evidence_of(version)
    decision = decide(evidence)
    if decision.stage is Stage.SWAPS:
        decision = decide(replace(evidence, stage=Stage.SWAPS))
    version_rule(version=version, decision=decision)
    return decision


def evidence_of(version: RankerVersion) -> Evidence:
    limits, status = Thresholds(), VersionStatus(version.status)
    shown = {VersionStatus.TRIAL: drafted, VersionStatus.SERVING: watched}.get(status, lambda _: Shown())(version)
    first = _judged(shown, first=limits.interleaving_needs)
    return Evidence(
        stage=STAGES[status],
        needs=int(version.counts.get("telling", 0)),
        swaps=swaps_signal(from_json(version.curves)) if status == VersionStatus.CANDIDATE else None,
        quotes=first.quotes if first else None,
        awards=first.awards if first else None,
        recent=recent.quotes if (recent := _judged(shown, last=limits.rollback_needs)) else None,
        replies=replies_signal(version.served_from) if status == VersionStatus.SERVING else None,
        guards=guards_of(version, shown),
    )


def _judged(shown: Shown, **window: int) -> Judged | None:
    return judged(*shown.arrays(), **window) if shown.needs else None


def guards_of(version: RankerVersion, shown: Shown) -> Guards | None:
    """None for a version that nobody trained here, such as the stated prior."""
    if not version.metrics:
        return None
    quote = version.metrics.get("chances", {}).get("quote", {})
    error, cases = quote.get("error"), quote.get("newer", 0)
    if version.status == VersionStatus.SERVING and version.served_from and "model" in quote:
        error, cases = calibration_since(version.served_from, quote["model"])
    return Guards(
        gini_change=float(version.changes.get("gini", 0.0)),
        zero_change=float(version.changes.get("zero", 0.0)),
        calibration=float(error or 0.0),
        calibration_cases=int(cases),
        unexplained=float(version.metrics.get("unexplained", 0.0)),
        segments=_segments(shown) if shown.needs else None,
    )


def calibration_since(since: datetime, model: dict[str, Any]) -> tuple[float, int]:
    """How far the chance of a quote is off on answers given since, and over how many invitations."""
    evidence = evidence_until(timezone.now())
    newer = evidence.part(need for need, at in evidence.when.items() if at >= since)
    asked = newer.levels >= LEVELS[FeedbackKind.INVITED]
    happened = newer.levels[asked] >= LEVELS[FeedbackKind.QUOTED]
    if not len(happened):
        return 0.0, 0
    return calibration_error(happened, chance_from_json(model, NAMES).chance(newer.X[asked])), len(happened)


def _segments(shown: Shown) -> tuple[Segment, ...]:
    needs, places, teams, quotes, _ = shown.arrays()
    keys, credits = credits_of(couples(needs, places, teams, quotes))
    known = segments(keys.tolist())
    found: list[Segment] = []
    for kind in ("region", "size", "industry"):
        codes = [getattr(known[int(key)], kind) for key in keys]
        found += [one for one in segments_of(kind, codes, credits) if one.code]
    return tuple(found)


def replies_signal(since: datetime | None) -> Signal | None:
    """Shares of invitations answered since and before: z of two proportions, pooled; needs are those since."""
    if since is None:
        return None
    asked = Feedback.objects.filter(kind__in=(*ANSWERED, FeedbackKind.SILENT)).order_by()
    times = (asked.filter(at__gte=since), asked.filter(at__lt=since))
    counts = [dict(rows.values_list("kind").annotate(Count("pk"))) for rows in times]
    total = [sum(one.values()) for one in counts]
    if not all(total):
        return None
    yes = [sum(one.get(kind, 0) for kind in ANSWERED) for one in counts]
    share, pooled = yes[0] / total[0] - yes[1] / total[1], sum(yes) / sum(total)
    spread = float(np.sqrt(pooled * (1 - pooled) * (1 / total[0] + 1 / total[1])))
    needs = asked.filter(at__gte=since).values("need").distinct().count()
    return Signal(share / spread if spread else 0.0, needs, total[0], share)


@transaction.atomic
def version_rule(*, version: RankerVersion, decision: Decision) -> None:
    """Keep the decision. A rejected version leaves; one in service that does harm is rolled back."""
    proof: dict[str, Any] = {
        "stage": str(decision.stage),
        "verdict": str(decision.verdict),
        "size": str(decision.size),
        "reasons": [{"code": one.code, "params": dict(one.params)} for one in decision.reasons],
        "at": timezone.now().isoformat(),
    }
    RankerVersion.objects.filter(pk=version.pk).update(proof=proof)
    version.proof = proof
    reason = decision.reasons[0].code if decision.reasons else ""
    if decision.verdict is Verdict.ROLL_BACK:
        _rolled_back(version, reason)
    elif decision.verdict is Verdict.REJECT and version.status != VersionStatus.SERVING:
        advance(version, frm=version.status, to=VersionStatus.REFUSED, reason=reason)


def _rolled_back(version: RankerVersion, reason: str) -> None:
    """Back, and people are told. A version with nothing before it stays, and its page says what is wrong."""
    try:
        version_roll_back(seen=version, actor=None, reason=reason)
    except NothingBefore:
        return
    for office in national_offices():
        message_send(
            kind=MessageKind.RANKER_ROLLED_BACK,
            organisation=office,
            payload={"version": version.name},
            url=reverse("coverage:ranker", args=[version.pk]),
            dedupe_key=f"ranker:{version.pk}:{office.pk}:{version.served_until}",
        )
