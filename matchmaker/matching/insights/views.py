"""A supplier's own pages: how it stands and what would bring it higher, and who would complete it."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from matchmaker.accounts.access import supplier_side
from matchmaker.matching.insights import presenting
from matchmaker.matching.insights.selectors import insight_of, suggested_to
from suppliers.choices import Verification
from suppliers.models import Supplier
from suppliers.selectors import offer_counts, projects_of, published_of
from suppliers.services import supplier_of

PROJECTS_SHOWN = 20


def mine(request: HttpRequest) -> Supplier:
    return supplier_of(request.actor.organisation)  # type: ignore[attr-defined]


def empty(request: HttpRequest, supplier: Supplier, page: str) -> HttpResponse:
    """Why there is nothing yet: not verified, nothing published, or the night has not come."""
    verified = supplier.status == Verification.VERIFIED
    published = bool(offer_counts(supplier)["published"])
    return render(request, "matching/insight_empty.html", {"page": page, "verified": verified, "published": published})


@supplier_side
@require_safe
def standing(request: HttpRequest) -> HttpResponse:
    supplier = mine(request)
    insight = insight_of(supplier)
    if insight is None:
        return empty(request, supplier, "standing")
    return render(request, "matching/standing.html", presenting.standing_context(insight))


@supplier_side
@require_safe
def partners(request: HttpRequest) -> HttpResponse:
    supplier = mine(request)
    insight = insight_of(supplier)
    if insight is None:
        return empty(request, supplier, "partners")
    return render(request, "matching/partners.html", presenting.partners_context(insight))


@supplier_side
@require_safe
def partner(request: HttpRequest, pk: int) -> HttpResponse:
    """The public page of a suggested supplier, without prices: between suppliers these are nobody's business."""
    row = suggested_to(mine(request), pk)
    if row is None:
        raise Http404
    context = {
        "supplier": row,
        "offers": presenting.offers_without_prices(published_of(row)),
        "projects": list(projects_of(row)[:PROJECTS_SHOWN]),
    }
    return render(request, "matching/partner.html", context)
