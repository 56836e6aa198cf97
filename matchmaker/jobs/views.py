"""Long work as people see it: a page that may be left, its moving part, and a button that stops it."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from matchmaker.accounts.access import anybody_known, person
from matchmaker.jobs import services
from matchmaker.jobs.models import Job
from matchmaker.jobs.selectors import jobs_of

PAGE = 20


def own_job(request: HttpRequest, pk: int) -> Job:
    return get_object_or_404(jobs_of(user=request.user, actor=request.actor), pk=pk)  # type: ignore[attr-defined]


@anybody_known
@require_safe
def jobs(request: HttpRequest) -> HttpResponse:
    rows = jobs_of(user=request.user, actor=request.actor)  # type: ignore[attr-defined]
    return render(request, "jobs/jobs.html", {"page": Paginator(rows, PAGE).get_page(request.GET.get("page"))})


@person
@require_safe
def job(request: HttpRequest, pk: int) -> HttpResponse:
    return render(request, "jobs/job.html", {"job": own_job(request, pk)})


@person
@require_safe
def job_box(request: HttpRequest, pk: int) -> HttpResponse:
    """The moving part, wherever it stands; once the job has ended the page around it is fetched anew."""
    row = own_job(request, pk)
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect("jobs:job", pk=pk)
    if not row.unfinished:
        return HttpResponse(headers={"HX-Refresh": "true"})
    return render(request, "jobs/job_box.html", {"job": row})


@person
@require_POST
def job_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    row = own_job(request, pk)
    if not may_cancel(request, row):
        raise Http404
    if services.job_cancel(job=row):
        messages.success(request, _("그만두기로 했습니다. 하던 걸음까지만 마치고 멈춥니다."))
    else:
        messages.info(request, _("이미 끝난 일입니다."))
    return redirect("jobs:job", pk=pk)


def may_cancel(request: HttpRequest, row: Job) -> bool:
    """Who asked may stop it, and whoever may write for the organisation."""
    actor = request.actor  # type: ignore[attr-defined]
    return row.requested_by_id == request.user.pk or (actor is not None and actor.may_write)
