"""Owners and their webhooks: add, look, try, rotate, switch, remove; each post with its answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from matchmaker.accounts.access import own_or_404, owners
from matchmaker.notifications.webhooks import services
from matchmaker.notifications.webhooks.choices import TOPICS, WebhookStatus
from matchmaker.notifications.webhooks.forms import WebhookForm
from matchmaker.notifications.webhooks.models import Webhook, WebhookPost
from matchmaker.notifications.webhooks.tasks import wake_post

PAGE = 20
SHOWN_ONCE = "webhook_secret"


@owners
@require_http_methods(["GET", "HEAD", "POST"])
def webhooks(request: HttpRequest) -> HttpResponse:
    organisation = request.actor.organisation  # type: ignore[attr-defined]
    form = WebhookForm(request.POST if request.method == "POST" else None, organisation=organisation)
    if form.is_valid():
        hook = services.webhook_add(organisation=organisation, user=request.user, **form.cleaned_data)  # type: ignore[arg-type]
        request.session[SHOWN_ONCE] = [hook.pk, hook.secret]
        messages.success(request, _("주소를 더했습니다. 시험 소식을 보내 확인해 보세요."))
        return redirect("notifications:webhook", pk=hook.pk)
    context = {"form": form, "hooks": Webhook.objects.filter(organisation=organisation)}
    return render(request, "notifications/webhooks/webhooks.html", context, status=422 if form.errors else 200)


@owners
@require_safe
@sensitive_variables("shown")
def webhook(request: HttpRequest, pk: int) -> HttpResponse:
    hook = own_webhook(request, pk)
    shown = request.session.get(SHOWN_ONCE)
    if shown:
        del request.session[SHOWN_ONCE]
    page = Paginator(hook.posts.all(), PAGE).get_page(request.GET.get("page"))
    context = {"hook": hook, "page": page, "secret": shown[1] if shown and shown[0] == hook.pk else ""}
    context["topics"] = [label for name, label in TOPICS.items() if name in hook.topics]
    context["steps"] = _offered(hook)
    return render(request, "notifications/webhooks/webhook.html", context)


def _offered(hook: Webhook) -> list[tuple[str, str, str]]:
    """What can be done with it now: the step, what its button says, how the button looks."""
    switch = ("off", _("끄기"), "") if hook.status == WebhookStatus.ACTIVE else ("on", _("켜기"), "primary")
    return [
        ("test", _("시험 보내기"), ""),
        switch,
        ("rotate", _("비밀 열쇠 바꾸기"), ""),
        ("remove", _("지우기"), "danger"),
    ]


def _test(request: HttpRequest, hook: Webhook) -> str:
    wake_post(services.webhook_test(webhook=hook).pk)
    return _("시험 소식을 보냈습니다. 잠시 뒤 아래 기록에서 답을 확인하세요.")


def _rotate(request: HttpRequest, hook: Webhook) -> str:
    request.session[SHOWN_ONCE] = [hook.pk, services.webhook_rotate(webhook=hook)]
    return _("비밀 열쇠를 바꾸었습니다. 예전 열쇠의 서명도 하루 동안 함께 보냅니다.")


def _switch(on: bool) -> Callable[[HttpRequest, Webhook], str]:
    def step(request: HttpRequest, hook: Webhook) -> str:
        services.webhook_switch(webhook=hook, on=on)
        return _("켰습니다. 지금부터 생기는 소식을 보냅니다.") if on else _("껐습니다. 다시 켤 때까지 보내지 않습니다.")

    return step


def _remove(request: HttpRequest, hook: Webhook) -> str:
    services.webhook_remove(webhook=hook)
    return _("주소를 지웠습니다.")


STEPS: dict[str, Callable[[HttpRequest, Webhook], str]] = {
    "test": _test,
    "rotate": _rotate,
    "on": _switch(True),
    "off": _switch(False),
    "remove": _remove,
}


@owners
@require_POST
def webhook_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    if step not in STEPS:
        raise Http404
    messages.success(request, STEPS[step](request, own_webhook(request, pk)))
    if step == "remove":
        return redirect("notifications:webhooks")
    return redirect("notifications:webhook", pk=pk)


@owners
@require_POST
def webhook_resend(request: HttpRequest, pk: int) -> HttpResponse:
    mine: Any = WebhookPost.objects.filter(webhook__organisation=request.actor.organisation)  # type: ignore[attr-defined]
    row = get_object_or_404(mine, pk=pk)
    if services.post_resend(post=row):
        wake_post(row.pk)
        messages.success(request, _("다시 보냅니다."))
    else:
        messages.info(request, _("이미 보낼 차례를 기다리고 있습니다."))
    return redirect("notifications:webhook", pk=row.webhook_id)


def own_webhook(request: HttpRequest, pk: int) -> Webhook:
    return own_or_404(Webhook.objects.all(), pk, organisation=request.actor.organisation)  # type: ignore[attr-defined]
