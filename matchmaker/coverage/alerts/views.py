"""Alerts: what stands, what sleeps, what was; muting, and the limits."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from matchmaker.accounts.access import administrators, figures, national_administrators
from matchmaker.coverage.alerts import selectors, services, wording
from matchmaker.coverage.alerts.choices import AlertStatus
from matchmaker.coverage.alerts.forms import LimitsForm, MuteForm
from matchmaker.coverage.alerts.models import Alert
from matchmaker.coverage.pages import page_of
from matchmaker.lib.transitions import MoveRefused


@figures
@require_safe
def alerts(request: HttpRequest) -> HttpResponse:
    return _alerts(request, request.GET.get("show", ""))


def _alerts(request: HttpRequest, show: str, bad: MuteForm | None = None, pk: int | None = None) -> HttpResponse:
    """``bad``: the form of alert ``pk`` as it was sent, where that was not good."""
    actor = request.actor  # type: ignore[attr-defined]
    status = show if show in AlertStatus.values else AlertStatus.OPEN.value
    page = page_of(request, selectors.listed(actor, status))
    rows = [
        {
            "row": row,
            "title": wording.title(row),
            "now": (now := wording.sentence(row, row.now)),
            "first": first if (first := wording.sentence(row, row.first)) != now else "",
            "closes": wording.limit_words(row),
            "steps": wording.steps(row, actor),
            "event": next(iter(row.events.all()), None),
            "form": bad if bad is not None and row.pk == pk else MuteForm(auto_id=f"id_{row.pk}_%s"),
        }
        for row in page
    ]
    context = {"page": page, "rows": rows, "show": status, "states": AlertStatus}
    return render(request, "coverage/alerts.html", context, status=422 if bad else 200)


def _mine(request: HttpRequest, pk: int) -> Alert:
    return get_object_or_404(selectors.alerts_for(request.actor), pk=pk)  # type: ignore[attr-defined]


@administrators
@require_POST
def alert_mute(request: HttpRequest, pk: int) -> HttpResponse:
    alert = _mine(request, pk)
    form = MuteForm(request.POST, auto_id=f"id_{alert.pk}_%s")
    if not form.is_valid():
        return _alerts(request, alert.status, form, alert.pk)
    try:
        services.alert_mute(alert=alert, actor=request.user, **form.cleaned_data)  # type: ignore[arg-type]
    except MoveRefused:
        messages.info(request, _("그 사이에 숫자가 제자리로 돌아와 닫혔습니다."))
    else:
        messages.success(request, _("그날까지 알리지 않습니다. 그 뒤에는 다시 알려 드립니다."))
    return redirect("coverage:alerts")


@administrators
@require_POST
def alert_unmute(request: HttpRequest, pk: int) -> HttpResponse:
    try:
        services.alert_unmute(alert=_mine(request, pk), actor=request.user)  # type: ignore[arg-type]
    except MoveRefused:
        messages.info(request, _("그 사이에 숫자가 제자리로 돌아와 닫혔습니다."))
    else:
        messages.success(request, _("다시 살펴볼 것에 올렸습니다."))
    return redirect("coverage:alerts")


@national_administrators
@require_http_methods(["GET", "HEAD", "POST"])
def alert_limits(request: HttpRequest) -> HttpResponse:
    form = LimitsForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        if services.limits_set(actor=request.user, limits=form.limits()):  # type: ignore[arg-type]
            messages.success(request, _("기준을 바꾸고 기록했습니다. 다음 밤부터 씁니다."))
        else:
            messages.info(request, _("바뀐 것이 없습니다."))
        return redirect("coverage:alert_limits")
    status = 422 if request.method == "POST" else 200
    return render(request, "coverage/alert_limits.html", {"form": form}, status=status)
