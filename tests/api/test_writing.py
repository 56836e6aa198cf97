"""Writing through the API: once, from what was read, by the rules of the pages, or not at all."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection

from demand.models import Need
from matchmaker.accounts.models import OnceAnswer, User
from suppliers.models import Offer
from tests.api.asking import Program, program, token_for
from tests.at_once import at_once

OFFER = {
    "capability": "SOL-MES",
    "title": "생산실적",
    "price_typical": 90_000_000,
    "price_unit": "project",
    "weeks": 12,
}
OFFER |= {"capacity_per_quarter": 2, "effort": "configure", "nationwide": True}
pytestmark = pytest.mark.django_db


@pytest.fixture
def asks(supplier: User) -> Program:
    return program(supplier)


def test_the_same_key_and_body_make_one_row_and_give_one_answer(asks: Program) -> None:
    first = asks.create("offers/", OFFER, key="offer-0001")
    again = asks.create("offers/", dict(reversed(OFFER.items())), key="offer-0001")
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert (again.headers["ETag"], again.headers["Idempotency-Replayed"]) == (first.headers["ETag"], "true")
    assert Offer.objects.count() == 1


def test_the_same_key_with_another_body_is_refused(asks: Program) -> None:
    asks.create("offers/", OFFER, key="offer-0001")
    answer = asks.create("offers/", {**OFFER, "weeks": 13}, key="offer-0001")
    assert (answer.status_code, answer.json()["code"]) == (422, "idempotency_key_reused")


def test_a_refused_request_may_be_mended_under_its_key(asks: Program) -> None:
    assert asks.create("offers/", {**OFFER, "weeks": 0}, key="offer-0001").status_code == 422
    assert not OnceAnswer.objects.exists()
    assert asks.create("offers/", OFFER, key="offer-0001").status_code == 201


def test_keys_of_two_tokens_are_two(supplier: User, rival: User) -> None:
    for user in (supplier, rival):
        assert program(user).create("offers/", OFFER, key="offer-0001").status_code == 201
    assert Offer.objects.count() == 2


def test_creating_without_a_key_and_changing_without_a_tag_are_refused(asks: Program) -> None:
    assert asks.ask("POST", "offers/", OFFER).json()["code"] == "idempotency_key_missing"
    row = asks.create("offers/", OFFER).json()
    answer = asks.ask("PUT", f"offers/{row['id']}/", OFFER)
    assert (answer.status_code, answer.json()["code"]) == (428, "if_match_missing")


def test_who_read_an_older_state_changes_nothing(asks: Program) -> None:
    row = asks.create("offers/", OFFER).json()
    old = asks.etag
    assert asks.write("PUT", f"offers/{row['id']}/", {**OFFER, "weeks": 20}).status_code == 200
    answer = asks.write("PUT", f"offers/{row['id']}/", {**OFFER, "weeks": 30}, etag=old)
    assert (answer.status_code, answer.json()["code"]) == (412, "changed_meanwhile")
    assert Offer.objects.get().weeks == 20
    assert answer.headers["ETag"] == asks.get(f"offers/{row['id']}/").headers["ETag"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite in memory refuses where a file would wait")
def test_of_two_at_once_with_one_key_or_one_tag_one_does_it(supplier: User) -> None:
    token = token_for(supplier)[1]
    made = at_once(*[lambda: Program(token).create("offers/", OFFER, key="offer-0001").json()["id"]] * 3)
    assert len(set(made)) == 1
    etag = Program(token).get(f"offers/{made[0]}/").headers["ETag"]

    def change(weeks: int) -> Any:
        return lambda: Program(token).write("PUT", f"offers/{made[0]}/", {**OFFER, "weeks": weeks}, etag=etag)

    told = sorted(answer.status_code for answer in at_once(change(21), change(22), change(23)))
    assert told == [200, 412, 412]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"weeks": "12"}, "/weeks"),
        ({"colour": "red"}, "/colour"),
        ({"price_low": 95_000_000}, "/price_low"),
        ({"capability": "NOPE"}, "/capability"),
        ({"standards": ["made up"]}, "/standards"),
        ({"nationwide": False}, "/regions"),
        ({"title": "a\x00b"}, "/title"),
        ({"title": "\ud800"}, "/title"),
        ({"weeks": None}, "/weeks"),
        ({"origin_parts": "h"}, "/origin_parts"),
    ],
)
def test_bad_values_are_named_and_nothing_is_kept(asks: Program, change: dict[str, Any], field: str) -> None:
    answer = asks.create("offers/", {**OFFER, **change})
    assert answer.status_code == 422
    assert field in [one["field"] for one in answer.json()["errors"]]
    assert all(one["detail"] for one in answer.json()["errors"])
    assert not Offer.objects.exists()


@pytest.mark.parametrize("raw", ["{", "[1]", "null", '"x"', "NaN", '{"a": NaN}', "\ufeff{}", "1" * 100])
def test_whatever_is_no_object_is_no_failure(asks: Program, raw: str) -> None:
    headers = {"Authorization": f"Bearer {asks.token}", "Idempotency-Key": "offer-0001"}
    answer = asks.client.post("/api/v1/offers/", data=raw, content_type="application/json", headers=headers)
    assert answer.status_code in (400, 422)


def test_small_amounts_are_won_and_not_ten_thousands(sme: User) -> None:
    asks = program(sme)
    row = asks.create("needs/", {"text": "MES가 필요합니다"}).json()
    told = asks.write("PATCH", f"needs/{row['id']}/", {"own_krw": 20_000, "budget_krw": 50_000}).json()
    assert (told["own_krw"], told["budget_krw"]) == (20_000, 50_000)
    answer = asks.write("PATCH", f"needs/{row['id']}/", {"own_krw": 60_000})
    assert [one["field"] for one in answer.json()["errors"]] == ["/own_krw"]
    assert Need.objects.get().own_krw == 20_000
