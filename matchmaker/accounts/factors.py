"""The second thing one logs in with: who must have it, and how recently somebody has shown who they are."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils.translation import gettext as _

from matchmaker.accounts.access import came_from
from matchmaker.accounts.choices import OrganisationKind
from matchmaker.accounts.models import Membership, User

FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
KNOWN = "factor"  # in the session: this person has one
# What is open to an administrator who has no second factor yet: getting one, confirming the address, leaving.
WAY_IN = ("mfa_", "account_", "set_language", "healthz", "readyz")
View = Callable[..., HttpResponse]


def needs_factor(user: User) -> bool:
    """Whether rows of many firms lie open to this person: people of a programme office, and staff."""
    if not settings.FACTOR_FOR_ADMINISTRATORS:
        return False
    office = Membership.objects.filter(user=user, organisation__kind=OrganisationKind.PROGRAMME)
    return user.is_staff or office.exists()


def has_factor(user: User) -> bool:
    return Authenticator.objects.filter(user=user, type__in=FACTORS).exists()


def shown_at(request: HttpRequest) -> float | None:
    """When the person of this session last showed who they are, in seconds of the clock; None if that is not known."""
    records = get_authentication_records(request, request.user)  # type: ignore[arg-type]
    return max((row["at"] for row in records), default=None)


def recently_shown(request: HttpRequest) -> bool:
    at = shown_at(request)
    return at is not None and time.time() - at < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT


def step_up(view: View) -> View:
    """Ask once more who it is before a deed that is hard to take back; the person then presses the button again."""
    return _asking(view, looks=False)


def step_up_to_look(view: View) -> View:
    """The same for a page that already shows or hands over what is worth stealing."""
    return _asking(view, looks=True)


def _asking(view: View, *, looks: bool) -> View:
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        reads = request.method in ("GET", "HEAD")
        if (reads and not looks) or recently_shown(request):
            return view(request, *args, **kwargs)
        ways = get_adapter().get_reauthentication_methods(request.user)
        if not ways:
            return redirect_to_login(request.get_full_path())
        if reads:
            messages.info(request, _("중요한 자료라 본인인지 한 번 더 확인합니다. 확인하면 바로 내려받습니다."))
        else:
            messages.info(request, _("중요한 일이라 본인인지 한 번 더 확인합니다. 확인한 뒤 단추를 다시 눌러 주세요."))
        return redirect(f"{ways[0]['url']}?{urlencode({'next': came_from(request)})}")

    return guarded


class FactorMiddleware:
    """Keeps administrators at the door until they have a second factor, and lets their log-in end after some hours."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> HttpResponse | None:
        if not settings.FACTOR_FOR_ADMINISTRATORS or not _administers(request):
            return None
        name = request.resolver_match.view_name if request.resolver_match else ""
        if name.startswith(WAY_IN):
            return None
        at = shown_at(request)
        if at is not None and time.time() - at > settings.ADMINISTRATOR_SESSION_SECONDS:
            logout(request)
            return redirect_to_login(request.get_full_path())
        if request.session.get(KNOWN) or has_factor(request.user):  # type: ignore[arg-type]
            request.session.setdefault(KNOWN, True)
            return None
        messages.warning(request, _("관리자는 비밀번호 말고도 확인 수단이 하나 더 있어야 합니다. 먼저 등록해 주세요."))
        return redirect(resolve_url("mfa_index"))


def _administers(request: HttpRequest) -> bool:
    """``needs_factor`` from what the request already knows."""
    actor = getattr(request, "actor", None)
    offices = (home.kind == OrganisationKind.PROGRAMME for home in (actor.organisations if actor else ()))
    return request.user.is_authenticated and (request.user.is_staff or any(offices))
