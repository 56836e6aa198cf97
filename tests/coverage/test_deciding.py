"""The verification case: what it finds, what it decides, who may."""

from __future__ import annotations

import pytest

from matchmaker.accounts.models import Membership, Organisation, User
from matchmaker.coverage.checklist import checklist
from suppliers.models import PastProject, Supplier
from tests import factories
from tests.cast import Browsers


@pytest.fixture
def applied(supplier: User) -> Supplier:
    Organisation.objects.filter(name="가온시스템").update(business_number="1248100998")
    Supplier.objects.update(status="applied", phone="02-123-4567", address="경남 창원시")
    row = Supplier.objects.select_related("organisation").get()
    factories.offer(row, "SOL-MES")
    return row


def states(row: Supplier) -> list[str]:
    return [check.state for check in checklist(Supplier.objects.select_related("organisation").get(pk=row.pk))]


def test_a_sound_firm_has_nothing_to_look_at_but_the_register(applied: Supplier) -> None:
    assert states(applied) == ["ok", "ok", "ok", "ok", "ok", "warn"]


def test_each_check_finds_its_fault(applied: Supplier, rival: User) -> None:
    Organisation.objects.filter(pk=applied.organisation_id).update(business_number="1248100999")
    Supplier.objects.update(phone="02-123-4567", address="서울 구로구")
    applied.offers.update(price_high_krw=90_000_000_000, price_typical_krw=80_000_000_000)
    assert states(applied) == ["bad", "warn", "ok", "warn", "warn", "warn"]
    applied.offers.update(status="hidden")
    Supplier.objects.update(phone="", homepage="")
    assert states(applied) == ["bad", "ok", "bad", "warn", "bad", "warn"]


def test_approving_and_returning_on_the_page(applied: Supplier, administrator: User, client_for: Browsers) -> None:
    client, address = client_for(administrator), f"/programme/verification/{applied.pk}/"
    assert "경남 창원시" in client.get(address).content.decode()
    client.post(address, {"seen": "applied", "decision": "returned"})
    applied.refresh_from_db()
    assert applied.status == "applied"
    client.post(address, {"seen": "applied", "decision": "returned", "reason": "offers"})
    client.post(address, {"seen": "applied", "decision": "verified"})
    applied.refresh_from_db()
    assert (applied.status, applied.events.count()) == ("returned", 1)


def test_a_decision_that_is_none_changes_nothing(applied: Supplier, administrator: User, client_for: Browsers) -> None:
    client, address = client_for(administrator), f"/programme/verification/{applied.pk}/"
    for data in (
        {},
        {"decision": "verified"},
        {"seen": "applied", "decision": "draft"},
        {"seen": "x", "decision": "y"},
    ):
        assert client.post(address, data).status_code == 302
    applied.refresh_from_db()
    assert applied.status == "applied"


def test_a_member_of_the_firm_cannot_decide_on_it(applied: Supplier, administrator: User, client_for: Browsers) -> None:
    Membership.objects.create(user=administrator, organisation=applied.organisation)
    client, address = client_for(administrator), f"/programme/verification/{applied.pk}/"
    client.post(address, {"seen": "applied", "decision": "verified"})
    applied.refresh_from_db()
    assert applied.status == "applied"
    assert "본인이 속한 회사" in client.get(address).content.decode()


@pytest.mark.parametrize("who", ["sme", "supplier", "rival", "stranger"])
def test_nobody_but_administrators_decides_or_proves(
    applied: Supplier, client_for: Browsers, request: pytest.FixtureRequest, who: str
) -> None:
    project = PastProject.objects.create(supplier=applied, title="구축", finished_on="2025-01-01")
    client = client_for(request.getfixturevalue(who))
    asked = {"seen": "applied", "decision": "verified"}
    assert client.post(f"/programme/verification/{applied.pk}/", asked).status_code == 404
    assert client.post(f"/programme/projects/{project.pk}/prove/").status_code == 404
    applied.refresh_from_db()
    project.refresh_from_db()
    assert (applied.status, project.evidence) == ("applied", "self")


def test_seen_papers_are_shown_as_such(applied: Supplier, administrator: User, client_for: Browsers) -> None:
    project = PastProject.objects.create(supplier=applied, title="구축", finished_on="2025-01-01")
    client_for(administrator).post(f"/programme/projects/{project.pk}/prove/")
    project.refresh_from_db()
    assert project.evidence == "document"
