"""Pages of outcomes: figures, timed questions, and what came of it."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from matchmaker.accounts.access import administrators, anybody_known, demand_side, own_or_404
from matchmaker.accounts.choices import OrganisationKind
from matchmaker.sourcing.choices import CheckStatus
from matchmaker.sourcing.errors import SourcingError
from matchmaker.sourcing.models import OutcomeCheck, Project
from matchmaker.sourcing.outcomes import kpi_services, presenting, selectors, services, suggesting
from matchmaker.sourcing.outcomes.forms import AnswerForm, BaseKpis, KpiFormSet, figure
from matchmaker.sourcing.projects.errors import FileRefused

PAGE = 30
SPARE_ROWS = 2


@anybody_known
@require_http_methods(["GET", "POST"])
def project_kpis(request: HttpRequest, pk: int) -> HttpResponse:
    """The figures to move: its firm writes them until the kick-off is over, members and offices read them."""
    project = own_or_404(selectors.outcome_details(request.actor.organisation), pk)
    mine = request.actor.organisation.kind == OrganisationKind.DEMAND
    if request.method == "POST" and not mine:
        raise Http404
    may_write = mine and request.actor.may_write and selectors.kpis_open(project)
    if request.method == "GET":
        return _kpis(request, project, _proposed(project) if may_write else None)
    form, refused = KpiFormSet(request.POST), None
    if form.is_valid():
        try:
            kpi_services.kpis_set(project=project, rows=form.rows(), actor=request.user)
        except SourcingError as error:
            refused = error
        else:
            messages.success(request, _("지표를 저장했습니다. 함께하는 공급기업도 볼 수 있습니다."))
            return redirect("sourcing:project_outcomes", project.pk)
    return _kpis(request, project, form, refused=refused, status=422)


def _proposed(project: Project) -> BaseKpis:
    """What was written so far, else a proposal from what the project builds; a few empty rows below."""
    rows = [
        {"field": kpi.field, "name": kpi.name, "unit": kpi.unit, "better": kpi.better, "weight": kpi.weight}
        | {"before": figure(kpi.before).replace(",", ""), "target": figure(kpi.target).replace(",", "")}
        for kpi in project.kpis.all()
    ] or suggesting.suggested(suggesting.fields_of(project))
    form = KpiFormSet(initial=[{**row, "weight": f"{row['weight']:.2f}"} for row in rows])
    form.extra = min(SPARE_ROWS, kpi_services.MOST_ROWS - len(rows))
    return form


def _kpis(
    request: HttpRequest,
    project: Project,
    form: BaseKpis | None,
    *,
    refused: SourcingError | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "project": project,
        "form": form,
        "refused": refused,
        "lines": presenting.kpi_lines(project),
        "mine": request.actor.organisation.kind == OrganisationKind.DEMAND,
        "reported": [(field.label, percent) for field, percent in suggesting.REPORTED.items()],
    }
    return render(request, "sourcing/outcomes/kpis.html", context, status=status)


@anybody_known
@require_GET
def project_outcomes(request: HttpRequest, pk: int) -> HttpResponse:
    reader = request.actor.organisation
    project = own_or_404(selectors.outcome_details(reader), pk)
    mine = reader.kind == OrganisationKind.DEMAND
    reviews = list(selectors.reviews_readable(project, reader))
    lines = presenting.kpi_lines(project)
    context = {
        "project": project,
        "mine": mine,
        "office": reader.kind == OrganisationKind.PROGRAMME,
        "checks": presenting.check_lines(project, mine=mine, may_write=request.actor.may_write),
        "lines": lines,
        "measured": any(line.last for line in lines),
        "may_set": mine and request.actor.may_write and selectors.kpis_open(project),
        "reviews": presenting.review_lines(reviews),
        "to_review": presenting.still_to_review(project, reader, reviews) if request.actor.may_write else [],
    }
    return render(request, "sourcing/outcomes/outcomes.html", context)


@demand_side
@require_http_methods(["GET", "POST"])
def check_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """One timed question: still in use, and what do the figures say?"""
    check = own_or_404(selectors.checks_of(request.actor.organisation), pk)
    form = AnswerForm(request.POST or None, request.FILES or None, kpis=check.project.kpis.all())
    if request.method == "POST" and form.is_valid() and _answered(request, check, form):
        return redirect("sourcing:project_outcomes", check.project_id)
    open_ = check.status in (CheckStatus.ASKED, CheckStatus.MISSED)
    if request.method == "GET" and not open_:
        return redirect("sourcing:project_outcomes", check.project_id)
    context = {"check": check, "form": form, "project": check.project}
    return render(request, "sourcing/outcomes/check.html", context, status=422 if request.method == "POST" else 200)


def _answered(request: HttpRequest, check: OutcomeCheck, form: AnswerForm) -> bool:
    """Keep the answer; False where its file is not taken, which the form then says."""
    told = {"in_use": form.cleaned_data["in_use"], "note": form.cleaned_data["note"], "values": form.values}
    try:
        services.check_answer(check=check, actor=request.user, upload=form.cleaned_data["evidence"], **told)  # type: ignore[misc]
    except FileRefused as refused:
        form.add_error("evidence", refused.message)
        return False
    except SourcingError as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, _("알려 주셔서 고맙습니다. 함께한 공급기업에도 전했습니다."))
    return True


@administrators
@require_GET
def outcomes(request: HttpRequest) -> HttpResponse:
    """For the offices: how many answered, and who did not."""
    office = request.actor.organisation
    page = Paginator(selectors.checks_told(office), PAGE).get_page(request.GET.get("page"))
    return render(request, "sourcing/outcomes/office.html", {"page": page, "counts": selectors.check_counts(office)})
