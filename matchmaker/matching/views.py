"""Pages of matching. The firm's own people see them; the ranking rules are open to everybody."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from demand.choices import MATCHED
from demand.models import Need
from matchmaker.accounts.access import demand_side, found_or_404, own_or_404
from matchmaker.lib.prepared import Prepared
from matchmaker.matching import pages, services
from matchmaker.matching.choices import UNFINISHED, RunStatus, Trigger
from matchmaker.matching.errors import NeedNotReady
from matchmaker.matching.forms import WhatIfForm
from matchmaker.matching.models import MatchRun
from matchmaker.matching.rules_page import rules_context
from matchmaker.matching.selectors import OWN_PACKAGE, last_looked_at, latest_done, latest_with_done, runs_of
from matchmaker.matching.services import impressions_record, package_opened, run_request
from matchmaker.matching.tasks import wake
from matchmaker.matching.wording import RUN_ERRORS

RUNS_A_PAGE = 20
ENDED = {RunStatus.FAILED: "matching/failed.html", RunStatus.CANCELLED: "matching/stopped.html"}


OWN_NEED: Prepared[Need] = Prepared(
    lambda pk, home: Need.objects.filter(pk=pk, firm__organisation=home).select_related("firm__organisation"), int, int
)


def own_need(request: Any, pk: int) -> Need:
    return found_or_404(OWN_NEED.first(pk, request.actor.organisation.pk))


def own_runs(request: Any) -> QuerySet[MatchRun]:
    rows = MatchRun.objects.filter(need__firm__organisation=request.actor.organisation)
    return rows.defer("case").select_related("need")


@demand_side
@require_safe
def need(request: HttpRequest, pk: int) -> HttpResponse:
    """Packages of the newest answer; where this version of the need has none, ask for one and show how it goes.

    A GET may create the run: it is what arriving here from "confirm" means, and the one-run constraint makes a second
    GET find the first one's row. After a failure, or after somebody stopped it, nothing starts by itself.
    """
    row = own_need(request, pk)
    last, done = latest_with_done(row)
    if done is not None and done.need_version == row.version:
        return _packages(request, row, done, last)
    if row.status not in MATCHED:
        return _not_ready(request, row) if done is None else _packages(request, row, done, last)
    if last is not None and last.status in ENDED and last.need_version == row.version:
        return render(request, ENDED[last.status], {"need": row, "run": last, "why": RUN_ERRORS.get(last.error)})
    if (last is None or last.status not in UNFINISHED) and request.actor.may_write:  # type: ignore[attr-defined]
        last = run_request(need=row, trigger=Trigger.ASKED, user=request.user)
        wake(last.pk)
    return render(request, "matching/waiting.html", {"need": row, "run": last, "steps": pages.steps(last)})


def _not_ready(request: HttpRequest, row: Need) -> HttpResponse:
    messages.info(request, NeedNotReady.message)
    return redirect("demand:need", pk=row.pk)


def _packages(request: HttpRequest, row: Need, run: MatchRun, last: MatchRun | None) -> HttpResponse:
    """Cards of a finished run; ``running``: another one is under way and will replace them."""
    running = last if last is not None and last.status in UNFINISHED else None
    context = pages.packages_context(row, run) | {"running": running, "may_write": request.actor.may_write}  # type: ignore[attr-defined]
    context |= {"looked_at": last_looked_at(row, run), "live": row.status in MATCHED}
    shown = [(card.pk, at) for at, card in enumerate(context["result"].cards, start=1)]
    impressions_record(run=run, viewer=request.user, page="packages", shown=shown)
    return render(request, "matching/need.html", context)


@demand_side
@require_POST
def run_start(request: HttpRequest, pk: int) -> HttpResponse:
    row = own_need(request, pk)
    try:
        run = run_request(need=row, trigger=Trigger.ASKED, user=request.user)
    except NeedNotReady:
        return _not_ready(request, row)
    wake(run.pk)
    return redirect("matching:need", pk=row.pk)


@demand_side
@require_POST
def run_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    run = own_or_404(own_runs(request), pk)
    done = latest_done(run.need)
    if not services.run_cancel(run=run):
        messages.info(request, _("이미 끝난 찾기입니다."))
    elif done is not None and done.need_version == run.need_version:  # else the page itself says so
        messages.success(request, _("찾기를 그만두었습니다. 아래는 전에 찾은 결과입니다."))
    return redirect("matching:need", pk=run.need_id)


@demand_side
@require_safe
def run_progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The moving part of the waiting page; once the run has ended the whole page is fetched anew."""
    run = own_or_404(own_runs(request), pk)
    page = reverse("matching:need", args=[run.need_id])
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect(page)
    if run.status not in UNFINISHED:
        return HttpResponse(headers={"HX-Redirect": page})
    part = "running_part.html" if "small" in request.GET else "waiting_part.html"
    return render(request, f"matching/{part}", {"run": run, "steps": pages.steps(run)})


@demand_side
@require_safe
def package(request: HttpRequest, pk: int) -> HttpResponse:
    row = found_or_404(OWN_PACKAGE.first(pk, request.actor.organisation.pk))  # type: ignore[attr-defined]
    context = pages.package_context(row) | {"may_write": request.actor.may_write}  # type: ignore[attr-defined]
    if impressions_record(run=row.run, viewer=request.user, page="package", shown=[(row.pk, row.position)]):
        package_opened(package=row)
    return render(request, "matching/package.html", context)


@demand_side
@require_safe
def what_if(request: HttpRequest, pk: int) -> HttpResponse:
    """Other limits tried on the stored case of the newest run; nothing is kept."""
    row = own_need(request, pk)
    runs = MatchRun.objects.filter(need=row, status=RunStatus.DONE, case__isnull=False).select_related("market_state")
    run = runs.order_by("-created_at").first()
    if run is None:
        return redirect("matching:need", pk=row.pk)
    context = pages.what_if_context(row, run)
    form = WhatIfForm(request.GET or None, limits=context["limits"], slots=context["slots"], firms=context["firms"])
    context |= {"form": form, "answer": pages.what_if_answer(run, form.change()) if form.is_valid() else None}
    part = request.htmx and not request.htmx.boosted  # type: ignore[attr-defined]
    return render(request, "matching/what_if_part.html" if part else "matching/what_if.html", context)


@demand_side
@require_safe
def history(request: HttpRequest, pk: int) -> HttpResponse:
    row = own_need(request, pk)
    page = Paginator(runs_of(row).defer("case", "params", "result"), RUNS_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "matching/history.html", {"need": row, "page": page, "told": pages.told_of(page)})


@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    """How suppliers are ranked, with the weights of the live ranker; needs no log-in."""
    return render(request, "matching/rules.html", rules_context())
