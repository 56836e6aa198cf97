"""Whether and where news can reach a person: their phone, their stopped address, the count of what is unread."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from matchmaker.accounts.access import person
from matchmaker.notifications import alimtalk, phones
from matchmaker.notifications.alimtalk import AlimTalkFailed
from matchmaker.notifications.context import unread_count
from matchmaker.notifications.forms import PhoneForm
from matchmaker.notifications.stopping import address_revive


@never_cache
@require_safe
def count(request: HttpRequest) -> HttpResponse:
    """The number on the bell; nothing while it is what the page shows already, nor to somebody who has logged out."""
    actor = getattr(request, "actor", None)
    if actor is None:
        return HttpResponse(status=204)
    now = unread_count(actor)
    if request.GET.get("seen") == str(now):
        return HttpResponse(status=204)
    return render(request, "notifications/count.html", {"unread": now})


@person
@require_POST
def revive(request: HttpRequest) -> HttpResponse:
    if address_revive(address=request.user.email):  # type: ignore[union-attr]
        messages.success(request, _("다시 보내 드립니다. 또 되돌아오면 다시 멈춥니다."))
    return redirect("notifications:preferences")


@person
@require_http_methods(["GET", "HEAD", "POST"])
def phone(request: HttpRequest) -> HttpResponse:
    """Name a number, prove it by the code, or take it away."""
    form = PhoneForm(request.POST if request.method == "POST" else None, user=request.user)
    if request.POST.get("step") == "remove":
        phones.phone_remove(user=request.user)  # type: ignore[arg-type]
        messages.success(request, _("전화번호를 지웠습니다. 알림톡은 더 이상 가지 않습니다."))
        return redirect("notifications:preferences")
    if form.is_valid() and _step(request, form):
        proved = form.cleaned_data["step"] == "code"
        return redirect("notifications:preferences" if proved else "notifications:phone")
    context = {"form": form, "phone": phones.phone_of(request.user), "available": alimtalk.available()}  # type: ignore[arg-type]
    return render(request, "notifications/phone.html", context, status=422 if form.errors else 200)


def _step(request: HttpRequest, form: PhoneForm) -> bool:
    """Do what the form asks; what cannot be done is said at its field."""
    user, given = request.user, form.cleaned_data
    if given["step"] == "code":
        if phones.code_check(user=user, code=given["code"]):  # type: ignore[arg-type]
            messages.success(request, _("번호를 확인했습니다. 알림톡으로 받을 소식을 골라 주세요."))
            return True
        form.add_error("code", _("번호가 다르거나 시간이 지났습니다. 다시 받아 보세요."))
        return False
    try:
        if phones.code_send(user=user, number=given["number"]):  # type: ignore[arg-type]
            messages.success(request, _("카카오톡으로 확인 번호를 보냈습니다."))
            return True
        form.add_error("number", _("오늘은 확인 번호를 더 보낼 수 없습니다. 내일 다시 해 주세요."))
    except AlimTalkFailed:
        form.add_error("number", _("이 번호로 보내지 못했습니다. 번호를 확인하거나 잠시 뒤 다시 해 주세요."))
    return False
