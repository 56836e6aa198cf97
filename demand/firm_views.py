"""The firm's profile, and the self-check with what follows from it."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from demand import selectors, services
from demand.diagnosis_forms import DiagnosisForm, initial_from
from demand.diagnosis_page import result_page, work_out
from demand.forms import FirmForm
from demand.starters import starters
from demand.words import lexicon
from matchmaker.accounts.access import demand_side, own_or_404
from matchmaker.reference.models import DiagnosisQuestion


@demand_side
def firm(request: HttpRequest) -> HttpResponse:
    row = services.firm_ensure(organisation=request.actor.organisation)
    form = FirmForm(request.POST if request.method == "POST" else None, instance=row)
    if request.method == "POST" and form.is_valid():
        fields = {name: value for name, value in form.cleaned_data.items() if name != "owned"}
        services.firm_change(firm=row, fields=fields, owned=form.cleaned_data["owned"])
        messages.success(request, _("회사 정보를 저장했습니다. 다음 요청부터 미리 채워 드립니다."))
        return redirect("demand:firm")
    words = lexicon()
    kinds: dict[str, list[object]] = {}
    for item in words.values():
        if item.kind != "service":
            kinds.setdefault(item.kind, []).append(item)
    owned = set(form["owned"].value() or [])
    return render(request, "demand/firm.html", {"form": form, "kinds": kinds, "owned": {str(pk) for pk in owned}})


@demand_side
def diagnosis(request: HttpRequest) -> HttpResponse:
    questions = list(DiagnosisQuestion.objects.all())
    earlier = selectors.diagnoses_of(request.actor.organisation).first()
    initial = initial_from(earlier.answers) if earlier else {}
    form = DiagnosisForm(request.POST if request.method == "POST" else None, questions=questions, initial=initial)
    if request.method == "POST" and form.is_valid():
        firm = services.firm_ensure(organisation=request.actor.organisation)
        result = work_out(form.cleaned_data, firm.industry_id).as_json()
        row = services.diagnosis_save(firm=firm, answers=form.cleaned_data, result=result)
        return redirect("demand:diagnosis_result", row.pk)
    shown = [(row, form[row.code]) for row in questions]
    return render(request, "demand/diagnosis.html", {"form": form, "shown": shown, "earlier": earlier})


@require_safe
@demand_side
def diagnosis_result(request: HttpRequest, pk: int) -> HttpResponse:
    row = own_or_404(selectors.diagnoses_of(request.actor.organisation), pk)
    return render(request, "demand/diagnosis_result.html", {"page": result_page(row)})


@require_POST
@demand_side
def diagnosis_start(request: HttpRequest, pk: int) -> HttpResponse:
    """이걸로 시작하기: a draft need with the starter's parts already confirmed."""
    row = own_or_404(selectors.diagnoses_of(request.actor.organisation), pk)
    starter = starters().get(request.POST.get("starter", ""))
    if starter is None:
        raise Http404
    text = _("자가진단에서 고른 시작 묶음입니다: %(name)s") % {"name": starter.name_ko}
    need = services.need_from_starter(firm=row.firm, text=str(text), codes=starter.codes)
    messages.success(request, _("시작 묶음을 담았습니다. 빠진 것을 채우고 ‘이대로 찾기’를 누르세요."))
    return redirect("demand:need", need.pk)
