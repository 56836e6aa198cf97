"""The programme office: which awards wait for a result, and writing the result down."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from matchmaker.accounts.access import administrators, own_or_404
from matchmaker.sourcing.awards import selectors, services
from matchmaker.sourcing.awards.forms import ResultForm
from matchmaker.sourcing.doing import act

PAGE = 20


@administrators
@require_GET
def award_results(request: HttpRequest) -> HttpResponse:
    page = Paginator(selectors.programme_awards(request.actor.organisation), PAGE).get_page(request.GET.get("page"))
    return render(request, "sourcing/awards/results.html", {"page": page, "today": timezone.localdate()})


@administrators
@require_POST
def award_programme(request: HttpRequest, pk: int) -> HttpResponse:
    """An administrator writes down what the programme decided."""
    row = own_or_404(selectors.office_awards(request.actor.organisation), pk)
    form = ResultForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("결과를 하나 골라 주세요."))
        return redirect("sourcing:award_results")
    words = _("지원사업 결과를 적었습니다. 양쪽에 알렸습니다.")
    return act(request, ("sourcing:award_results",), services.programme_result, words, award=row, **form.cleaned_data)
