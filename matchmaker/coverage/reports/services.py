"""Writes of saved views and reports. The file itself is made by a job: see making.py."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from matchmaker.accounts.access import Actor
from matchmaker.accounts.models import Membership
from matchmaker.coverage.reports.dates import next_moment
from matchmaker.coverage.reports.models import Report, ReportSchedule, SavedView
from matchmaker.coverage.reports.tables import kept_query, may_list
from matchmaker.jobs.models import Job
from matchmaker.jobs.services import job_start

JOB = "report"
KEPT_FOR = timedelta(days=90)
MOST_VIEWS = 50


class ViewRefused(Exception):
    """An expected refusal; ``message`` is for the person who asked."""

    def __init__(self, message: str | Promise) -> None:
        super().__init__(message)
        self.message = message


NOT_YOURS = _("이 목록은 저장할 수 없습니다.")
TOO_MANY = _("저장한 보기가 너무 많습니다. 쓰지 않는 것을 먼저 지워 주세요.")


@transaction.atomic
def view_save(*, actor: Actor, listed: str, query: str, name: str, shared: bool) -> SavedView:
    """Keep a list as it stands under a name; the same name again replaces what it meant. Raises ViewRefused."""
    if not may_list(actor, listed):
        raise ViewRefused(NOT_YOURS)
    mine = SavedView.objects.filter(owner=actor.user, organisation=actor.organisation)
    if mine.count() >= MOST_VIEWS and not mine.filter(name=name).exists():
        raise ViewRefused(TOO_MANY)
    fields = {"listed": listed, "query": kept_query(listed, query), "shared": shared}
    row, _made = SavedView.objects.update_or_create(
        owner=actor.user, organisation=actor.organisation, name=name, defaults=fields
    )
    return row


@transaction.atomic
def schedule_set(*, actor: Actor, view: SavedView, cadence: str, day: int, form: str) -> ReportSchedule:
    """Let the reader have a report of this view regularly; a new order replaces the old one."""
    fields = {"organisation": actor.organisation, "cadence": cadence, "day": day, "form": form}
    fields["next_check_at"] = next_moment(cadence, day, timezone.now())
    return ReportSchedule.objects.update_or_create(view=view, owner=actor.user, defaults=fields)[0]


@transaction.atomic
def report_request(*, actor: Actor, view: SavedView, form: str) -> Job:
    """Make a report of the view now. The caller wakes a worker."""
    return _start(_report(actor, view, form))


def _report(actor: Actor, view: SavedView, form: str, **turn: Any) -> Report:
    about = {"name": view.name, "listed": view.listed, "query": view.query, "form": form}
    return Report.objects.create(owner=actor.user, organisation=actor.organisation, **about, **turn)


def _start(row: Report) -> Job:
    return job_start(
        kind=JOB, user=row.owner, params={"report": row.pk}, subject=row.name, key=f"report:{row.pk}", personal=True
    )


def schedules_due(now: datetime) -> QuerySet[ReportSchedule]:
    return ReportSchedule.objects.filter(next_check_at__lte=now).order_by("next_check_at", "pk")


@transaction.atomic
def schedule_check(*, schedule: ReportSchedule) -> bool:
    """The clock: one report for the turn that is due, and the next turn. Turns that were missed are not made up for."""
    row = ReportSchedule.objects.select_for_update().select_related("view", "owner").get(pk=schedule.pk)
    now = timezone.now()
    if row.next_check_at is None or row.next_check_at > now:
        return False
    turn = timezone.localdate(row.next_check_at)
    actor = reader(row.owner_id, row.organisation_id)
    again = next_moment(row.cadence, row.day, now) if actor is not None else None
    ReportSchedule.objects.filter(pk=row.pk).update(next_check_at=again)
    if actor is None or not may_list(actor, row.view.listed):
        return False
    if not Report.objects.filter(schedule=row, due=turn).exists():
        _start(_report(actor, row.view, row.form, schedule=row, due=turn))
    return True


def reader(user: int, organisation: int) -> Actor | None:
    """The person as they may read now: their role may have changed since they asked, or they may have left."""
    rows = Membership.objects.filter(user=user, organisation=organisation, user__is_active=True)
    row = rows.select_related("user", "organisation").first()
    return Actor(user=row.user, organisation=row.organisation, role=row.role) if row else None


def reports_due(now: datetime) -> QuerySet[Report]:
    return Report.objects.filter(next_check_at__lte=now).order_by("next_check_at", "pk")


@transaction.atomic
def report_forget(*, report: Report) -> bool:
    """A file is kept for a while, then it goes; the row says what there was."""
    row = Report.objects.select_for_update().get(pk=report.pk)
    if row.next_check_at is None or row.next_check_at > timezone.now():
        return False
    Report.objects.filter(pk=row.pk).update(path="", next_check_at=None)
    transaction.on_commit(lambda: default_storage.delete(row.path))
    return True
