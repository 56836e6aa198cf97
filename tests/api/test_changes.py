"""Change orders by program: signed by the two sides only, said with the place that is wrong, agreed on once."""

from __future__ import annotations

from typing import Any

import pytest

from matchmaker.accounts.models import User
from matchmaker.sourcing.models import ChangeOrder, Project
from tests.api.asking import program
from tests.sourcing.care.scenes import built

pytestmark = pytest.mark.django_db
DEARER = {"kind": "price", "reason": "site", "text": "배선이 더 듭니다", "price_delta_krw": 2_000_000}


@pytest.fixture
def project(sme: User, supplier: User, rival: User) -> Project:
    return built(sme, supplier, rival)


def test_the_lead_proposes_the_firm_agrees_and_the_price_moves_once(
    project: Project, sme: User, supplier: User
) -> None:
    lead, firm, path = program(supplier), program(sme), f"projects/{project.pk}/changes/"
    first, again = lead.create(path, DEARER), lead.create(path, DEARER)
    assert (first.status_code, again.json()["id"]) == (201, first.json()["id"])
    key, before = first.json()["id"], project.price_krw
    assert firm.get(path).json()["results"][0]["price_delta_krw"] == 2_000_000
    firm.get(f"changes/{key}/")
    told = [firm.write("POST", f"changes/{key}/accept/").json()["status"], firm.do(f"changes/{key}/accept/")]
    assert (told[0], told[1].status_code) == ("accepted", 200)
    project.refresh_from_db()
    assert project.price_krw == before + 2_000_000


def test_less_and_sooner_are_below_nought_and_a_member_is_named_by_key(project: Project, sme: User) -> None:
    firm, path = program(sme), f"projects/{project.pk}/changes/"
    sooner = {**DEARER, "kind": "schedule", "price_delta_krw": -1_000_000, "weeks_delta": -1}
    told = firm.create(path, sooner).json()
    assert (told["price_delta_krw"], told["weeks_delta"]) == (-1_000_000, -1)
    slot = firm.get(f"projects/{project.pk}/").json()["slots"][1]
    member = {"kind": "member", "reason": "member", "text": "바꿉니다", "slot": slot["id"], "newcomer": project.lead_id}
    told = firm.create(path, member)
    assert (told.status_code, told.json()["newcomer"]) == (201, project.lead_id)


def test_who_proposed_withdraws_and_does_not_answer(project: Project, supplier: User) -> None:
    lead = program(supplier)
    key = lead.create(f"projects/{project.pk}/changes/", DEARER).json()["id"]
    answer = lead.do(f"changes/{key}/accept/")
    assert (answer.status_code, answer.json()["code"]) == (409, "not_yours")
    assert lead.do(f"changes/{key}/withdraw/").json()["status"] == "withdrawn"
    assert lead.do(f"changes/{key}/refuse/").status_code == 409


def test_members_read_and_only_the_two_sides_write(project: Project, rival: User, supplier: User) -> None:
    key = program(supplier).create(f"projects/{project.pk}/changes/", DEARER).json()["id"]
    member = program(rival)
    assert member.get(f"changes/{key}/").status_code == 200
    assert member.create(f"projects/{project.pk}/changes/", DEARER).status_code == 404
    assert [member.do(f"changes/{key}/{verb}/").status_code for verb in ("accept", "refuse", "withdraw")] == [404] * 3


def test_strangers_find_nothing(project: Project, other_sme: User, supplier: User) -> None:
    key = program(supplier).create(f"projects/{project.pk}/changes/", DEARER).json()["id"]
    asks = program(other_sme)
    found = [
        asks.get(f"changes/{key}/"),
        asks.get(f"projects/{project.pk}/changes/"),
        asks.do(f"changes/{key}/accept/"),
    ]
    assert [one.status_code for one in found] == [404] * 3


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"price_delta_krw": 0}, "/price_delta_krw"),
        ({"price_delta_krw": "1억"}, "/price_delta_krw"),
        ({"kind": "schedule"}, "/weeks_delta"),
        ({"kind": "member", "price_delta_krw": 0}, "/slot"),
        ({"weeks_delta": 53}, "/weeks_delta"),
        ({"reason": ""}, "/reason"),
    ],
)
def test_what_is_wrong_is_named(project: Project, sme: User, change: dict[str, Any], field: str) -> None:
    answer = program(sme).create(f"projects/{project.pk}/changes/", DEARER | change)
    assert answer.status_code == 422
    assert field in [one["field"] for one in answer.json()["errors"]]
    assert not ChangeOrder.objects.exists()
