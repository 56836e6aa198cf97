"""A project from its award to its end. Every write first locks the project's row (its award's while there is none)."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from matchmaker.accounts.models import User
from matchmaker.sourcing.models import Award, Project
from matchmaker.sourcing.projects import planning, telling
from matchmaker.sourcing.quotes.costing import totals_of


@transaction.atomic
def project_start(*, award: Award, actor: User | None) -> Project:
    """Begin the work that ``award`` agreed on: price, slots with their standbys, five milestones; all are told.

    Runs in the caller's transaction; the second call returns the first project.
    """
    award = Award.objects.select_for_update().get(pk=award.pk)
    if (known := Project.objects.filter(award=award).first()) is not None:
        return known
    quote = award.quote
    project = Project.objects.create(
        award=award,
        need=award.need,
        lead=quote.parts.get(lead=True).supplier,
        price_krw=totals_of(quote).build_krw,
        weeks=quote.delivery_weeks or planning.WEEKS_UNSAID,
        onsite_hours=quote.onsite_hours,
        warranty_months=quote.warranty_months,
        starts_on=timezone.localdate(),
    )
    project.events.create(frm="", to=project.status, actor=actor)
    _lay_out(project)
    telling.started(project)
    return project


def _lay_out(project: Project) -> None:
    """Who covers what from today on, and when what is due."""
    for plan in planning.slot_plans(project.award.quote):
        project.slots.create(
            slot=plan.slot,
            codes=plan.codes,
            supplier=plan.supplier,
            offer_id=plan.offer,
            standby=plan.standby,
            since=project.starts_on,
        )
    dues = planning.due_dates(project.starts_on, project.weeks)
    for position, (kind, day) in enumerate(dues.items(), start=1):
        row = project.milestones.create(kind=kind, position=position, due_on=day, next_check_at=planning.close_of(day))
        row.events.create(frm="", to=row.status, actor=None)
