"""Hand-overs: the standby answers and receives, the firm confirms, whoever is followed looks on."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from matchmaker.accounts.access import demand_side, own_or_404, requires, supplier_side
from matchmaker.accounts.choices import OrganisationKind
from matchmaker.sourcing.care import handovers, presenting, selectors, takeover
from matchmaker.sourcing.care.forms import ClosedForm, ReceivedForm
from matchmaker.sourcing.care.standbys import others_for
from matchmaker.sourcing.care.views import both_sides
from matchmaker.sourcing.choices import DeclineReason, HandoverReason
from matchmaker.sourcing.doing import act
from matchmaker.sourcing.forms import DeclineForm
from matchmaker.sourcing.models import Handover
from matchmaker.sourcing.presenting import capability_names, said

firm_or_office = requires(OrganisationKind.DEMAND, OrganisationKind.PROGRAMME)


@both_sides
@require_GET
def handover(request: HttpRequest, pk: int) -> HttpResponse:
    row = own_or_404(selectors.handovers_of(request.actor.organisation), pk)
    return _page(request, row, DeclineForm())


@supplier_side
@require_POST
def handover_accept(request: HttpRequest, pk: int) -> HttpResponse:
    row = own_or_404(selectors.handovers_to(request.actor.organisation), pk)
    words = _("고맙습니다. 이제 인수인계 자료를 볼 수 있습니다.")
    return act(request, ("sourcing:handover", row.pk), handovers.handover_accept, words, handover=row)


@supplier_side
@require_POST
def handover_decline(request: HttpRequest, pk: int) -> HttpResponse:
    row = own_or_404(selectors.handovers_to(request.actor.organisation), pk)
    form = DeclineForm(request.POST)
    if not form.is_valid():
        return _page(request, row, form, status=422)
    words = _("거절했습니다. 알려 주셔서 고맙습니다.")
    return act(
        request,
        ("sourcing:handover", row.pk),
        handovers.handover_decline,
        words,
        handover=row,
        reason=form.cleaned_data["reason"],
    )


@supplier_side
@require_POST
def handover_receive(request: HttpRequest, pk: int) -> HttpResponse:
    row = own_or_404(selectors.handovers_to(request.actor.organisation), pk)
    form = ReceivedForm(request.POST)
    if not form.is_valid():
        return _page(request, row, DeclineForm(), received_form=form, status=422)
    words = _("공장에 알렸습니다. 공장이 확인하면 그때부터 우리 자리가 됩니다.")
    return act(
        request, ("sourcing:handover", row.pk), takeover.handover_receive, words, handover=row, **form.cleaned_data
    )


@demand_side
@require_POST
def handover_finish(request: HttpRequest, pk: int) -> HttpResponse:
    return _firm_says(
        request, pk, takeover.handover_finish, _("인수인계를 마쳤습니다. 이제 새로 맡은 곳이 책임집니다.")
    )


@demand_side
@require_POST
def handover_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    return _firm_says(
        request, pk, handovers.handover_cancel, _("지금 맡은 곳이 계속 맡습니다. 물어본 곳에도 알렸습니다.")
    )


def _firm_says(request: HttpRequest, pk: int, service: Callable[..., Handover], words: str) -> HttpResponse:
    row = own_or_404(selectors.handovers_of(request.actor.organisation), pk)
    return act(request, ("sourcing:handover", row.pk), service, words, handover=row)


@firm_or_office
@require_http_methods(["GET", "POST"])
def slot_closed(request: HttpRequest, pk: int) -> HttpResponse:
    """The firm or the programme office says that the member of this slot is gone."""
    slot = own_or_404(selectors.slots_to_report_on(request.actor.organisation), pk)
    office = request.actor.organisation.kind == OrganisationKind.PROGRAMME
    others = others_for(slot) if office else None
    form = ClosedForm(request.POST if request.method == "POST" else None, others=others)
    if request.method == "POST" and form.is_valid():
        to = form.cleaned_data.get("to")
        row = handovers.handover_start(slot=slot, reason=HandoverReason.CLOSED, actor=request.user, to=to)
        if row is None:
            messages.warning(request, _("이어받을 곳이 남아 있지 않아 운영기관이 직접 찾습니다."))
        else:
            messages.success(request, _("대기 공급기업에 이어받을지 물었습니다."))
        return redirect("sourcing:care" if office else "sourcing:tickets")
    context = {"slot": slot, "part": said(slot.codes, capability_names()), "form": form}
    return render(request, "sourcing/care/slot_closed.html", context, status=422 if form.errors else 200)


def _page(
    request: HttpRequest,
    row: Handover,
    form: DeclineForm,
    *,
    received_form: ReceivedForm | None = None,
    status: int = 200,
) -> HttpResponse:
    page = presenting.handover_page(row, request.actor, timezone.now())
    received_form = received_form or ReceivedForm()
    context = {**page, "row": row, "reasons": DeclineReason.choices, "form": form, "received_form": received_form}
    return render(request, "sourcing/care/handover.html", context, status=status)
