"""Milestones: what the lead reports and what the firm says of it."""

from collections.abc import Callable

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from matchmaker.accounts.access import demand_side, own_or_404, supplier_side
from matchmaker.lib.transitions import MoveRefused
from matchmaker.sourcing.errors import SourcingError
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

    def act() -> None:
        given = form.cleaned_data
        milestones.milestone_report(milestone=row, actor=request.user, text=given["text"], uploads=given["files"])
        messages.success(request, _("수요기업에 알렸습니다. 확인하면 알려 드립니다."))

    return _answer(request, row, form, act, "files")


@demand_side
@require_POST
def milestone_decide(request: HttpRequest, pk: int) -> HttpResponse:
    row = own_or_404(selectors.milestones_of(request.actor.organisation), pk)
    form = DecideForm(row, request.POST, auto_id=f"m{pk}_%s")

    def act() -> None:
        milestones.milestone_decide(milestone=row, actor=request.user, **form.cleaned_data)
        messages.success(request, _("저장했습니다. 공급기업에도 알렸습니다."))

    return _answer(request, row, form, act, "status")


def _answer(request: HttpRequest, row: Milestone, form: Form, act: Callable[[], None], field: str) -> HttpResponse:
    """Act if the form is good; a refusal stands beside ``field`` and what was typed is kept."""
    if form.is_valid():
        try:
            act()
        except (SourcingError, MoveRefused) as refused:
            form.add_error(field, refused.message)
        else:
            return redirect("sourcing:project", row.project_id)
    project = own_or_404(selectors.project_details(request.actor.organisation), row.project_id)
    return project_page(request, project, status=422, typed=(row.pk, form))
