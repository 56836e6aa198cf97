"""The reviewers' queue and one case. Everybody but administrators gets 404; every look is noted."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from matchmaker.accounts.access import administrators, scoped
from matchmaker.accounts.audit import audited
from matchmaker.coverage.flags import selectors, services
from matchmaker.coverage.flags.choices import FlagStatus, Verdict
from matchmaker.coverage.flags.forms import VerdictForm
from matchmaker.coverage.flags.models import Flag
from matchmaker.coverage.flags.wording import RULES, sentence
from matchmaker.coverage.pages import office_of, page_of
from matchmaker.lib.transitions import MoveRefused
from matchmaker.sourcing.models import Quote


@administrators
@require_safe
@audited("coverage:flags")
def flags(request: HttpRequest) -> HttpResponse:
    waiting = request.GET.get("show") != "decided"
    page = page_of(request, selectors.cases(office_of(request), waiting=waiting))
    rules = [(RULES[row.rule], row) for row in selectors.precision()]
    return render(request, "coverage/flags.html", {"page": page, "waiting": waiting, "rules": rules})


@administrators
@require_safe
def flag_case(request: HttpRequest, pk: int) -> HttpResponse:
    return _case(request, get_object_or_404(selectors.case_rows(office_of(request)), pk=pk))


def _case(request: HttpRequest, quote: Quote, bad: VerdictForm | None = None, pk: int | None = None) -> HttpResponse:
    """``bad``: the form of flag ``pk`` as it was sent, where that was not good."""
    found = quote.flags.prefetch_related("events__actor").order_by("-verdict", "pk")
    rows = [
        (
            RULES[flag.rule],
            sentence(flag.reason, flag.evidence),
            flag,
            bad if bad is not None and flag.pk == pk else VerdictForm(auto_id=f"id_{flag.pk}_%s"),
            flag.events.all()[0] if flag.status in (FlagStatus.CLEARED, FlagStatus.CONFIRMED) else None,
        )
        for flag in sorted(found, key=lambda flag: flag.verdict != Verdict.RAISED)
    ]
    context = {"quote": quote, "rows": rows, "own": _own(request, quote)}
    return render(request, "coverage/flag_case.html", context, status=422 if bad else 200)


def _own(request: HttpRequest, quote: Quote) -> bool:
    """Whether the reader belongs to one of the firms: such a person decides nothing."""
    sides = {quote.rfq.need.firm.organisation_id, *(part.supplier.organisation_id for part in quote.parts.all())}
    return request.user.memberships.filter(organisation__in=sides).exists()  # type: ignore[union-attr]


@administrators
@require_POST
def flag_decide(request: HttpRequest, pk: int) -> HttpResponse:
    rows = scoped(Flag.objects.exclude(status=FlagStatus.NONE), office_of(request), "quote__rfq__need__firm__region")
    flag = get_object_or_404(rows, pk=pk)
    quote = get_object_or_404(selectors.case_rows(office_of(request)), pk=flag.quote_id)
    if _own(request, quote):
        raise Http404
    form = VerdictForm(request.POST, auto_id=f"id_{flag.pk}_%s")
    if not form.is_valid():
        return _case(request, quote, form, flag.pk)
    try:
        services.flag_decide(flag=flag, actor=request.user, **form.cleaned_data)  # type: ignore[arg-type]
    except MoveRefused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(
            request, _("결정을 적었습니다. 남은 표시가 없으면 선정이 이어지거나 다음 견적으로 넘어갑니다.")
        )
    return redirect("coverage:flag_case", flag.quote_id)
