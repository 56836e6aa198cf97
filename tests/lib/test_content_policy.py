"""The content policy that is written once is the one that the package would write each time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from csp.constants import NONCE, SELF
from csp.decorators import csp, csp_exempt, csp_replace, csp_update
from csp.exceptions import CSPNonceError
from csp.middleware import CSPMiddleware
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.test import Client, RequestFactory, override_settings

from matchmaker.lib.middleware import PolicyMiddleware

HEADER, REPORTED = "Content-Security-Policy", "Content-Security-Policy-Report-Only"
View = Callable[[HttpRequest], HttpResponse]


def plain(request: HttpRequest) -> HttpResponse:
    return HttpResponse("page")


def missing(request: HttpRequest) -> HttpResponse:
    return HttpResponseNotFound("nothing")


def with_its_own(request: HttpRequest) -> HttpResponse:
    return HttpResponse("page", headers={HEADER: "default-src 'none'"})


def with_nonce(request: HttpRequest) -> HttpResponse:
    return HttpResponse(str(request.csp_nonce))  # type: ignore[attr-defined]


def headers_of(kind: type[CSPMiddleware], view: View) -> dict[str, set[str]]:
    """What is allowed, by header: the package puts the parts in the order of a set."""
    middleware = kind(view)
    middleware(RequestFactory().get("/shut/page"))  # the second one may find what the first has left
    request = RequestFactory().get("/shut/page")
    if view is with_nonce:
        request._csp_nonce = "same"  # type: ignore[attr-defined] # as the package keeps it
    answer = middleware(request)
    return {name: set(answer[name].split("; ")) for name in (HEADER, REPORTED) if name in answer}


VIEWS: dict[str, View] = {
    "a page": plain,
    "nothing found": missing,
    "a policy of its own": with_its_own,
    "a nonce": with_nonce,
    "more": csp_update({"img-src": ["https://pictures.example"]})(plain),
    "less": csp_replace({"script-src": ["'none'"]})(plain),
    "another": csp({"default-src": [SELF]})(plain),
    "none": csp_exempt()(plain),
}
USUAL = settings.CONTENT_SECURITY_POLICY
SETTINGS: dict[str, dict[str, Any]] = {
    "ours": {},
    "debug": {"DEBUG": True},
    "another": {"CONTENT_SECURITY_POLICY": {"DIRECTIVES": {"default-src": [SELF, NONCE]}}},
    "with places left out": {"CONTENT_SECURITY_POLICY": USUAL | {"EXCLUDE_URL_PREFIXES": ["/shut/"]}},
    "reported only": {"CONTENT_SECURITY_POLICY_REPORT_ONLY": {"DIRECTIVES": {"default-src": [SELF]}}},
}


@pytest.mark.parametrize("view", VIEWS.values(), ids=VIEWS)
@pytest.mark.parametrize("given", SETTINGS.values(), ids=SETTINGS)
def test_the_policy_is_the_packages(view: View, given: dict[str, Any]) -> None:
    with override_settings(**given):
        assert headers_of(PolicyMiddleware, view) == headers_of(CSPMiddleware, view)


def test_a_changed_setting_counts_at_once() -> None:
    middleware = PolicyMiddleware(plain)
    assert middleware(RequestFactory().get("/"))[HEADER].count("default-src 'none'") == 1
    with override_settings(CONTENT_SECURITY_POLICY={"DIRECTIVES": {"default-src": [SELF]}}):
        assert middleware(RequestFactory().get("/"))[HEADER] == "default-src 'self'"


def test_nobody_gets_a_nonce_after_the_header_was_written() -> None:
    request = RequestFactory().get("/")
    PolicyMiddleware(plain)(request)
    with pytest.raises(CSPNonceError):
        str(request.csp_nonce)  # type: ignore[attr-defined]


def test_every_answer_carries_it(client: Client, db: None) -> None:
    for address, status in (("/accounts/login/", 200), ("/needs/", 302), ("/nothing/here/", 404)):
        answer = client.get(address)
        assert answer.status_code == status
        assert "script-src 'self'" in answer[HEADER].split("; ")
