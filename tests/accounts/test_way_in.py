"""People are not lost on the way in: who has no firm yet founds one first, whose session ended comes back."""

from __future__ import annotations

import pytest
from django.test import Client

from matchmaker.accounts.models import User
from tests.cast import Browsers
from tests.factories import PASSWORD

JOIN = "/organisation/join/"


def founded(browser: Client, next_page: str, kind: str = "demand") -> str:
    form = {"kind": kind, "name": "새봄정밀", "business_number": "123-45-67891"}
    return browser.post(JOIN, form, query_params={"next": next_page}).url


@pytest.mark.parametrize("page", ["/needs/new/", "/supply/", "/requests/", "/inbox/", "/needs/new/?example=1"])
def test_somebody_without_a_firm_is_sent_to_found_one(stranger: User, client_for: Browsers, page: str) -> None:
    response = client_for(stranger).get(page)
    assert response.status_code == 302
    assert response.url.startswith(f"{JOIN}?next=/")


def test_after_founding_the_page_that_was_wanted_opens(stranger: User, client_for: Browsers) -> None:
    assert founded(client_for(stranger), "/needs/new/?example=1") == "/needs/new/?example=1"


@pytest.mark.parametrize(
    "page", ["/supply/", "https://elsewhere.example/needs/", "//elsewhere.example/", "/nowhere/", ""]
)
def test_a_page_of_others_or_of_another_site_is_not_followed(stranger: User, client_for: Browsers, page: str) -> None:
    assert founded(client_for(stranger), page) == "/"


@pytest.mark.parametrize("page", ["/programme/", "/programme/verification/", "/needs/1/", "/packages/1/"])
def test_pages_about_a_row_or_of_the_programme_stay_404(stranger: User, client_for: Browsers, page: str) -> None:
    assert client_for(stranger).get(page).status_code == 404


def test_a_stranger_cannot_post_anything(stranger: User, client_for: Browsers) -> None:
    assert client_for(stranger).post("/needs/new/", {"text": "MES"}).status_code == 404


@pytest.mark.django_db
def test_a_press_after_the_session_ended_leads_back_to_the_page_of_the_button() -> None:
    response = Client().post("/needs/5/confirm/", headers={"Referer": "http://testserver/needs/5/"})
    assert response.url == "/accounts/login/?next=/needs/5/"
    response = Client().post("/needs/5/confirm/", headers={"Referer": "http://elsewhere.example/needs/5/"})
    assert response.url == "/accounts/login/?next=/"


def test_the_address_of_a_button_is_a_friendly_page(sme: User, client_for: Browsers) -> None:
    response = client_for(sme).get("/needs/5/confirm/")
    assert response.status_code == 405
    assert response["Allow"] == "POST"
    assert "단추를 다시 눌러" in response.content.decode()


@pytest.mark.django_db
def test_staff_pages_have_no_door_of_their_own(sme: User, client_for: Browsers) -> None:
    answer = Client().post("/staff/login/?next=/staff/", {"username": sme.email, "password": PASSWORD})
    assert answer.url == "/accounts/login/?next=/staff/"
    assert client_for(sme).get("/staff/", follow=True).status_code == 404
    User.objects.filter(pk=sme.pk).update(is_staff=True)
    assert client_for(sme).get("/staff/password_change/").url == "/accounts/password/change/"
