"""The second factor: administrators cannot do without, everybody may have one, and it cannot be got round."""

from __future__ import annotations

import time
from typing import Any

import pytest
from allauth.core.context import request_context
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from allauth.mfa.utils import decrypt
from django.core import mail
from django.test import Client, RequestFactory
from django.urls import reverse

from matchmaker.accounts.audit_models import AuditEntry
from matchmaker.accounts.choices import AuditAction
from matchmaker.accounts.models import User
from tests.cast import Browsers
from tests.factories import PASSWORD

pytestmark = pytest.mark.django_db
BOARD, DOOR = "/programme/", "/accounts/2fa/"


def came_in(user: User, password: str = PASSWORD) -> Client:
    client = Client()
    client.post(reverse("account_login"), {"login": user.email, "password": password})
    return client


def code_of(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def enrolled(client: Client) -> str:
    """Set up the app through the pages; returns its secret."""
    page = client.get(reverse("mfa_activate_totp"))
    secret = page.context["form"].secret
    answer = client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)})
    assert answer.status_code == 302, answer.context["form"].errors
    return secret


def test_an_administrator_without_one_reaches_only_the_door(administrator: User) -> None:
    client = came_in(administrator)
    for path in (BOARD, "/programme/firms/", "/inbox/", "/organisation/team/", "/staff/"):
        assert client.get(path).url == DOOR, path
        assert client.post(path).url == DOOR, path
    assert client.get(DOOR).status_code == 200
    assert client.get(reverse("mfa_add_webauthn")).status_code == 200


def test_with_one_the_pages_open_and_the_next_log_in_asks_for_it(administrator: User) -> None:
    first = came_in(administrator)
    secret = enrolled(first)
    assert first.get(BOARD).status_code == 200
    later = came_in(administrator)
    assert later.get(BOARD).url.startswith("/accounts/login/")
    assert later.post(reverse("mfa_authenticate"), {"code": "000000"}).status_code == 200
    assert later.get(BOARD).url.startswith("/accounts/login/")
    time_code = code_of(secret)
    later.post(reverse("mfa_authenticate"), {"code": time_code})
    assert later.get(BOARD).status_code in (200, 302)


def test_a_recovery_code_works_once(sme: User) -> None:
    enrolled(came_in(sme))
    codes = Authenticator.objects.get(user=sme, type="recovery_codes").wrap().get_unused_codes()
    first = came_in(sme)
    first.post(reverse("mfa_authenticate"), {"code": codes[0]})
    assert first.get("/needs/").status_code == 200
    second = came_in(sme)
    second.post(reverse("mfa_authenticate"), {"code": codes[0]})
    assert second.get("/needs/").status_code == 302


def test_an_administrator_keeps_the_last_one_and_others_may_drop_it(administrator: User, sme: User) -> None:
    for user, left in ((administrator, True), (sme, False)):
        client = came_in(user)
        enrolled(client)
        client.post(reverse("mfa_deactivate_totp"))
        assert Authenticator.objects.filter(user=user, type="totp").exists() is left


def test_the_secret_is_encrypted_at_rest_and_an_older_key_still_opens_it(sme: User, settings: object) -> None:
    secret = enrolled(came_in(sme))
    kept = Authenticator.objects.get(user=sme, type="totp").data["secret"]
    assert secret not in kept
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "n" * 60, [settings.SECRET_KEY]
    assert decrypt(kept) == secret


def test_a_change_is_told_by_mail_and_in_the_audit_log(sme: User, django_capture_on_commit_callbacks: Any) -> None:
    client = came_in(sme)
    asking = RequestFactory().get("/")  # in life the request lasts until the commit
    with request_context(asking), django_capture_on_commit_callbacks(execute=True):
        enrolled(client)
        client.post(reverse("mfa_deactivate_totp"))
    told = [letter.body for letter in mail.outbox]
    assert len([body for body in told if "계정에 다음 일이 있었습니다" in body]) >= 2
    actions = set(AuditEntry.objects.filter(actor=sme).values_list("action", flat=True))
    assert {AuditAction.FACTOR_ADDED, AuditAction.FACTOR_REMOVED} <= actions


def test_after_twelve_hours_an_administrator_logs_in_again(administrator: User, client_for: Browsers) -> None:
    client = client_for(administrator)
    assert client.get(BOARD).status_code == 200
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time() - 12 * 3600 - 5}]
    session.save()
    assert client.get(BOARD).url == f"/accounts/login/?next={BOARD}"


def test_rights_in_a_team_ask_who_it_is_when_that_was_long_ago(sme: User, client_for: Browsers) -> None:
    client = client_for(sme)
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time() - 7200}]
    session.save()
    invite = {"email": "new@example.com", "role": "owner"}
    answer = client.post(
        reverse("accounts:invite"), invite, headers={"Referer": "http://testserver/organisation/team/"}
    )
    assert answer.url == "/accounts/reauthenticate/?next=%2Forganisation%2Fteam%2F"
    assert not sme.memberships.get().organisation.invitations.exists()
    assert client.post(answer.url, {"password": PASSWORD, "next": "/organisation/team/"}).url == "/organisation/team/"
    client.post(reverse("accounts:invite"), invite)
    assert sme.memberships.get().organisation.invitations.count() == 1


def test_the_demo_may_go_without(administrator: User, settings: object) -> None:
    settings.FACTOR_FOR_ADMINISTRATORS = False
    assert came_in(administrator).get(BOARD).status_code == 200
