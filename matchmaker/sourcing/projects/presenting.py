"""What the pages of projects show, gathered in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.forms import Form
from django.utils import timezone

from matchmaker.sourcing.choices import ChangeStatus, MilestoneStatus, ProjectStatus
from matchmaker.sourcing.models import Attachment, ChangeOrder, Milestone, Project, ProjectSlot
from matchmaker.sourcing.presenting import said
from matchmaker.sourcing.projects import progress, wording
from matchmaker.sourcing.projects.files import deletable
from matchmaker.sourcing.projects.forms import DecideForm, ReportForm
from matchmaker.sourcing.projects.milestones import OVER
from matchmaker.sourcing.projects.people import Seat
from matchmaker.sourcing.wording import State

Typed = tuple[int, Form]
LEFT, WIDTH = 20, 1000  # of the picture of milestones


@dataclass(frozen=True)
class Line:
    """A project on the list."""

    row: Project
    state: State
    next: Milestone | None
    done: int
    of: int


@dataclass(frozen=True)
class Stop:
    """A milestone on the picture; ``x`` is its place from left to right."""

    row: Milestone
    state: State
    x: int
    files: tuple[Attachment, ...] = ()
    report_form: ReportForm | None = None
    decide_form: DecideForm | None = None
    forms_open: bool = False


@dataclass(frozen=True)
class Cover:
    """Who covers a slot, who did before (name, since, until), and who stands by."""

    row: ProjectSlot
    name: str
    before: tuple[ProjectSlot, ...]


@dataclass(frozen=True)
class Kept:
    """A file, the milestone that it is evidence for, and whether the reader may throw it away."""

    row: Attachment
    stop: Milestone | None
    deletable: bool


@dataclass(frozen=True)
class Change:
    """A change order as its reader sees it, who ``answers`` it, or ``withdraws`` an own one."""

    row: ChangeOrder
    state: State
    slot: str
    price: int
    sooner: bool
    weeks: int
    answers: bool
    withdraws: bool


def lines(rows: Iterable[Project], *, firm: bool) -> list[Line]:
    return [_line(row, firm=firm) for row in rows]


def _line(row: Project, *, firm: bool) -> Line:
    stops = list(row.milestones.all())
    left = [stop for stop in stops if stop.status != MilestoneStatus.MET]
    ended = row.status in (ProjectStatus.CLOSED, ProjectStatus.TERMINATED)
    state = wording.project_state(row.status, firm=firm)
    return Line(row, state, None if ended else next(iter(left), None), len(stops) - len(left), len(stops))


def stops(project: Project, seat: Seat, *, writes: bool, typed: Typed | None = None) -> list[Stop]:
    """``writes``: whether the reader may; ``typed``: a form with errors, and the milestone that it belongs to."""
    found, current = [], True
    for row in project.milestones.all():
        open_still = row.status != MilestoneStatus.MET and project.status not in OVER
        # Forms stand at what is next, and at whatever was begun, late or not wholly done.
        here = writes and open_still and (current or row.status != MilestoneStatus.SCHEDULED or progress.awaits(row))
        given = typed[1] if typed and typed[0] == row.pk else None
        found.append(_stop(project, row, seat, here=here, given=given))
        current = current and not open_still
    return found


def _stop(project: Project, row: Milestone, seat: Seat, *, here: bool, given: Form | None) -> Stop:
    own = f"m{row.pk}_%s"
    report = given if isinstance(given, ReportForm) else ReportForm(auto_id=own) if here and seat.lead else None
    decide = given if isinstance(given, DecideForm) else DecideForm(row, auto_id=own) if here and seat.firm else None
    return Stop(
        row=row,
        state=state_of(row, seat),
        x=_place(project, row.due_on),
        files=tuple(one for one in project.files.all() if one.milestone_id == row.pk),
        report_form=report,
        decide_form=decide,
        forms_open=given is not None or (seat.firm and progress.awaits(row)),
    )


def today_x(project: Project) -> int | None:
    """Where today lies on the picture; None outside it."""
    today, ends = timezone.localdate(), [row.due_on for row in project.milestones.all()]
    return _place(project, today) if ends and project.starts_on <= today <= max(ends) else None


def _place(project: Project, day: date) -> int:
    end = max(row.due_on for row in project.milestones.all())
    return LEFT + round(WIDTH * (day - project.starts_on).days / max((end - project.starts_on).days, 1))


def state_of(row: Milestone, seat: Seat) -> State:
    overdue = row.due_on < timezone.localdate()
    return wording.milestone_state(row.status, awaits=progress.awaits(row), overdue=overdue, firm=seat.firm)


def covers(project: Project, names: dict[str, str]) -> list[Cover]:
    """One line a slot; rows come ordered by slot and day."""
    found = []
    for _slot, group in groupby(project.slots.all(), key=lambda row: row.slot):
        rows = list(group)
        now = next((row for row in rows if row.until is None), rows[-1])
        found.append(Cover(now, said(now.codes, names), tuple(row for row in rows if row is not now)))
    return found


def kept(project: Project, seat: Seat) -> list[Kept]:
    found = {row.pk: row for row in project.milestones.all()}
    rows = list(project.files.all())
    for row in rows:
        row.milestone = found.get(row.milestone_id)  # as fetched with the project
    return [Kept(row, row.milestone, seat.works and deletable(row, seat.organisation)) for row in rows]


def changes(project: Project, seat: Seat, names: dict[str, str], *, writes: bool) -> list[Change]:
    found = []
    for row in project.changes.all():
        waits = row.status == ChangeStatus.PROPOSED and writes and seat.signs
        own = row.by_id == seat.organisation.pk
        found.append(
            Change(
                row=row,
                state=wording.CHANGE_TO_ANSWER if waits and not own else wording.CHANGE[row.status],
                slot=said(row.slot.codes, names) if row.slot else "",
                price=abs(row.price_delta_krw),
                sooner=row.weeks_delta < 0,
                weeks=abs(row.weeks_delta),
                answers=waits and not own,
                withdraws=waits and own,
            )
        )
    return found
