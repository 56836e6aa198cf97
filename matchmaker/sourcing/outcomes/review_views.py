"""Pages of reviews: writing one, and reading what customers said of a supplier."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from matchmaker.accounts.access import anybody_known, own_or_404, requires
from matchmaker.accounts.choices import OrganisationKind
from matchmaker.sourcing.choices import ReviewOfFirm, ReviewOfSupplier
from matchmaker.sourcing.doing import do
from matchmaker.sourcing.outcomes import presenting, review_services, selectors
from matchmaker.sourcing.outcomes.forms import ReviewForm
from matchmaker.sourcing.outcomes.shrinking import PRIOR_WEIGHT
from suppliers.selectors import readable_by

PAGE = 20


@requires(OrganisationKind.DEMAND, OrganisationKind.SUPPLIER, write=True)
@require_http_methods(["GET", "POST"])
def project_review(request: HttpRequest, pk: int, subject: int) -> HttpResponse:
    """The firm on a member, or a member on the firm; ``subject`` is the other organisation's key."""
    reader = request.actor.organisation
    project = own_or_404(selectors.projects_seen_by(reader), pk)
    other = next((row for row in presenting.other_side(project, reader) if row.pk == subject), None)
    if other is None:
        raise Http404
    of_supplier = other.kind == OrganisationKind.SUPPLIER
    parts = ReviewOfSupplier.choices if of_supplier else ReviewOfFirm.choices
    form = ReviewForm(request.POST or None, parts=parts)
    if request.method == "POST" and form.is_valid():
        told = {"parts": form.points, "comment": form.cleaned_data["comment"], "actor": request.user}
        told |= {"project": project, "author": reader, "subject": other}
        if done := do(request, review_services.review_write, **told):
            messages.success(request, _said(done.row.published_at is not None))
        return redirect("sourcing:project_outcomes", project.pk)
    context = {"project": project, "other": other, "of_supplier": of_supplier, "form": form}
    return render(request, "sourcing/outcomes/review.html", context, status=422 if request.method == "POST" else 200)


def _said(published: bool) -> str:
    if published:
        return _("평가를 남겼습니다. 양쪽이 모두 써서 지금 공개됐습니다.")
    return _("평가를 남겼습니다. 상대도 쓰거나 2주가 지나면 함께 공개됩니다.")


@anybody_known
@require_GET
def supplier_reviews(request: HttpRequest, pk: int) -> HttpResponse:
    """What customers said of a supplier: the shrunk mean with its n and range, and the reviews themselves."""
    supplier = own_or_404(readable_by(request.actor), pk)
    page = Paginator(selectors.reviews_of(supplier), PAGE).get_page(request.GET.get("page"))
    context = {
        "supplier": supplier,
        "rating": presenting.rating_words(selectors.ratings_of([supplier.pk])[supplier.pk]),
        "page": page,
        "lines": presenting.review_lines(page),
        "weight": PRIOR_WEIGHT,
    }
    return render(request, "sourcing/outcomes/supplier_reviews.html", context)
