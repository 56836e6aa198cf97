"""Long work of matching that is a job: the curve behind the slider of fair exposure, and what suppliers are told."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from matchmaker.jobs.handlers import job_handler
from matchmaker.jobs.work import Work
from matchmaker.matching.exposure_curve import CURVE, curve_points
from matchmaker.matching.insights.services import INSIGHTS, batch_execute
from matchmaker.matching.models import ExposureCurve, InsightBatch


@job_handler(CURVE, label=_("골고루 기회의 그림 셈하기"))
def exposure_curve(work: Work) -> dict[str, Any]:
    """Computed outside any transaction; the last good curve stays shown until this one is written."""
    needs, points, simulated = curve_points(work.tell)
    with work.step(work.total):
        ExposureCurve.objects.create(needs=needs, points=points, simulated=simulated)
    return {"url": reverse("coverage:exposure")}


@job_handler(INSIGHTS, label=_("공급기업마다 어떻게 보이는지 셈하기"))
def insights(work: Work) -> dict[str, Any]:
    batch_execute(batch=InsightBatch.objects.get(pk=work.params["batch"]), work=work)
    return {}
