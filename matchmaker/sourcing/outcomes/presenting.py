"""What the pages of outcomes show, gathered in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from matchmaker.accounts.choices import OrganisationKind
from matchmaker.accounts.models import Organisation
from matchmaker.sourcing.choices import CheckStatus, ReviewOfFirm, ReviewOfSupplier
from matchmaker.sourcing.models import Attachment, Kpi, KpiMeasure, OutcomeCheck, Project, Review
from matchmaker.sourcing.outcomes.forms import figure
from matchmaker.sourcing.outcomes.measuring import Attained, Row, attained, effect_percent, row_attained
from matchmaker.sourcing.outcomes.shrinking import Shown, review_value
from matchmaker.sourcing.outcomes.wording import FOR_FIRM, FOR_OTHERS
from matchmaker.sourcing.wording import State


@dataclass(frozen=True)
class Measured:
    """One figure at one question; ``percent`` 0-100 of the way to the target."""

    stage: str
    value: str
    effect: str
    percent: int


@dataclass(frozen=True)
class KpiLine:
    kpi: Kpi
    before: str
    target: str
    cells: tuple[Measured | None, ...]
    by_stage: tuple[tuple[str, Measured | None], ...]
    last: Measured | None


@dataclass(frozen=True)
class CheckLine:
    """One question: its state in the reader's words and, once answered, the share of the targets reached."""

    check: OutcomeCheck
    state: State
    result: Attained
    percent: int | None
    may_answer: bool
    evidence: Attachment | None


@dataclass(frozen=True)
class ReviewLine:
    review: Review
    mean: str
    parts: tuple[tuple[str, int], ...]
    open: bool


def kpi_lines(project: Project) -> tuple[KpiLine, ...]:
    checks = list(project.checks.all())
    lines = []
    for kpi in project.kpis.all():
        found = {measure.outcome_id: measure for measure in kpi.measures.all()}
        cells = tuple(_measured(kpi, check, found.get(check.pk)) for check in checks)
        last = next((cell for cell in reversed(cells) if cell), None)
        by_stage = tuple(zip((check.get_stage_display() for check in checks), cells, strict=True))
        lines.append(KpiLine(kpi, figure(kpi.before), figure(kpi.target), cells, by_stage, last))
    return tuple(lines)


def _measured(kpi: Kpi, check: OutcomeCheck, measure: KpiMeasure | None) -> Measured | None:
    if measure is None:
        return None
    effect = effect_percent(kpi.before, measure.value, kpi.better)
    return Measured(
        stage=check.get_stage_display(),
        value=figure(measure.value),
        effect="" if effect is None else f"{effect:+.1f}%",
        percent=round(row_attained(kpi.before, kpi.target, measure.value) * 100),
    )


def check_lines(project: Project, *, mine: bool, may_write: bool) -> tuple[CheckLine, ...]:
    """``mine``: the reader is the firm that answers."""
    words = FOR_FIRM if mine else FOR_OTHERS
    lines = []
    for check in project.checks.all():
        result = _result(project, check)
        percent = None if result.share is None else round(result.share * 100)
        asks = check.status in (CheckStatus.ASKED, CheckStatus.MISSED)
        lines.append(
            CheckLine(
                check, words[check.status], result, percent, mine and may_write and asks, _evidence(project, check)
            )
        )
    return tuple(lines)


def _evidence(project: Project, check: OutcomeCheck) -> Attachment | None:
    every = (measure for kpi in project.kpis.all() for measure in kpi.measures.all())
    return next((row.evidence for row in every if row.outcome_id == check.pk and row.evidence), None)


def _result(project: Project, check: OutcomeCheck) -> Attained:
    rows = []
    for kpi in project.kpis.all():
        value = next((measure.value for measure in kpi.measures.all() if measure.outcome_id == check.pk), None)
        rows.append(Row(kpi.weight, kpi.before, kpi.target, value))
    return attained(rows)


def review_lines(rows: Iterable[Review]) -> tuple[ReviewLine, ...]:
    labels = {**dict(ReviewOfSupplier.choices), **dict(ReviewOfFirm.choices)}
    return tuple(
        ReviewLine(
            review=row,
            mean=f"{review_value(row.parts):.1f}",
            parts=tuple((str(labels.get(code, code)), points) for code, points in row.parts.items()),
            open=row.published_at is not None,
        )
        for row in rows
    )


def still_to_review(project: Project, reader: Organisation, written: Iterable[Review]) -> list[Organisation]:
    """Whom the reader may still review: the members for the firm, the firm for a member."""
    if project.completed_on is None or reader.kind == OrganisationKind.PROGRAMME:
        return []
    done = {row.subject_id for row in written if row.author_id == reader.pk}
    return [other for other in other_side(project, reader) if other.pk not in done]


def other_side(project: Project, reader: Organisation) -> list[Organisation]:
    firm = project.need.firm.organisation
    if reader.pk != firm.pk:
        return [firm]
    slots = project.slots.select_related("supplier__organisation")
    return sorted({slot.supplier.organisation for slot in slots}, key=lambda row: row.pk)


def rating_words(rating: Shown) -> dict[str, object]:
    """Figures of a rating as a page shows them; ``percent`` 0-100 for the picture, from 1 to 5 points."""
    return {
        "mean": f"{rating.mean:.1f}",
        "n": rating.n,
        "low": f"{rating.low:.1f}",
        "high": f"{rating.high:.1f}",
        "x": round((rating.low - 1) * 25),
        "width": round((rating.high - rating.low) * 25),
        "at": round((rating.mean - 1) * 25),
    }
