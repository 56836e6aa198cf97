"""The firm: its dashboard, profile, application for verification, and the page that others see."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from matchmaker.accounts.access import anybody_known, supplier_side
from matchmaker.lib.transitions import MoveRefused
from suppliers.advice import advise
from suppliers.choices import Verification
from suppliers.forms import ProfileForm
from suppliers.listing import listing_parts, listing_score, next_best
from suppliers.models import Supplier
from suppliers.selectors import listing_facts, offer_counts, projects_of, published_of, readable_by
from suppliers.services import supplier_of, supplier_update
from suppliers.verification import ApplicationIncomplete, application_missing, supplier_apply
from suppliers.vocabulary import vocabulary_load

MAY_APPLY = frozenset({Verification.DRAFT, Verification.RETURNED})


def mine(request: HttpRequest) -> Supplier:
    """The actor's own supplier row."""
    return supplier_of(request.actor.organisation)  # type: ignore[attr-defined]


@supplier_side
def dashboard(request: HttpRequest) -> HttpResponse:
    supplier = mine(request)
    parts = listing_parts(listing_facts(supplier))
    may_apply = supplier.status in MAY_APPLY
    context = {
        "supplier": supplier,
        "score": listing_score(parts),
        "advice": advise(next_best(parts)),
        "counts": offer_counts(supplier),
        "may_apply": may_apply,
        "missing": application_missing(supplier) if may_apply else [],
        "last": supplier.events.first(),
        "projects": supplier.projects.count(),
        "certificates": supplier.certificates.count(),
    }
    return render(request, "suppliers/dashboard.html", context)


@supplier_side
def profile(request: HttpRequest) -> HttpResponse:
    supplier = mine(request)
    form = ProfileForm(request.POST or None, instance=supplier)
    if request.method == "POST" and form.is_valid():
        fields = {name: form.cleaned_data[name] for name in ProfileForm.Meta.fields}
        supplier_update(supplier=supplier, fields=fields, business_number=form.cleaned_data["business_number"])
        messages.success(request, _("회사 정보를 저장했습니다."))
        return redirect("suppliers:dashboard")
    return render(request, "suppliers/profile.html", {"form": form, "supplier": supplier})


@require_POST
@supplier_side
def apply(request: HttpRequest) -> HttpResponse:
    try:
        supplier_apply(supplier=mine(request), actor=request.user)
    except ApplicationIncomplete:
        messages.error(request, _("아직 빠진 것이 있습니다. 아래 목록을 채운 뒤 다시 신청해 주세요."))
    except MoveRefused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, _("확인을 신청했습니다. 결과가 나오면 알려 드립니다."))
    return redirect("suppliers:dashboard")


@anybody_known
def public(request: HttpRequest, pk: int) -> HttpResponse:
    supplier = get_object_or_404(readable_by(request.actor), pk=pk)  # type: ignore[attr-defined]
    projects = list(projects_of(supplier)[:50])
    offers = published_of(supplier)
    regions = len(vocabulary_load().regions)
    context = {
        "supplier": supplier,
        "offers": [(row, sum(1 for place in row.regions.all() if place.valid_to is None) >= regions) for row in offers],
        "projects": projects,
        "certificates": list(supplier.certificates.all()),
        "own": supplier.organisation_id == request.actor.organisation.pk,  # type: ignore[attr-defined]
    }
    return render(request, "suppliers/public.html", context)
