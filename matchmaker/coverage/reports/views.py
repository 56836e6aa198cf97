"""Saved views and reports: a person's own affair, whatever their role in the office; each row as their role may see."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.files.storage import default_storage
from django.db.models import Q, QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from matchmaker.accounts.access import EVERYBODY, Actor, person
from matchmaker.accounts.audit import audited
from matchmaker.accounts.choices import AuditAction, OrganisationKind
from matchmaker.coverage.reports import services
from matchmaker.coverage.reports.forms import MakeForm, ScheduleForm, ViewForm
from matchmaker.coverage.reports.models import Report, ReportSchedule, SavedView
from matchmaker.coverage.reports.tables import TABLES, may_list
from matchmaker.jobs.tasks import wake
from matchmaker.lib.tables_out import TYPES
from matchmaker.lib.templatetags.house import day

REPORTS_SHOWN = 30
PDF = "application/pdf"
View = Callable[..., HttpResponseBase]


def office_person(view: View) -> View:
    """Anybody of a programme office, analysts and those who only read too: what they keep here is their own."""

    @person
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        actor = request.actor  # type: ignore[attr-defined]
        if actor is None or actor.organisation.kind != OrganisationKind.PROGRAMME:
            raise Http404
        return view(request, *args, **kwargs)

    guarded.access = {"kinds": (OrganisationKind.PROGRAMME,), "write": False, "roles": EVERYBODY}  # type: ignore[attr-defined]
    return guarded


def actor_of(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined, no-any-return]


def allowed_lists(actor: Actor) -> list[str]:
    return [listed for listed in TABLES if may_list(actor, listed)]


def views_for(actor: Actor) -> QuerySet[SavedView]:
    """One's own, and those that others of the office share; only of lists that this person may have."""
    mine = Q(owner=actor.user) | Q(shared=True)
    rows = SavedView.objects.filter(mine, organisation=actor.organisation, listed__in=allowed_lists(actor))
    return rows.select_related("owner")


@office_person
@require_safe
def saved_views(request: HttpRequest) -> HttpResponse:
    return _page(request)


def _page(request: HttpRequest, bad: ScheduleForm | None = None, pk: int | None = None) -> HttpResponse:
    """``bad``: the schedule of view ``pk`` as it was sent, where that was not good."""
    actor = actor_of(request)
    orders = {row.view_id: row for row in ReportSchedule.objects.filter(owner=actor.user).exclude(next_check_at=None)}
    rows = []
    for view in views_for(actor):
        fresh = ScheduleForm(auto_id=f"id_{view.pk}_%s")
        rows.append((view, _address(view), orders.get(view.pk), bad if bad and view.pk == pk else fresh))
    mine = Report.objects.filter(owner=actor.user, organisation=actor.organisation, listed__in=allowed_lists(actor))
    context = {"rows": rows, "reports": mine[:REPORTS_SHOWN], "forms": MakeForm().fields["form"].choices}
    return render(request, "coverage/saved_views.html", context, status=422 if bad else 200)


def _address(view: SavedView) -> str:
    return reverse(TABLES[view.listed].page) + (f"?{view.query}" if view.query else "")


@office_person
@require_POST
def view_save(request: HttpRequest) -> HttpResponse:
    form = ViewForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(str(words) for found in form.errors.values() for words in found))
        return redirect("coverage:saved_views")
    try:
        services.view_save(actor=actor_of(request), **form.cleaned_data)
    except services.ViewRefused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, _("이 보기를 저장했습니다. 여기에서 파일로 받거나 정해진 날마다 받을 수 있습니다."))
    return redirect("coverage:saved_views")


def _view(request: HttpRequest, pk: int) -> SavedView:
    return get_object_or_404(views_for(actor_of(request)), pk=pk)


@office_person
@require_POST
def view_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Only its owner's; the reports that were made of it stay."""
    get_object_or_404(views_for(actor_of(request)).filter(owner=request.user), pk=pk).delete()
    messages.success(request, _("저장한 보기를 지웠습니다."))
    return redirect("coverage:saved_views")


@office_person
@require_POST
def view_schedule(request: HttpRequest, pk: int) -> HttpResponse:
    view = _view(request, pk)
    form = ScheduleForm(request.POST, auto_id=f"id_{view.pk}_%s")
    if not form.is_valid():
        return _page(request, form, view.pk)
    row = services.schedule_set(actor=actor_of(request), view=view, **form.order())
    messages.success(request, _("정했습니다. 첫 보고서는 %(day)s 아침에 갑니다.") % {"day": day(row.next_check_at)})
    return redirect("coverage:saved_views")


@office_person
@require_POST
def view_stop(request: HttpRequest, pk: int) -> HttpResponse:
    ReportSchedule.objects.filter(view=_view(request, pk), owner=actor_of(request).user).delete()
    messages.success(request, _("더는 보내지 않습니다."))
    return redirect("coverage:saved_views")


@office_person
@require_POST
def view_make(request: HttpRequest, pk: int) -> HttpResponse:
    view, form = _view(request, pk), MakeForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("파일 형식을 다시 골라 주세요."))
        return redirect("coverage:saved_views")
    job = services.report_request(actor=actor_of(request), view=view, form=form.cleaned_data["form"])
    wake(job.pk)
    return redirect("jobs:job", pk=job.pk)


@office_person
@require_safe
@audited("coverage.report", action=AuditAction.EXPORT)
def report(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The file, to the one person it was made for, as long as they may read such rows."""
    actor = actor_of(request)
    row = get_object_or_404(Report.objects.filter(owner=actor.user, organisation=actor.organisation), pk=pk)
    if not may_list(actor, row.listed):
        raise Http404
    if not row.path or not default_storage.exists(row.path):
        messages.info(request, _("이 파일은 아직 없거나 보관 기간이 지났습니다. 다시 만들어 주세요."))
        return redirect("coverage:saved_views")
    answer = FileResponse(default_storage.open(row.path), content_type=TYPES.get(row.form, PDF))
    answer["Content-Disposition"] = content_disposition_header(True, f"{row.name}-{row.made_at:%Y%m%d}.{row.form}")
    answer["Cache-Control"] = "private, no-store"
    return answer
