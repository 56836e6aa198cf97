"""Administrators' pages. Everybody else gets 404."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from matchmaker.accounts.access import administrators, own_or_404
from matchmaker.accounts.audit import audited
from matchmaker.coverage import selectors
from matchmaker.coverage.checklist import checklist
from matchmaker.coverage.forms import DecideForm, DoneForm, FirmFilter, RegisterFilter
from matchmaker.lib.tabular import TableUnreadable
from matchmaker.lib.transitions import MoveRefused
from matchmaker.matching.choices import RunStatus
from matchmaker.sourcing import escalating as services
from matchmaker.sourcing.models import Escalation
from matchmaker.sourcing.selectors import escalations
from suppliers.choices import ImportKind, Verification
from suppliers.forms import UploadForm
from suppliers.import_pages import bad_rows_file, batch_page, batch_use
from suppliers.import_services import import_start
from suppliers.models import ImportBatch, PastProject, Supplier
from suppliers.selectors import imports_of, offers_of, projects_of
from suppliers.verification import ApplicationIncomplete, OwnFirm, ReasonNeeded, project_prove, supplier_decide

PER_PAGE = 25


def page_of(request: HttpRequest, rows: QuerySet) -> object:  # type: ignore[type-arg]
    return Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))


@administrators
def board(request: HttpRequest) -> HttpResponse:
    return render(request, "coverage/board.html", {"board": selectors.board()})


@administrators
@audited("coverage:verification")
def verification(request: HttpRequest) -> HttpResponse:
    return render(request, "coverage/verification.html", {"page": page_of(request, selectors.verification_queue())})


@administrators
def verification_case(request: HttpRequest, pk: int) -> HttpResponse:
    supplier = get_object_or_404(Supplier.objects.select_related("organisation", "region"), pk=pk)
    if request.method == "POST":
        return _decide(request, supplier)
    context = {
        "supplier": supplier,
        "checks": checklist(supplier),
        "form": DecideForm(initial={"seen": supplier.status}),
        "moves": supplier.MOVES.get(supplier.status, frozenset()),
        "own": supplier.organisation.memberships.filter(user=request.user).exists(),
        "offers": offers_of(supplier)[:50],
        "projects": projects_of(supplier)[:50],
        "events": supplier.events.select_related("actor")[:20],
    }
    return render(request, "coverage/verification_case.html", context)


def _decide(request: HttpRequest, supplier: Supplier) -> HttpResponse:
    form = DecideForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("결정을 알아볼 수 없습니다. 다시 골라 주세요."))
        return redirect(request.path)
    asked = form.cleaned_data
    reason = "" if asked["decision"] == Verification.VERIFIED else asked["reason"]
    try:
        supplier_decide(supplier=supplier, actor=request.user, frm=asked["seen"], to=asked["decision"], reason=reason)
    except (OwnFirm, ReasonNeeded, ApplicationIncomplete, MoveRefused) as refused:
        messages.error(request, refused.message)
        return redirect(request.path)
    messages.success(request, _("결정을 기록하고 회사에 알렸습니다."))
    return redirect("coverage:verification")


@require_POST
@administrators
def prove(request: HttpRequest, pk: int) -> HttpResponse:
    project = get_object_or_404(PastProject.objects.select_related("supplier"), pk=pk)
    try:
        project_prove(project=project, actor=request.user)
    except OwnFirm as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, _("서류를 확인한 것으로 적었습니다."))
    return redirect("coverage:verification_case", project.supplier_id)


@administrators
@audited("coverage:firms")
def firms(request: HttpRequest) -> HttpResponse:
    form = FirmFilter(request.GET)
    wanted = form.wanted()
    query = wanted.pop("q")
    page = page_of(request, selectors.firms(query=query, **wanted))
    return render(request, "coverage/firms.html", {"page": page, "form": form})


@administrators
def runs(request: HttpRequest) -> HttpResponse:
    status = request.GET.get("status", "")
    status = status if status in RunStatus.values else ""
    page = page_of(request, selectors.runs(status))
    rows = [(run, selectors.seconds_of(run)) for run in page]  # type: ignore[attr-defined]
    context = {"page": page, "rows": rows, "status": status, "statuses": RunStatus}
    return render(request, "coverage/runs.html", context)


@administrators
@audited("coverage:unmet")
def unmet(request: HttpRequest) -> HttpResponse:
    return _unmet(request)


def _unmet(request: HttpRequest, bad: DoneForm | None = None, pk: int | None = None) -> HttpResponse:
    """``bad``: the form of escalation ``pk`` as it was sent, where that was not good."""
    page = page_of(request, selectors.unmet_needs())
    waiting = list(escalations()[:PER_PAGE])
    context = {
        "page": page,
        "slots": selectors.open_slots(list(page)),  # type: ignore[call-overload]
        "waiting": [(row, bad if bad and row.pk == pk else DoneForm(auto_id=f"id_{row.pk}_%s")) for row in waiting],
    }
    return render(request, "coverage/unmet.html", context, status=422 if bad else 200)


@administrators
@require_POST
def escalation_done(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Escalation, pk=pk)
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
    page = page_of(request, selectors.register_entries(query=wanted["q"], region=wanted["region"]))
    return render(request, "coverage/register.html", {"page": page, "form": form})


@administrators
def register_import(request: HttpRequest) -> HttpResponse:
    organisation = request.actor.organisation  # type: ignore[attr-defined]
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            batch = import_start(
                organisation=organisation, kind=ImportKind.REGISTER, filename=upload.name, data=upload.read()
            )
        except TableUnreadable as refused:
            form.add_error("file", str(refused))
        else:
            return redirect("coverage:register_preview", batch.pk)
    earlier = imports_of(organisation.pk, ImportKind.REGISTER)[:10]
    return render(request, "coverage/register_import.html", {"form": form, "earlier": earlier})


@administrators
def register_preview(request: HttpRequest, pk: int) -> HttpResponse:
    organisation = request.actor.organisation  # type: ignore[attr-defined]
    batch = own_or_404(ImportBatch.objects.filter(kind=ImportKind.REGISTER), pk, organisation=organisation)
    if request.method == "POST":
        return redirect("coverage:register" if batch_use(request, batch) else request.path)
    if "bad" in request.GET:
        return bad_rows_file(batch)
    return render(request, "suppliers/import_preview.html", batch_page(request, batch) | {"back": "coverage:register"})
