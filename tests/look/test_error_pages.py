"""Error pages say what to do next, and the worst one needs nothing that could be broken, too."""

from __future__ import annotations

import pytest
from django.http import Http404
from django.test import Client, RequestFactory
from django.utils import translation
from django.views import defaults


@pytest.mark.parametrize(
    ("language", "words"), [("ko", "저희 쪽에 문제가"), ("en", "Something went wrong on our side")]
)
def test_the_500_page_needs_no_session_account_or_database(language: str, words: str) -> None:
    with translation.override(language):
        response = defaults.server_error(RequestFactory().get("/"))
    assert response.status_code == 500
    assert words in response.content.decode()


def test_the_400_page_needs_no_session_account_or_database() -> None:
    response = defaults.bad_request(RequestFactory().get("/"), ValueError())
    assert response.status_code == 400
    assert "다시 보내 주세요" in response.content.decode()


@pytest.mark.django_db
def test_an_unknown_address_shows_a_way_back(client: Client) -> None:
    response = client.get("/no/such/page/")
    assert response.status_code == 404
    assert "첫 화면으로" in response.content.decode()


def test_the_404_page_stands_without_middleware() -> None:
    request = RequestFactory().get("/")
    response = defaults.page_not_found(request, Http404())
    assert response.status_code == 404


@pytest.mark.django_db
def test_a_stale_form_says_to_reload() -> None:
    response = Client(enforce_csrf_checks=True).post("/accounts/login/", {"login": "a@example.com"})
    assert response.status_code == 403
    assert "화면을 새로 고친 다음" in response.content.decode()
