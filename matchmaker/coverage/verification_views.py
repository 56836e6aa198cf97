"""The verification queue and one supplier's case: what was found, what changed, what is decided."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from matchmaker.accounts.access import administrators, scoped
from matchmaker.accounts.audit import audited
from matchmaker.accounts.factors import step_up
from matchmaker.coverage.checklist import checklist
from matchmaker.coverage.pages import office_of, page_of
from matchmaker.coverage.verification_forms import DecideForm, LookedForm, SuspendForm
from matchmaker.coverage.verification_selectors import Queue, queue_counts, verification_queue
from matchmaker.lib.transitions import MoveRefused
from matchmaker.sourcing.leaving import supplier_leaves
from suppliers.approving import change_counts, changes_since_approval, with_facts
from suppliers.change_words import told
from suppliers.choices import Verification
from suppliers.models import PastProject, Supplier
from suppliers.selectors import offers_of, projects_of
from suppliers.standing import EndNeeded, supplier_renew, supplier_suspend, suspension_change, ticked
from suppliers.verification import ApplicationIncomplete, OwnFirm, ReasonNeeded, project_prove, supplier_decide

REFUSALS = (OwnFirm, ReasonNeeded, EndNeeded, ApplicationIncomplete, MoveRefused)


@administrators
@audited("coverage:verification")
def verification(request: HttpRequest) -> HttpResponse:
    asked = request.GET.get("show", "")
    queue = asked if asked in Queue.values else Queue.APPLIED.value
    page = page_of(request, verification_queue(office_of(request), queue))
    counts = change_counts(with_facts(Supplier.objects.filter(pk__in=[row.pk for row in page])))  # type: ignore[attr-defined]
    context = {"page": page, "queue": queue, "queues": queue_counts(office_of(request)), "counts": counts}
    return render(request, "coverage/verification.html", context)


def supplier_or_404(request: HttpRequest, pk: int) -> Supplier:
    rows = scoped(Supplier.objects.select_related("organisation", "region"), office_of(request), "region")
    return get_object_or_404(rows, pk=pk)


@administrators
def verification_case(request: HttpRequest, pk: int) -> HttpResponse:
    supplier = supplier_or_404(request, pk)
    if request.method == "POST":
        return _decide(request, supplier)
    return _case(request, supplier)


def _case(request: HttpRequest, supplier: Supplier, suspending: SuspendForm | None = None) -> HttpResponse:
    """``suspending``: the form as it was sent, where that was not good."""
    approval, changes = changes_since_approval(supplier)
    running = supplier.status == Verification.SUSPENDED
    fresh = SuspendForm(running=running, initial={"until": supplier.suspended_until} if running else None)
    context = {
        "supplier": supplier,
        "checks": checklist(supplier),
        "approval": approval,
        "changes": told(changes),
        "form": DecideForm(initial={"seen": supplier.status}),
        "suspending": suspending or (fresh if running else SuspendForm()),
        "moves": supplier.MOVES.get(supplier.status, frozenset()),
        "own": supplier.organisation.memberships.filter(user=request.user).exists(),
        "offers": offers_of(supplier)[:50],
        "projects": projects_of(supplier)[:50],
        "events": supplier.events.select_related("actor")[:20],
    }
    return render(request, "coverage/verification_case.html", context, status=422 if suspending else 200)


def _looked(supplier: Supplier, form: LookedForm) -> dict[str, Any]:
    """What goes on record beside an approval: the ticks, and how the list stood."""
    return {
        "ticked": ticked(form.cleaned_data["looked"]),
        "found": dict(Counter(check.state for check in checklist(supplier))),
    }


def _decide(request: HttpRequest, supplier: Supplier) -> HttpResponse:
    form = DecideForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("결정을 알아볼 수 없습니다. 다시 골라 주세요."))
        return redirect(request.path)
    asked = form.cleaned_data
    kept = {"looked": _looked(supplier, form)} if asked["decision"] == Verification.VERIFIED else {}
    reason = "" if kept else asked["reason"]
    try:
        supplier_decide(
            supplier=supplier, actor=request.user, frm=asked["seen"], to=asked["decision"], reason=reason, **kept
        )
    except REFUSALS as refused:
        messages.error(request, refused.message)
        return redirect(request.path)
    messages.success(request, _("결정을 기록하고 회사에 알렸습니다."))
    return redirect("coverage:verification")


@administrators
@require_POST
def renew(request: HttpRequest, pk: int) -> HttpResponse:
    supplier = supplier_or_404(request, pk)
    form = LookedForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("결정을 알아볼 수 없습니다. 다시 골라 주세요."))
        return redirect("coverage:verification_case", pk)
    try:
        supplier_renew(supplier=supplier, actor=request.user, looked=_looked(supplier, form))  # type: ignore[arg-type]
    except REFUSALS as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, _("지금 내용으로 다시 확인했습니다. 한 해 뒤에 알려 드립니다."))
    return redirect("coverage:verification_case", pk)


@administrators
@require_POST
@step_up
def suspend(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin a suspension, or give one that goes on another end."""
    supplier = supplier_or_404(request, pk)
    running = supplier.status == Verification.SUSPENDED
    form = SuspendForm(request.POST, running=running)
    if not form.is_valid():
        return _case(request, supplier, form)
    try:
        act = suspension_change if running else supplier_suspend
        act(supplier=supplier, actor=request.user, **form.cleaned_data)  # type: ignore[operator]
    except REFUSALS as refused:
        messages.error(request, refused.message)
        return redirect("coverage:verification_case", pk)
    left = 0 if running else supplier_leaves(supplier=supplier)
    messages.success(request, _("기록하고 회사에 알렸습니다."))
    if left:
        messages.info(request, _("열려 있던 견적 요청과 견적에서 뺐고, 맡기려던 수요기업에도 알렸습니다."))
    return redirect("coverage:verification_case", pk)


@require_POST
@administrators
def prove(request: HttpRequest, pk: int) -> HttpResponse:
    rows = scoped(PastProject.objects.select_related("supplier"), office_of(request), "supplier__region")
    project = get_object_or_404(rows, pk=pk)
    try:
        project_prove(project=project, actor=request.user)
    except OwnFirm as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, _("서류를 확인한 것으로 적었습니다."))
    return redirect("coverage:verification_case", project.supplier_id)
