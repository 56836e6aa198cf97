"""Alerts that somebody may read: an office those of its regions, who sees figures alone none about few."""

from __future__ import annotations

from functools import lru_cache

from django.db.models import Q, QuerySet

from matchmaker.accounts.access import Actor, scoped
from matchmaker.accounts.models import Organisation
from matchmaker.coverage.alerts.choices import AlertStatus
from matchmaker.coverage.alerts.models import Alert
from matchmaker.coverage.few import least_for
from matchmaker.lib.prepared import Prepared


def alerts_for(actor: Actor) -> QuerySet[Alert]:
    """Concentration and fields concern the whole country and have no region: offices of a region do not get them."""
    return _alerts(actor.organisation, least_for(actor)).select_related("capability", "region")


def _alerts(office: Organisation, least: int) -> QuerySet[Alert]:
    rows = scoped(Alert.objects.all(), office, "region")
    return rows.filter(Q(fewest=0) | Q(fewest__gte=least)) if least else rows


def listed(actor: Actor, status: str) -> QuerySet[Alert]:
    order = ("-closed_at", "-pk") if status == AlertStatus.CLOSED else ("-since", "-pk")
    return alerts_for(actor).filter(status=status).prefetch_related("events__actor").order_by(*order)


def count_open(actor: Actor) -> int:
    """One query."""
    return _open(actor.organisation.scope, least_for(actor)).count()


@lru_cache(maxsize=64)
def _open(scope: str, least: int) -> Prepared[Alert]:
    """For all offices of the same regions."""
    office = Organisation(scope=scope)
    return Prepared(lambda: _alerts(office, least).filter(status=AlertStatus.OPEN).order_by().only("pk"))
