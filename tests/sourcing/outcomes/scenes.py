"""A finished project with figures: what most tests of outcomes begin with."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone

from matchmaker.accounts.models import User
from matchmaker.sourcing.choices import Stage
from matchmaker.sourcing.models import OutcomeCheck, Project
from matchmaker.sourcing.outcomes.kpi_services import Wanted, kpis_set
from matchmaker.sourcing.outcomes.services import check_tick, checks_schedule
from tests.sourcing import stages

OUTPUT = Wanted("P", "시간당 생산량", "개/시간", "up", Decimal("0.60"), Decimal(100), Decimal(150))
DEFECTS = Wanted("Q", "불량률", "%", "down", Decimal("0.40"), Decimal(5), Decimal(2))


def begun(sme: User, *members: User, **fields: Any) -> Project:
    return stages.project(stages.active_award(stages.opened_quote(stages.accepted_rfq(sme, *members))), **fields)


def finished(sme: User, *members: User, on: date | None = None) -> Project:
    """Complete, with two figures and its four questions planned."""
    project = begun(sme, *members)
    kpis_set(project=project, rows=[OUTPUT, DEFECTS], actor=sme)
    Project.objects.filter(pk=project.pk).update(status="operating", completed_on=on or timezone.localdate())
    project.refresh_from_db()
    checks_schedule(project=project)
    return project


def asked(sme: User, *members: User) -> OutcomeCheck:
    """The question of the day of completion, asked."""
    project = finished(sme, *members, on=date(2026, 1, 5))
    check = project.checks.get(stage=Stage.COMPLETION)
    check_tick(check=check)
    check.refresh_from_db()
    return check
