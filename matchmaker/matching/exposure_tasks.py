"""What workers do for fair exposure; names are those of the beat table."""

from __future__ import annotations

from celery import shared_task

from matchmaker.jobs.tasks import wake
from matchmaker.matching.exposing import exposure_count
from matchmaker.matching.exposure_curve import curve_request


@shared_task(name="matching.count_exposure")
def count_exposure() -> None:
    exposure_count()


@shared_task(name="matching.exposure_curve_weekly")
def exposure_curve_weekly() -> None:
    wake(curve_request().pk)
