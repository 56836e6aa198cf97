"""Asking on the invitation's page, answering on the request's page."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from matchmaker.accounts.access import demand_side, own_or_404, supplier_side
from matchmaker.sourcing import questions, selectors
from matchmaker.sourcing.choices import LIVE, RfqStatus
from matchmaker.sourcing.doing import act
from matchmaker.sourcing.forms import AnswerForm, AskForm, CancelForm, DeclineForm
from matchmaker.sourcing.supplier_views import invitation_page
from matchmaker.sourcing.views import rfq_page


@supplier_side
@require_POST
def invitation_ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Only who is asked or has said yes; to whoever is out this address does not exist."""
    row = own_or_404(selectors.invitation_details(request.actor.organisation).filter(status__in=LIVE), pk)
    form = AskForm(request.POST)
    if not form.is_valid():
        return invitation_page(request, row, DeclineForm(), ask=form, status=422)
    words = _("수요기업에 물었습니다. 답은 초대된 모두에게 함께 보입니다.")
    return act(
        request, ("sourcing:invitation", row.pk), questions.question_ask, words, invitation=row, **form.cleaned_data
    )


@demand_side
@require_POST
def question_answer(request: HttpRequest, pk: int) -> HttpResponse:
    row = own_or_404(selectors.questions_of(request.actor.organisation), pk)
    rfqs = selectors.rfq_details(request.actor.organisation).filter(round=row.round_id)
    rfq = rfqs.exclude(status=RfqStatus.CANCELLED).order_by("-pk").first() or own_or_404(rfqs, rfqs.latest("pk").pk)
    form = AnswerForm(request.POST, auto_id=f"id_{row.pk}_%s")
    if not form.is_valid():
        return rfq_page(request, rfq, CancelForm(), answering=(row.pk, form), status=422)
    words = _("답을 보냈습니다. 초대된 모두가 봅니다.")
    return act(request, ("sourcing:rfq", rfq.pk), questions.question_answer, words, question=row, **form.cleaned_data)
