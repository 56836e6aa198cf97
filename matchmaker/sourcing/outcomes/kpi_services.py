"""The figures that a project is to move, written by its firm before the work begins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from matchmaker.accounts.models import User
from matchmaker.sourcing.models import Kpi, Project
from matchmaker.sourcing.outcomes import telling
from matchmaker.sourcing.outcomes.errors import KpisFixed, KpisUnfit, weights_off
from matchmaker.sourcing.outcomes.measuring import towards
from matchmaker.sourcing.outcomes.selectors import kpis_open

MOST_ROWS = 8


@dataclass(frozen=True)
class Wanted:
    """One figure as typed; ``before`` and ``target`` in ``unit``, ``weight`` in hundredths of 1."""

    field: str
    name: str
    unit: str
    better: str
    weight: Decimal
    before: Decimal
    target: Decimal


@transaction.atomic
def kpis_set(*, project: Project, rows: Sequence[Wanted], actor: User) -> list[Kpi]:
    """Put these rows in the place of all earlier ones; the same again changes nothing. The members are told once.

    Raises KpisFixed once the kick-off is over or something was measured, KpisUnfit for rows that make no sense.
    """
    project = Project.objects.select_for_update().get(pk=project.pk)
    if not kpis_open(project):
        raise KpisFixed
    _check(rows)
    project.kpis.all().delete()
    made = [Kpi(project=project, position=at, **vars(row)) for at, row in enumerate(rows)]
    kept = Kpi.objects.bulk_create(made)
    telling.kpis_agreed(project)
    return kept


def _check(rows: Sequence[Wanted]) -> None:
    if not 1 <= len(rows) <= MOST_ROWS:
        raise KpisUnfit(_("지표는 1개에서 %(most)s개까지 적어 주세요.") % {"most": MOST_ROWS})
    if trouble := weights_off(sum((row.weight for row in rows), Decimal(0))):
        raise KpisUnfit(trouble)
    for row in rows:
        if row.weight <= 0 or not towards(row.before, row.target, row.better):
            raise KpisUnfit(_("목표가 도입 전보다 나은 쪽이 아닌 지표가 있습니다: %(name)s") % {"name": row.name})
