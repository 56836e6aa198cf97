"""A person's own page: name, language, and which organisation they act for."""

from __future__ import annotations

import pytest
from django.test import Client

from matchmaker.accounts.models import Membership, Organisation, User
from tests.cast import Browsers


def test_the_chosen_language_is_spoken_from_then_on(sme: User, client_for: Browsers) -> None:
    browser = client_for(sme)
    answer = browser.post("/organisation/me/", {"name": "김 대표", "language": "en"})
    assert answer.cookies["django_language"].value == "en"
    sme.refresh_from_db()
    assert (sme.name, sme.language) == ("김 대표", "en")
    assert '<html lang="en">' in browser.get("/organisation/me/").content.decode()


def test_a_known_persons_language_wins_over_the_browsers(sme: User, client_for: Browsers) -> None:
    User.objects.filter(pk=sme.pk).update(language="en")
    page = client_for(sme).get("/organisation/me/", headers={"accept-language": "ko"}).content.decode()
    assert '<html lang="en">' in page


def test_the_switch_in_the_header_is_remembered(sme: User, client_for: Browsers) -> None:
    browser = client_for(sme)
    browser.post("/i18n/setlang/", {"language": "en", "next": "/organisation/me/"})
    sme.refresh_from_db()
    assert sme.language == "en"
    browser.post("/i18n/setlang/", {"language": "klingon"})
    sme.refresh_from_db()
    assert sme.language == "en"


def test_a_visitor_may_switch_too(client: Client, db: None) -> None:
    answer = client.post("/i18n/setlang/", {"language": "en", "next": "https://evil.example/"})
    assert answer.cookies["django_language"].value == "en"
    assert answer.url == "/"


def test_an_account_keeps_the_language_it_was_opened_in(client: Client, db: None) -> None:
    client.cookies["django_language"] = "en"
    client.post("/accounts/signup/", {"email": "new@example.com", "password1": "correct horse battery"})
    assert User.objects.get(email="new@example.com").language == "en"


def test_an_unknown_language_is_refused_beside_the_field(sme: User, client_for: Browsers) -> None:
    answer = client_for(sme).post("/organisation/me/", {"name": "김", "language": "xx"})
    assert answer.status_code == 422
    assert "language" in answer.context["form"].errors


def test_switching_changes_whom_one_acts_for(sme: User, other_sme: User, client_for: Browsers) -> None:
    second = Organisation.objects.get(memberships__user=other_sme)
    Membership.objects.create(user=sme, organisation=second)
    browser = client_for(sme)
    browser.post("/organisation/switch/", {"organisation": second.pk})
    assert browser.get("/organisation/team/").context["actor"].organisation == second


@pytest.mark.parametrize("wanted", ["", "abc", "9" * 40, "-1", "٣", "other"])
def test_nobody_switches_to_a_firm_that_is_not_theirs(
    wanted: str, sme: User, other_sme: User, client_for: Browsers
) -> None:
    if wanted == "other":
        wanted = str(Organisation.objects.get(memberships__user=other_sme).pk)
    assert client_for(sme).post("/organisation/switch/", {"organisation": wanted}).status_code == 404


def test_a_person_without_a_firm_has_a_profile_but_no_team(stranger: User, client_for: Browsers) -> None:
    browser = client_for(stranger)
    assert browser.get("/organisation/me/").status_code == 200
    assert browser.get("/organisation/team/").url == "/organisation/join/?next=/organisation/team/"
