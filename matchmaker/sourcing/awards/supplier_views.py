"""The chosen and the not chosen: the lead's two answers, and what those who lost may read."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from matchmaker.accounts.access import own_or_404, supplier_side
from matchmaker.sourcing.awards import presenting, selectors, services
from matchmaker.sourcing.awards.forms import RefuseForm
from matchmaker.sourcing.awards.views import award_page
from matchmaker.sourcing.doing import act

PAGE = 20


@supplier_side
@require_GET
def quotes(request: HttpRequest) -> HttpResponse:
    """What came of each quote: chosen, not chosen and why, or still waiting."""
    page = Paginator(selectors.quotes_of_supplier(request.actor.organisation), PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "lines": [presenting.result_of(row) for row in page]}
    return render(request, "sourcing/awards/quotes.html", context)


@supplier_side
@require_POST
def award_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    row = own_or_404(selectors.lead_awards(request.actor.organisation), pk)
    words = _("확인했습니다. 수요기업에도 알렸습니다.")
    return act(request, ("sourcing:award", row.pk), services.award_confirm, words, award=row)


@supplier_side
@require_POST
def award_refuse(request: HttpRequest, pk: int) -> HttpResponse:
    row = own_or_404(selectors.lead_awards(request.actor.organisation), pk)
    form = RefuseForm(request.POST)
    if not form.is_valid():
        return award_page(request, row, status=422, refuse=form)
    words = _("함께하기 어렵다고 알렸습니다. 알려 주셔서 고맙습니다.")
    return act(request, ("sourcing:award", row.pk), services.award_refuse, words, award=row, **form.cleaned_data)


@supplier_side
@require_GET
def quote_feedback(request: HttpRequest, pk: int) -> HttpResponse:
    """Why the quote was not chosen, and where it stood by each criterion: nobody else's name, nobody else's price."""
    quote = own_or_404(selectors.lost_quotes(request.actor.organisation), pk)
    note = getattr(quote, "loss", None)
    context = {"quote": quote, "need": quote.rfq.need, "note": note}
    context["ranks"] = presenting.rank_rows(note.ranks, note.of) if note else []
    return render(request, "sourcing/awards/feedback.html", context)
