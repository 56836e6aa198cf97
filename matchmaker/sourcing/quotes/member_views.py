"""The members' side: begin, write one's own lines, sign; the lead's terms, handing in and revising."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from matchmaker.accounts.access import own_or_404, supplier_side
from matchmaker.sourcing.choices import QuoteStatus
from matchmaker.sourcing.doing import act, do
from matchmaker.sourcing.models import Quote, QuotePart
from matchmaker.sourcing.quotes import selectors, services
from matchmaker.sourcing.quotes.costing import NO_SLOT, Line, add_up
from matchmaker.sourcing.quotes.drafts import TERMS
from matchmaker.sourcing.quotes.errors import LeadOnly, QuoteFixed
from matchmaker.sourcing.quotes.forms import LinesForm, TermsForm, WithdrawForm
from matchmaker.sourcing.quotes.presenting import slot_names
from matchmaker.sourcing.quotes.views import quote_page
from matchmaker.sourcing.tasks import refill_soon


def _member(request: HttpRequest, pk: int) -> tuple[Quote, QuotePart]:
    """A quote of one's own, with one's own part; 404 for everybody else's."""
    home = request.actor.organisation
    row = own_or_404(selectors.quotes_of_member(home), pk)
    return row, next(part for part in row.parts.all() if part.supplier.organisation_id == home.pk)


@supplier_side
@require_POST
def begin(request: HttpRequest, pk: int) -> HttpResponse:
    """From an accepted invitation to the quote that is being written."""
    row = own_or_404(selectors.invitations_accepted(request.actor.organisation), pk)
    if not (done := do(request, services.quote_open, rfq=row.rfq, actor=request.user)):
        return redirect("sourcing:invitation", row.pk)
    draft = done.row.status == QuoteStatus.DRAFT
    return redirect("sourcing:quote_edit" if draft else "sourcing:quote", done.row.pk)


@supplier_side
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """One's own lines, and nobody else's."""
    row, part = _member(request, pk)
    if row.status != QuoteStatus.DRAFT:
        messages.info(request, QuoteFixed.message)
        return redirect("sourcing:quote", row.pk)
    form = LinesForm(request.POST if request.method == "POST" else None, part=part, names=slot_names(row))
    if request.method == "POST" and form.is_valid():
        save = {"quote": row, "supplier": part.supplier, "entries": form.entries, "actor": request.user}
        if do(request, services.lines_save, _("우리 줄을 저장했습니다."), **save):
            return redirect("sourcing:quote", row.pk)
    lines = [Line(part.pk, line.head, line.amount_krw, line.slot, line.year) for line in part.lines.all()]
    context = {"quote": row, "part": part, "form": form, "totals": add_up(lines) if lines else None, "none": NO_SLOT}
    return render(request, "sourcing/quotes/edit.html", context, status=422 if form.errors else 200)


@supplier_side
@require_http_methods(["GET", "POST"])
def terms(request: HttpRequest, pk: int) -> HttpResponse:
    """The lead's terms."""
    row, part = _member(request, pk)
    if row.status != QuoteStatus.DRAFT or not part.lead:
        messages.info(request, LeadOnly.message if row.status == QuoteStatus.DRAFT else QuoteFixed.message)
        return redirect("sourcing:quote", row.pk)
    initial = {name: getattr(row, name) for name in TERMS}
    form = TermsForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        save = {"quote": row, "supplier": part.supplier, "terms": form.cleaned_data, "actor": request.user}
        if do(request, services.terms_save, _("조건을 저장했습니다."), **save):
            return redirect("sourcing:quote", row.pk)
    context = {"quote": row, "form": form}
    return render(request, "sourcing/quotes/terms.html", context, status=422 if form.errors else 200)


@supplier_side
@require_POST
def sign(request: HttpRequest, pk: int) -> HttpResponse:
    row, part = _member(request, pk)
    call = {"quote": row, "supplier": part.supplier}
    words = _("서명했습니다. 우리 줄을 고치면 다시 서명해야 합니다.")
    return act(request, ("sourcing:quote", row.pk), services.part_sign, words, **call)


@supplier_side
@require_POST
def submit(request: HttpRequest, pk: int) -> HttpResponse:
    row, part = _member(request, pk)
    call = {"quote": row, "supplier": part.supplier}
    words = _("공동 견적을 냈습니다. 수요기업에도 알렸습니다.")
    return act(request, ("sourcing:quote", row.pk), services.quote_submit, words, **call)


@supplier_side
@require_POST
def revise(request: HttpRequest, pk: int) -> HttpResponse:
    row, part = _member(request, pk)
    if not part.lead:
        messages.error(request, LeadOnly.message)
        return redirect("sourcing:quote", row.pk)
    words = _("낸 견적을 옮겨 새 견적을 시작했습니다. 고친 뒤 모두 다시 서명하고 내면 앞의 견적을 대신합니다.")
    done = do(request, services.quote_revise, words, quote=row, actor=request.user)
    return redirect("sourcing:quote", done.row.pk if done else row.pk)


@supplier_side
@require_POST
def reconfirm(request: HttpRequest, pk: int) -> HttpResponse:
    row, part = _member(request, pk)
    version = request.POST.get("need_version", "")
    call = {"quote": row, "supplier": part.supplier}
    call["need_version"] = int(version) if version.isdecimal() and len(version) < 9 else 0
    words = _("지금 내용에도 이 견적이 그대로라고 알렸습니다.")
    return act(request, ("sourcing:quote", row.pk), services.quote_reconfirm, words, **call)


@supplier_side
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Step out of the joint quote."""
    row, part = _member(request, pk)
    form = WithdrawForm(request.POST)
    if not form.is_valid():
        return quote_page(request, row, form, status=422)
    if part.invitation is None:
        return redirect("sourcing:quote", row.pk)
    call = {"invitation": part.invitation, "actor": request.user, **form.cleaned_data}
    done = _("공동 견적에서 빠졌습니다. 함께하던 곳에도 알렸습니다.")
    if do(request, services.member_withdraw, done, **call):
        refill_soon(row.rfq_id)
    return redirect("sourcing:invitation", part.invitation_id)
