"""How far a project is, told from its milestones; nothing here is typed by anybody."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.utils import timezone

from matchmaker.lib.korea import working_days_after
from matchmaker.sourcing.choices import MilestoneKind, MilestoneStatus, ProjectStatus
from matchmaker.sourcing.models import Milestone, Project
from matchmaker.sourcing.outcomes.deadlines import months_after
from matchmaker.sourcing.projects.planning import CARE_MONTHS, close_of, working_day

GRACE_WORKING_DAYS = 2
NUDGE_WORKING_DAYS = 5
# A report that the firm leaves unanswered for so long, or so long after its day, is a coordinator's to look at.
UNANSWERED_WORKING_DAYS = 10
NUDGED_FOR = timedelta(days=60)
DONE = frozenset({MilestoneStatus.MET, MilestoneStatus.PARTLY})
# The way of a project as its milestones tell it; it never goes back.
WAY = (ProjectStatus.PLANNED, ProjectStatus.BUILDING, ProjectStatus.ACCEPTANCE, ProjectStatus.OPERATING)


def derived_status(milestones: Iterable[Milestone]) -> ProjectStatus:
    """Completion met: operating. Final check reported or done: acceptance. Any beginning: building."""
    by_kind = {row.kind: row for row in milestones}
    last, final = by_kind[MilestoneKind.COMPLETION], by_kind[MilestoneKind.FINAL_CHECK]
    if last.status == MilestoneStatus.MET:
        return ProjectStatus.OPERATING
    if any(row.reported_at or row.status in DONE for row in (final, last)):
        return ProjectStatus.ACCEPTANCE
    begun = (by_kind[MilestoneKind.KICK_OFF], by_kind[MilestoneKind.MID_CHECK])
    return ProjectStatus.BUILDING if any(row.status in DONE for row in begun) else ProjectStatus.PLANNED


def awaits(row: Milestone) -> bool:
    """Whether the lead has said that it is done and the firm has not decided since."""
    if row.reported_at is None or row.status == MilestoneStatus.MET:
        return False
    return row.decided_at is None or row.reported_at > row.decided_at


def missed_at(row: Milestone) -> datetime:
    """Undecided and unreported until then, it is missed: the close of the second working day after."""
    return close_of(working_days_after(row.due_on, GRACE_WORKING_DAYS))


def escalated_at(row: Milestone) -> datetime:
    """Reported and undecided until then, a coordinator steps in; counted from the report or the day, the later one."""
    since = max(row.due_on, timezone.localdate(row.reported_at))
    return close_of(working_days_after(since, UNANSWERED_WORKING_DAYS))


def care_ends(completed_on: date) -> date:
    return working_day(months_after(completed_on, CARE_MONTHS))


def closes_on(project: Project, after_care: Milestone) -> date:
    """The last day: the end of the intensive care or of the warranty, whichever is later."""
    begun = project.completed_on or after_care.due_on
    return max(after_care.due_on, months_after(begun, project.warranty_months or 0))
