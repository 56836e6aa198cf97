"""Programmes: offices of the whole country write them, all offices and analysts read; everybody else gets 404."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from matchmaker.accounts.access import figures, requires
from matchmaker.accounts.audit import harmless
from matchmaker.accounts.choices import OrganisationKind
from matchmaker.coverage.programmes import pages, services
from matchmaker.coverage.programmes.forms import EndForm, PlanForm, ProgrammeForm, RulesForm, filled
from matchmaker.coverage.programmes.wording import Names
from matchmaker.lib.tables_out import TYPES, table_file
from matchmaker.reference.models import Programme
from matchmaker.reference.programmes import ProgrammeRefused

writers = requires(OrganisationKind.PROGRAMME, write=True, nationwide=True)


def last_version(code: str) -> Programme:
    return get_object_or_404(Programme.objects.current(), family=code)


@figures
@require_safe
def programmes(request: HttpRequest) -> HttpResponse:
    context = pages.list_context(request.GET, request.actor)  # type: ignore[attr-defined]
    return render(request, "coverage/programmes/list.html", context)


@figures
@harmless
@require_safe
def programme(request: HttpRequest, code: str) -> HttpResponse:
    return _page(request, last_version(code))


def _page(request: HttpRequest, row: Programme, *, status: int = 200, **failed: Any) -> HttpResponse:
    context = pages.programme_context(row, request.actor)  # type: ignore[attr-defined]
    fresh = {"ending": EndForm(), "plan": PlanForm(initial={"plan_krw": row.plan_krw})}
    return render(request, "coverage/programmes/programme.html", {**context, **fresh, **failed}, status=status)


@figures
@require_safe
def programme_table(request: HttpRequest, code: str, form: str) -> HttpResponseBase:
    """The budget as CSV or xlsx."""
    if form not in TYPES:
        raise Http404
    row = last_version(code)
    rows = pages.table_rows([row], request.actor)  # type: ignore[attr-defined]
    return table_file(f"programme-{row.family}", pages.header(), rows, form=form)


@writers
@require_http_methods(["GET", "POST"])
def programme_new(request: HttpRequest) -> HttpResponse:
    form = ProgrammeForm(_typed(request))
    if request.method == "POST" and form.is_valid():
        made = _done(form, lambda: services.programme_add(
            actor=request.actor, code=form.cleaned_data["code"], **form.rules  # type: ignore[attr-defined]
        ))  # fmt: skip
        if made is not None:
            messages.success(request, _("지원사업을 더했습니다. 이제 맞는 회사의 화면에 나옵니다."))
            return redirect("coverage:programme", made.family)
    return render(request, "coverage/programmes/edit.html", {"form": form}, status=422 if form.errors else 200)


@writers
@harmless
@require_http_methods(["GET", "POST"])
def programme_amend(request: HttpRequest, code: str) -> HttpResponse:
    row, names = last_version(code), Names.read()
    lines = "\n".join(_alternatives(group, names) for group in row.required_groups)
    form = RulesForm(_typed(request), initial=filled(row, lines))
    if request.method == "POST" and form.is_valid():
        made = _done(form, lambda: services.programme_amend(
            actor=request.actor, programme=_seen(request, row), **form.rules  # type: ignore[attr-defined]
        ))  # fmt: skip
        if made is not None:
            messages.success(request, _("규칙을 고쳤습니다. 이미 고르거나 선정된 사업은 예전 규칙을 그대로 씁니다."))
            return redirect("coverage:programme", made.family)
    context = {"form": form, "programme": row}
    return render(request, "coverage/programmes/edit.html", context, status=422 if form.errors else 200)


def _typed(request: HttpRequest) -> Any:
    """An empty form that was sent is wrong, not new."""
    return request.POST if request.method == "POST" else None


def _alternatives(group: tuple[str, ...], names: Names) -> str:
    return _(" 또는 ").join(names.capabilities.get(code, code) for code in group)


def _seen(request: HttpRequest, row: Programme) -> Programme:
    """The version that the person had before their eyes: where another came meanwhile, theirs is refused."""
    seen = request.POST.get("version", "")
    return Programme.objects.filter(family=row.family, version=seen).first() or row if seen.isdecimal() else row


@writers
@require_POST
def programme_end(request: HttpRequest, code: str) -> HttpResponse:
    said = _("끝내는 날을 적었습니다. 이미 고르거나 선정된 사업은 그대로입니다.")
    return _written(request, code, services.programme_end, said, ending=EndForm(request.POST))


@writers
@require_POST
def programme_plan(request: HttpRequest, code: str) -> HttpResponse:
    said = _("계획한 지원금을 적었습니다.")
    return _written(request, code, services.programme_plan_set, said, plan=PlanForm(request.POST))


def _written(
    request: HttpRequest, code: str, write: Callable[..., Programme], said: str, **named: EndForm | PlanForm
) -> HttpResponse:
    """One form of the page, ``named`` as the page knows it: written and said, or the page again with what is wrong."""
    row, (form,) = last_version(code), named.values()
    if form.is_valid():
        actor = request.actor  # type: ignore[attr-defined]
        if _done(form, lambda: write(actor=actor, programme=row, **form.cleaned_data)) is not None:
            messages.success(request, said)
            return redirect("coverage:programme", row.family)
    return _page(request, row, status=422, **named)


def _done(form: Any, act: Callable[[], Programme]) -> Programme | None:
    """What a service made; where it refuses, its words stand at the field that they belong to."""
    try:
        return act()
    except ProgrammeRefused as refused:
        form.add_error(refused.field if refused.field in form.fields else None, refused.message)
        return None
