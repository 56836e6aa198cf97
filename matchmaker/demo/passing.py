"""Time passes for one need: every clock and date of its sourcing rows is moved into the past by the same span.

The rows are then as if everything had happened that much earlier, and the ordinary timers find what is due. It is how
the story and the journeys live through weeks; the simulated market is its only place.
"""

from __future__ import annotations

from datetime import timedelta

from django.apps import apps
from django.db import models, transaction
from django.db.models import F

from demand.models import Need

# Model -> how to get from its row to the need. Event rows go by the row they tell of.
TO_NEED = {
    "Round": "need",
    "Rfq": "need",
    "RfqInvitation": "rfq__need",
    "Question": "round__need",
    "Escalation": "need",
    "Quote": "rfq__need",
    "QuotePart": "quote__rfq__need",
    "QuoteLine": "part__quote__rfq__need",
    "Award": "need",
    "LossNote": "quote__rfq__need",
    "Project": "need",
    "ProjectSlot": "project__need",
    "Milestone": "project__need",
    "ChangeOrder": "project__need",
    "Attachment": "project__need",
    "ServiceTicket": "project__need",
    "Handover": "project__need",
    "DossierItem": "project__need",
    "Kpi": "project__need",
    "OutcomeCheck": "project__need",
    "KpiMeasure": "kpi__project__need",
    "Review": "project__need",
}


@transaction.atomic
def time_passes(need: Need, span: timedelta) -> None:
    """Move every moment and date of the need and of its sourcing rows back by ``span`` (whole days)."""
    _move(Need, models.Q(pk=need.pk), span)
    for model in apps.get_app_config("sourcing").get_models():
        name = model.__name__
        to_need = TO_NEED.get(name) or f"row__{TO_NEED[model._meta.get_field('row').related_model.__name__]}"
        rows = model._base_manager.filter(**{to_need: need}).values("pk")
        _move(model, models.Q(pk__in=list(rows.values_list("pk", flat=True))), span)


def _move(model: type[models.Model], which: models.Q, span: timedelta) -> None:
    """Dates are moved row by row: a date and an interval add up differently in each database."""
    fields = [field for field in model._meta.concrete_fields if isinstance(field, models.DateField)]
    moments = {field.name: F(field.name) - span for field in fields if isinstance(field, models.DateTimeField)}
    days = [field.name for field in fields if not isinstance(field, models.DateTimeField)]
    rows = model._base_manager.filter(which)
    if moments:
        rows.update(**moments)
    for row in rows if days else ():
        for name in days:
            if (day := getattr(row, name)) is not None:
                setattr(row, name, day - span)
        row.save(update_fields=days)
