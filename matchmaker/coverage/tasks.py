"""What workers do for administrators; names are those of the beat table."""

from __future__ import annotations

from celery import shared_task

from matchmaker.coverage.alerts.services import alerts_ensure
from matchmaker.coverage.clock import TIMERS
from matchmaker.coverage.gap_services import count_ensure
from matchmaker.jobs.tasks import wake
from matchmaker.lib.pulse import looks
from matchmaker.lib.timers import settle_due, timers_due


@shared_task(name="coverage.snapshot_hourly")
def snapshot_hourly() -> None:
    """Ask for the night's count, which then tells what it gives cause to; each is made up for at the next hour."""
    job = count_ensure()
    if job is None:
        alerts_ensure()
    else:
        wake(job.pk)


@shared_task(name="coverage.sweep_timers")
def sweep_timers() -> int:
    return settle_due(TIMERS)


looks("coverage.sweep_timers", lambda: timers_due(TIMERS))
