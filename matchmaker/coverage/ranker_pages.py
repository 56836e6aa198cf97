"""What the pages on rankers show: versions as columns, reasons as sentences, curves as places in a picture."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from matchmaker.coverage.ranker_wording import ASIDE, KINDS, group_names, told
from matchmaker.engine.features import NAMES
from matchmaker.engine.judging.thresholds import Thresholds
from matchmaker.engine.ranking import PRIOR
from matchmaker.matching.choices import UNFINISHED, TrainingStep, VersionStatus
from matchmaker.matching.models import RankerEvent, RankerVersion, TrainingRun
from matchmaker.matching.ranker_services import version_before
from matchmaker.matching.standing import standing_of
from matchmaker.matching.wording import FEATURES

COLUMNS = 4
SIDE = 100.0
Plain = dict[str, Any]
QUESTIONS = (("quote", _("견적을 낼까요?")), ("chosen", _("견적을 내면 선정될까요?")))
TONE = {
    VersionStatus.SERVING: "ok",
    VersionStatus.TRIAL: "info",
    VersionStatus.CANDIDATE: "",
    VersionStatus.RETIRED: "",
    VersionStatus.REFUSED: "bad",
}


@dataclass(frozen=True)
class Interval:
    """A mean difference; ``clear``: its whole interval lies on one side of nothing."""

    mean: float
    low: float
    high: float

    @property
    def clear(self) -> bool:
        return self.low > 0 or self.high < 0


@dataclass(frozen=True)
class Column:
    """One version beside the others; None where it was not measured."""

    version: RankerVersion
    tone: str
    why: tuple[str, ...]
    ndcg: float | None
    parent: Interval | None
    prior: Interval | None
    quote: Plain
    chosen: Plain


def column(version: RankerVersion) -> Column:
    metrics = version.metrics
    against = metrics.get("against", {})
    chances = metrics.get("chances", {})
    return Column(
        version=version,
        tone=TONE[VersionStatus(version.status)],
        why=reasons(version),
        ndcg=metrics.get("ndcg", {}).get("mine"),
        parent=interval(against.get("parent")),
        prior=interval(against.get("prior")),
        quote=chances.get("quote", {}),
        chosen=chances.get("chosen", {}),
    )


def interval(told_of: Plain | None) -> Interval | None:
    return Interval(**told_of) if told_of else None


def reasons(version: RankerVersion) -> tuple[str, ...]:
    """Why it stands where it stands. The stated prior and what nobody judged have nothing to say."""
    if version.status not in (VersionStatus.CANDIDATE, VersionStatus.TRIAL) and not version.proof:
        return ()
    return tuple(told(code, numbers) for code, numbers in standing_of(version).why)


def rankers_context() -> Plain:
    """Serving, tried and the newest others as columns; the newest job; what is still lacking. A fixed few queries."""
    rows = list(RankerVersion.objects.select_related("parent").order_by("-created_at", "-pk")[: 5 * COLUMNS])
    place = {VersionStatus.SERVING: 0, VersionStatus.TRIAL: 1, VersionStatus.CANDIDATE: 2}
    rows.sort(key=lambda row: place.get(VersionStatus(row.status), 3))
    serving = next((row for row in rows if row.status == VersionStatus.SERVING), None)
    jobs = list(TrainingRun.objects.select_related("version").order_by("-created_at", "-pk")[:COLUMNS])
    counted = next((job.counts for job in jobs if job.counts), {})
    return {
        "serving": serving,
        "before": version_before(serving),
        "trial": next((row for row in rows if row.status == VersionStatus.TRIAL), None),
        "columns": [column(row) for row in rows[:COLUMNS]],
        "others": rows[COLUMNS:],
        **job_context(jobs[0] if jobs else None),
        "lacking": lacking(counted),
        "counts": counted,
        "aside": aside(counted),
    }


def job_context(job: TrainingRun | None) -> Plain:
    """The job with its steps, and why it ended without a version."""
    if job is None:
        return {"job": None, "running": False}
    order = list(TrainingStep)
    at = order.index(TrainingStep(job.step)) if job.step else 0
    return {
        "job": job,
        "running": job.status in UNFINISHED,
        "steps": [{"label": step.label, "done": row < at, "now": row == at} for row, step in enumerate(order)],
        "why": told(job.error, {}) if job.error else "",
    }


def aside(counts: Plain) -> list[tuple[Any, int]]:
    return [(text, counts[code]) for code, text in ASIDE.items() if counts.get(code)]


def lacking(counts: Plain) -> Plain:
    """How many needs can be compared, of how many a promotion asks for."""
    limits = Thresholds()
    has, wanted = counts.get("telling", 0), limits.nominate_needs
    return {"has": has, "wanted": wanted, "share": round(min(100.0, 100.0 * has / wanted), 2), "least": limits.sizes[0]}


def version_context(version: RankerVersion) -> Plain:
    metrics = version.metrics
    groups = groups_of(metrics.get("groups", []))
    return {
        "one": column(version),
        "version": version,
        "standing": standing_of(version),
        "before": version_before(version) if version.status == VersionStatus.SERVING else None,
        "aside": aside(version.counts),
        "weights": weights(version),
        "groups": [row for row in groups if row["against"]],
        "small": [row for row in groups if not row["against"]],
        "reliability": [
            (title, reliability(metrics["chances"][name]))
            for name, title in QUESTIONS
            if metrics.get("chances", {}).get(name, {}).get("bins")
        ],
        "events": [(event, moved(event, version)) for event in version.events.select_related("actor")[:20]],
    }  # fmt: skip


def moved(event: RankerEvent, version: RankerVersion) -> str:
    """Why it moved; with the numbers of the last verdict where that is what moved it."""
    if event.to == VersionStatus.TRIAL:
        return told("nominated_move", {})
    numbers = {one["code"]: one["params"] for one in version.proof.get("reasons", ())}
    return told(event.reason, numbers.get(event.reason, {}))


def groups_of(rows: list[Plain]) -> list[Plain]:
    """Regions, sizes and industries with their names; ``against`` None where there are too few needs to tell."""
    names = group_names() if rows else {}
    told_of = [(row, KINDS[row["kind"]], names.get((row["kind"], row["key"]), row["key"])) for row in rows]
    return [{**row, "kind": kind, "name": name, "against": interval(row["against"])} for row, kind, name in told_of]


def weights(version: RankerVersion) -> list[Plain]:
    """A row a feature: most points of 100 it can bring here and by the stated prior, and its curve as a picture."""
    curves = version.curves["curves"]
    rows = []
    for name in NAMES:
        knots, values = curves[name]["knots"], curves[name]["values"]
        rows.append(
            {
                "name": FEATURES[name],
                "points": 100 * (max(values) - min(values)),
                "prior": 100 * (max(PRIOR[name].values) - min(PRIOR[name].values)),
                "knots": [(knot, 100 * value) for knot, value in zip(knots, values, strict=True)],
            }
        )
    most = max([1.0, *(row["points"] for row in rows), *(row["prior"] for row in rows)])
    for row in rows:
        row["width"], row["prior_at"] = f"{SIDE * row['points'] / most:.2f}", f"{SIDE * row['prior'] / most:.2f}"
    return sorted(rows, key=lambda row: -row["points"])


def reliability(chance: Plain) -> Plain:
    """Bins as dots: said to the right, happened upwards, the larger the more cases."""
    most = max(count for _, _, count in chance["bins"])
    dots = [
        {
            "x": f"{SIDE * said:.1f}",
            "y": f"{SIDE * (1 - happened):.1f}",
            "r": f"{1.5 + 3.5 * (count / most) ** 0.5:.2f}",
            "said": 100 * said,
            "happened": 100 * happened,
            "count": count,
        }
        for said, happened, count in chance["bins"]
    ]
    return {"dots": dots, "line": " ".join(f"{dot['x']},{dot['y']}" for dot in dots), **chance}
