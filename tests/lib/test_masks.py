"""CSRF secrets and their masks are drawn at one go, and are to Django's own code what its own were."""

from __future__ import annotations

import os
from collections import Counter
from typing import Any

import pytest
from django.middleware import csrf
from django.test import Client, RequestFactory

from matchmaker.lib.masks import REFUSED, SIGNS, TABLE, drawn, masked
from tests.factories import PASSWORD

SECRET = "aZ09" * 8


def test_django_finds_the_secret_again() -> None:
    for secret in (SECRET, drawn(), SIGNS[-1] * 32, SIGNS[0] * 32):
        token = masked(secret)
        csrf._check_token_format(token)
        assert csrf._unmask_cipher_token(token) == secret
        assert csrf._does_token_match(token, secret)
        assert not csrf._does_token_match(token, drawn())


def test_the_same_mask_makes_the_same_token_as_djangos() -> None:
    token = masked(SECRET)
    mask = token[:32]
    chars = csrf.CSRF_ALLOWED_CHARS
    cipher = (
        chars[(chars.index(one) + chars.index(other)) % len(chars)] for one, other in zip(SECRET, mask, strict=True)
    )
    assert token == mask + "".join(cipher)


def test_every_sign_is_as_likely_as_any_other() -> None:
    shares = Counter(bytes(byte for byte in range(256) if byte not in REFUSED).translate(TABLE).decode())
    assert set(shares) == set(SIGNS)
    assert set(shares.values()) == {4}


def test_too_few_good_bytes_are_drawn_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    draws = [REFUSED * 6, bytes(range(48))]
    monkeypatch.setattr(os, "urandom", lambda count: draws.pop(0)[:count])
    assert drawn() == SIGNS[:32]
    assert draws == []


def test_no_token_comes_twice() -> None:
    assert len({masked(SECRET) for _ in range(500)}) == len({drawn() for _ in range(500)}) == 500


def test_django_draws_them_here() -> None:
    request = RequestFactory().get("/")
    assert (csrf._get_new_csrf_string, csrf._mask_cipher_secret) == (drawn, masked)
    assert csrf._does_token_match(csrf.get_token(request), request.META["CSRF_COOKIE"])


class TestAForm:
    """A page's token opens its form, and nothing else does."""

    @pytest.fixture
    def client(self) -> Client:
        return Client(enforce_csrf_checks=True)

    def sent(self, client: Client, token: str, **more: Any) -> int:
        form = {"login": "nobody@example.com", "password": "wrong", "csrfmiddlewaretoken": token}
        return client.post("/accounts/login/", form, **more).status_code

    def test_with_the_token_of_the_page(self, client: Client, db: None) -> None:
        page = client.get("/accounts/login/")
        assert self.sent(client, str(page.context["csrf_token"])) == 200

    def test_with_the_bare_secret_as_ever(self, client: Client, db: None) -> None:
        client.get("/accounts/login/")
        assert self.sent(client, client.cookies["csrftoken"].value) == 200

    @pytest.mark.parametrize(
        "token",
        ["", "short", csrf.CSRF_ALLOWED_CHARS[:32] * 2, SECRET, "!" * 64],
        ids=["none", "short", "another token", "another secret", "no letters"],
    )
    def test_not_with_another(self, token: str, client: Client, db: None) -> None:
        client.get("/accounts/login/")
        assert self.sent(client, token) == 403

    def test_not_without_the_cookie(self, client: Client, db: None) -> None:
        token = str(client.get("/accounts/login/").context["csrf_token"])
        client.cookies.clear()
        assert self.sent(client, token) == 403

    def test_not_from_another_site(self, client: Client, db: None) -> None:
        token = str(client.get("/accounts/login/").context["csrf_token"])
        assert self.sent(client, token, headers={"Origin": "https://elsewhere.example"}) == 403

    def test_logging_in_changes_the_secret(self, client: Client, sme: Any) -> None:
        token = str(client.get("/accounts/login/").context["csrf_token"])
        before = client.cookies["csrftoken"].value
        form = {"login": sme.email, "password": PASSWORD, "csrfmiddlewaretoken": token}
        assert client.post("/accounts/login/", form).status_code == 302
        assert client.cookies["csrftoken"].value != before
