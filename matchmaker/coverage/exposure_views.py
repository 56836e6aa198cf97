"""Administrators and fair exposure: look, choose a strength, compute the curve anew, take it along as a table."""

from __future__ import annotations

import csv

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from matchmaker.accounts.access import figures, national_administrators
from matchmaker.coverage.exposure_pages import StrengthForm, exposure_context, table_rows
from matchmaker.jobs.tasks import wake
from matchmaker.matching.exposing import setting_change
from matchmaker.matching.exposure_curve import curve_request


@figures
@require_safe
def exposure(request: HttpRequest) -> HttpResponse:
    return render(request, "coverage/exposure.html", exposure_context(request.GET.get("at", "")))


@national_administrators
@require_POST
def exposure_set(request: HttpRequest) -> HttpResponse:
    form = StrengthForm(request.POST)
    if not form.is_valid():
        return render(request, "coverage/exposure.html", exposure_context(form=form), status=422)
    changed = setting_change(actor=request.user, **form.cleaned_data)  # type: ignore[arg-type]
    if changed is None:
        messages.info(request, _("이미 그 세기를 쓰고 있습니다."))
    else:
        messages.success(request, _("세기를 바꾸고 기록했습니다. 다음 찾기부터 씁니다."))
    return redirect("coverage:exposure")


@national_administrators
@require_POST
def exposure_compute(request: HttpRequest) -> HttpResponse:
    job = curve_request(user=request.user)  # type: ignore[arg-type]
    wake(job.pk)
    messages.success(request, _("다시 셈하고 있습니다. 끝나면 이 화면의 그림이 바뀝니다."))
    return redirect("coverage:exposure")


@figures
@require_safe
def exposure_csv(request: HttpRequest) -> HttpResponse:
    answer = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="exposure.csv"'
    csv.writer(answer).writerows(table_rows())
    return answer
