"""Offers: the list, the picker of a capability, the form, and what is shown to others."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from matchmaker.accounts.access import own_or_404, supplier_side
from matchmaker.lib.transitions import MoveRefused
from suppliers.choices import OfferStatus
from suppliers.forms_layout import offer_layout
from suppliers.models import Offer
from suppliers.offer_form import OfferForm, initial_for, initial_of
from suppliers.selectors import capability_of, offer_counts, offers_of
from suppliers.services import drafts_publish, offer_hide, offer_publish, offer_save
from suppliers.views.firm import mine
from suppliers.vocabulary import Vocabulary, capabilities_by_kind, name_of, vocabulary_load


@supplier_side
def offers(request: HttpRequest) -> HttpResponse:
    supplier = mine(request)
    status = request.GET.get("status", "")
    rows = offers_of(supplier)
    if status in OfferStatus.values:
        rows = rows.filter(status=status)
    page = Paginator(rows, 20).get_page(request.GET.get("page"))
    counts = offer_counts(supplier)
    context = {"page": page, "status": status, "counts": counts, "all": sum(counts.values()), "statuses": OfferStatus}
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
    form = OfferForm(request.POST or None, initial=initial_for(capability, name_of(capability)), vocabulary=vocabulary)
    return _offer_page(request, form, vocabulary, None, code)


@supplier_side
def offer(request: HttpRequest, pk: int) -> HttpResponse:
    row = own_or_404(Offer.objects.select_related("capability"), pk, supplier__organisation=request.actor.organisation)  # type: ignore[attr-defined]
    vocabulary = vocabulary_load()
    form = OfferForm(request.POST or None, initial=initial_of(row, vocabulary), vocabulary=vocabulary)
    return _offer_page(request, form, vocabulary, row, row.capability_id)


def _offer_page(
    request: HttpRequest, form: OfferForm, vocabulary: Vocabulary, row: Offer | None, code: str
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        supplier = mine(request)
        saved = offer_save(supplier=supplier, data=form.cleaned_data, all_regions=list(vocabulary.regions), offer=row)
        if "publish" in request.POST and saved.status != OfferStatus.PUBLISHED:
            offer_publish(offer=saved, actor=request.user)
        messages.success(request, _("게시했습니다.") if saved.status == OfferStatus.PUBLISHED else _("저장했습니다."))
        return redirect("suppliers:offers")
    capability = capability_of(code)
    if capability is None:
        raise Http404
    context = {"form": form, "offer": row, "capability": capability} | offer_layout(form, capability)
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
