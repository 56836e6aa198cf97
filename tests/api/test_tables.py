"""Tables in and out by program: uploaded once, judged row by row, written whole or not at all, taken back."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from matchmaker.accounts.audit_models import AuditEntry
from matchmaker.accounts.choices import Role
from matchmaker.accounts.models import User
from matchmaker.exchange.models import Import
from matchmaker.jobs.models import Job
from matchmaker.jobs.tasks import run
from suppliers.models import Offer
from tests.api.asking import Program, program
from tests.exchange.tables import SAMPLES, workbook

pytestmark = pytest.mark.django_db
OFFERS = SAMPLES["offers"]


@pytest.fixture
def asks(supplier: User) -> Program:
    return program(supplier)


def table(*rows: str) -> dict[str, Any]:
    return {"kind": "offers", **OFFERS.upload(*rows)}


def worked() -> None:
    """What a worker does with the jobs that wait."""
    for job in Job.objects.filter(status="queued"):
        run(job.pk)


def uploaded(asks: Program, *rows: str) -> str:
    key = asks.create("imports/", table(*rows)).json()["id"]
    worked()
    return f"imports/{key}/"


def test_uploaded_looked_at_written_and_taken_back(asks: Program) -> None:
    path = uploaded(asks)
    assert (told := asks.get(path).json())["status"] == "preview", told
    assert [one["state"] for one in asks.get(f"{path}rows/").json()["results"]] == ["new", "new"]
    assert asks.do(f"{path}apply/", {"mode": "all"}).json()["status"] == "applying"
    worked()
    told = asks.get(path).json()
    assert (told["status"], told["made"], Offer.objects.count()) == ("done", 2, 2)
    again = asks.do(f"{path}apply/", {"mode": "all"})
    assert (again.status_code, again.json()["code"]) == (409, "move_refused")
    assert asks.do(f"{path}undo/").json()["status"] == "undoing"
    worked()
    assert (asks.get(path).json()["status"], Offer.objects.count()) == ("undone", 0)


def test_one_key_keeps_one_table_and_another_file_under_it_is_refused(asks: Program) -> None:
    first, again = (asks.create("imports/", table(), key="table-0001") for _ in range(2))
    assert (first.json(), again.headers["Idempotency-Replayed"]) == (again.json(), "true")
    other = asks.create("imports/", table(OFFERS.changed), key="table-0001")
    assert (other.json()["code"], Import.objects.count()) == ("idempotency_key_reused", 1)


def test_bad_rows_say_what_is_wrong_and_hold_back_the_others_or_not(asks: Program) -> None:
    path = uploaded(asks, OFFERS.rows[0], OFFERS.bad)
    (row,) = asks.get(f"{path}rows/?state=bad").json()["results"]
    assert row["number"] == 3
    assert all(one["detail"] for one in row["errors"])
    assert asks.do(f"{path}apply/", {"mode": "all"}).json()["code"] == "rows_bad"
    asks.do(f"{path}apply/", {"mode": "good"})
    worked()
    assert Offer.objects.count() == 1
    assert len(asks.get(f"{path}rows/").json()["results"]) == 1


def test_a_workbook_is_read_too_and_what_is_not_wanted_is_thrown_away(asks: Program) -> None:
    data = workbook(OFFERS.header.split(","), OFFERS.rows[0].split(","))
    path = f"imports/{asks.create('imports/', {'kind': 'offers', 'file': _file(data, 'a.xlsx')}).json()['id']}/"
    worked()
    assert asks.get(path).json()["good"] == 1
    assert asks.do(f"{path}drop/").json()["status"] == "dropped"
    assert asks.do(f"{path}drop/").status_code == 409


def _file(data: bytes, name: str = "a.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"file": _file(b"")}, "/file"),
        ({"file": _file(b"a,b\n1,2\n")}, "/file"),
        ({"kind": "nothing"}, "/kind"),
        ({"kind": "needs"}, "/kind"),
        ({"colour": "red"}, "/colour"),
        ({"more": _file(b"x")}, "/more"),
    ],
)
def test_what_is_no_table_of_ours_is_refused(asks: Program, change: dict[str, Any], field: str) -> None:
    answer = asks.create("imports/", table() | change)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field)
    assert not Import.objects.exists()


def test_an_upload_without_any_body_is_told_what_is_missing(asks: Program) -> None:
    answer = asks.create("imports/")
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "/kind")


def test_json_is_no_upload_and_a_form_is_no_json(asks: Program) -> None:
    for path, body, code in (("imports/", {"kind": "offers"}, "form_only"), ("offers/", table(), "json_only")):
        answer = asks.create(path, body)
        assert (answer.status_code, answer.json()["code"]) == (415, code)


def test_strangers_find_nothing(asks: Program, rival: User, sme: User) -> None:
    path = uploaded(asks)
    for user in (rival, sme):
        other = program(user)
        found = [other.get(path), other.get(f"{path}rows/"), *(other.do(f"{path}{verb}/") for verb in ("undo", "drop"))]
        assert {one.status_code for one in found} == {404}


def test_tables_are_taken_away_by_those_they_are_for(asks: Program, supplier: User, administrator: User) -> None:
    names = [one["name"] for one in asks.get("exports/").json()["exports"]]
    assert names == ["offers", "projects"]
    answer = asks.get("exports/offers/")
    assert b"".join(answer.streaming_content).startswith("\ufeff".encode())
    assert AuditEntry.objects.filter(action="export", target_id="offers", actor_id=supplier.pk).exists()
    assert asks.get("exports/firms/").status_code == 404
    assert b"".join(program(administrator).get("exports/firms/").streaming_content)


def test_the_tables_of_the_board_are_named(administrator: User, analyst: User) -> None:
    told = [program(administrator), program(analyst, role=Role.ANALYST)]
    every, few = (len(one.get("coverage/tables/").json()["tables"]) for one in told)
    assert every > few > 0
