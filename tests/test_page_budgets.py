"""The pages of both sides and of administrators take the same number of queries with few rows and with many."""

from __future__ import annotations

from datetime import date, time
from typing import Any

import pytest
from django.urls import reverse

from demand.models import Need, Requirement
from matchmaker.accounts.models import Organisation
from matchmaker.coverage.models import Alert, Report, SavedView
from matchmaker.coverage.referrals.services import referral_ask
from matchmaker.meetings.models import DayGuest, MatchingDay, Meeting
from suppliers.models import Certificate, PastProject, RegisterEntry, Supplier
from tests import factories
from tests.matching.scenes import finished_run
from tests.query_budgets import assert_budget

pytestmark = pytest.mark.django_db
CODES = ("SOL-MES", "EQP-HMI", "EQP-ID", "SVC-TRAIN", "SOL-QMS", "SVC-SI", "SOL-ERP", "SOL-SEC")


def add_rows(sme: Any, supplier: Any, at: int) -> Need:
    """One more of everything: a need with its answer, a supplier in the queue, an offer, a project, a certificate."""
    firm = Supplier.objects.get(organisation__memberships__user=supplier)
    factories.offer(firm, CODES[at % len(CODES)], includes=["SVC-TRAIN"])
    project = PastProject.objects.create(supplier=firm, title=f"구축 {at}", finished_on=date(2026, 1, 5))
    project.capabilities.set(["SOL-MES"])
    Certificate.objects.create(supplier=firm, name=f"ISO {at}")
    factories.supplier_user(email=f"queue{at}@example.com", firm=f"대기{at}", status="applied")
    RegisterEntry.objects.create(register_no=f"R{at}", name=f"등록{at}", region_id="48")
    need = factories.need(sme, title=f"요청 {at}")
    _office_rows(sme, supplier, need, at)
    Requirement.objects.create(need=need, codes=["EQP-ASRS"], confirmed=True, words="자동창고")
    finished_run(need)
    return need


def _office_rows(sme: Any, supplier: Any, need: Need, at: int) -> None:
    """One more referral, saved view, alert and matching day with both sides."""
    office = Organisation.objects.get(kind="programme")
    owner = office.memberships.get().user
    referral_ask(need=need, actor=sme, reason="stuck")
    view = SavedView.objects.create(name=f"보기 {at}", listed="firms", owner=owner, organisation=office)
    Report.objects.create(owner=owner, organisation=office, name=view.name, listed="firms", form="csv")
    night, found = date(2026, 1, 5), {"value": 0.3, "total": 90.0}
    Alert.objects.create(rule="hhi", subject=f"s{at}", since=night, day=night, first=found, now=found)
    where = {"on": date(2026, 12, 10), "starts": time(10), "place": "창원", "region_id": "48", "status": "open"}
    day = MatchingDay.objects.create(host=office, name=f"행사 {at}", **where)
    for person, brings in ((sme, need), (supplier, None)):
        guest = DayGuest.objects.create(day=day, organisation=person.organisations.get(), need=brings, status="coming")
    for extra in range(at):
        crowd = factories.supplier_user(email=f"guest{at}-{extra}@example.com", firm=f"손님{at}-{extra}")
        DayGuest.objects.create(day=day, organisation=crowd.organisations.get(), status="coming")
    firm = day.guests.get(need=need)
    Meeting.objects.create(day=day, firm=firm, supplier=guest, slot=0, table=1, worth=1.0)


@pytest.fixture(params=[1, 6], ids=["few", "many"])
def need(request: Any, sme: Any, supplier: Any, administrator: Any) -> Need:
    return [add_rows(sme, supplier, at) for at in range(request.param)][0]


PLAIN = {
    "sme": ["demand:needs", "demand:need_new", "demand:firm", "demand:diagnosis", "meetings:days"],
    "supplier": [f"suppliers:{name}" for name in ("dashboard", "profile", "offers", "projects", "certificates")],
    "administrator": [
        f"coverage:{name}"
        for name in ("board", "verification", "firms", "runs", "unmet", "rankers", "exposure", "register")
    ]
    + [
        "coverage:alerts",
        "coverage:saved_views",
        "coverage:referrals",
        "coverage:people",
        "coverage:programmes",
        "coverage:audit",
        "meetings:office_days",
    ],
}


def test_the_pages_of_a_matching_day_keep_their_budget(
    need: Need, sme: Any, administrator: Any, client_for: Any
) -> None:
    day = MatchingDay.objects.latest("pk")
    for who, name in ((sme, "meetings:day"), (administrator, "meetings:office_day")):
        client, url = client_for(who), reverse(name, args=[day.pk])
        client.get(url)
        assert_budget(client, url, name)


@pytest.mark.parametrize(("who", "name"), [(who, name) for who, names in PLAIN.items() for name in names])
def test_a_list_keeps_its_budget(need: Need, client_for: Any, request: Any, who: str, name: str) -> None:
    client, url = client_for(request.getfixturevalue(who)), reverse(name)
    client.get(url)
    assert_budget(client, url, name)


def test_the_need_page_keeps_its_budget(need: Need, sme: Any, client_for: Any) -> None:
    client, url = client_for(sme), reverse("demand:need", args=[need.pk])
    client.get(url)
    assert_budget(client, url, "demand:need")


def test_details_of_a_supplier_keep_their_budget(need: Need, supplier: Any, sme: Any, client_for: Any) -> None:
    firm = Supplier.objects.get(organisation__memberships__user=supplier)
    offer, project = firm.offers.order_by("pk").first(), firm.projects.order_by("pk").first()
    client = client_for(supplier)
    for name, pk in (("offer", offer.pk), ("project", project.pk)):
        url = reverse(f"suppliers:{name}", args=[pk])
        client.get(url)
        assert_budget(client, url, f"suppliers:{name}")
    reader, url = client_for(sme), reverse("suppliers:public", args=[firm.pk])
    reader.get(url)
    assert_budget(reader, url, "suppliers:public")
