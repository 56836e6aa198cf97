"""The firm's profile, and who may read the page that others see."""

from __future__ import annotations

import pytest

from matchmaker.accounts.models import Organisation, User
from suppliers.models import PastProject, Supplier
from tests import factories
from tests.cast import Browsers

PROFILE = {
    "business_number": "124-81-00998",
    "about": "생산관리를 돕습니다.",
    "kind": "both",
    "size": "small",
    "region": "48",
    "employees": "14",
    "sales_krw": "12억",
    "homepage": "gaon.example.com",
    "phone": "055-123-4567",
    "capacity_per_quarter": "3",
    "open_projects": "1",
    "open_invitation_limit": "5",
}


@pytest.fixture
def draft(supplier: User) -> Supplier:
    Supplier.objects.update(status="draft")
    return Supplier.objects.get()


def test_a_profile_is_saved_and_dated(draft: Supplier, supplier: User, client_for: Browsers) -> None:
    before = draft.changed_at
    assert client_for(supplier).post("/supply/profile/", PROFILE).status_code == 302
    draft.refresh_from_db()
    assert (draft.sales_krw, draft.open_capacity, draft.homepage) == (1_200_000_000, 2, "https://gaon.example.com")
    assert draft.organisation.business_number == "1248100998"
    assert draft.changed_at > before


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("business_number", "123-45-67890"),
        ("business_number", "0000000000"),
        ("sales_krw", "1" + "0" * 18),
        ("employees", "-3"),
        ("capacity_per_quarter", "30000"),
        ("founded_on", "2999-01-01"),
        ("homepage", "javascript:alert(1)"),
        ("kind", "bank"),
    ],
)
def test_a_bad_profile_is_told_and_not_saved(
    draft: Supplier, supplier: User, client_for: Browsers, field: str, typed: str
) -> None:
    page = client_for(supplier).post("/supply/profile/", PROFILE | {field: typed})
    assert page.status_code == 200
    assert "has-errors" in page.content.decode()
    draft.refresh_from_db()
    assert (draft.about, draft.organisation.business_number) == ("", "")


def test_a_number_that_another_supplier_has_is_refused(
    draft: Supplier, supplier: User, rival: User, client_for: Browsers
) -> None:
    Organisation.objects.filter(name="다온테크").update(business_number="1248100998")
    page = client_for(supplier).post("/supply/profile/", PROFILE)
    assert "이미 등록된 번호입니다" in page.content.decode()


def test_a_firm_without_a_row_gets_one_when_it_first_comes(reference: None, client_for: Browsers) -> None:
    firm = Organisation.objects.create(kind="supplier", name="새봄")
    client = client_for(factories.member_of(firm, "new@example.com"))
    for _ in range(2):
        assert "무엇을 해 줄 수 있는 회사인지" in client.get("/supply/").content.decode()
    assert Supplier.objects.filter(organisation=firm).count() == 1


def test_an_sme_reads_a_verified_firm_with_the_kind_of_proof(supplier: User, sme: User, client_for: Browsers) -> None:
    row = Supplier.objects.get()
    factories.offer(row, "SOL-MES", title="가온 MES")
    factories.offer(row, "SOL-ERP", title="아직 비밀", status="draft")
    PastProject.objects.create(supplier=row, title="구축", finished_on="2025-01-01", description="<script>x</script>")
    page = client_for(sme).get(f"/supply/firm/{row.pk}/").content.decode()
    assert "가온 MES" in page
    assert "본인 기재" in page
    assert "아직 비밀" not in page
    assert "<script>x" not in page


def test_who_may_read_the_page_of_a_firm(
    supplier: User, rival: User, sme: User, stranger: User, administrator: User, client_for: Browsers
) -> None:
    row = Supplier.objects.get(organisation__name="가온시스템")
    codes = {
        status: [
            client_for(who).get(f"/supply/firm/{row.pk}/").status_code
            for who in (supplier, administrator, sme, rival, stranger)
        ]
        for status in ("verified", "draft", "suspended")
        if Supplier.objects.filter(pk=row.pk).update(status=status)
    }
    assert codes["verified"] == [200, 200, 200, 404, 404]
    assert codes["draft"] == codes["suspended"] == [200, 200, 404, 404, 404]
