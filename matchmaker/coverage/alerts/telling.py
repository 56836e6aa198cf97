"""One message a night to each office, with all that is new to it."""

from __future__ import annotations

from datetime import date

from django.urls import reverse
from django.utils import timezone, translation

from matchmaker.accounts.access import scoped
from matchmaker.accounts.choices import OrganisationKind
from matchmaker.accounts.models import Organisation
from matchmaker.coverage.alerts.choices import AlertStatus
from matchmaker.coverage.alerts.models import Alert
from matchmaker.coverage.alerts.wording import title
from matchmaker.notifications.choices import MessageKind
from matchmaker.notifications.services import message_send

NAMED = 5


def tell_offices(day: date) -> int:
    """How many offices were told; alerts that are muted are not among it, nor those of regions an office is not for."""
    fresh = Alert.objects.filter(status=AlertStatus.OPEN, told_at=None).select_related("capability", "region")
    told = 0
    for office in Organisation.objects.filter(kind=OrganisationKind.PROGRAMME).order_by("pk"):
        rows = list(scoped(fresh, office, "region").order_by("pk"))
        if rows:
            message_send(
                kind=MessageKind.COVERAGE_ALERTS,
                organisation=office,
                payload={"count": len(rows), "what": [_both(row) for row in rows[:NAMED]]},
                url=reverse("coverage:alerts"),
                dedupe_key=f"{MessageKind.COVERAGE_ALERTS}:{day}:{office.pk}",
            )
            told += 1
    fresh.update(told_at=timezone.now())
    return told


def _both(alert: Alert) -> dict[str, str]:
    words = {}
    for language in ("ko", "en"):
        with translation.override(language):
            words[language] = title(alert)
    return words
