"""Milestones: what the lead reports and what the firm says of it."""

from collections.abc import Callable
from typing import Any

from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from matchmaker.accounts.access import demand_side, own_or_404, supplier_side
from matchmaker.sourcing.doing import do
from matchmaker.sourcing.models import Milestone
from matchmaker.sourcing.projects import milestones, selectors
from matchmaker.sourcing.projects.forms import DecideForm, ReportForm
from matchmaker.sourcing.projects.people import seat_of
from matchmaker.sourcing.projects.views import project_page


@supplier_side
@require_POST
def milestone_report(request: HttpRequest, pk: int) -> HttpResponse:
    row = own_or_404(selectors.milestones_of(request.actor.organisation), pk)
    if not seat_of(row.project, request.actor.organisation).lead:
        raise Http404
    form = ReportForm(request.POST, request.FILES, auto_id=f"m{pk}_%s")
    words = _("수요기업에 알렸습니다. 확인하면 알려 드립니다.")
    return _answer(request, row, form, "files", milestones.milestone_report, words)


@demand_side
@require_POST
def milestone_decide(request: HttpRequest, pk: int) -> HttpResponse:
    row = own_or_404(selectors.milestones_of(request.actor.organisation), pk)
    form = DecideForm(row, request.POST, auto_id=f"m{pk}_%s")
    return _answer(
        request, row, form, "status", milestones.milestone_decide, _("저장했습니다. 공급기업에도 알렸습니다.")
    )


def _answer(
    request: HttpRequest, row: Milestone, form: Form, field: str, service: Callable[..., Any], words: str
) -> HttpResponse:
    """Act if the form is good; a refusal stands beside ``field`` and what was typed is kept."""
    if form.is_valid():
        given = {"milestone": row, "actor": request.user, **form.cleaned_data}
        if do(request, service, words, beside=(form, field), **given):
            return redirect("sourcing:project", row.project_id)
    project = own_or_404(selectors.project_details(request.actor.organisation), row.project_id)
    return project_page(request, project, status=422, typed=(row.pk, form))
