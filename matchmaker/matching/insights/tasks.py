"""What workers do for insights; names are those of the beat table."""

from __future__ import annotations

from celery import shared_task

from matchmaker.lib.claims import claim
from matchmaker.matching.choices import RunStatus
from matchmaker.matching.insights.models import InsightBatch
from matchmaker.matching.insights.services import LEASE, batch_due, batch_execute, batch_request, batches_sweep


@shared_task(name="matching.insights")
def insights(pk: int) -> None:
    batch = claim(InsightBatch, pk, waiting=RunStatus.QUEUED, busy=RunStatus.RUNNING, lease=LEASE)
    if batch is not None:
        batch_execute(batch=batch)


@shared_task(name="matching.insights_nightly")
def insights_nightly() -> None:
    insights.delay(batch_request().pk)


@shared_task(name="matching.sweep_insights")
def sweep_insights() -> None:
    """Batches that a lost message or a dead worker left, and the one that a missed night or a new ranker asks for."""
    for pk in batches_sweep():
        insights.delay(pk)
    if batch_due():
        insights.delay(batch_request().pk)
