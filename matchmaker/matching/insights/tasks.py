"""What workers do for insights; names are those of the beat table."""

from __future__ import annotations

from celery import shared_task

from matchmaker.jobs.tasks import wake
from matchmaker.matching.insights.services import batch_due, batch_job, batches_settle


@shared_task(name="matching.insights_nightly")
def insights_nightly() -> None:
    if (job := batch_job()) is not None:
        wake(job.pk)


@shared_task(name="matching.sweep_insights")
def sweep_insights() -> None:
    """The batch that a missed night or a new ranker asks for; what its job leaves behind is the jobs' own to sweep."""
    batches_settle()
    if batch_due():
        insights_nightly()
