"""Every answer carries the headers that keep browsers careful: pages, files, errors, and other people's templates."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from matchmaker.accounts.models import User
from tests.cast import Browsers

pytestmark = pytest.mark.django_db
OPEN = ["/", "/accounts/login/", "/accounts/signup/", "/accounts/password/reset/", "/nowhere/", "/healthz"]
OPEN += ["/static/css/site.css", "/accounts/password/reset/key/1-x/", "/accounts/confirm-email/x/"]
KNOWN = ["/organisation/me/", "/organisation/me/sessions/", "/accounts/email/", "/accounts/password/change/"]
KNOWN += ["/accounts/2fa/", "/accounts/2fa/totp/activate/", "/accounts/2fa/webauthn/add/", "/accounts/logout/"]
KNOWN += ["/accounts/reauthenticate/", "/accounts/2fa/recovery-codes/", "/nowhere/"]
INLINE = re.compile(r"""\sstyle=|\son[a-z]+=["']|<style|<script(?![^>]*(?:src=|type="application/json"))""")


def careful(answer: object) -> None:
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert "camera=()" in answer["Permissions-Policy"]
    if "text/html" in answer.get("Content-Type", "") and not answer.streaming:
        assert not INLINE.search(answer.content.decode()), INLINE.search(answer.content.decode())


@pytest.mark.parametrize("path", OPEN)
def test_visitors_get_them(client: Client, path: str) -> None:
    careful(client.get(path))


def test_people_get_them_and_nobody_keeps_their_pages(sme: User, client_for: Browsers) -> None:
    client = client_for(sme)
    for path in KNOWN:
        answer = client.get(path)
        careful(answer)
        assert "no-store" in answer["Cache-Control"], path


def test_djangos_own_administration_gets_them(administrator: User, client_for: Browsers) -> None:
    User.objects.filter(pk=administrator.pk).update(is_staff=True, is_superuser=True)
    client = client_for(administrator)
    for name, args in (
        ("admin:index", []), ("admin:accounts_user_changelist", []), ("admin:accounts_user_add", []),
        ("admin:accounts_user_change", [administrator.pk]), ("admin:accounts_organisation_changelist", []),
        ("admin:accounts_user_delete", [administrator.pk]), ("admin:password_change", []),
    ):  # fmt: skip
        answer = client.get(reverse(name, args=args))
        assert answer.status_code in (200, 302), name
        careful(answer)
