"""Levers on gaps: the list, trying it against really doing it, asking firms once, the radar that names nobody."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from matchmaker.coverage.gap_services import snapshot_take
from matchmaker.coverage.models import Approach, GapCell
from matchmaker.coverage.radar import radar_targets
from matchmaker.coverage.recruit_pages import picks_of, plan_of
from matchmaker.coverage.recruit_services import recruits_try
from matchmaker.engine.recruiting import PLACES
from matchmaker.jobs.models import Job
from matchmaker.jobs.tasks import run
from matchmaker.matching.facts import taxonomy
from matchmaker.notifications.models import Message
from matchmaker.reference.models import Capability
from suppliers.models import RegisterEntry, Supplier
from tests import factories
from tests.cast import Browsers
from tests.matching.scenes import ask, finished_run, firm, stock
from tests.query_budgets import assert_budget

pytestmark = pytest.mark.django_db
LIST, TRY = reverse("coverage:recruit"), reverse("coverage:recruit_try")
RADAR, SEND = reverse("radar"), reverse("coverage:radar_send")


@pytest.fixture
def lacking(sme: Any, supplier: Any, rival: Any) -> list[Any]:
    """Two needs that lack what nobody sells, one of them two things; and one that has its package."""
    stock(supplier, rival)
    needs = [ask(sme, "SOL-MES", "SOL-WMS"), ask(sme, "SOL-MES", "SOL-WMS", "SOL-CRM"), ask(sme, "SOL-MES")]
    for need in needs:
        finished_run(need)
    return needs


def really_bring_in(picks: list[tuple[str, str]]) -> None:
    """What simulating assumes, as rows."""
    facts = taxonomy()
    for at, (code, seat) in enumerate(picks):
        fields = {"region_id": seat, "capacity_per_quarter": PLACES}
        row = firm(factories.supplier_user(email=f"new{at}@example.com", firm=f"새 공급 {at}", **fields))
        near = facts.region_hops[facts.regions.index(seat)] <= 1
        places = [region for region, there in zip(facts.regions, near, strict=True) if there]
        price = Capability.objects.get(pk=code).price_typ_krw
        money = {"price_low_krw": price * 8 // 10, "price_typical_krw": price, "price_high_krw": price * 5 // 4}
        offer = factories.offer(row, code, weeks=12, onsite_hours=24, **money)
        offer.regions.set(places)


@pytest.mark.parametrize("most", [1, 10])
def test_what_was_tried_is_what_happens_when_it_is_done(lacking: list[Any], most: int) -> None:
    picks = picks_of(plan_of(snapshot_take(), most))
    assert picks[0][0] == "SOL-WMS"
    tried = recruits_try(picks)
    assert tried["tried"] == 2
    assert lacking[0].pk in tried["needs"]
    really_bring_in(picks)
    runs = [finished_run(need) for need in lacking]
    whole = [run.need_id for run in runs if run.packages.filter(complete=True).exists()]
    assert sorted(whole) == sorted([*tried["needs"], lacking[2].pk])


def test_the_job_tries_the_list_and_the_page_says_what_came_of_it(
    lacking: list[Any], administrator: Any, client_for: Browsers
) -> None:
    snapshot_take()
    client = client_for(administrator)
    page = client.get(f"{LIST}?most=10").content.decode()
    assert "창고관리시스템" in page
    assert client.post(TRY, {"most": "10"}).status_code == 302
    assert client.post(TRY, {"most": "10"}).status_code == 302
    job = Job.objects.get()
    assert f"job-{job.pk}" in client.get(f"{LIST}?most=10").content.decode()
    run(job.pk)
    page = client.get(f"{LIST}?most=10").content.decode()
    complete = Job.objects.get().result["complete"]
    assert complete >= 1
    assert f"요청 2건 가운데 {complete}건" in page
    assert "시험해 보기</button>" not in page
    assert_budget(client, f"{LIST}?most=10", "coverage:recruit")


@pytest.mark.parametrize("most", ["", "4", "x"])
def test_a_length_that_is_not_offered_is_refused(
    lacking: list[Any], administrator: Any, client_for: Browsers, most: str
) -> None:
    snapshot_take()
    assert client_for(administrator).post(TRY, {"most": most}).status_code == 404
    assert client_for(administrator).get(f"{LIST}?most={most}").status_code == 200


def test_the_list_is_narrowed_to_one_capability(lacking: list[Any], administrator: Any, client_for: Browsers) -> None:
    snapshot, client = snapshot_take(), client_for(administrator)
    assert {code for code, _ in picks_of(plan_of(snapshot, 5, "SOL-CRM"))} == {"SOL-CRM"}
    assert {one.code for one in client.get(LIST, {"only": "SOL-CRM"}).context["picks"]} == {"SOL-CRM"}
    assert len(client.get(LIST, {"only": "NO-SUCH"}).context["picks"]) == len(client.get(LIST).context["picks"])
    assert client.post(TRY, {"most": "5", "only": "SOL-CRM"}).url.endswith("?most=5&only=SOL-CRM")
    assert Job.objects.get().params["picks"] == [["SOL-CRM", code] for _, code in Job.objects.get().params["picks"]]


def test_a_neighbour_is_asked_once_a_month(
    lacking: list[Any], rival: Any, administrator: Any, client_for: Browsers
) -> None:
    client, url = client_for(administrator), reverse("coverage:gap_extend", args=["EQP-HMI", "11", firm(rival).pk])
    for _ in range(2):
        assert client.post(url).status_code == 302
    assert Approach.objects.count() == 1
    assert Message.objects.get(kind="gap_extend").recipient == rival
    assert client.post(reverse("coverage:gap_extend", args=["EQP-HMI", "11", 999_999])).status_code == 404


def test_a_firm_of_the_register_is_noted_once_and_members_are_not_written_to(
    supplier: Any, administrator: Any, client_for: Browsers
) -> None:
    entry = RegisterEntry.objects.create(register_no="A-77", name="새한시스템", region_id="48")
    member = RegisterEntry.objects.create(register_no="A-78", name="회원", region_id="48", supplier=firm(supplier))
    client, square = client_for(administrator), reverse("coverage:gap", args=["SOL-MES", "48"])
    assert "새한시스템" in client.get(square).content.decode()
    for pk, status in ((entry.pk, 302), (entry.pk, 302), (member.pk, 404)):
        assert client.post(reverse("coverage:gap_invite", args=["SOL-MES", "48", pk])).status_code == status
    assert Approach.objects.get().entry == entry
    assert "이달에 모셨음" in client.get(square).content.decode()


def square(firms: int, gap: float = 0.9, code: str = "SOL-MES", region: str = "11") -> None:
    """A square of today's map with so many firms behind it."""
    snapshot = snapshot_take()
    snapshot.cells.filter(capability=code, region=region).delete()
    parts = {"suppliers": 0, "answering": 0, "capacity": 0, "answers": 0}
    GapCell.objects.create(
        snapshot=snapshot, capability_id=code, region_id=region, demand=firms, firms=firms, gap=gap, own=gap, **parts
    )


@pytest.mark.parametrize(("firms", "told"), [(4, False), (5, True)])
def test_the_radar_tells_nothing_below_five_firms(
    supplier: Any, rival: Any, administrator: Any, client_for: Browsers, firms: int, told: bool
) -> None:
    stock(supplier, rival)
    for offer in firm(rival).offers.all():
        offer.regions.set(["26"])
    Supplier.objects.filter(pk=firm(rival).pk).update(region="26", changed_at=timezone.now())
    square(firms)
    page = client_for(rival).get(RADAR).content.decode()
    assert ("서울" in page) is told
    assert (firm(rival).pk in radar_targets()) is told
    client = client_for(administrator)
    for _ in range(2):
        client.post(SEND)
    assert Message.objects.filter(kind="demand_radar", recipient=rival).count() == told


def test_the_radar_speaks_in_bands(supplier: Any, rival: Any, client_for: Browsers) -> None:
    stock(supplier, rival)
    client = client_for(supplier)
    pages = []
    for firms in (5, 9):
        square(firms)
        page = client.get(RADAR).content.decode()
        pages.append(page[page.index("<tbody>") : page.index("</tbody>")])
    assert pages[0] == pages[1]
    assert "5–9곳" in pages[0]
    assert "팔고 있음" in pages[0]
    assert_budget(client, RADAR, "radar")
