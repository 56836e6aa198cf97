"""What holds for every resource: problem documents, pages by cursor, strict parameters, limits."""

from __future__ import annotations

import contextlib
from typing import Any

import pytest
from django.urls import NoReverseMatch, reverse

from matchmaker.accounts.models import User
from tests.api.asking import Program, program
from tests.api.world import api_addresses
from tests.cast import Browsers

pytestmark = pytest.mark.django_db


@pytest.fixture
def asks(supplier: User) -> Program:
    return program(supplier)


def test_pages_follow_each_other_and_nothing_is_left_out(asks: Program) -> None:
    seen, path, pages = [], "/api/v1/regions/?limit=7", 0
    while path:
        told = asks.get(path).json()
        seen += [row["code"] for row in told["results"]]
        path, pages = told["next"], pages + 1
    assert pages > 2
    assert seen == sorted(set(seen))
    assert len(seen) == len(asks.get("regions/?limit=200").json()["results"])


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("limit=0", "limit"),
        ("limit=x", "limit"),
        ("kind=x", "kind"),
        ("colour=red", "colour"),
        ("cursor=x", "cursor"),
    ],
)
def test_a_parameter_that_means_nothing_is_named(asks: Program, query: str, field: str) -> None:
    answer = asks.get(f"capabilities/?{query}")
    assert answer.status_code == 400
    assert [one["field"] for one in answer.json()["errors"]] == [field]


def test_a_problem_says_itself_in_the_readers_language(asks: Program, supplier: User) -> None:
    told = {}
    for language in ("ko", "en"):
        asks.language = language
        told[language] = asks.get("capabilities/NOPE/").json()
    assert told["ko"] | {"title": "", "detail": ""} == told["en"] | {"title": "", "detail": ""}
    assert told["ko"]["title"] == "찾을 수 없습니다."
    assert told["en"]["title"] == "Not found."
    assert told["en"]["type"] == "urn:matchmaker:problem:not_found"


def test_without_a_wish_the_answer_is_in_the_language_of_the_tokens_person(asks: Program, supplier: User) -> None:
    User.objects.filter(pk=supplier.pk).update(language="en")
    answer = asks.client.get("/api/v1/capabilities/NOPE/", headers={"Authorization": f"Bearer {asks.token}"})
    assert answer.json()["title"] == "Not found."


def test_addresses_that_are_not_there_and_methods_that_are_not_either_are_problems(asks: Program) -> None:
    for answer, status in ((asks.get("nonsense/"), 404), (asks.ask("PUT", "token/"), 405)):
        assert answer.status_code == status
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert answer.json()["status"] == status


def test_too_many_requests_are_told_when_to_come_back(asks: Program, settings: Any) -> None:
    settings.API_REQUESTS_A_MINUTE = 3
    answers = [asks.get("token/") for _ in range(5)]
    last = answers[-1]
    assert last.status_code == 429
    assert 0 < int(last.headers["Retry-After"]) <= 60
    assert last.headers["RateLimit-Limit"] == "3"
    assert last.json()["code"] == "too_many_requests"
    assert answers[0].headers["RateLimit-Remaining"] == "2"


def test_a_session_of_the_pages_opens_nothing(supplier: User, client_for: Any) -> None:
    assert client_for(supplier).get("/api/v1/token/").status_code == 401


@pytest.mark.parametrize("who", ["sme", "supplier", "administrator"])
def test_a_number_that_no_database_holds_is_nobodys(who: str, request: pytest.FixtureRequest) -> None:
    asks = program(request.getfixturevalue(who))
    for name in api_addresses():
        with contextlib.suppress(NoReverseMatch):
            assert asks.get(reverse(name, kwargs={"pk": 2**70})).status_code in (404, 405), name


def test_nor_on_pages(sme: User, client_for: Browsers) -> None:
    names = {"sourcing:project_dossier": "get", "sourcing:need_quotes": "get", "coverage:help_cancel": "post"}
    for name, method in names.items():
        assert getattr(client_for(sme), method)(reverse(name, args=[2**70])).status_code == 404, name
