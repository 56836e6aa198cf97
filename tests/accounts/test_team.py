"""Owners change the team, everybody may leave, and an organisation is never left without an owner."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from matchmaker.accounts.choices import Role
from matchmaker.accounts.models import Membership, Organisation, User
from matchmaker.accounts.services import TeamRefused, member_role_change
from tests import factories
from tests.at_once import at_once
from tests.cast import Browsers
from tests.query_budgets import assert_budget


def firm_of(user: User) -> Organisation:
    return Organisation.objects.get(memberships__user=user)


@pytest.fixture
def colleague(sme: User) -> User:
    return factories.member_of(firm_of(sme), "colleague@example.com", Role.MEMBER)


@pytest.fixture
def viewer(sme: User) -> User:
    return factories.member_of(firm_of(sme), "viewer@example.com", Role.VIEWER)


def role_of(user: User) -> str | None:
    return Membership.objects.filter(user=user).values_list("role", flat=True).first()


def change(browser: Client, user: User, role: str) -> Any:
    return browser.post(f"/organisation/team/{Membership.objects.get(user=user).pk}/role/", {"role": role})


def remove(browser: Client, user: User) -> Any:
    return browser.post(f"/organisation/team/{Membership.objects.get(user=user).pk}/remove/")


def test_everybody_in_the_firm_sees_the_team(sme: User, viewer: User, client_for: Browsers) -> None:
    page = client_for(viewer).get("/organisation/team/").content.decode()
    assert sme.email in page
    assert "초대 메일 보내기" not in page


def test_an_owner_changes_a_role(sme: User, colleague: User, client_for: Browsers) -> None:
    change(client_for(sme), colleague, Role.OWNER)
    assert role_of(colleague) == Role.OWNER


def test_an_unknown_role_changes_nothing(sme: User, colleague: User, client_for: Browsers) -> None:
    assert change(client_for(sme), colleague, "emperor").status_code == 302
    assert role_of(colleague) == Role.MEMBER


def test_an_owner_removes_a_member(sme: User, colleague: User, client_for: Browsers) -> None:
    remove(client_for(sme), colleague)
    assert role_of(colleague) is None


def test_a_member_and_a_viewer_leave_by_themselves(
    sme: User, colleague: User, viewer: User, client_for: Browsers
) -> None:
    for person in (colleague, viewer):
        assert remove(client_for(person), person).url == "/"
        assert role_of(person) is None


def test_the_last_owner_neither_leaves_nor_steps_down(sme: User, colleague: User, client_for: Browsers) -> None:
    browser = client_for(sme)
    remove(browser, sme)
    change(browser, sme, Role.MEMBER)
    assert role_of(sme) == Role.OWNER
    assert "대표 담당자는 한 명 이상" in browser.get("/organisation/team/").content.decode()


@pytest.mark.parametrize("who", ["colleague", "viewer", "other_sme", "administrator", "stranger"])
def test_who_is_no_owner_there_gets_404_and_changes_nothing(
    who: str, sme: User, colleague: User, client_for: Browsers, request: Any
) -> None:
    browser = client_for(request.getfixturevalue(who))
    assert change(browser, sme, Role.VIEWER).status_code == 404
    assert remove(browser, sme).status_code == 404
    if who not in ("other_sme", "administrator"):
        assert browser.post("/organisation/team/invite/", {"email": "a@b.kr", "role": "member"}).status_code == 404
    assert role_of(sme) == Role.OWNER


def test_a_large_team_costs_as_many_queries_as_a_small_one(sme: User, other_sme: User, client_for: Browsers) -> None:
    for number in range(5):
        factories.member_of(firm_of(sme), f"m{number}@example.com")
    for user in (other_sme, sme):
        assert_budget(client_for(user), "/organisation/team/", "accounts:team")


@pytest.mark.django_db(transaction=True)
def test_two_owners_who_demote_each_other_leave_one(sme: User) -> None:
    second = factories.member_of(firm_of(sme), "second@example.com", Role.OWNER)
    mine, theirs = Membership.objects.get(user=sme), Membership.objects.get(user=second)
    results = at_once(
        lambda: member_role_change(membership=mine, role=Role.VIEWER),
        lambda: member_role_change(membership=theirs, role=Role.VIEWER),
    )
    assert [type(result) for result in results if result is not None] == [TeamRefused]
    assert Membership.objects.filter(role=Role.OWNER).count() == 1
