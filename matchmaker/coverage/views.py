"""Administrators' pages. Everybody else gets 404."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from matchmaker.accounts.access import administrators, figures, scoped
from matchmaker.accounts.audit import audited
from matchmaker.coverage import selectors
from matchmaker.coverage.forms import DoneForm, FirmFilter, RegisterFilter
from matchmaker.coverage.pages import PER_PAGE, office_of, page_of
from matchmaker.matching.choices import RunStatus
from matchmaker.sourcing import escalating as services
from matchmaker.sourcing.models import Escalation
from matchmaker.sourcing.selectors import escalations


@figures
def board(request: HttpRequest) -> HttpResponse:
    return render(request, "coverage/board.html", {"board": selectors.board(office_of(request))})


@administrators
@audited("coverage:firms")
def firms(request: HttpRequest) -> HttpResponse:
    form = FirmFilter(request.GET)
    wanted = form.wanted()
    query = wanted.pop("q")
    page = page_of(request, selectors.firms(office_of(request), query=query, **wanted))
    return render(request, "coverage/firms.html", {"page": page, "form": form})


@administrators
def runs(request: HttpRequest) -> HttpResponse:
    status = request.GET.get("status", "")
    status = status if status in RunStatus.values else ""
    page = page_of(request, selectors.runs(office_of(request), status))
    rows = [(run, selectors.seconds_of(run)) for run in page]  # type: ignore[attr-defined]
    context = {"page": page, "rows": rows, "status": status, "statuses": RunStatus}
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
