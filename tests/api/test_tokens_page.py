"""Owners make, rotate and revoke tokens on their page; a token is shown once."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from matchmaker.accounts.choices import Role
from matchmaker.accounts.models import ApiToken, Organisation, User
from tests import factories
from tests.api.asking import Program, token_for
from tests.cast import Browsers
from tests.query_budgets import assert_budget

pytestmark = pytest.mark.django_db
PAGE = "/organisation/tokens/"
GOOD = {"name": "영업관리", "role": "member", "scopes": ["offers:write"], "days": "90"}


def shown(page: str) -> str:
    return re.findall(r"mm_[0-9a-f]{12}_[\w-]{20,}", page)[0]


def test_a_token_is_shown_once_and_opens(supplier: User, client_for: Browsers) -> None:
    browser = client_for(supplier)
    answer = browser.post(PAGE, GOOD)
    token = shown(answer.content.decode())
    assert Program(token).get("token/").status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert token not in browser.get(PAGE).content.decode()
    assert "영업관리" in browser.get(PAGE).content.decode()


def test_rotating_shows_another_and_revoking_ends_both(supplier: User, client_for: Browsers) -> None:
    row, old = token_for(supplier)
    browser = client_for(supplier)
    new = shown(browser.post(f"{PAGE}{row.pk}/rotate/").content.decode())
    assert new != old
    browser.post(f"{PAGE}{row.pk}/revoke/")
    assert [Program(token).get("token/").status_code for token in (old, new)] == [401, 401]
    assert browser.post(f"{PAGE}{row.pk}/rotate/").status_code == 302


@pytest.mark.parametrize(
    "bad",
    [{"name": ""}, {"scopes": []}, {"scopes": ["needs:read"]}, {"role": "owner"}, {"days": "4000"}, {"role": "x"}],
)
def test_bad_input_is_said_by_the_field_and_makes_nothing(supplier: User, client_for: Browsers, bad: dict) -> None:
    answer = client_for(supplier).post(PAGE, GOOD | bad)
    assert answer.status_code == 422
    assert "has-errors" in answer.content.decode()
    assert not ApiToken.objects.exists()


def test_only_owners_and_only_of_this_organisation(supplier: User, rival: User, client_for: Browsers) -> None:
    row, token = token_for(supplier)
    home = Organisation.objects.get(memberships__user=supplier)
    member = client_for(factories.member_of(home, "member@example.com", Role.MEMBER))
    other: Client = client_for(rival)
    assert member.get(PAGE).status_code == 404
    for browser in (member, other):
        assert browser.post(f"{PAGE}{row.pk}/rotate/").status_code == 404
        assert browser.post(f"{PAGE}{row.pk}/revoke/").status_code == 404
    assert Program(token).get("token/").status_code == 200


@pytest.mark.parametrize("many", [1, 6])
def test_the_page_keeps_its_budget(supplier: User, client_for: Browsers, many: int) -> None:
    for _ in range(many):
        token_for(supplier)
    assert_budget(client_for(supplier), PAGE, "accounts:tokens")
