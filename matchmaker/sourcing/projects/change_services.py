"""Change orders: one side proposes, the other agrees, then it holds. Every write first locks the project's row."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from matchmaker.accounts.models import Organisation, User
from matchmaker.lib.korea import working_days_after
from matchmaker.lib.transitions import advance
from matchmaker.sourcing.care.errors import Unfit
from matchmaker.sourcing.care.services import handover_start
from matchmaker.sourcing.choices import (
    IN_CARE,
    UNDER_WAY,
    ChangeKind,
    ChangeStatus,
    HandoverReason,
    MilestoneKind,
    MilestoneStatus,
)
from matchmaker.sourcing.models import ChangeOrder, Project, ProjectSlot
from matchmaker.sourcing.projects import telling
from matchmaker.sourcing.projects.errors import (
    ChangeAbsurd,
    ChangeOver,
    ChangeWaiting,
    NobodyToTakeOver,
    NotYours,
    ProjectOver,
)
from matchmaker.sourcing.projects.planning import close_of, working_day
from suppliers.choices import Verification
from suppliers.models import Supplier

ANSWER_WORKING_DAYS = 5
MOST_WEEKS = 52
MOST_TIMES = 2  # a change may at most double the price


@transaction.atomic
def change_propose(
    *,
    project: Project,
    by: Organisation,
    actor: User,
    kind: str,
    reason: str,
    text: str,
    price_delta_krw: int = 0,
    weeks_delta: int = 0,
    slot: ProjectSlot | None = None,
    newcomer: Supplier | None = None,
) -> ChangeOrder:
    """Ask the other side for a change; ``by`` is the firm's or the lead's organisation. The same again is the same.

    One proposal of a kind waits at a time (ChangeWaiting). Raises ProjectOver, NotYours, ChangeAbsurd for what cannot
    be meant, NobodyToTakeOver or Unfit for a member nobody can follow. ``newcomer`` is the slot's standby if unsaid.
    """
    project = _locked(project)
    if by.pk not in _sides(project):
        raise NotYours
    given = {"kind": kind, "reason": reason, "text": text, "slot": slot, "by": by}
    given |= {"price_delta_krw": price_delta_krw, "weeks_delta": weeks_delta}
    if kind == ChangeKind.MEMBER:
        given["newcomer"] = _newcomer(project, slot, newcomer)
    waiting = project.changes.filter(status=ChangeStatus.PROPOSED)
    if (known := waiting.filter(**given).first()) is not None:
        return known
    _check(project, kind, price_delta_krw, weeks_delta)
    if waiting.filter(kind=kind).exists():
        raise ChangeWaiting
    end = close_of(working_days_after(timezone.localdate(), ANSWER_WORKING_DAYS))
    row = ChangeOrder.objects.create(project=project, proposed_by=actor, answer_by=end, next_check_at=end, **given)
    row.events.create(frm="", to=row.status, actor=actor)
    telling.change_proposed(row)
    return row


def _sides(project: Project) -> set[int]:
    return {project.need.firm.organisation_id, project.lead.organisation_id}


def _newcomer(project: Project, slot: ProjectSlot | None, newcomer: Supplier | None) -> Supplier:
    if slot is None or slot.project_id != project.pk or slot.until is not None:
        raise ChangeOver
    chosen = newcomer or slot.standby
    if chosen is None:
        raise NobodyToTakeOver
    if chosen.pk == slot.supplier_id or chosen.status != Verification.VERIFIED:
        raise Unfit
    return chosen


def _check(project: Project, kind: str, price: int, weeks: int) -> None:
    """Whether the change can be meant; asked again when it is agreed on, for the project may have moved since."""
    if project.status not in (UNDER_WAY if weeks else IN_CARE):
        raise ProjectOver
    empty = {ChangeKind.PRICE: not price, ChangeKind.SCHEDULE: not weeks, ChangeKind.MEMBER: bool(price or weeks)}
    after = project.price_krw + price
    if empty.get(ChangeKind(kind)) or after <= 0 or (price > 0 and after > MOST_TIMES * project.price_krw):
        raise ChangeAbsurd
    if abs(weeks) > MOST_WEEKS or project.weeks + weeks < 1:
        raise ChangeAbsurd
    last = project.milestones.get(kind=MilestoneKind.COMPLETION)
    if weeks < 0 and last.due_on + timedelta(weeks=weeks) <= timezone.localdate():
        raise ChangeAbsurd


@transaction.atomic
def change_answer(*, change: ChangeOrder, by: Organisation, actor: User, accept: bool) -> ChangeOrder:
    """The other side agrees or refuses; the same answer again does nothing.

    Raises NotYours for the side that proposed it, ChangeOver once it is answered, withdrawn or out of time, and what
    proposing raises where the project has moved on.
    """
    row, project = _row(change)
    if by.pk not in _sides(project) - {row.by_id}:
        raise NotYours
    status = ChangeStatus.ACCEPTED if accept else ChangeStatus.REFUSED
    if row.status == status:
        return row
    _still_open(row)
    now = timezone.now()
    advance(row, frm=ChangeStatus.PROPOSED, to=status, actor=actor, answered_at=now, next_check_at=None)
    if accept:
        _apply(row, project, actor)
    telling.change_closed(row)
    return row


@transaction.atomic
def change_withdraw(*, change: ChangeOrder, by: Organisation, actor: User) -> ChangeOrder:
    """Whoever proposed it takes it back; again does nothing. Errors as for answering."""
    row, _project = _row(change)
    if row.by_id != by.pk:
        raise NotYours
    if row.status != ChangeStatus.WITHDRAWN:
        _still_open(row)
        advance(row, frm=ChangeStatus.PROPOSED, to=ChangeStatus.WITHDRAWN, actor=actor, next_check_at=None)
        telling.change_closed(row)
    return row


def _still_open(row: ChangeOrder) -> None:
    if row.status != ChangeStatus.PROPOSED or row.answer_by <= timezone.now():
        raise ChangeOver


def _apply(row: ChangeOrder, project: Project, actor: User) -> None:
    _check(project, row.kind, row.price_delta_krw, row.weeks_delta)
    project.price_krw += row.price_delta_krw
    project.weeks += row.weeks_delta
    project.save(update_fields=["price_krw", "weeks"])
    if row.weeks_delta:
        _move_dates(project, row.weeks_delta)
    if row.kind == ChangeKind.MEMBER and row.slot is not None:
        present = project.slots.filter(slot=row.slot.slot, until__isnull=True).first()
        if present is None or present.pk != row.slot_id:
            raise ChangeOver  # somebody else covers it by now
        handover_start(slot=present, reason=HandoverReason.CHANGE, actor=actor, to=row.newcomer)


def _move_dates(project: Project, weeks: int) -> None:
    """What has not come yet comes so much later or sooner: on working days, in the same order, never before today."""
    last = timezone.localdate()
    for stop in project.milestones.filter(status=MilestoneStatus.SCHEDULED).order_by("position"):
        last = working_day(max(stop.due_on + timedelta(weeks=weeks), last + timedelta(days=1)))
        stop.due_on, stop.next_check_at = last, close_of(last)
        stop.save(update_fields=["due_on", "next_check_at"])


@transaction.atomic
def change_check(*, change: ChangeOrder) -> bool:
    """What the clock asks of one proposal: without an answer in time it is over, and both sides are told."""
    row, _project = _row(change)
    if row.status != ChangeStatus.PROPOSED:
        ChangeOrder.objects.filter(pk=row.pk).update(next_check_at=None)
        return False
    if row.answer_by > timezone.now():
        return False
    advance(row, frm=ChangeStatus.PROPOSED, to=ChangeStatus.EXPIRED, next_check_at=None)
    telling.change_closed(row)
    return True


def _locked(project: Project) -> Project:
    Project.objects.select_for_update().get(pk=project.pk)
    return Project.objects.select_related("need__firm__organisation", "lead__organisation").get(pk=project.pk)


def _row(change: ChangeOrder) -> tuple[ChangeOrder, Project]:
    project = _locked(change.project)
    row = ChangeOrder.objects.select_related("by", "slot", "newcomer").get(pk=change.pk)
    row.project = project
    return row, project
