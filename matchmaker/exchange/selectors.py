"""What pages of imports read."""

from __future__ import annotations

from django.db.models import QuerySet

from matchmaker.accounts.models import Organisation
from matchmaker.exchange.choices import Undo
from matchmaker.exchange.models import Import, ImportChange
from matchmaker.jobs.models import Job


def imports_of(organisation: Organisation, kind: str) -> QuerySet[Import]:
    return Import.objects.filter(organisation=organisation, kind=kind).order_by("-created_at", "-pk")


def job_last(batch: Import) -> Job | None:
    """The latest job of this import, ended or not."""
    return Job.objects.filter(key=batch.job_key).order_by("-created_at", "-pk").first()


def kept_by_undo(batch: Import) -> QuerySet[ImportChange]:
    """Rows that an undo left as they were, with the reason."""
    kept = ImportChange.objects.filter(batch=batch, outcome__in=(Undo.TOUCHED, Undo.GONE, Undo.USED))
    return kept.order_by("number")
