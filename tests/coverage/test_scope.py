"""A regional office reads its region's rows on every page of administrators; an analyst reads figures, never few."""

from __future__ import annotations

import pytest
from django.utils import timezone

from demand.models import DemandFirm
from matchmaker.accounts.models import Organisation, User
from matchmaker.coverage.models import GapCell, GapSnapshot
from matchmaker.sourcing.escalating import escalate
from suppliers.models import RegisterEntry, Supplier
from tests import factories
from tests.cast import Browsers
from tests.coverage.test_pages import fill

pytestmark = pytest.mark.django_db
HERE, THERE = "한빛정밀", "누리금속"
LISTS = ["verification/", "firms/", "runs/", "unmet/", "register/"]


@pytest.fixture
def two_regions(sme: User, other_sme: User) -> None:
    """The same in both regions: a plant with an unmet need, one that applied, one on the register."""
    for user, region in ((sme, "48"), (other_sme, "41")):
        known = set(Supplier.objects.values_list("pk", flat=True))
        fill(user, 1)
        made = Supplier.objects.exclude(pk__in=known)
        made.update(region=region)
        Organisation.objects.filter(supplier__in=made).update(name=f"신청{region}")
        DemandFirm.objects.filter(organisation__memberships__user=user).update(region=region)
        RegisterEntry.objects.create(register_no=f"R{region}", name=f"명부{region}", region_id=region)
        escalate(need=DemandFirm.objects.get(organisation__memberships__user=user).needs.get(), kind="gap")


@pytest.mark.parametrize("path", LISTS)
def test_each_office_reads_the_rows_of_its_own_region(
    two_regions: None, regional: User, elsewhere: User, administrator: User, client_for: Browsers, path: str
) -> None:
    pages = {
        who: client_for(user).get(f"/programme/{path}").content.decode()
        for who, user in (("48", regional), ("41", elsewhere), ("all", administrator))
    }
    words = {"48": (HERE, "신청48", "명부48"), "41": (THERE, "신청41", "명부41")}
    for region, other in (("48", "41"), ("41", "48")):
        assert any(word in pages[region] for word in words[region])
        assert not any(word in pages[region] for word in words[other])
        assert any(word in pages["all"] for word in words[region])


def test_the_first_page_counts_what_the_lists_show(
    two_regions: None, regional: User, administrator: User, client_for: Browsers
) -> None:
    told = lambda user: client_for(user).get("/programme/").context["board"]  # noqa: E731
    own, every = told(regional), told(administrator)
    assert (own.applied, own.unmet, own.demand_firms, own.suppliers) == (1, 1, 1, 1)
    assert (every.applied, every.unmet, every.demand_firms, every.suppliers) == (2, 2, 2, 2)


def test_a_square_elsewhere_has_figures_and_no_names(
    sme: User, regional: User, elsewhere: User, client_for: Browsers
) -> None:
    factories.need(sme).requirements.create(codes=["SOL-MES"], confirmed=True, sure=True)
    GapSnapshot.objects.create(day=timezone.localdate(), measures={"invitations": {}, "wins": {}})
    cell = "/programme/gaps/SOL-MES/48/"
    assert HERE in client_for(regional).get(cell).content.decode()
    page = client_for(elsewhere).get(cell).content.decode()
    assert HERE not in page
    assert "1건" in page


@pytest.mark.parametrize(("demand", "suppliers", "seen"), [(5, 5, True), (5, 0, True), (4, 6, False), (7, 2, False)])
def test_an_analyst_sees_no_square_about_a_few(
    analyst: User, client_for: Browsers, demand: int, suppliers: int, seen: bool
) -> None:
    snapshot = GapSnapshot.objects.create(day=timezone.localdate(), measures={"invitations": {}, "wins": {}})
    parts = {
        "demand": demand,
        "firms": demand,
        "suppliers": suppliers,
        "answering": 0.5,
        "capacity": 1,
        "answers": 1,
        "gap": 0.61,
    }
    GapCell.objects.create(snapshot=snapshot, capability_id="SOL-MES", region_id="48", **parts)
    client = client_for(analyst)
    assert ("61%" in client.get("/programme/gaps/").content.decode()) is seen
    assert ("61%" in client.get("/programme/gaps/SOL-MES/48/").content.decode()) is seen
    table = client.get("/programme/gaps/tables/cells.csv")
    assert ("0.61" in b"".join(table.streaming_content).decode()) is seen
    assert client.get("/programme/gaps/tables/slots.csv").status_code == 404


def test_small_counts_are_only_small_to_an_analyst(two_regions: None, analyst: User, client_for: Browsers) -> None:
    page = client_for(analyst).get("/programme/").content.decode()
    assert page.count("5 미만") >= 4
    assert "/programme/firms/" not in page
