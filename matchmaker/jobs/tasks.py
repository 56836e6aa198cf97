"""What workers do for jobs: an id in, a row claimed, the handler called."""

from __future__ import annotations

from celery import shared_task
from django.db import transaction
from kombu.exceptions import OperationalError

from matchmaker.jobs import services
from matchmaker.jobs.choices import JobStatus
from matchmaker.jobs.models import Job
from matchmaker.jobs.work import LEASE
from matchmaker.lib.claims import claim
from matchmaker.lib.pulse import looks


@shared_task(name="jobs.run")
def run(pk: int) -> None:
    row = claim(Job, pk, waiting=JobStatus.QUEUED, busy=JobStatus.RUNNING, lease=LEASE)
    if row is not None:
        services.job_execute(job=row)


@shared_task(name="jobs.sweep")
def sweep() -> None:
    for pk in services.jobs_sweep():
        run.delay(pk)


looks("jobs.sweep", lambda: services.jobs_lost().exists())


@shared_task(name="jobs.tidy")
def tidy() -> None:
    services.jobs_tidy()


def wake(pk: int) -> None:
    """Send the job to a worker once its row is there; with the broker down the sweep will find the row."""
    transaction.on_commit(lambda: _send(pk))


def _send(pk: int) -> None:
    try:
        run.delay(pk)
    except OperationalError:
        return
