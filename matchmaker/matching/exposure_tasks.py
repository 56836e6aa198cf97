"""What workers do for fair exposure; names are those of the beat table."""

from __future__ import annotations

from celery import shared_task
from django.db import transaction
from kombu.exceptions import OperationalError

from matchmaker.lib.claims import claim
from matchmaker.matching.choices import RunStatus
from matchmaker.matching.exposing import exposure_count
from matchmaker.matching.exposure_curve import LEASE, curve_execute, curve_request, curves_sweep
from matchmaker.matching.models import ExposureCurve


@shared_task(name="matching.count_exposure")
def count_exposure() -> None:
    exposure_count()


@shared_task(name="matching.exposure_curve")
def exposure_curve(pk: int) -> None:
    row = claim(ExposureCurve, pk, waiting=RunStatus.QUEUED, busy=RunStatus.RUNNING, lease=LEASE)
    if row is not None:
        curve_execute(job=row)


@shared_task(name="matching.exposure_curve_weekly")
def exposure_curve_weekly() -> None:
    wake_curve(curve_request().pk)


@shared_task(name="matching.sweep_curves")
def sweep_curves() -> None:
    for pk in curves_sweep():
        exposure_curve.delay(pk)


def wake_curve(pk: int) -> None:
    """Send the job to a worker once its row is there; with the broker down the sweep will find the row."""
    transaction.on_commit(lambda: _send(pk))


def _send(pk: int) -> None:
    try:
        exposure_curve.delay(pk)
    except OperationalError:
        return
