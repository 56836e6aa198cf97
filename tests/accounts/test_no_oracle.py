"""Nobody learns here who has an account: the same answer and the same work, whoever is asked about."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from matchmaker.accounts.models import User
from tests.factories import PASSWORD

pytestmark = pytest.mark.django_db
NEW = "조용한 봄날 큰 나무 아래"


@pytest.fixture(autouse=True)
def fresh_counts() -> Any:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def hashes(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every password hash that is computed; nothing else in a log-in takes time worth measuring."""
    made: list[str] = []
    plain = MD5PasswordHasher.encode

    def counted(self: MD5PasswordHasher, password: str, salt: str) -> str:
        made.append(password)
        return plain(self, password, salt)

    monkeypatch.setattr(MD5PasswordHasher, "encode", counted)
    return made


def answer(name: str, form: dict[str, str], email: str) -> tuple[int, str, str]:
    """Status, where it leads and the page, with the address and the token taken out."""
    client = Client()
    page = client.post(reverse(name), form)
    text = page.content.decode().replace(email, "")
    for sign in ("csrfmiddlewaretoken", "X-CSRFToken"):
        text = "\n".join(line for line in text.splitlines() if sign not in line)
    return page.status_code, page.headers.get("Location", ""), text


def test_a_wrong_password_and_an_unknown_address_are_told_apart_by_nothing(sme: User, hashes: list[str]) -> None:
    said, work = [], []
    for email in (sme.email, "nobody@example.com"):
        hashes.clear()
        said.append(answer("account_login", {"login": email, "password": "wrong wrong wrong"}, email))
        work.append(len(hashes))
    assert said[0] == said[1]
    assert work[0] == work[1] == 1


def test_signing_up_with_a_taken_address_looks_like_signing_up(sme: User, settings: Any, hashes: list[str]) -> None:
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    said, work = [], []
    for email in (sme.email, "nobody@example.com"):
        hashes.clear()
        said.append(answer("account_signup", {"email": email, "password1": NEW}, email))
        work.append(len(hashes))
    assert said[0] == said[1]
    assert work[0] == work[1]
    assert [letter.to for letter in mail.outbox] == [[sme.email], ["nobody@example.com"]]


def test_a_forgotten_password_is_answered_alike(sme: User) -> None:
    said = [answer("account_reset_password", {"email": who}, who) for who in (sme.email, "nobody@example.com")]
    assert said[0] == said[1]


def test_guessing_is_slowed_down_for_known_and_unknown_alike(sme: User) -> None:
    for email in (sme.email, "nobody@example.com"):
        cache.clear()
        tries = [answer("account_login", {"login": email, "password": f"wrong {at}"}, email)[2] for at in range(7)]
        assert tries[0] == tries[4] != tries[6]
        late = answer("account_login", {"login": email, "password": PASSWORD}, email)
        assert late[0] == 200, "the right password does not help while the door is shut"
