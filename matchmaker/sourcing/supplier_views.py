"""The side that is asked: invitations and the two answers."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from matchmaker.accounts.access import own_or_404, supplier_side
from matchmaker.accounts.audit import audited
from matchmaker.sourcing import presenting, selectors, services
from matchmaker.sourcing.amending import amended, round_amend
from matchmaker.sourcing.choices import LIVE, DeclineReason, InvitationStatus
from matchmaker.sourcing.doing import act, do
from matchmaker.sourcing.forms import AskForm, DeclineForm
from matchmaker.sourcing.models import RfqInvitation
from matchmaker.sourcing.questions import may_ask
from matchmaker.sourcing.tasks import refill_soon
from matchmaker.sourcing.wording import FOR_SUPPLIER, time_left

PAGE = 20


@supplier_side
@require_GET
def invitations(request: HttpRequest) -> HttpResponse:
    firm, now = request.actor.organisation, timezone.now()
    page = Paginator(selectors.past_invitations(firm), PAGE).get_page(request.GET.get("page"))
    context = {
        "waiting": presenting.invitation_lines(list(selectors.waiting_invitations(firm)), now),
        "past": presenting.invitation_lines(list(page), now),
        "page": page,
    }
    return render(request, "sourcing/invitations.html", context)


@supplier_side
@require_GET
@audited("sourcing.rfqinvitation")
def invitation(request: HttpRequest, pk: int) -> HttpResponse:
    row = own_or_404(selectors.invitation_details(request.actor.organisation), pk)
    if amended(row.rfq.round, row.rfq.need) and round_amend(row=row.rfq.round):
        row.rfq.round.refresh_from_db()
    if row.status == InvitationStatus.SENT and request.actor.may_write:  # whoever may answer has seen it
        row.status = services.invitation_see(invitation=row, actor=request.user).status
    return invitation_page(request, row, DeclineForm())


@supplier_side
@require_POST
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    row = own_or_404(selectors.invitations_of(request.actor.organisation), pk)
    words = _("수락했습니다. 이제 서로 연락처를 볼 수 있습니다.")
    return act(request, ("sourcing:invitation", row.pk), services.invitation_accept, words, invitation=row)


@supplier_side
@require_POST
def decline(request: HttpRequest, pk: int) -> HttpResponse:
    row = own_or_404(selectors.invitation_details(request.actor.organisation), pk)
    form = DeclineForm(request.POST)
    if not form.is_valid():
        return invitation_page(request, row, form, status=422)
    words = _("거절했습니다. 알려 주셔서 고맙습니다.")
    if do(request, services.invitation_decline, words, invitation=row, actor=request.user, **form.cleaned_data):
        refill_soon(row.rfq_id)
    return redirect("sourcing:invitation", row.pk)


def invitation_page(
    request: HttpRequest, row: RfqInvitation, form: DeclineForm, *, ask: AskForm | None = None, status: int = 200
) -> HttpResponse:
    names, need = presenting.capability_names(), row.rfq.need
    invited, round_ = row.status in LIVE, row.rfq.round
    left = time_left(row.respond_by, timezone.now())
    context = {
        "row": row,
        "need": need,
        "facts": presenting.facts_of(need),
        "state": presenting.state_for(FOR_SUPPLIER, row),
        "reason": presenting.reason_of(row),
        "parts": presenting.own_parts(row, names),
        "partners": presenting.partners_of(row, names),
        "reasons": DeclineReason.choices,
        "left": left,
        "may_answer": row.waits and bool(left) and request.actor.may_write,
        "form": form,
        "round": round_,
        "questions": list(round_.questions.all()) if invited and round_ else [],
        "ask": (ask or AskForm()) if invited and request.actor.may_write and may_ask(round_) else None,
    }
    return render(request, "sourcing/invitation.html", context, status=status)
