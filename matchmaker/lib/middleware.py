"""Answers that Django gives bare, made into pages; headers of every answer."""

from collections.abc import Callable
from typing import Any

from csp.constants import HEADER
from csp.middleware import CheckableLazyObject, CSPMiddleware
from csp.utils import build_policy
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render


class NotAllowedMiddleware:
    """Whoever opens the address of a button (an old tab, a copied link) reads what to do instead of an empty page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not isinstance(response, HttpResponseNotAllowed) or response.content or request.method != "GET":
            return response
        page = render(request, "405.html", status=405)
        page["Allow"] = response["Allow"]
        return page


# What a page of ours may ask the browser for: its passkeys, and nothing else.
PERMISSIONS = (
    "accelerometer", "autoplay", "camera", "display-capture", "encrypted-media", "fullscreen", "geolocation",
    "gyroscope", "hid", "identity-credentials-get", "idle-detection", "local-fonts", "magnetometer", "microphone",
    "midi", "payment", "picture-in-picture", "screen-wake-lock", "serial", "usb", "xr-spatial-tracking",
)  # fmt: skip
OWN = ("publickey-credentials-create", "publickey-credentials-get")
PERMISSIONS_POLICY = ", ".join([f"{name}=()" for name in PERMISSIONS] + [f"{name}=(self)" for name in OWN])


class HeadersMiddleware:
    """Headers that Django's own middleware does not set. Must stand first, so that files and errors carry them too."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        user = getattr(request, "user", None)
        if user is not None and user.is_authenticated:  # a shared computer in a plant keeps nobody's pages
            response.setdefault("Cache-Control", "private, no-store")
        return response


class PolicyMiddleware(CSPMiddleware):
    """The content policy that the settings name says the same for every answer: it is written once.

    Whatever an answer or a setting has of its own goes the way of the package.
    """

    known: tuple[Any, str] = (None, "")  # of which setting, and how it is said

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        policy = settings.CONTENT_SECURITY_POLICY
        if (
            policy.keys() != {"DIRECTIVES"}
            or settings.DEBUG
            or getattr(settings, "CONTENT_SECURITY_POLICY_REPORT_ONLY", None)
            or hasattr(request, "_csp_nonce")
            or any(name.startswith("_csp_") for name in vars(response))
        ):
            return super().process_response(request, response)
        if self.known[0] is not policy:
            self.known = (policy, build_policy())
        response.setdefault(HEADER, self.known[1])
        request.csp_nonce = CheckableLazyObject(self._csp_nonce_post_response)
        return response
