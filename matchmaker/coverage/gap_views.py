"""The board of gaps between demand and supply. Everybody but programme staff gets 404."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from matchmaker.accounts.access import administrators, figures
from matchmaker.coverage.alerts.selectors import count_open
from matchmaker.coverage.few import least_for
from matchmaker.coverage.gap_cell import cell_context
from matchmaker.coverage.gap_kept import texts_of
from matchmaker.coverage.gap_pages import asked_of
from matchmaker.coverage.gap_selectors import HEAD, latest
from matchmaker.coverage.gap_services import COUNT, count_request
from matchmaker.coverage.gap_tables import FOR_ANALYSTS, TABLES, table_of
from matchmaker.engine.gaps import ANSWERS
from matchmaker.jobs.selectors import unfinished_of
from matchmaker.jobs.tasks import wake
from matchmaker.lib.tables_out import TYPES, table_file
from matchmaker.reference.models import Capability, Region


@figures
@require_safe
def gaps(request: HttpRequest) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    least, snapshot = least_for(actor), HEAD.first()
    context: dict[str, Any] = {"of": ANSWERS, "snapshot": snapshot, "least": least, "alerts": count_open(actor)}
    if snapshot is not None:
        context["texts"] = texts_of(asked_of(request.GET), least)
    # Whoever may see the job sees how far it is; the others see the figures that stand.
    context["job"] = unfinished_of(COUNT, user=request.user, actor=actor)
    return render(request, "coverage/gaps.html", context)


@administrators
@require_POST
def gaps_take(request: HttpRequest) -> HttpResponse:
    office = request.actor.organisation  # type: ignore[attr-defined]
    job = count_request(user=request.user, organisation=None if office.nationwide else office)  # type: ignore[arg-type]
    wake(job.pk)
    messages.success(request, _("세기 시작했습니다. 끝나면 이 화면에 새 숫자가 보입니다."))
    return redirect("coverage:gaps")


@figures
@require_safe
def gaps_table(request: HttpRequest, name: str, form: str) -> HttpResponseBase:
    """The table behind a picture, as CSV or xlsx."""
    snapshot = latest()
    if snapshot is None or name not in TABLES or form not in TYPES:
        raise Http404
    least = least_for(request.actor)  # type: ignore[attr-defined]
    if least and name not in FOR_ANALYSTS:
        raise Http404
    sheet = table_of(name, snapshot, least=least)
    return table_file(f"gaps-{name}-{snapshot.day}", sheet.header, sheet.rows, form=form)


@figures
@require_safe
def gap(request: HttpRequest, code: str, region: str) -> HttpResponse:
    """One cell; who the firms are is told to offices that look after the region, and to no analyst."""
    capability = get_object_or_404(Capability, pk=code)
    place = get_object_or_404(Region, pk=region)
    actor = request.actor  # type: ignore[attr-defined]
    context = cell_context(capability, place, names=actor.may_name(place.pk), least=least_for(actor))
    return render(request, "coverage/gap.html", context)
