"""Verification: apply, decide, tell; never one's own firm, never twice."""

from __future__ import annotations

import pytest

from matchmaker.accounts.models import Membership, Organisation, User
from matchmaker.lib.transitions import MoveRefused
from matchmaker.notifications.models import Message
from suppliers.models import PastProject, Supplier
from suppliers.services import project_save, supplier_update
from suppliers.verification import (
    ApplicationIncomplete,
    OwnFirm,
    ReasonNeeded,
    project_prove,
    supplier_apply,
    supplier_decide,
)
from tests import factories
from tests.cast import Browsers


@pytest.fixture
def firm(supplier: User) -> Supplier:
    row = Supplier.objects.select_related("organisation").get()
    Supplier.objects.update(status="draft", phone="02-123-4567")
    Organisation.objects.filter(pk=row.organisation_id).update(business_number="1248100998")
    factories.offer(row, "SOL-MES")
    return Supplier.objects.select_related("organisation").get()


def test_applying_moves_the_firm_and_tells_the_programme(firm: Supplier, supplier: User, administrator: User) -> None:
    supplier_apply(supplier=firm, actor=supplier)
    assert Supplier.objects.get().status == "applied"
    assert [(row.kind, row.recipient) for row in Message.objects.all()] == [("verification_applied", administrator)]


def test_an_incomplete_application_says_all_that_is_missing(supplier: User, client_for: Browsers) -> None:
    Supplier.objects.update(status="draft", region=None, kind="")
    with pytest.raises(ApplicationIncomplete) as refused:
        supplier_apply(supplier=Supplier.objects.get(), actor=supplier)
    assert len(refused.value.missing) == 5
    page = client_for(supplier).get("/supply/").content.decode()
    assert "게시한 제품·서비스 하나" in page
    assert Supplier.objects.get().status == "draft"


def test_applying_twice_tells_once(firm: Supplier, supplier: User, administrator: User, client_for: Browsers) -> None:
    for _ in range(2):
        assert client_for(supplier).post("/supply/verification/").status_code == 302
    assert Message.objects.count() == 1
    assert firm.events.count() == 1


def test_a_decision_is_recorded_and_told_to_the_firm(firm: Supplier, supplier: User, administrator: User) -> None:
    supplier_apply(supplier=firm, actor=supplier)
    supplier_decide(supplier=firm, actor=administrator, frm="applied", to="returned", reason="number")
    firm.refresh_from_db()
    assert (firm.status, firm.events.first().reason, firm.events.first().actor) == ("returned", "number", administrator)
    message = Message.objects.get(kind="verification_decided")
    assert (message.recipient, message.payload["decision"]) == (supplier, "returned")
    assert message.payload["reason"] == "사업자등록번호를 다시 확인해 주세요"


def test_a_verified_firm_has_its_moment(firm: Supplier, supplier: User, administrator: User) -> None:
    supplier_apply(supplier=firm, actor=supplier)
    supplier_decide(supplier=firm, actor=administrator, frm="applied", to="verified")
    firm.refresh_from_db()
    assert firm.verified_at is not None


def test_nobody_verifies_their_own_firm(firm: Supplier, supplier: User, administrator: User) -> None:
    supplier_apply(supplier=firm, actor=supplier)
    Membership.objects.create(user=administrator, organisation=firm.organisation)
    with pytest.raises(OwnFirm):
        supplier_decide(supplier=firm, actor=administrator, frm="applied", to="verified")
    assert Supplier.objects.get().status == "applied"


def test_returning_needs_a_reason_and_deciding_twice_is_refused(
    firm: Supplier, supplier: User, administrator: User
) -> None:
    supplier_apply(supplier=firm, actor=supplier)
    with pytest.raises(ReasonNeeded):
        supplier_decide(supplier=firm, actor=administrator, frm="applied", to="returned")
    supplier_decide(supplier=firm, actor=administrator, frm="applied", to="verified")
    with pytest.raises(MoveRefused):
        supplier_decide(supplier=firm, actor=administrator, frm="applied", to="returned", reason="offers")
    assert Supplier.objects.get().status == "verified"


def test_a_proven_project_that_is_changed_loses_its_proof(firm: Supplier, administrator: User) -> None:
    project = PastProject.objects.create(supplier=firm, title="MES 구축", finished_on="2025-03-01")
    project_prove(project=project, actor=administrator)
    project.refresh_from_db()
    assert project.evidence == "document"
    project_save(project=project, supplier=firm, many={})
    project.refresh_from_db()
    assert project.evidence == "self"


def test_the_number_is_fixed_from_the_application_on_and_free_again_when_returned(
    firm: Supplier, supplier: User, administrator: User
) -> None:
    supplier_apply(supplier=firm, actor=supplier)
    supplier_update(supplier=firm, fields={}, business_number="1208147521")
    assert Organisation.objects.get(pk=firm.organisation_id).business_number == "1248100998"
    supplier_decide(supplier=firm, actor=administrator, frm="applied", to="returned", reason="number")
    supplier_update(supplier=firm, fields={}, business_number="1208147521")
    assert Organisation.objects.get(pk=firm.organisation_id).business_number == "1208147521"


def test_a_firm_that_is_no_longer_whole_is_not_verified(firm: Supplier, supplier: User, administrator: User) -> None:
    supplier_apply(supplier=firm, actor=supplier)
    firm.offers.update(status="hidden")
    with pytest.raises(ApplicationIncomplete):
        supplier_decide(supplier=firm, actor=administrator, frm="applied", to="verified")
    assert Supplier.objects.get().status == "applied"
