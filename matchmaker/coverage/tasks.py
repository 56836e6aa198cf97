"""What workers do for administrators; names are those of the beat table."""

from __future__ import annotations

from celery import shared_task
from django.db import transaction
from kombu.exceptions import OperationalError

from matchmaker.coverage.alerts.services import alerts_ensure
from matchmaker.coverage.clock import TIMERS
from matchmaker.coverage.gap_services import snapshot_ensure, snapshot_take
from matchmaker.lib.timers import settle_due


@shared_task(name="coverage.take_snapshot")
def take_snapshot() -> None:
    snapshot_take()
    alerts_ensure()


@shared_task(name="coverage.snapshot_hourly")
def snapshot_hourly() -> None:
    """The night's count, then what it gives cause to tell; each is made up for at the next hour where it failed."""
    snapshot_ensure()
    alerts_ensure()


@shared_task(name="coverage.sweep_timers")
def sweep_timers() -> int:
    return settle_due(TIMERS)


def wake_snapshot() -> None:
    """Ask a worker for a count; with the broker down the next hour makes up for it."""
    transaction.on_commit(_send)


def _send() -> None:
    try:
        take_snapshot.delay()
    except OperationalError:
        return
