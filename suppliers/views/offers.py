"""Offers: the list, the picker of a capability, the form, and what is shown to others."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from matchmaker.accounts.access import found_or_404, own_or_404, supplier_side
from matchmaker.lib.prepared import Prepared, counted_page
from matchmaker.lib.transitions import MoveRefused
from matchmaker.reference.models import Capability
from suppliers.choices import OfferStatus
from suppliers.drawn import offer_parts, sent_parts
from suppliers.models import Offer
from suppliers.offer_form import OfferForm, initial_for, initial_of
from suppliers.selectors import offer_counts, offers_listed
from suppliers.services import drafts_publish, offer_hide, offer_publish, offer_save
from suppliers.views.firm import mine
from suppliers.vocabulary import Vocabulary, capabilities_by_kind, name_of, vocabulary_load

PAGE = 20
FIRST: Prepared[Offer] = Prepared(lambda supplier: offers_listed(supplier)[:PAGE], int)
FIRST_OF: Prepared[Offer] = Prepared(lambda supplier, status: offers_listed(supplier, status)[:PAGE], int, str)


@supplier_side
def offers(request: HttpRequest) -> HttpResponse:
    supplier = mine(request)
    status = request.GET.get("status", "")
    counts = offer_counts(supplier)
    every = sum(counts.values())
    count, first, values = every, FIRST, (supplier.pk,)
    if status in OfferStatus.values:
        count, first, values = counts[status], FIRST_OF, (supplier.pk, status)
    page = counted_page(request, lambda: offers_listed(*values), PAGE, count=count, first=lambda: first.rows(*values))
    context = {"page": page, "status": status, "counts": counts, "all": every, "statuses": OfferStatus}
    return render(request, "suppliers/offers.html", context)


@supplier_side
def offer_new(request: HttpRequest) -> HttpResponse:
    """First a capability is picked, then its form is filled in."""
    vocabulary = vocabulary_load()
    code = request.POST.get("capability") or request.GET.get("capability", "")
    if code not in vocabulary.capabilities:
        query = request.GET.get("q", "")[:60]
        groups = capabilities_by_kind(vocabulary, query)
        return render(request, "suppliers/offer_pick.html", {"groups": groups, "query": query})
    capability = vocabulary.capabilities[code]
    return _offer_page(request, initial_for(capability, name_of(capability)), vocabulary, None, capability)


OWN: Prepared[Offer] = Prepared(lambda pk, home: Offer.objects.filter(pk=pk, supplier__organisation=home), int, int)


@supplier_side
def offer(request: HttpRequest, pk: int) -> HttpResponse:
    row = found_or_404(OWN.first(pk, request.actor.organisation.pk))  # type: ignore[attr-defined]
    vocabulary = vocabulary_load()
    return _offer_page(
        request, initial_of(row, vocabulary), vocabulary, row, vocabulary.capabilities[row.capability_id]
    )


def _offer_page(
    request: HttpRequest, initial: dict[str, Any], vocabulary: Vocabulary, row: Offer | None, capability: Capability
) -> HttpResponse:
    form = OfferForm(request.POST, initial=initial, vocabulary=vocabulary) if request.POST else None
    if form and form.is_valid():
        supplier = mine(request)
        saved = offer_save(supplier=supplier, data=form.cleaned_data, all_regions=list(vocabulary.regions), offer=row)
        if "publish" in request.POST and saved.status != OfferStatus.PUBLISHED:
            offer_publish(offer=saved, actor=request.user)
        messages.success(request, _("게시했습니다.") if saved.status == OfferStatus.PUBLISHED else _("저장했습니다."))
        return redirect("suppliers:offers")
    parts = sent_parts(form, capability) if form else offer_parts(initial, capability)
    context = {"form": form, "parts": parts, "offer": row, "capability": capability}
    return render(request, "suppliers/offer.html", context)


@require_POST
@supplier_side
def offer_publish_view(request: HttpRequest, pk: int) -> HttpResponse:
    row = own_or_404(Offer.objects.all(), pk, supplier__organisation=request.actor.organisation)  # type: ignore[attr-defined]
    try:
        offer_publish(offer=row, actor=request.user)
    except MoveRefused:
        messages.info(request, _("이미 게시되어 있습니다."))
    else:
        messages.success(request, _("게시했습니다."))
    return redirect("suppliers:offers")


@require_POST
@supplier_side
def offer_hide_view(request: HttpRequest, pk: int) -> HttpResponse:
    row = own_or_404(Offer.objects.all(), pk, supplier__organisation=request.actor.organisation)  # type: ignore[attr-defined]
    try:
        offer_hide(offer=row, actor=request.user)
    except MoveRefused:
        messages.info(request, _("이미 비공개입니다."))
    else:
        messages.success(request, _("비공개로 바꿨습니다. 새 추천에는 나오지 않습니다."))
    return redirect("suppliers:offers")


@require_POST
@supplier_side
def publish_drafts(request: HttpRequest) -> HttpResponse:
    count = drafts_publish(supplier=mine(request), actor=request.user)
    messages.success(request, _("%(count)s개를 게시했습니다.") % {"count": count})
    return redirect("suppliers:offers")
