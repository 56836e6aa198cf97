"""Administrators' pages: useful when empty and when full, closed to everybody else, and never one query a row."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from matchmaker.accounts.models import Organisation, User
from matchmaker.coverage import selectors
from matchmaker.matching.models import MatchRun, Package, PackageItem
from suppliers.models import RegisterEntry, Supplier
from tests import factories
from tests.cast import Browsers

PATHS = ["", "verification/", "firms/", "runs/", "unmet/", "rankers/", "register/"]


def fill(sme: User, times: int) -> None:
    """``times`` firms that applied, runs (all of them partial), and register entries."""
    for at in range(times):
        firm = Organisation.objects.create(kind="supplier", name=f"공급{Organisation.objects.count()}")
        row = Supplier.objects.create(organisation=firm, status="applied", region_id="48")
        row.events.create(frm="draft", to="applied")
        offer = factories.offer(row, "SOL-MES")
        need = factories.need(sme)
        run = MatchRun.objects.create(need=need, need_version=1, status="done", started_at=timezone.now())
        package = Package.objects.create(
            run=run, position=0, label="partial", complete=False, value=1, price_low_krw=1, price_typical_krw=1,
            price_high_krw=1, weeks=1,
        )  # fmt: skip
        PackageItem.objects.create(package=package, slot=0, codes=["SOL-MES"], origin="asked", offer=offer)
        PackageItem.objects.create(package=package, slot=1, codes=["EQP-ROBOT" if at else "SOL-ERP"], origin="asked")
        number = RegisterEntry.objects.count()
        RegisterEntry.objects.create(register_no=str(number), name=f"등록{number}", region_id="11")


@pytest.mark.parametrize("path", PATHS)
def test_every_page_opens_empty(administrator: User, client_for: Browsers, path: str) -> None:
    assert client_for(administrator).get(f"/programme/{path}").status_code == 200


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("who", ["sme", "supplier", "stranger"])
def test_everybody_else_gets_404(client_for: Browsers, request: pytest.FixtureRequest, who: str, path: str) -> None:
    assert client_for(request.getfixturevalue(who)).get(f"/programme/{path}").status_code == 404


@pytest.mark.parametrize("path", PATHS)
def test_the_number_of_queries_does_not_grow(administrator: User, sme: User, client_for: Browsers, path: str) -> None:
    client = client_for(administrator)
    counts = []
    for times in (2, 6):
        fill(sme, times)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert client.get(f"/programme/{path}").status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_an_unmet_need_names_its_open_slots(administrator: User, sme: User, client_for: Browsers) -> None:
    fill(sme, 1)
    page = client_for(administrator).get("/programme/unmet/").content.decode()
    assert "기업자원관리" in page
    assert "제조실행시스템" not in page


def test_a_newer_complete_answer_takes_the_need_off_the_list(sme: User) -> None:
    fill(sme, 1)
    need = selectors.unmet_needs().get()
    run = MatchRun.objects.create(need=need, need_version=2, status="done")
    Package.objects.create(
        run=run, position=0, label="best", value=1, price_low_krw=1, price_typical_krw=1, price_high_krw=1, weeks=1
    )
    assert not selectors.unmet_needs().exists()


def test_firms_are_found_by_name_number_side_region_and_state(administrator: User, supplier: User, sme: User) -> None:
    Organisation.objects.filter(name="가온시스템").update(business_number="1248100998")
    office = administrator.memberships.get().organisation
    found = lambda **asked: [row.name for row in selectors.firms(office, **asked)]  # noqa: E731
    assert found(query="온시") == ["가온시스템"]
    assert found(query="124-81") == ["가온시스템"]
    assert found(side="demand") == ["한빛정밀"]
    assert found(region="48") == ["가온시스템", "한빛정밀"]
    assert found(status="verified") == ["가온시스템"]
    assert found(status="applied") == []


@pytest.mark.parametrize(
    "query", ["?page=999", "?page=x", "?q=%00", "?region=99", "?status='--", "?side=<b>", "?q=" + "가" * 300]
)
def test_a_strange_address_is_answered(administrator: User, supplier: User, client_for: Browsers, query: str) -> None:
    for path in ("firms/", "runs/", "register/"):
        assert client_for(administrator).get(f"/programme/{path}{query}").status_code == 200
