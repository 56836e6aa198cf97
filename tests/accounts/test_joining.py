"""A person without an organisation registers one; a number is registered once for a side."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from matchmaker.accounts.choices import Role
from matchmaker.accounts.models import Membership, Organisation, User
from matchmaker.accounts.services import organisation_create
from tests.cast import Browsers

GOOD = {"kind": "demand", "name": "한빛 정밀", "business_number": "123-45-67891"}


def join(browser: Client, **fields: Any) -> Any:
    return browser.post("/organisation/join/", {**GOOD, **fields})


def test_a_newcomer_is_led_to_the_registration(stranger: User, client_for: Browsers) -> None:
    assert client_for(stranger).get("/").url == "/organisation/join/"


def test_registering_makes_the_person_the_owner(stranger: User, client_for: Browsers) -> None:
    browser = client_for(stranger)
    assert join(browser).url == "/"
    firm = Organisation.objects.get()
    assert (firm.kind, firm.name, firm.business_number) == ("demand", "한빛 정밀", "1234567891")
    assert Membership.objects.get(user=stranger, organisation=firm).role == Role.OWNER
    assert browser.get("/").url == "/needs/"


def test_pressing_twice_makes_one_firm(stranger: User, client_for: Browsers) -> None:
    browser = client_for(stranger)
    assert join(browser).status_code == join(browser).status_code == 302
    assert Organisation.objects.count() == 1
    assert Membership.objects.count() == 1


def test_a_number_registered_by_others_is_refused_without_a_name(
    sme: User, stranger: User, client_for: Browsers
) -> None:
    Organisation.objects.filter(memberships__user=sme).update(business_number="1234567891")
    answer = join(client_for(stranger), name="다른 이름")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "이미 등록된 사업자등록번호입니다" in page
    assert "한빛정밀" not in page
    assert 'value="다른 이름"' in page
    assert not Membership.objects.filter(user=stranger).exists()


def test_the_same_number_may_stand_on_both_sides(sme: User, stranger: User, client_for: Browsers) -> None:
    Organisation.objects.filter(memberships__user=sme).update(business_number="1234567891")
    assert join(client_for(stranger), kind="supplier").status_code == 302


@pytest.mark.parametrize(
    "bad",
    [
        {"business_number": "123-45-67890"},
        {"business_number": "１２３４５６７８９１"},
        {"business_number": "x" * 5000},
        {"business_number": ""},
        {"name": ""},
        {"name": "가" * 121},
        {"name": "\x00\x00"},
        {"kind": "programme"},
        {"kind": ""},
    ],
)
def test_bad_input_is_named_and_nothing_is_written(bad: dict[str, str], stranger: User, client_for: Browsers) -> None:
    answer = join(client_for(stranger), **bad)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == list(bad)
    assert not Organisation.objects.exists()


def test_a_programme_office_is_never_self_service(stranger: User) -> None:
    with pytest.raises(ValueError, match="self-service"):
        organisation_create(user=stranger, kind="programme", name="센터", business_number="1234567891")


def test_markup_in_a_name_is_only_text(stranger: User, client_for: Browsers) -> None:
    browser = client_for(stranger)
    join(browser, name="<script>alert(1)</script>")
    assert b"<script>alert(1)" not in browser.get("/organisation/team/").content


def test_a_visitor_is_asked_to_log_in(client: Client, db: None) -> None:
    assert "/accounts/login/" in client.get("/organisation/join/").url
