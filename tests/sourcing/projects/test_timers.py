"""The clock of projects: reminders, what is missed, the end. Time moves; everything may run twice."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from matchmaker.accounts.models import User
from matchmaker.lib.korea import working_days_after
from matchmaker.notifications.models import Message
from matchmaker.sourcing.models import Escalation, Milestone, Project, ServiceTicket
from matchmaker.sourcing.projects.milestones import milestone_decide, milestone_report
from matchmaker.sourcing.projects.planning import close_of
from matchmaker.sourcing.projects.progress import escalated_at, missed_at
from matchmaker.sourcing.projects.services import project_start
from matchmaker.sourcing.tasks import sweep_timers
from tests.sourcing import stages
from tests.sourcing.projects.samples import upload

START = datetime(2026, 3, 3, 1, tzinfo=timezone.get_fixed_timezone(0))  # a Tuesday morning in Korea
MINUTE = timedelta(minutes=1)


@pytest.fixture
def clock() -> Any:
    with time_machine.travel(START, tick=False) as clock:
        yield clock


@pytest.fixture
def project(clock: Any, sme: User, supplier: User) -> Project:
    quote = stages.opened_quote(stages.accepted_rfq(sme, supplier), warranty_months=12)
    return project_start(award=stages.active_award(quote), actor=sme)


def stop(project: Project, kind: str) -> Milestone:
    return project.milestones.get(kind=kind)


def sweep_twice() -> None:
    sweep_timers()
    sweep_timers()


def told(kind: str, user: User) -> int:
    return Message.objects.filter(kind=kind, recipient=user).count()


def test_a_word_is_asked_for_at_the_close_of_the_day_once(
    project: Project, clock: Any, sme: User, supplier: User
) -> None:
    due = close_of(stop(project, "kick_off").due_on)
    clock.move_to(due - MINUTE)
    sweep_twice()
    assert told("milestone_due", supplier) == 0
    clock.move_to(due + MINUTE)
    sweep_twice()
    assert (told("milestone_due", supplier), told("milestone_due", sme)) == (1, 1)


def test_two_working_days_of_silence_later_it_is_missed_with_a_ticket(
    project: Project, clock: Any, sme: User, supplier: User
) -> None:
    row = stop(project, "kick_off")
    clock.move_to(missed_at(row) - MINUTE)
    sweep_twice()
    assert stop(project, "kick_off").status == "scheduled"
    clock.move_to(missed_at(row) + MINUTE)
    sweep_twice()
    row.refresh_from_db()
    assert (row.status, row.next_check_at) == ("missed", None)
    assert (told("milestone_missed", supplier), told("milestone_missed", sme)) == (1, 1)
    assert ServiceTicket.objects.get().milestone == row
    assert row.events.first().reason == "clock"


def test_what_was_decided_in_time_is_left_alone(project: Project, clock: Any, sme: User, supplier: User) -> None:
    row = stop(project, "kick_off")
    milestone_decide(milestone=row, status="met", actor=sme)
    clock.move_to(missed_at(row) + MINUTE)
    sweep_twice()
    assert (told("milestone_due", supplier), told("milestone_missed", supplier)) == (0, 0)


def test_a_reported_milestone_is_never_missed_by_the_firms_silence(
    project: Project, clock: Any, sme: User, supplier: User
) -> None:
    row = stop(project, "kick_off")
    milestone_report(milestone=row, actor=supplier, text="시작했습니다")
    clock.move_to(close_of(row.due_on) + MINUTE)
    sweep_twice()
    assert (told("milestone_due", supplier), told("milestone_due", sme)) == (0, 1)
    for _week in range(20):
        clock.shift(timedelta(days=7))
        sweep_twice()
    assert stop(project, "kick_off").status == "scheduled"
    assert 5 <= Message.objects.filter(kind="milestone_due", payload__milestone="착수", recipient=sme).count() <= 10


def test_ten_working_days_without_the_firms_word_call_a_coordinator_once_until_it_speaks(
    project: Project, clock: Any, sme: User, supplier: User
) -> None:
    row = stop(project, "kick_off")
    milestone_report(milestone=row, actor=supplier, text="시작했습니다")
    row.refresh_from_db()
    call = escalated_at(row)
    assert call == close_of(working_days_after(row.due_on, 10))
    day = close_of(row.due_on)
    while day < call - timedelta(days=1):
        clock.move_to(day + MINUTE)
        sweep_twice()
        day += timedelta(days=1)
    clock.move_to(call - MINUTE)
    sweep_twice()
    assert not Escalation.objects.exists()
    clock.move_to(call + MINUTE)
    sweep_twice()
    clock.shift(timedelta(days=14))
    sweep_twice()
    made = Escalation.objects.get()
    assert (made.kind, made.status, made.detail["milestones"]) == ("no_word", "open", ["kick_off"])
    milestone_decide(milestone=row, status="met", actor=sme)
    made.refresh_from_db()
    assert made.status == "done"


def test_a_later_due_day_moves_the_reminder(project: Project, clock: Any, supplier: User) -> None:
    row = stop(project, "kick_off")
    Milestone.objects.filter(pk=row.pk).update(due_on=row.due_on + timedelta(days=7))
    clock.move_to(close_of(row.due_on) + MINUTE)
    sweep_twice()
    assert told("milestone_due", supplier) == 0
    assert stop(project, "kick_off").next_check_at == close_of(row.due_on + timedelta(days=7))


def completed(project: Project, sme: User, supplier: User) -> Milestone:
    for kind in ("final_check", "completion"):
        row = stop(project, kind)
        milestone_report(milestone=row, actor=supplier, text=kind, files=[upload()])
        milestone_decide(milestone=row, status="met", actor=sme)
    project.refresh_from_db()
    return stop(project, "after_care")


def test_the_project_closes_at_the_end_of_care_and_warranty(
    project: Project, clock: Any, sme: User, supplier: User
) -> None:
    care = completed(project, sme, supplier)
    clock.move_to(close_of(care.due_on) - MINUTE)
    milestone_decide(milestone=care, status="met", actor=sme)
    end = close_of(project.completed_on.replace(year=project.completed_on.year + 1))
    clock.move_to(end - MINUTE)
    sweep_twice()
    project.refresh_from_db()
    assert project.status == "operating"
    clock.move_to(end + MINUTE)
    sweep_twice()
    project.refresh_from_db()
    assert project.status == "closed"
    assert (told("project_closed", supplier), told("project_closed", sme)) == (1, 1)


def test_silence_about_care_closes_the_project_all_the_same_and_opens_no_ticket(
    project: Project, clock: Any, sme: User, supplier: User
) -> None:
    care = completed(project, sme, supplier)
    for day in (missed_at(care), close_of(project.completed_on + timedelta(days=366))):
        clock.move_to(day + MINUTE)
        sweep_twice()
    project.refresh_from_db()
    care.refresh_from_db()
    assert (project.status, care.status) == ("closed", "missed")
    assert not ServiceTicket.objects.filter(milestone=care).exists()


def test_a_late_project_gets_its_six_months_from_the_day_it_is_complete(
    project: Project, clock: Any, sme: User, supplier: User
) -> None:
    care = stop(project, "after_care")
    clock.move_to(missed_at(care) + timedelta(days=30))
    sweep_twice()
    assert stop(project, "after_care").status == "scheduled"
    care = completed(project, sme, supplier)
    assert care.due_on > timezone.localdate() + timedelta(days=175)


def test_a_broken_off_project_is_left_in_peace(project: Project, clock: Any, supplier: User) -> None:
    Project.objects.filter(pk=project.pk).update(status="terminated")
    clock.move_to(missed_at(stop(project, "kick_off")) + MINUTE)
    sweep_twice()
    assert stop(project, "kick_off").status == "scheduled"
    assert told("milestone_due", supplier) == 0
