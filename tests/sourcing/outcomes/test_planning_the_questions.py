"""Four questions are planned when a project is complete, once, each for the morning of its day."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from matchmaker.accounts.models import User
from matchmaker.sourcing.models import Project
from matchmaker.sourcing.outcomes.deadlines import months_after
from matchmaker.sourcing.outcomes.services import checks_schedule
from tests.sourcing import stages

SEOUL = ZoneInfo("Asia/Seoul")


def finished(sme: User, *members: User, on: date) -> Project:
    award = stages.active_award(stages.opened_quote(stages.accepted_rfq(sme, *members)))
    return stages.project(award, status="operating", completed_on=on)


def test_four_questions_are_planned_from_the_day_of_completion(sme: User, supplier: User) -> None:
    rows = checks_schedule(project=finished(sme, supplier, on=date(2026, 11, 30)))
    assert [(row.stage, row.due_on) for row in rows] == [
        ("completion", date(2026, 11, 30)),
        ("month_3", date(2027, 2, 28)),
        ("month_12", date(2027, 11, 30)),
        ("month_24", date(2028, 11, 30)),
    ]
    assert rows[0].next_check_at == datetime(2026, 11, 30, 9, tzinfo=SEOUL)
    assert {row.status for row in rows} == {"waiting"}


def test_planning_twice_adds_nothing_and_moves_nothing(sme: User, supplier: User) -> None:
    project = finished(sme, supplier, on=date(2026, 11, 30))
    first = checks_schedule(project=project)
    Project.objects.filter(pk=project.pk).update(completed_on=date(2026, 12, 5))
    assert [(row.pk, row.due_on) for row in checks_schedule(project=project)] == [(row.pk, row.due_on) for row in first]


def test_nothing_is_planned_before_completion(sme: User, supplier: User) -> None:
    award = stages.active_award(stages.opened_quote(stages.accepted_rfq(sme, supplier)))
    with pytest.raises(ValueError, match="no day of completion"):
        checks_schedule(project=stages.project(award))


def test_a_leap_day_ends_on_the_last_of_february() -> None:
    assert months_after(date(2028, 2, 29), 12) == date(2029, 2, 28)
    assert months_after(date(2026, 10, 31), 3) == date(2027, 1, 31)
    assert months_after(date(2026, 12, 1), 24) == date(2028, 12, 1)
