"""Somebody registers a passkey and from then on logs in with it and nothing else, in a real browser."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from playwright.sync_api import Page, expect

from matchmaker.accounts.models import User

PHONE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def phone(page: Page) -> str:
    """A device that keeps passkeys, and whose owner always says yes; its key."""
    wire = page.context.new_cdp_session(page)
    wire.send("WebAuthn.enable")
    return wire.send("WebAuthn.addVirtualAuthenticator", {"options": PHONE})["authenticatorId"]


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_passkey_alone_opens_the_door(
    page: Page, live_server: Any, sme: User, sign_in: Callable[[User], None], phone: str, complaints: list[str]
) -> None:
    sign_in(sme)
    page.goto(f"{live_server.url}/accounts/2fa/webauthn/add/")
    page.get_by_label("이 패스키의 이름").fill("내 휴대전화")
    with page.expect_navigation():
        page.get_by_role("button", name="등록").click()
    assert Authenticator.objects.get(user=sme, type="webauthn").wrap().is_passwordless
    page.context.clear_cookies()
    page.goto(f"{live_server.url}/accounts/login/?next=/needs/")
    with page.expect_navigation(url="**/needs/"):
        page.get_by_role("button", name="패스키로 로그인").click()
    expect(page.get_by_text("한빛정밀").first).to_be_visible()
    assert complaints == []
