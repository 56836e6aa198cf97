"""Faults and hand-overs by program: reported, put right, taken over; names are told to whom the page tells them."""

from __future__ import annotations

import pytest

from matchmaker.accounts.models import User
from matchmaker.sourcing.care.handovers import handover_start
from matchmaker.sourcing.choices import DeclineReason
from matchmaker.sourcing.models import Handover, Project, ServiceTicket
from tests.api.asking import Program, program
from tests.sourcing.care.scenes import built, slot_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def project(sme: User, supplier: User, rival: User) -> Project:
    return built(sme, supplier, standby=rival)


@pytest.fixture
def asked(project: Project, sme: User) -> Handover:
    return handover_start(slot=slot_of(project), reason="closed", actor=sme)


def fault(project: Project) -> dict[str, object]:
    return {"slot": slot_of(project).pk, "kind": "fault", "title": "화면이 안 켜져요"}


def test_a_fault_is_reported_once_and_put_right(project: Project, sme: User, supplier: User) -> None:
    firm, answers = program(sme), program(supplier)
    first, again = firm.create("tickets/", fault(project)), firm.create("tickets/", fault(project))
    assert (first.status_code, again.json()["id"]) == (201, first.json()["id"])
    key = first.json()["id"]
    assert answers.get("tickets/?status=open").json()["results"][0]["id"] == key
    for verb, body in (("assign", None), ("on-site", None), ("resolve", {"resolution": "전원을 갈았습니다"})):
        assert answers.get(f"tickets/{key}/").status_code == 200
        assert answers.write("POST", f"tickets/{key}/{verb}/", body).status_code == 200
    assert firm.get(f"tickets/{key}/").json()["resolution"] == "전원을 갈았습니다"
    closed = answers.do(f"tickets/{key}/assign/")
    assert (closed.status_code, closed.json()["code"]) == (409, "ticket_closed")


def test_only_the_plant_reports_and_only_who_answers_for_it_answers(
    project: Project, sme: User, supplier: User, rival: User, other_sme: User
) -> None:
    key = program(sme).create("tickets/", fault(project)).json()["id"]
    for user in (other_sme, supplier, rival):
        assert program(user).create("tickets/", fault(project)).status_code == 404
    for user in (sme, rival):
        assert program(user).do(f"tickets/{key}/assign/").status_code == 404
    assert program(other_sme).get(f"tickets/{key}/").status_code == 404


@pytest.mark.parametrize(
    ("change", "field"), [({"title": ""}, "/title"), ({"kind": "milestone"}, "/kind"), ({"slot": "a"}, "/slot")]
)
def test_a_report_that_says_nothing_is_refused(
    project: Project, sme: User, change: dict[str, object], field: str
) -> None:
    answer = program(sme).create("tickets/", fault(project) | change)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field)
    assert not ServiceTicket.objects.exists()


def test_the_standby_takes_over_and_the_firm_confirms(asked: Handover, sme: User, rival: User) -> None:
    standby, firm, path = program(rival), program(sme), f"handovers/{asked.pk}/"
    early = firm.do(f"{path}finish/")
    assert (early.status_code, early.json()["code"]) == (409, "handover_over")
    assert standby.do(f"{path}accept/").json()["status"] == "accepted"
    told = standby.do(f"{path}receive/", {"kinds": ["document"]}).json()
    assert told["received"] == ["document"]
    assert [firm.do(f"{path}finish/").json()["status"] for _ in range(2)] == ["done", "done"]
    assert program(rival).get("handovers/?status=done").json()["results"][0]["id"] == asked.pk


def names(asks: Program, asked: Handover) -> list[bool]:
    told = asks.get(f"handovers/{asked.pk}/").json()
    return [told[one] is not None for one in ("leaves", "follows")]


def test_the_two_suppliers_learn_of_each_other_once_it_is_agreed(
    asked: Handover, sme: User, supplier: User, rival: User
) -> None:
    assert names(program(sme), asked) == [True, True]
    assert names(program(supplier), asked) == names(program(rival), asked) == [False, False]
    program(rival).do(f"handovers/{asked.pk}/accept/")
    assert names(program(supplier), asked) == names(program(rival), asked) == [True, True]


def test_a_no_has_a_reason_and_the_firm_may_keep_whom_it_has(
    asked: Handover, sme: User, supplier: User, rival: User, other_sme: User
) -> None:
    path = f"handovers/{asked.pk}/"
    assert program(rival).do(f"{path}decline/", {}).json()["errors"][0]["field"] == "/reason"
    assert [program(user).do(f"{path}accept/").status_code for user in (supplier, sme, other_sme)] == [404] * 3
    assert program(sme).do(f"{path}cancel/").json()["status"] == "cancelled"
    assert program(rival).do(f"{path}decline/", {"reason": DeclineReason.values[0]}).status_code == 409
