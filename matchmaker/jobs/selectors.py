"""Whose jobs a person may look at."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from matchmaker.accounts.access import Actor
from matchmaker.accounts.choices import OrganisationKind
from matchmaker.accounts.models import User
from matchmaker.jobs.choices import UNFINISHED
from matchmaker.jobs.models import Job


def jobs_of(*, user: User, actor: Actor | None) -> QuerySet[Job]:
    """A person's own, those of the organisation they act for, and for administrators those of the platform."""
    mine = Q(personal=True, requested_by=user)
    if actor is not None:
        mine |= Q(personal=False, organisation=actor.organisation)
        if actor.organisation.kind == OrganisationKind.PROGRAMME and actor.organisation.nationwide:
            mine |= Q(personal=False, organisation=None)
    return Job.objects.filter(mine).select_related("requested_by")


def unfinished_job(*, key: str) -> Job | None:
    """What is under way for this key, for a page that shows it."""
    return Job.objects.filter(key=key, status__in=UNFINISHED).first()
