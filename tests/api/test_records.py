"""A supplier's past projects and certificates, and the files of a project, by program."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from matchmaker.accounts.models import User
from matchmaker.sourcing.models import Attachment
from suppliers.models import Certificate, PastProject
from tests.api.asking import Program, program
from tests.sourcing.care.scenes import built
from tests.sourcing.projects.samples import upload

pytestmark = pytest.mark.django_db
PAST = {"title": "MES 구축", "finished_on": "2024-05-01", "amount_krw": 80_000_000, "capabilities": ["SOL-MES"]}
PAPER = {"name": "ISO 9001", "issued_on": "2024-01-02", "valid_until": "2027-01-02"}


@pytest.fixture
def asks(supplier: User) -> Program:
    return program(supplier)


@pytest.mark.parametrize(("path", "body"), [("past-projects/", PAST), ("certificates/", PAPER)])
def test_added_once_changed_and_taken_out(asks: Program, rival: User, path: str, body: dict[str, Any]) -> None:
    row, again = (asks.create(path, body, key="record-0001").json() for _ in range(2))
    assert (row, row | body) == (again, row)
    mine = f"{path}{row['id']}/"
    asks.get(mine)
    first = next(iter(body))
    assert asks.write("PUT", mine, body | {first: "다른 이름"}).json()[first] == "다른 이름"
    assert asks.write("PUT", mine, body, etag='"00000000000000000000000000000000"').status_code == 412
    stranger = program(rival)
    tried = [stranger.get(mine), stranger.write("PUT", mine, body), stranger.write("DELETE", mine)]
    assert [one.status_code for one in tried] == [404] * 3
    assert asks.write("DELETE", mine).status_code == 204
    assert asks.get(path).json()["results"] == []


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("past-projects/", PAST | {"finished_on": "2999-01-01"}, "/finished_on"),
        ("past-projects/", PAST | {"capabilities": ["NOPE"]}, "/capabilities"),
        ("past-projects/", PAST | {"partner_names": "없는 회사"}, "/partner_names"),
        ("past-projects/", PAST | {"evidence": "client"}, "/evidence"),
        ("certificates/", PAPER | {"valid_until": "2023-01-01"}, "/valid_until"),
        ("certificates/", PAPER | {"name": ""}, "/name"),
    ],
)
def test_bad_values_are_named(asks: Program, path: str, body: dict[str, Any], field: str) -> None:
    answer = asks.create(path, body)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field)
    assert not PastProject.objects.exists()
    assert not Certificate.objects.exists()


def test_a_changed_claim_loses_its_proof(asks: Program) -> None:
    mine = f"past-projects/{asks.create('past-projects/', PAST).json()['id']}/"
    PastProject.objects.update(evidence="office")
    assert asks.write("PUT", mine, PAST, etag="*").json()["evidence"] == "office"
    assert asks.write("PUT", mine, PAST | {"amount_krw": 1}, etag="*").json()["evidence"] == "self"


def test_a_file_goes_up_once_comes_down_and_goes_away(
    asks: Program, sme: User, supplier: User, other_sme: User
) -> None:
    path = f"projects/{built(sme, supplier).pk}/files/"
    row, again = asks.create(path, {"file": upload()}).json(), asks.create(path, {"file": upload()}).json()
    assert (row["id"], row["mime"], Attachment.objects.count()) == (again["id"], "application/pdf", 1)
    mine, firm = f"files/{row['id']}/", program(sme)
    assert b"".join(firm.get(mine).streaming_content).startswith(b"%PDF")
    assert firm.get(path).json()["results"] == [row]
    kept = firm.write("DELETE", mine)
    assert (kept.status_code, kept.json()["code"]) == (409, "file_kept")
    stranger = program(other_sme)
    assert [stranger.get(mine).status_code, stranger.create(path, {"file": upload()}).status_code] == [404, 404]
    assert asks.write("DELETE", mine, etag="*").status_code == 204


@pytest.mark.parametrize("bad", [upload("a.exe"), upload("a.pdf", b""), upload("a.pdf", b"MZ\x90")])
def test_a_file_that_is_not_what_it_says_is_refused(
    asks: Program, sme: User, supplier: User, bad: SimpleUploadedFile
) -> None:
    answer = asks.create(f"projects/{built(sme, supplier).pk}/files/", {"file": bad})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "/file")
    assert not Attachment.objects.exists()
