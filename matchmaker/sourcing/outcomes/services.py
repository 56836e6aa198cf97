"""The timed questions of a finished project. Every write first locks the project's row."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from matchmaker.accounts.models import User
from matchmaker.lib.transitions import advance
from matchmaker.matching.choices import FeedbackKind
from matchmaker.matching.services import feedback_record
from matchmaker.sourcing.choices import CheckStatus, FileKind, Stage
from matchmaker.sourcing.models import OutcomeCheck, Project
from matchmaker.sourcing.outcomes import telling
from matchmaker.sourcing.outcomes.deadlines import MISSED_AFTER, REMIND_AFTER, due_on, opening
from matchmaker.sourcing.outcomes.errors import CheckAnswered, CheckNotOpen
from matchmaker.sourcing.outcomes.measuring import Attained, Row, attained
from matchmaker.sourcing.projects.files import attachment_add


@transaction.atomic
def checks_schedule(*, project: Project) -> list[OutcomeCheck]:
    """Plan the questions at completion and 3, 12 and 24 months later; returns all of them, the next one first.

    Doing it again adds nothing and moves nothing. Both sides are asked for their reviews, once. Raises ValueError
    without a day of completion.
    """
    project = Project.objects.select_for_update().get(pk=project.pk)
    if project.completed_on is None:
        raise ValueError(f"project {project.pk} has no day of completion")
    known = set(project.checks.values_list("stage", flat=True))
    for stage in Stage.values:
        if stage in known:
            continue
        day = due_on(project.completed_on, stage)
        row = project.checks.create(stage=stage, due_on=day, next_check_at=opening(day))
        row.events.create(frm="", to=CheckStatus.WAITING)
    telling.reviews_asked(project)
    return list(project.checks.order_by("due_on", "pk"))


@transaction.atomic
def check_tick(*, check: OutcomeCheck) -> str:
    """What the clock asks of one question: "asked" on its day, "reminded" ten days on, "missed" after thirty, else "".

    Safe to call at any time and any number of times.
    """
    row, now = _locked(check), timezone.now()
    if row.status == CheckStatus.WAITING and opening(row.due_on) <= now:
        next_at = now + REMIND_AFTER
        advance(row, frm=CheckStatus.WAITING, to=CheckStatus.ASKED, asked_at=now, next_check_at=next_at)
        telling.asked(row)
        return "asked"
    if row.status != CheckStatus.ASKED or row.asked_at is None:
        if row.status != CheckStatus.WAITING:
            OutcomeCheck.objects.filter(pk=row.pk).update(next_check_at=None)
        return ""
    end = row.asked_at + MISSED_AFTER
    if end <= now:
        advance(row, frm=CheckStatus.ASKED, to=CheckStatus.MISSED, next_check_at=None)
        telling.missed(row)
        return "missed"
    if row.asked_at + REMIND_AFTER <= now and row.next_check_at != end:
        OutcomeCheck.objects.filter(pk=row.pk).update(next_check_at=end)
        telling.asked(row, again=True)
        return "reminded"
    return ""


@transaction.atomic
def check_answer(
    *,
    check: OutcomeCheck,
    actor: User,
    in_use: bool,
    values: Mapping[int, Decimal],
    note: str = "",
    upload: Any = None,
) -> OutcomeCheck:
    """The firm's own answer: is it in use, and what was measured (key of the figure -> value in its unit).

    ``upload``: a file that shows it. A late answer is still taken. Raises CheckNotOpen before the day, CheckAnswered
    when there is an answer already, FileRefused for a file we do not take; then nothing is kept. Every present member
    hears of it, and matching learns the share of the targets that was reached.
    """
    row, now = _locked(check), timezone.now()
    if row.status == CheckStatus.ANSWERED:
        raise CheckAnswered
    if row.status == CheckStatus.WAITING and row.due_on > timezone.localdate(now):
        raise CheckNotOpen
    advance(row, frm=row.status, to=CheckStatus.ANSWERED, actor=actor, answered_at=now, next_check_at=None)
    OutcomeCheck.objects.filter(pk=row.pk).update(in_use=in_use, note=note)
    row.in_use, row.note = in_use, note
    own = set(row.project.kpis.values_list("pk", flat=True))
    for pk in sorted(own & values.keys()):
        row.measures.create(kpi_id=pk, value=values[pk], created_at=now)
    if upload is not None:  # last of all: a refusal takes everything back, and no file is left without its row
        _keep(row, upload, actor)
    result = attained_at(row)
    _feedback(row, result)
    telling.answered(row, None if result.share is None else round(result.share * 100))
    return row


def _keep(row: OutcomeCheck, upload: Any, actor: User) -> None:
    home = row.project.need.firm.organisation
    file = attachment_add(project=row.project, by=home, actor=actor, upload=upload, kind=FileKind.OUTCOME)
    row.measures.update(evidence=file)


def attained_at(check: OutcomeCheck) -> Attained:
    """How much of the way to the targets was gone at this question."""
    values = dict(check.measures.values_list("kpi_id", "value"))
    rows = check.project.kpis.all()
    return attained(Row(row.weight, row.before, row.target, values.get(row.pk)) for row in rows)


def _feedback(row: OutcomeCheck, result: Attained) -> None:
    """One row for each present member; without a measured figure it has no value."""
    value = None if result.share is None else float(result.share)
    for supplier in telling.members(row.project):
        feedback_record(
            need=row.project.need,
            supplier=supplier,
            kind=FeedbackKind.OUTCOME,
            reason=row.stage if row.in_use else "unused",
            value=value,
        )


def _locked(check: OutcomeCheck) -> OutcomeCheck:
    """The row as it is now, behind its project's lock: answers and the clock come one after another."""
    Project.objects.select_for_update().get(pk=check.project_id)
    return OutcomeCheck.objects.select_related("project__need__firm__organisation").get(pk=check.pk)
