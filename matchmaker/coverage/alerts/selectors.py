"""Alerts that somebody may read: an office those of its regions, who sees figures alone none about few."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from matchmaker.accounts.access import Actor, scoped
from matchmaker.coverage.alerts.choices import AlertStatus
from matchmaker.coverage.alerts.models import Alert
from matchmaker.coverage.few import least_for


def alerts_for(actor: Actor) -> QuerySet[Alert]:
    """Concentration and fields concern the whole country and have no region: offices of a region do not get them."""
    rows = scoped(Alert.objects.select_related("capability", "region"), actor.organisation, "region")
    least = least_for(actor)
    return rows.filter(Q(fewest=0) | Q(fewest__gte=least)) if least else rows


def listed(actor: Actor, status: str) -> QuerySet[Alert]:
    order = ("-closed_at", "-pk") if status == AlertStatus.CLOSED else ("-since", "-pk")
    return alerts_for(actor).filter(status=status).prefetch_related("events__actor").order_by(*order)


def count_open(actor: Actor) -> int:
    """One query."""
    return alerts_for(actor).filter(status=AlertStatus.OPEN).count()
