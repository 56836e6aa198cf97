"""Milestones: the lead reports, the firm decides, the clock minds. Every write first locks the project's row."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from matchmaker.accounts.models import User
from matchmaker.lib.korea import working_days_after
from matchmaker.lib.transitions import advance
from matchmaker.matching.choices import FeedbackKind
from matchmaker.matching.services import feedback_record
from matchmaker.sourcing.care.services import ticket_for_milestone
from matchmaker.sourcing.choices import (
    NEEDS_EVIDENCE,
    EscalationKind,
    EscalationStatus,
    MilestoneKind,
    MilestoneStatus,
    ProjectStatus,
)
from matchmaker.sourcing.escalating import escalate
from matchmaker.sourcing.models import Escalation, Milestone, Project
from matchmaker.sourcing.outcomes.services import checks_schedule
from matchmaker.sourcing.projects import progress, telling
from matchmaker.sourcing.projects.errors import EarlierFirst, EvidenceMissing, MilestoneDone, NotYetDue, ProjectOver
from matchmaker.sourcing.projects.files import attachments_add
from matchmaker.sourcing.projects.planning import close_of

OVER = (ProjectStatus.CLOSED, ProjectStatus.TERMINATED)


@transaction.atomic
def milestone_report(*, milestone: Milestone, actor: User, text: str, files: Iterable[Any] = ()) -> Milestone:
    """The lead says that it is done, with evidence if there is some; the firm is asked to decide.

    The same words again do nothing. Raises MilestoneDone, EarlierFirst, ProjectOver or a FileRefused; then nothing
    of it is kept.
    """
    row = locked(milestone)
    if row.status == MilestoneStatus.MET:
        raise MilestoneDone
    _check_order(row)
    lead = row.project.lead.organisation
    known = row.files.count()
    attachments_add(uploads=files, project=row.project, by=lead, actor=actor, milestone=row)
    if progress.awaits(row) and row.report == text and row.files.count() == known:
        return row
    row.report, row.reported_at = text, timezone.now()
    if row.status != MilestoneStatus.SCHEDULED:  # decided before; now the firm has something new to look at
        row.next_check_at = _later(row.reported_at)
    row.save(update_fields=["report", "reported_at", "next_check_at"])
    settle(row.project, actor=actor)
    telling.reported(row)
    return row


@transaction.atomic
def milestone_decide(*, milestone: Milestone, status: str, actor: User, note: str = "") -> Milestone:
    """The firm's word: met, partly met or missed. The same word again does nothing; met is for good.

    Raises MilestoneDone, EvidenceMissing where acceptance has nothing to rest on, EarlierFirst, NotYetDue for calling
    something missed before its day is over, or ProjectOver.
    """
    row = locked(milestone)
    if row.status == status:
        return row
    if row.status == MilestoneStatus.MET:
        raise MilestoneDone
    _check(row, status)
    _move(row, status, actor=actor, note=note)
    _settle_call(row, actor)
    telling.decided(row)
    return row


def _check(row: Milestone, status: str) -> None:
    if status == MilestoneStatus.MISSED:
        if timezone.localdate() <= row.due_on:
            raise NotYetDue
        return
    _check_order(row)
    if status == MilestoneStatus.MET and row.kind in NEEDS_EVIDENCE and not row.files.exists():
        raise EvidenceMissing


def _check_order(row: Milestone) -> None:
    """Completion rests on the final check, after-care on completion; the others may come as they come."""
    rests_on = {
        MilestoneKind.COMPLETION: (MilestoneKind.FINAL_CHECK, progress.DONE),
        MilestoneKind.AFTER_CARE: (MilestoneKind.COMPLETION, {MilestoneStatus.MET}),
    }.get(MilestoneKind(row.kind))
    if rests_on and row.project.milestones.get(kind=rests_on[0]).status not in rests_on[1]:
        raise EarlierFirst(rests_on[0])


def _move(row: Milestone, status: str, *, actor: User | None, note: str = "", reason: str = "") -> None:
    """The move and what follows from it."""
    after_care = row.kind == MilestoneKind.AFTER_CARE
    check = close_of(progress.closes_on(row.project, row)) if after_care else None
    now = timezone.now()
    advance(row, frm=row.status, to=status, actor=actor, reason=reason, decided_at=now, note=note, next_check_at=check)
    if row.kind == MilestoneKind.COMPLETION and status == MilestoneStatus.MET:
        _complete(row.project)
    settle(row.project, actor=actor)
    if status == MilestoneStatus.MISSED and not after_care:
        ticket_for_milestone(milestone=row)


def _complete(project: Project) -> None:
    """From today the system is the firm's: care begins, outcome is asked for, matching learns of it."""
    project.completed_on = timezone.localdate()
    project.save(update_fields=["completed_on"])
    care = project.milestones.get(kind=MilestoneKind.AFTER_CARE)
    care.due_on = max(care.due_on, progress.care_ends(project.completed_on))  # six months from the day it really is
    care.next_check_at = close_of(care.due_on)
    care.save(update_fields=["due_on", "next_check_at"])
    checks_schedule(project=project)
    run, told = project.award.quote.rfq.package.run, set()
    for slot in project.slots.filter(until__isnull=True).select_related("supplier", "offer"):
        if slot.supplier_id not in told:
            feedback_record(
                need=project.need, supplier=slot.supplier, kind=FeedbackKind.COMPLETED, run=run, offer=slot.offer
            )
        told.add(slot.supplier_id)


def settle(project: Project, *, actor: User | None) -> None:
    """Bring the project's state up to what its milestones say, step by step; it never goes back."""
    if project.status not in progress.WAY:
        return
    aim = progress.WAY.index(progress.derived_status(project.milestones.all()))
    for at in range(progress.WAY.index(ProjectStatus(project.status)), aim):
        advance(project, frm=progress.WAY[at], to=progress.WAY[at + 1], actor=actor)


@transaction.atomic
def milestone_check(*, milestone: Milestone) -> str:
    """What the clock asks of one milestone: "reminded", "escalated", "missed", "closed" (the project's end) or "".

    Safe to call at any time and any number of times.
    """
    row, now = locked(milestone, over=True), timezone.now()
    if row.next_check_at is None or row.next_check_at > now:
        return ""
    if row.project.status in OVER:
        return _again(row, None)
    if row.kind == MilestoneKind.AFTER_CARE and row.project.completed_on is None:  # late: care has not begun
        return _again(row, _later(now))
    if progress.awaits(row):
        return _nudge(row, now)
    if row.status == MilestoneStatus.SCHEDULED:
        return _remind_or_miss(row, now)
    return _end(row, now)


def _nudge(row: Milestone, now: datetime) -> str:
    """The word is the firm's: its silence is not held against the suppliers, nor does it keep a project open.

    It is asked every five working days; after ten a coordinator is called too, once.
    """
    if now < close_of(row.due_on) and row.status == MilestoneStatus.SCHEDULED:
        return _again(row, close_of(row.due_on))
    if now > close_of(row.due_on) + progress.NUDGED_FOR:
        return _end(row, now)
    telling.to_decide(row)
    call = progress.escalated_at(row)
    if call > now:
        return _again(row, min(_later(now), call), "reminded")
    return _again(row, _later(now), "escalated" if _call_coordinator(row) else "reminded")


def _call_coordinator(row: Milestone) -> bool:
    """One open row a need; further milestones join it. ``detail["milestones"]``: their kinds. Once a report."""
    need, kind = row.project.need, EscalationKind.NO_WORD
    known = Escalation.objects.filter(need=need, kind=kind, created_at__gte=row.reported_at)
    if any(row.kind in one.detail["milestones"] for one in known):
        return False
    detail = {"project": row.project_id, "milestones": []}
    call = escalate(need=need, kind=kind, rfq=row.project.award.quote.rfq, detail=detail)
    call.detail["milestones"].append(row.kind)
    call.save(update_fields=["detail"])
    return True


def _settle_call(row: Milestone, actor: User) -> None:
    """The firm has spoken: the call ends once none of the milestones that it names waits any more."""
    open_calls = {"need": row.project.need, "kind": EscalationKind.NO_WORD, "status": EscalationStatus.OPEN}
    call = Escalation.objects.select_for_update().filter(**open_calls).first()
    if call is None:
        return
    named = row.project.milestones.filter(kind__in=call.detail["milestones"])
    if not any(progress.awaits(one) for one in named):
        advance(call, frm=EscalationStatus.OPEN, to=EscalationStatus.DONE, actor=actor, reason="decided")


def _remind_or_miss(row: Milestone, now: datetime) -> str:
    if now < close_of(row.due_on):
        return _again(row, close_of(row.due_on))
    if now < progress.missed_at(row):
        telling.due(row)
        return _again(row, progress.missed_at(row), "reminded")
    _move(row, MilestoneStatus.MISSED, actor=None, reason="clock")
    telling.missed(row)
    return "missed"


def _end(row: Milestone, now: datetime) -> str:
    """Nothing more to mind; but after the last day of care and warranty the whole project is over."""
    if row.kind != MilestoneKind.AFTER_CARE:
        return _again(row, None)
    end = close_of(progress.closes_on(row.project, row))
    if now < end:
        return _again(row, end)
    _again(row, None)
    advance(row.project, frm=ProjectStatus.OPERATING, to=ProjectStatus.CLOSED)
    telling.closed(row.project)
    return "closed"


def _later(now: datetime) -> datetime:
    return close_of(working_days_after(timezone.localdate(now), progress.NUDGE_WORKING_DAYS))


def _again(row: Milestone, at: datetime | None, did: str = "") -> str:
    Milestone.objects.filter(pk=row.pk).update(next_check_at=at)
    return did


def locked(milestone: Milestone, *, over: bool = False) -> Milestone:
    """The row as it is now, its project's row locked. Raises ProjectOver unless ``over`` is all right."""
    Project.objects.select_for_update().get(pk=milestone.project_id)
    row = Milestone.objects.select_related("project__lead__organisation", "project__need").get(pk=milestone.pk)
    if row.project.status in OVER and not over:
        raise ProjectOver
    return row
