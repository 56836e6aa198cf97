"""The need's pages: write it, check what was understood, confirm it."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from demand import selectors, services
from demand.capabilities import Meant, meant
from demand.errors import DemandError
from demand.forms import FACT_FORMS, RequirementForm, StrengthForm, TextForm
from demand.models import Need
from demand.need_page import column_values, need_page
from demand.words import Words
from matchmaker.accounts.access import demand_side, found_or_404
from matchmaker.lib.prepared import Prepared, counted_page
from matchmaker.lib.transitions import MoveRefused

PER_PAGE = 20
EXAMPLES = (
    _("하루 생산량을 종이에 적었다가 엑셀로 옮기느라 두 시간이 날아갑니다. 경남 창원, 직원 20명, 5천만원까지"),
    _("도장 스크래치를 사람 눈으로 찾습니다. 카메라로 자동으로 걸러내고 싶어요. 안산, 8천만원 이내, 6개월 안에"),
    _("ERP는 이미 있고 생산관리 프로그램(MES)을 붙이고 싶습니다. 자동차부품, 대구, 우리 돈 1억"),
)


def _with_names(pk: int, home: int) -> QuerySet[Need]:
    rows = Need.objects.select_related("firm", "firm__organisation", "firm__region", "region", "industry")
    return rows.filter(pk=pk, firm__organisation=home)


OWN: Prepared[Need] = Prepared(_with_names, int, int)


def _own(request: HttpRequest, pk: int) -> Need:
    return found_or_404(OWN.first(pk, request.actor.organisation.pk))


def _shown(
    request: HttpRequest,
    need: Need,
    *,
    failed: dict[str, forms.Form] | None = None,
    changed: str | Promise = "",
    suggestions: tuple[Words, ...] = (),
) -> HttpResponse:
    """The page or, for htmx, its changing part; a plain browser is redirected after a change that worked."""
    if not request.htmx and not failed and request.method == "POST":
        messages.success(request, changed)
        return redirect("demand:need", need.pk)
    said = changed if request.htmx else ""
    page = need_page(need, may_write=request.actor.may_write, failed=failed, changed=said)
    template = "demand/need_part.html" if request.htmx else "demand/need.html"
    return render(request, template, {"page": page, "need": need, "suggestions": suggestions})


def _refused(request: HttpRequest, need: Need, problem: DemandError | MoveRefused) -> HttpResponse:
    messages.error(request, problem.message)
    answer = redirect("demand:need", need.pk)
    if request.htmx:
        answer = HttpResponse(headers={"HX-Redirect": answer.url})
    return answer


OWN_NEEDS: Prepared[Need] = Prepared(lambda home: Need.objects.filter(firm__organisation=home).only("pk"), int)
FIRST_NEEDS: Prepared[Need] = Prepared(lambda home: selectors.needs_of(home)[: PER_PAGE + 1], int)


@require_safe
@demand_side
def needs(request: HttpRequest) -> HttpResponse:
    home = request.actor.organisation

    def rows() -> QuerySet[Need]:
        return selectors.needs_of(home)

    first = FIRST_NEEDS.rows(home.pk)
    count = len(first) if len(first) <= PER_PAGE else OWN_NEEDS.count(home.pk)
    page = counted_page(request, rows, PER_PAGE, count=count, first=lambda: first[:PER_PAGE])
    return render(request, "demand/needs.html", {"page": page, "examples": EXAMPLES})


def _number(request: HttpRequest, name: str) -> int:
    raw = request.GET.get(name, "")
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 10 else 0


@demand_side
def need_new(request: HttpRequest) -> HttpResponse:
    """One box. ``?example=`` puts a sample sentence into it, ``?again=`` the words of an earlier need."""
    again, example = _number(request, "again"), _number(request, "example")
    earlier = _own(request, again) if again else None
    start = earlier.text if earlier else str(EXAMPLES[example - 1]) if 0 < example <= len(EXAMPLES) else ""
    form = TextForm(request.POST if request.method == "POST" else None, initial={"text": start})
    if request.method == "POST" and form.is_valid():
        text = form.cleaned_data["text"]
        row = services.need_create(organisation=request.actor.organisation, text=text, retry_of=earlier)
        return redirect("demand:need", row.pk)
    return render(request, "demand/need_new.html", {"form": form, "examples": EXAMPLES, "again": again})


@require_safe
@demand_side
def need(request: HttpRequest, pk: int) -> HttpResponse:
    return _shown(request, _own(request, pk))


@demand_side
def need_text(request: HttpRequest, pk: int) -> HttpResponse:
    row = _own(request, pk)
    if request.method != "POST":
        return redirect("demand:need", row.pk)
    form = TextForm(request.POST)
    if not form.is_valid():
        return _shown(request, row, failed={"text": form})
    try:
        row = services.need_text_change(need=row, text=form.cleaned_data["text"], actor=request.user)
    except (DemandError, MoveRefused) as problem:
        return _refused(request, row, problem)
    return _shown(request, row, changed=_("글을 다시 읽었습니다."))


def _facts(request: HttpRequest, row: Need, key: str) -> HttpResponse:
    if key not in FACT_FORMS:
        return _shown(request, row)
    form = FACT_FORMS[key](request.POST, auto_id=f"id_{key}_%s")
    if not form.is_valid():
        return _shown(request, row, failed={key: form})
    try:
        values = column_values(key, form)
        row = services.need_facts_change(need=row, values=values, actor=request.user)
    except (DemandError, MoveRefused) as problem:
        return _refused(request, row, problem)
    return _shown(request, row, changed=_("고쳤습니다."))


@require_POST
@demand_side
def need_facts(request: HttpRequest, pk: int) -> HttpResponse:
    return _facts(request, _own(request, pk), request.POST.get("fact", ""))


@require_POST
@demand_side
def need_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """One press on the question card: an answer, or 모름."""
    row = _own(request, pk)
    if "skip" not in request.POST:
        return _facts(request, row, request.POST.get("fact", ""))
    if request.POST["skip"] in FACT_FORMS:
        row = services.need_question_skip(need=row, question=request.POST["skip"])
    return _shown(request, row, changed=_("괜찮습니다. 나중에 알려 주셔도 됩니다."))


@require_POST
@demand_side
def requirement_add(request: HttpRequest, pk: int) -> HttpResponse:
    row = _own(request, pk)
    form = RequirementForm(request.POST)
    if not form.is_valid():
        return _shown(request, row, failed={"add": form})
    data = form.cleaned_data
    found = Meant((data["code"],)) if data["code"] else meant(data["what"])
    try:
        if found.suggestions:
            return _shown(request, row, failed={"add": form}, suggestions=found.suggestions)
        services.requirement_add(need=row, codes=list(found.codes), strength=data["strength"], actor=request.user)
    except DemandError as problem:
        form.add_error("what", problem.message)
        return _shown(request, row, failed={"add": form})
    return _shown(request, _own(request, pk), changed=_("목록에 넣었습니다."))


@require_POST
@demand_side
def requirement(request: HttpRequest, pk: int, requirement: int) -> HttpResponse:
    row = _own(request, pk)
    asked = get_object_or_404(row.requirements.select_related("need"), pk=requirement)
    form = StrengthForm(request.POST)
    removing = "remove" in request.POST
    if not removing and not form.is_valid():
        return _shown(request, row, failed={"requirement": form})
    try:
        if removing:
            services.requirement_remove(requirement=asked, actor=request.user)
        else:
            strength = form.cleaned_data["strength"]
            services.requirement_change(requirement=asked, strength=strength, actor=request.user)
    except (DemandError, MoveRefused) as problem:
        return _refused(request, row, problem)
    return _shown(request, _own(request, pk), changed=_("뺐습니다.") if removing else _("바꿨습니다."))


@require_POST
@demand_side
def need_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    row = _own(request, pk)
    try:
        services.need_confirm(need=row, actor=request.user)
    except (DemandError, MoveRefused) as problem:
        return _refused(request, row, problem)
    return redirect("matching:need", row.pk)


@demand_side
def need_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks once more on GET; withdraws on POST."""
    row = _own(request, pk)
    if request.method != "POST":
        return render(request, "demand/need_withdraw.html", {"need": row})
    try:
        services.need_withdraw(need=row, actor=request.user)
    except (DemandError, MoveRefused) as problem:
        return _refused(request, row, problem)
    messages.success(request, _("요청을 거두었습니다. 기록은 남아 있습니다."))
    return redirect("demand:needs")
