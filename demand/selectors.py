"""Reads of the demand side. The order of every list is fixed, so that the same need is the same case."""

from __future__ import annotations

from django.db.models import Count, Q, QuerySet

from demand.choices import MATCHED, Strength
from demand.models import DemandFirm, Diagnosis, Need, Requirement
from matchmaker.accounts.models import Organisation

ASKED = (Strength.MUST, Strength.NICE)


def needs_to_match() -> QuerySet[Need]:
    """Confirmed needs that are not closed: those a run or a re-match may touch. Oldest first."""
    return Need.objects.filter(status__in=MATCHED).select_related("firm", "firm__organisation").order_by("pk")


def confirmed_requirements(need: Need) -> QuerySet[Requirement]:
    """What the need asks for, must or nice, that the firm confirmed; guesses are left out."""
    return need.requirements.filter(confirmed=True, strength__in=ASKED)


def firm_of(organisation: Organisation) -> DemandFirm | None:
    return DemandFirm.objects.filter(organisation=organisation).select_related("region", "industry").first()


def needs_of(organisation: Organisation | int) -> QuerySet[Need]:
    """The firm's own needs, newest first, with how many things each asks for."""
    asked = Count("requirements", filter=Q(requirements__confirmed=True, requirements__strength__in=ASKED))
    rows = Need.objects.filter(firm__organisation=organisation).select_related("firm", "region")
    return rows.annotate(asked_count=asked).order_by("-created_at", "-pk")


def diagnoses_of(organisation: Organisation) -> QuerySet[Diagnosis]:
    return Diagnosis.objects.filter(firm__organisation=organisation).select_related("firm")
