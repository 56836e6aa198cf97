"""Reads of the demand side. The order of every list is fixed, so that the same need is the same case."""

from __future__ import annotations

from django.db.models import Count, Q, QuerySet

from demand.choices import Strength
from demand.models import DemandFirm, Diagnosis, Need
from matchmaker.accounts.models import Organisation

ASKED = (Strength.MUST, Strength.NICE)


def firm_of(organisation: Organisation) -> DemandFirm | None:
    return DemandFirm.objects.filter(organisation=organisation).select_related("region", "industry").first()


def needs_of(organisation: Organisation | int) -> QuerySet[Need]:
    """The firm's own needs, newest first, with how many things each asks for."""
    asked = Count("requirements", filter=Q(requirements__confirmed=True, requirements__strength__in=ASKED))
    rows = Need.objects.filter(firm__organisation=organisation).select_related("firm", "region")
    return rows.annotate(asked_count=asked).order_by("-created_at", "-pk")


def diagnoses_of(organisation: Organisation) -> QuerySet[Diagnosis]:
    return Diagnosis.objects.filter(firm__organisation=organisation).select_related("firm")
