"""The side that asks: requests on packages and their answers."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from matchmaker.accounts.access import demand_side, own_or_404
from matchmaker.sourcing import presenting, progress, selectors, services
from matchmaker.sourcing.amending import amended, round_amend
from matchmaker.sourcing.deadlines import promise_by, respond_by
from matchmaker.sourcing.doing import act, do
from matchmaker.sourcing.forms import AnswerForm, CancelForm, RequestForm
from matchmaker.sourcing.inviting import Standing
from matchmaker.sourcing.models import Question, Rfq
from matchmaker.sourcing.questions import may_ask
from matchmaker.sourcing.rounds import begins_anew

PAGE = 20


@demand_side
@require_http_methods(["GET", "POST"])
def rfq_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Before sending: who is asked for what, until when, and what they will learn."""
    package = own_or_404(selectors.packages_of(request.actor.organisation), pk)
    if (live := services.live_request(package)) is not None:
        return redirect("sourcing:rfq", live.pk)
    first = begins_anew(package.run.need)
    form = RequestForm(request.POST if request.method == "POST" else None, first=first)
    if request.method == "POST" and form.is_valid():
        terms = {"package": package, "actor": request.user, **form.cleaned_data}
        words = _("견적을 요청했습니다. 답이 오면 알려 드립니다.")
        if done := do(request, services.rfq_request, words, beside=(form, None), **terms):
            return redirect("sourcing:rfq", done.row.pk)
    asks, missing = presenting.asks_of(package)
    context = {
        "package": package,
        "form": form,
        "asks": asks,
        "missing": missing,
        "until": respond_by(timezone.now()),
        "promise": promise_by(timezone.now()) if first else None,
        "due": None if first else package.run.need.round.quotes_due_at,
    }
    return render(request, "sourcing/rfq_new.html", context, status=422 if form.errors else 200)


@demand_side
@require_GET
def rfqs(request: HttpRequest) -> HttpResponse:
    page = Paginator(selectors.rfqs_of(request.actor.organisation), PAGE).get_page(request.GET.get("page"))
    lines = [(row, presenting.rfq_state(row)) for row in page]
    return render(request, "sourcing/rfqs.html", {"page": page, "lines": lines})


@demand_side
@require_GET
def rfq(request: HttpRequest, pk: int) -> HttpResponse:
    row = own_or_404(selectors.rfq_details(request.actor.organisation), pk)
    if amended(row.round, row.need) and round_amend(row=row.round):
        row.round.refresh_from_db()
    return rfq_page(request, row, CancelForm())


@demand_side
@require_POST
def rfq_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    row = own_or_404(selectors.rfq_details(request.actor.organisation), pk)
    form = CancelForm(request.POST)
    if not form.is_valid():
        return rfq_page(request, row, form, status=422)
    words = _("견적 요청을 취소했습니다. 공급기업에도 알렸습니다.")
    return act(request, ("sourcing:rfq", row.pk), services.rfq_cancel, words, rfq=row, **form.cleaned_data)


def rfq_page(
    request: HttpRequest,
    row: Rfq,
    form: CancelForm,
    *,
    answering: tuple[int, AnswerForm] | None = None,
    status: int = 200,
) -> HttpResponse:
    """``answering``: the key of a question and its answer's form as it was sent, where that was not good."""
    names, rows = presenting.capability_names(), list(row.invitations.all())
    now = Standing(rows, frozenset(row.gap))
    context = {
        "rfq": row,
        "promise": progress.promise_of(row.round),
        "estimate": progress.estimate_of(row, now),
        "gap": presenting.gap_names(row, rows, names),
        "searching": row.next_check_at is not None,
        "state": presenting.rfq_state(row),
        "answers": presenting.answers_of(row, names),
        "missing": presenting.open_musts(row.package, names),
        "form": form,
        "questions": question_lines(row, answering),
        "may_reply": request.actor.may_write and may_ask(row.round),
    }
    return render(request, "sourcing/rfq.html", context, status=status)


def question_lines(row: Rfq, answering: tuple[int, AnswerForm] | None) -> list[tuple[Question, AnswerForm]]:
    """Each question of the round with the form that answers it."""
    sent = dict([answering] if answering else [])
    asked = row.round.questions.all() if row.round else []
    return [(one, sent.get(one.pk) or AnswerForm(auto_id=f"id_{one.pk}_%s")) for one in asked]
