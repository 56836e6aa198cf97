"""The side that asks: requests on packages and their answers."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from matchmaker.accounts.access import demand_side, own_or_404
from matchmaker.sourcing import presenting, selectors, services
from matchmaker.sourcing.deadlines import respond_by
from matchmaker.sourcing.errors import SourcingError
from matchmaker.sourcing.forms import CancelForm, RequestForm
from matchmaker.sourcing.models import Rfq

PAGE = 20


@demand_side
@require_http_methods(["GET", "POST"])
def rfq_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Before sending: who is asked for what, until when, and what they will learn."""
    package = own_or_404(selectors.packages_of(request.actor.organisation), pk)
    if (live := services.live_request(package)) is not None:
        return redirect("sourcing:rfq", live.pk)
    form, refused = RequestForm(request.POST if request.method == "POST" else None), None
    if request.method == "POST" and form.is_valid():
        try:
            rfq = services.rfq_request(package=package, actor=request.user, **form.cleaned_data)
        except SourcingError as error:
            refused = error
        else:
            messages.success(request, _("견적을 요청했습니다. 답이 오면 알려 드립니다."))
            return redirect("sourcing:rfq", rfq.pk)
    asks, missing = presenting.asks_of(package)
    context = {
        "package": package,
        "form": form,
        "asks": asks,
        "missing": missing,
        "refused": refused,
        "until": respond_by(timezone.now()),
    }
    return render(request, "sourcing/rfq_new.html", context, status=422 if refused or form.errors else 200)


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
    return _page(request, row, CancelForm())


@demand_side
@require_POST
def rfq_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    row = own_or_404(selectors.rfq_details(request.actor.organisation), pk)
    form = CancelForm(request.POST)
    if not form.is_valid():
        return _page(request, row, form, status=422)
    services.rfq_cancel(rfq=row, actor=request.user, **form.cleaned_data)
    messages.success(request, _("견적 요청을 취소했습니다. 공급기업에도 알렸습니다."))
    return redirect("sourcing:rfq", row.pk)


def _page(request: HttpRequest, row: Rfq, form: CancelForm, *, status: int = 200) -> HttpResponse:
    names = presenting.capability_names()
    context = {
        "rfq": row,
        "state": presenting.rfq_state(row),
        "answers": presenting.answers_of(row, names),
        "missing": presenting.open_musts(row.package, names),
        "form": form,
    }
    return render(request, "sourcing/rfq.html", context, status=status)
