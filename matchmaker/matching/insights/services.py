"""Writes of insights: a batch a night and a ranker, computed by a job, its rows written in the job's one step."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from matchmaker.jobs.models import Job
from matchmaker.jobs.selectors import unfinished_job
from matchmaker.jobs.services import job_start
from matchmaker.jobs.work import Work
from matchmaker.matching.choices import UNFINISHED, RunStatus
from matchmaker.matching.insights.computing import WINDOW, compute
from matchmaker.matching.insights.models import InsightBatch, SupplierInsight
from matchmaker.matching.ranker_services import ranker_active

INSIGHTS = "insights"
A_NIGHT_MISSED = timedelta(hours=26)
JOB_ENDED = "its job ended without it"
FIELDS = ("ranker", "since", "computed_at", "figures", "partners")


@transaction.atomic
def batch_request() -> InsightBatch:
    """Today's batch for the live ranker, made if it is not there: asking twice computes once."""
    ranker = ranker_active()
    key = f"{timezone.localdate():%Y-%m-%d}:{ranker.checksum[:12]}"
    return InsightBatch.objects.get_or_create(key=key, defaults={"ranker": ranker})[0]


def batch_due() -> bool:
    """Whether nothing is under way and the newest batch is of another ranker, or older than a night."""
    if InsightBatch.objects.filter(status__in=UNFINISHED).exists():
        return False
    newest = InsightBatch.objects.order_by("-created_at", "-pk").first()
    if newest is None or newest.created_at < timezone.now() - A_NIGHT_MISSED:
        return True
    return newest.ranker_id != ranker_active().pk


@transaction.atomic
def batch_job() -> Job | None:
    """The job that computes today's batch, or the one under way; None where that batch has ended. The caller wakes."""
    batch = batch_request()
    return job_start(kind=INSIGHTS, key=INSIGHTS, params={"batch": batch.pk}) if batch.status in UNFINISHED else None


def batch_execute(*, batch: InsightBatch, work: Work) -> None:
    """Compute outside any transaction, write in one step: nothing where the job was stopped or taken over."""
    if batch.status not in UNFINISHED:
        return
    needs, rows = compute(since=timezone.now() - WINDOW, ranker=ranker_active(), work=work)
    with work.step(needs):
        batch_finish(batch=batch, needs=needs, rows=rows)


@transaction.atomic
def batch_finish(*, batch: InsightBatch, needs: int, rows: list[SupplierInsight]) -> None:
    """One row a supplier; who is no longer in the market loses its row."""
    InsightBatch.objects.filter(pk=batch.pk).update(status=RunStatus.DONE, needs=needs, finished_at=timezone.now())
    SupplierInsight.objects.exclude(supplier__in=[row.supplier_id for row in rows]).delete()
    SupplierInsight.objects.bulk_create(
        rows, batch_size=200, update_conflicts=True, unique_fields=["supplier"], update_fields=FIELDS
    )


@transaction.atomic
def batches_settle() -> int:
    """Close what a job left that was stopped or given up: the next night, or a new ranker, asks anew. How many."""
    if unfinished_job(key=INSIGHTS) is not None:
        return 0
    left = InsightBatch.objects.filter(status__in=UNFINISHED)
    return left.update(status=RunStatus.FAILED, error=JOB_ENDED, lease_until=None, finished_at=timezone.now())
