"""Past projects and certificates; and pages whose queries do not grow with the rows."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from matchmaker.accounts.models import User
from suppliers.models import Certificate, PastProject, Supplier
from tests import factories
from tests.cast import Browsers

PROJECT = {"title": "MES 구축", "finished_on": "2025-03-01", "amount_krw": "8천만원", "capabilities": ["SOL-MES"]}


def test_a_project_is_saved_as_the_firms_own_statement(supplier: User, rival: User, client_for: Browsers) -> None:
    client = client_for(supplier)
    client.post("/supply/projects/new/", PROJECT | {"partner_names": "다온테크", "evidence": "customer"})
    row = PastProject.objects.get()
    assert (row.evidence, row.amount_krw, row.partners.get().organisation.name) == ("self", 80_000_000, "다온테크")
    PastProject.objects.update(evidence="document")
    client.post(f"/supply/projects/{row.pk}/", PROJECT | {"partner_names": "다온테크"})
    row.refresh_from_db()
    assert row.evidence == "document"
    client.post(f"/supply/projects/{row.pk}/", PROJECT | {"title": "다른 일", "partner_names": "다온테크"})
    row.refresh_from_db()
    assert row.evidence == "self"


@pytest.mark.parametrize(
    "bad",
    [{"finished_on": "2999-01-01"}, {"finished_on": "1901-01-01"}, {"capabilities": []}, {"partner_names": "모름"}],
)
def test_a_bad_project_is_told_and_not_saved(supplier: User, client_for: Browsers, bad: dict[str, Any]) -> None:
    page = client_for(supplier).post("/supply/projects/new/", PROJECT | bad)
    assert "has-errors" in page.content.decode()
    assert not PastProject.objects.exists()


def test_a_certificate_cannot_end_before_it_begins(supplier: User, client_for: Browsers) -> None:
    client = client_for(supplier)
    dates = {"name": "ISO 9001", "issued_on": "2025-01-01", "valid_until": "2024-01-01"}
    assert "앞섭니다" in client.post("/supply/certificates/new/", dates).content.decode()
    client.post("/supply/certificates/new/", dates | {"valid_until": "2027-01-01"})
    assert Certificate.objects.get().name == "ISO 9001"


@pytest.mark.parametrize("who", ["rival", "sme", "administrator", "stranger"])
def test_nobody_else_changes_or_deletes_records(
    supplier: User, client_for: Browsers, request: pytest.FixtureRequest, who: str
) -> None:
    row = Supplier.objects.get(organisation__memberships__user=supplier)
    project = PastProject.objects.create(supplier=row, title="구축", finished_on="2025-01-01")
    paper = Certificate.objects.create(supplier=row, name="ISO 9001")
    client = client_for(request.getfixturevalue(who))
    assert client.post(f"/supply/projects/{project.pk}/", {"delete": "1"}).status_code == 404
    assert client.post(f"/supply/certificates/{paper.pk}/", {"delete": "1"}).status_code == 404
    assert PastProject.objects.exists()
    assert Certificate.objects.exists()


def test_deleting_on_the_page_deletes(supplier: User, client_for: Browsers) -> None:
    project = PastProject.objects.create(supplier=Supplier.objects.get(), title="구축", finished_on="2025-01-01")
    client_for(supplier).post(f"/supply/projects/{project.pk}/", {"delete": "1"})
    assert not PastProject.objects.exists()


@pytest.mark.parametrize("path", ["", "offers/", "projects/", "certificates/", "firm/{}/"])
def test_the_number_of_queries_does_not_grow(supplier: User, client_for: Browsers, path: str) -> None:
    client, row = client_for(supplier), Supplier.objects.get()
    counts = []
    for times in (2, 5):
        for _ in range(times):
            factories.offer(row, "SOL-MES")
            project = PastProject.objects.create(supplier=row, title="구축", finished_on="2025-01-01")
            project.capabilities.set(["SOL-MES"])
            Certificate.objects.create(supplier=row, name="ISO 9001")
        with CaptureQueriesContext(connection) as asked:
            assert client.get(f"/supply/{path.format(row.pk)}").status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]
