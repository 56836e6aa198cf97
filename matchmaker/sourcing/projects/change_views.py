"""Change orders: proposed by the firm or the lead, answered by the other of the two."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from matchmaker.accounts.access import own_or_404
from matchmaker.sourcing.doing import act, do
from matchmaker.sourcing.models import ChangeOrder
from matchmaker.sourcing.presenting import capability_names
from matchmaker.sourcing.projects import change_services, selectors
from matchmaker.sourcing.projects.forms import ChangeForm
from matchmaker.sourcing.projects.people import seat_of
from matchmaker.sourcing.projects.views import both_sides, project_page


@both_sides
@require_POST
def project_change(request: HttpRequest, pk: int) -> HttpResponse:
    row = own_or_404(selectors.project_details(request.actor.organisation), pk)
    if not seat_of(row, request.actor.organisation).signs:
        raise Http404
    form = ChangeForm(row, capability_names(), request.POST)
    if form.is_valid():
        given = {"project": row, "by": request.actor.organisation, "actor": request.user, **form.signed()}
        words = _("변경을 제안했습니다. 상대가 답하면 알려 드립니다.")
        if do(request, change_services.change_propose, words, beside=(form, "kind"), **given):
            return redirect("sourcing:project", row.pk)
    return project_page(request, row, status=422, change_form=form)


@both_sides
@require_POST
def change_accept(request: HttpRequest, pk: int) -> HttpResponse:
    return _answer(request, pk, _("합의했습니다. 모두에게 알렸습니다."), change_services.change_answer, accept=True)


@both_sides
@require_POST
def change_refuse(request: HttpRequest, pk: int) -> HttpResponse:
    return _answer(request, pk, _("거절했습니다. 상대에게 알렸습니다."), change_services.change_answer, accept=False)


@both_sides
@require_POST
def change_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    return _answer(request, pk, _("제안을 거두었습니다."), change_services.change_withdraw)


def _answer(request: HttpRequest, pk: int, done: str, service: Callable[..., ChangeOrder], **how: Any) -> HttpResponse:
    """Who does not sign for a side gets 404; a refusal is said on the project's page."""
    row = own_or_404(selectors.changes_of(request.actor.organisation), pk)
    if not seat_of(row.project, request.actor.organisation).signs:
        raise Http404
    return act(
        request, ("sourcing:project", row.project_id), service, done, change=row, by=request.actor.organisation, **how
    )
