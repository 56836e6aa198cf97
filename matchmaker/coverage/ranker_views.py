"""Administrators and the ranker: learn, look, try, promote, roll back. Everybody else gets 404."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from matchmaker.accounts.access import figures, national_administrators
from matchmaker.accounts.audit import harmless
from matchmaker.coverage import ranker_pages as pages
from matchmaker.lib.transitions import MoveRefused
from matchmaker.matching import ranker_services as services
from matchmaker.matching.choices import UNFINISHED, TrainingTrigger
from matchmaker.matching.errors import NothingBefore, NotProved
from matchmaker.matching.models import RankerVersion, TrainingRun
from matchmaker.matching.tasks import wake_training
from matchmaker.matching.training import training_cancel, training_request

STEPS: dict[str, Callable[..., Any]] = {
    "try": lambda version, actor: services.version_try(version=version, actor=actor),
    "stop": lambda version, actor: services.version_stop(version=version, actor=actor),
    "promote": lambda version, actor: services.version_promote(version=version, actor=actor),
    "roll-back": lambda version, actor: services.version_roll_back(seen=version, actor=actor),
}
DONE = {
    "try": gettext_lazy("시험을 시작했습니다. 정해진 몫의 요청에만 섞어 보여 줍니다."),
    "stop": gettext_lazy("시험을 그만두었습니다. 후보로 남습니다."),
    "promote": gettext_lazy("이제 이 기준으로 추천합니다."),
    "roll-back": gettext_lazy("이전 기준으로 되돌렸습니다."),
}


@figures
@require_safe
def rankers(request: HttpRequest) -> HttpResponse:
    return render(request, "coverage/rankers.html", pages.rankers_context())


@figures
@require_safe
@harmless
def ranker(request: HttpRequest, pk: int) -> HttpResponse:
    version = get_object_or_404(RankerVersion.objects.select_related("parent"), pk=pk)
    return render(request, "coverage/ranker.html", pages.version_context(version))


@national_administrators
@require_POST
def ranker_train(request: HttpRequest) -> HttpResponse:
    job = training_request(trigger=TrainingTrigger.ASKED, user=request.user)
    wake_training(job.pk)
    return redirect("coverage:rankers")


@national_administrators
@require_POST
def ranker_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    if training_cancel(job=get_object_or_404(TrainingRun, pk=pk)):
        messages.success(request, _("배우기를 그만두었습니다. 쓰던 기준은 그대로입니다."))
    return redirect("coverage:rankers")


@figures
@require_safe
@harmless
def ranker_progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The moving part of the page; once the job has ended the whole page is fetched anew."""
    job = get_object_or_404(TrainingRun, pk=pk)
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect("coverage:rankers")
    if job.status not in UNFINISHED:
        return HttpResponse(headers={"HX-Redirect": reverse("coverage:rankers")})
    return render(request, "coverage/ranker_job.html", pages.job_context(job))


@national_administrators
def ranker_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Asked once more before anything moves; what the ladder does not allow is said instead of done."""
    if step not in STEPS:
        raise Http404
    version = get_object_or_404(RankerVersion.objects.select_related("parent"), pk=pk)
    if request.method != "POST":
        return render(request, "coverage/ranker_step.html", pages.version_context(version) | {"step": step})
    try:
        STEPS[step](version, request.user)
    except (NotProved, NothingBefore, MoveRefused) as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, DONE[step])
    return redirect("coverage:rankers")
