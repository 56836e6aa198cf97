"""Whose jobs a person may look at."""

from __future__ import annotations

from functools import cache

from django.db.models import Q, QuerySet

from matchmaker.accounts.access import Actor
from matchmaker.accounts.choices import OrganisationKind
from matchmaker.accounts.models import User
from matchmaker.jobs.choices import UNFINISHED
from matchmaker.jobs.models import Job
from matchmaker.lib.prepared import Prepared


def jobs_of(*, user: User, actor: Actor | None) -> QuerySet[Job]:
    """A person's own, those of the organisation they act for, and for administrators those of the platform."""
    if actor is None:
        return Job.objects.filter(Q(personal=True, requested_by=user)).select_related("requested_by")
    return _jobs(user.pk, actor.organisation.pk, platform=_runs_the_platform(actor))


def _jobs(user: int, organisation: int, *, platform: bool) -> QuerySet[Job]:
    mine = Q(personal=True, requested_by=user) | Q(personal=False, organisation=organisation)
    if platform:
        mine |= Q(personal=False, organisation=None)
    return Job.objects.filter(mine).select_related("requested_by")


def _runs_the_platform(actor: Actor) -> bool:
    return actor.organisation.kind == OrganisationKind.PROGRAMME and actor.organisation.nationwide


@cache
def _unfinished(platform: bool) -> Prepared[Job]:
    def rows(user: int, organisation: int, kind: str) -> QuerySet[Job]:
        return _jobs(user, organisation, platform=platform).filter(kind=kind, status__in=UNFINISHED)[:1]

    return Prepared(rows, int, int, str)


def unfinished_of(kind: str, *, user: User, actor: Actor) -> Job | None:
    """The latest of this kind under way that the person may look at; one query."""
    return _unfinished(_runs_the_platform(actor)).first(user.pk, actor.organisation.pk, kind)


def unfinished_job(*, key: str) -> Job | None:
    """What is under way for this key, for a page that shows it."""
    return Job.objects.filter(key=key, status__in=UNFINISHED).first()
