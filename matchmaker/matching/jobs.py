"""Long work of matching that is a job: the curve behind the slider of fair exposure."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from matchmaker.jobs.handlers import job_handler
from matchmaker.jobs.work import Work
from matchmaker.matching.exposure_curve import CURVE, curve_points
from matchmaker.matching.models import ExposureCurve


@job_handler(CURVE, label=_("골고루 기회의 그림 셈하기"))
def exposure_curve(work: Work) -> dict[str, Any]:
    """Computed outside any transaction; the last good curve stays shown until this one is written."""
    needs, points, simulated = curve_points(work.tell)
    with work.step(work.total):
        ExposureCurve.objects.create(needs=needs, points=points, simulated=simulated)
    return {"url": reverse("coverage:exposure")}
