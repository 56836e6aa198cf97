"""Administrators' pages. Everybody else gets 404."""

from __future__ import annotations

from functools import lru_cache

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from matchmaker.accounts.access import administrators, figures, scoped
from matchmaker.accounts.audit import audited
from matchmaker.accounts.models import Organisation
from matchmaker.coverage import selectors
from matchmaker.coverage.board import board as counts
from matchmaker.coverage.forms import DoneForm, FirmFilter, RegisterFilter
from matchmaker.coverage.lines import FIRM_LINE, RUN_LINE, firm_lines, run_lines
from matchmaker.coverage.pages import PER_PAGE, Listed, office_of, page_of
from matchmaker.matching.choices import RunStatus
from matchmaker.sourcing import escalating as services
from matchmaker.sourcing.models import Escalation
from matchmaker.sourcing.selectors import escalations


@figures
def board(request: HttpRequest) -> HttpResponse:
    return render(request, "coverage/board.html", {"board": counts(office_of(request))})


@administrators
@audited("coverage:firms")
def firms(request: HttpRequest) -> HttpResponse:
    form = FirmFilter(request.GET)
    wanted = form.wanted()
    query = wanted.pop("q")
    office = office_of(request)
    if query or any(wanted.values()):
        page = page_of(request, selectors.firms(office, query=query, **wanted).values_list(*FIRM_LINE))
    else:
        page = _firms(office.scope).page(request)
    return render(request, "coverage/firms.html", {"page": page, "rows": firm_lines(page), "form": form})


# An office of the same regions sees the same lists.
@lru_cache(maxsize=64)
def _firms(scope: str) -> Listed:
    return Listed(lambda: selectors.firms(Organisation(scope=scope)), FIRM_LINE)


@lru_cache(maxsize=64)
def _runs(scope: str, status: str) -> Listed:
    return Listed(lambda: selectors.runs(Organisation(scope=scope), status), RUN_LINE)


@administrators
def runs(request: HttpRequest) -> HttpResponse:
    status = request.GET.get("status", "")
    status = status if status in RunStatus.values else ""
    page = _runs(office_of(request).scope, status).page(request)
    context = {"page": page, "rows": run_lines(page), "status": status, "statuses": RunStatus}
    return render(request, "coverage/runs.html", context)


@administrators
@audited("coverage:unmet")
def unmet(request: HttpRequest) -> HttpResponse:
    return _unmet(request)


def _unmet(request: HttpRequest, bad: DoneForm | None = None, pk: int | None = None) -> HttpResponse:
    """``bad``: the form of escalation ``pk`` as it was sent, where that was not good."""
    page = page_of(request, selectors.unmet_needs(office_of(request)))
    waiting = list(scoped(escalations(), office_of(request), "need__firm__region")[:PER_PAGE])
    context = {
        "page": page,
        "slots": selectors.open_slots(list(page)),  # type: ignore[call-overload]
        "waiting": [(row, bad if bad and row.pk == pk else DoneForm(auto_id=f"id_{row.pk}_%s")) for row in waiting],
    }
    return render(request, "coverage/unmet.html", context, status=422 if bad else 200)


@administrators
@require_POST
def escalation_done(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(scoped(Escalation.objects.all(), office_of(request), "need__firm__region"), pk=pk)
    form = DoneForm(request.POST, auto_id=f"id_{row.pk}_%s")
    if not form.is_valid():
        return _unmet(request, form, row.pk)
    services.escalation_done(escalation=row, actor=request.user, **form.cleaned_data)  # type: ignore[arg-type]
    messages.success(request, _("조치한 것으로 적었습니다."))
    return redirect("coverage:unmet")


@administrators
def register(request: HttpRequest) -> HttpResponse:
    form = RegisterFilter(request.GET)
    wanted = form.wanted()
    page = page_of(request, selectors.register_entries(office_of(request), query=wanted["q"], region=wanted["region"]))
    return render(request, "coverage/register.html", {"page": page, "form": form})
