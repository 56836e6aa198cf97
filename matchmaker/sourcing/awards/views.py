"""The firm's side of the choice: comparing, choosing, taking back, what the programme said."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from matchmaker.accounts.access import demand_side, own_or_404, requires
from matchmaker.accounts.audit import audited
from matchmaker.accounts.choices import AuditAction, OrganisationKind
from matchmaker.sourcing.awards import deciding, presenting, selectors, services
from matchmaker.sourcing.awards.forms import AwardForm, ExtendForm, RefuseForm, ReofferForm, ResultForm
from matchmaker.sourcing.awards.funding import programmes_for
from matchmaker.sourcing.awards.lineup import line_up
from matchmaker.sourcing.awards.losing import suggestions
from matchmaker.sourcing.awards.pages import award_context, compare_context
from matchmaker.sourcing.doing import act, do
from matchmaker.sourcing.models import Award, Round
from matchmaker.sourcing.pdf import pdf_response

both_sides = requires(OrganisationKind.DEMAND, OrganisationKind.SUPPLIER)


@demand_side
@require_GET
@audited("sourcing.round")
def round_compare(request: HttpRequest, pk: int) -> HttpResponse:
    """All quotes of a need side by side; before a sealed round opens, only how many there are."""
    row = own_or_404(selectors.rounds_of(request.actor.organisation), pk)
    return _compare_page(request, row, ExtendForm())


@demand_side
@require_GET
def need_quotes(request: HttpRequest, pk: int) -> HttpResponse:
    """From the need's own pages, which know no rounds. ``pk``: the need's key."""
    row = get_object_or_404(selectors.rounds_of(request.actor.organisation), need__pk=pk)
    return redirect("sourcing:round_compare", row.pk)


@demand_side
@require_POST
def round_extend(request: HttpRequest, pk: int) -> HttpResponse:
    row = own_or_404(selectors.rounds_of(request.actor.organisation), pk)
    form = ExtendForm(request.POST)
    if not form.is_valid():
        return _compare_page(request, row, form, status=422)
    words = _("결정 기한을 늘렸습니다.")
    return act(
        request, ("sourcing:round_compare", row.pk), deciding.round_extend, words, round=row, **form.cleaned_data
    )


def _compare_page(request: HttpRequest, row: Round, form: ExtendForm, *, status: int = 200) -> HttpResponse:
    context = {**compare_context(row), "form": form}
    return render(request, "sourcing/awards/compare.html", context, status=status)


@demand_side
@require_http_methods(["GET", "POST"])
def quote_award(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose this quote: under which programme, and what the others are to hear."""
    quote = own_or_404(selectors.quotes_of_firm(request.actor.organisation), pk)
    entries = line_up(selectors.compared_quotes(quote.rfq.need), quote.rfq.need)
    entry = next(one for one in entries if one.quote.pk == quote.pk)
    losers = [(one.quote.pk, presenting.placed_name(one), why) for one, why in suggestions(entries, entry)]
    choice = programmes_for(quote.rfq.round, entry)
    counted_on = quote.rfq.round.programme
    initial = {"programme": counted_on, "result_by": counted_on and counted_on.result_on}
    given = {"programmes": choice.rows, "unfit": choice.unfit, "losers": losers, "initial": initial}
    form = AwardForm(request.POST if request.method == "POST" else None, **given)
    if request.method == "POST" and form.is_valid():
        terms = {name: form.cleaned_data[name] for name in ("programme", "result_by")}
        terms |= {"losses": form.losses, "actor": request.user, "quote": quote}
        words = _("선정했습니다. 대표 공급기업의 확인을 기다립니다.")
        if done := do(request, services.award_make, words, beside=(form, None), **terms):
            return redirect("sourcing:award", done.row.pk)
    context = {"quote": quote, "entry": entry, "name": presenting.name_of(entry.quote), "form": form}
    context |= {"many": len(entries), "funding": choice.funding}
    return render(request, "sourcing/awards/award_new.html", context, status=422 if form.errors else 200)


@both_sides
@require_GET
def award(request: HttpRequest, pk: int) -> HttpResponse:
    return award_page(request, own_or_404(selectors.awards_of(request.actor.organisation), pk))


def award_page(request: HttpRequest, row: Award, *, status: int = 200, **forms: Any) -> HttpResponse:
    """The one page of an award, in the words of the reader's side; ``forms`` are those with errors, shown again."""
    context = award_context(row, request.actor.organisation)
    fresh = {"refuse": RefuseForm(), "result": ResultForm(), "reoffer": ReofferForm(slots=context["slots"])}
    template = "sourcing/awards/award.html" if context["firm"] else "sourcing/awards/award_supplier.html"
    return render(request, template, {**context, **fresh, **forms}, status=status)


@demand_side
@require_POST
def award_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    row = own_or_404(selectors.firm_awards(request.actor.organisation), pk)
    words = _("선정을 거두었습니다. 다른 견적을 고르실 수 있습니다.")
    return act(request, ("sourcing:award", row.pk), services.award_cancel, words, award=row)


@demand_side
@require_POST
def award_result(request: HttpRequest, pk: int) -> HttpResponse:
    """The firm says what the programme answered."""
    row = own_or_404(selectors.firm_awards(request.actor.organisation), pk)
    form = ResultForm(request.POST)
    if not form.is_valid():
        return award_page(request, row, status=422, result=form)
    words = _("지원사업 결과를 적었습니다. 공급기업에도 알렸습니다.")
    return act(request, ("sourcing:award", row.pk), services.programme_result, words, award=row, **form.cleaned_data)


@demand_side
@require_POST
def award_reoffer(request: HttpRequest, pk: int) -> HttpResponse:
    """The same members are asked again, on the firm's own money or for less."""
    row = own_or_404(selectors.firm_awards(request.actor.organisation), pk)
    form = ReofferForm(request.POST, slots=award_context(row, request.actor.organisation)["slots"])
    if not form.is_valid():
        return award_page(request, row, status=422, reoffer=form)
    words = _("같은 공급기업에 다시 제안을 부탁했습니다. 새 견적이 오면 알려 드립니다.")
    return act(request, ("sourcing:award", row.pk), services.award_reoffer, words, award=row, **form.cleaned_data)


@both_sides
@require_GET
@audited("sourcing.award", action=AuditAction.EXPORT)
def award_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    row = own_or_404(selectors.awards_of(request.actor.organisation), pk)
    context = award_context(row, request.actor.organisation)
    return pdf_response(request, "sourcing/awards/award_pdf.html", context, f"{_('선정서')}-{row.pk}.pdf")
