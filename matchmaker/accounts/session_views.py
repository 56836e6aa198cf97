"""Where one is logged in, and how to end that from here."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from matchmaker.accounts import sessions as services
from matchmaker.accounts.access import person


@person
@require_safe
def sessions(request: HttpRequest) -> HttpResponse:
    rows = services.sessions_of(request.user, here=request.session.session_key)
    return render(request, "accounts/sessions.html", {"sessions": rows})


@person
@require_POST
def session_end(request: HttpRequest, pk: int) -> HttpResponse:
    if not services.sessions_end(user=request.user, here=request.session.session_key, pk=pk):
        raise Http404
    messages.success(request, _("그 기기를 내보냈습니다."))
    return redirect("accounts:sessions")


@person
@require_POST
def sessions_end(request: HttpRequest) -> HttpResponse:
    services.sessions_end(user=request.user, here=request.session.session_key)
    messages.success(request, _("다른 기기를 모두 내보냈습니다."))
    return redirect("accounts:sessions")
