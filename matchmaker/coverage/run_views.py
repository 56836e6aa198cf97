"""A finished run under the administrators' eyes: its ranked offers, why each stands there, and its case file."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from matchmaker.accounts.access import administrators, national_administrators, scoped
from matchmaker.coverage.explaining import finished_runs, ranked_context, ranked_rows, run_context
from matchmaker.matching.models import MatchRun
from matchmaker.matching.states import case_text


def run_or_404(request: HttpRequest, pk: int) -> MatchRun:
    office = request.actor.organisation  # type: ignore[attr-defined]
    return get_object_or_404(scoped(finished_runs(), office, "need__firm__region"), pk=pk)


@administrators
@require_safe
def run(request: HttpRequest, pk: int) -> HttpResponse:
    return render(request, "coverage/run.html", run_context(run_or_404(request, pk)))


@administrators
@require_safe
def ranked(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(ranked_rows(), pk=pk)
    return render(request, "coverage/ranked.html", ranked_context(row, run_or_404(request, row.run_id)))


@national_administrators
@require_safe
def run_case(request: HttpRequest, pk: int) -> HttpResponse:
    """The case as JSON: whoever has the engine computes the same result from it, without this site.

    It holds the whole market of that moment, so an office of one region does not get it.
    """
    row = get_object_or_404(MatchRun.objects.only("pk", "case", "market_state"), pk=pk)
    if row.case is None:
        raise Http404
    disposition = f'attachment; filename="case-{row.pk}.json"'
    return HttpResponse(case_text(row), content_type="application/json", headers={"Content-Disposition": disposition})
