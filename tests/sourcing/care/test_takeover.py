"""The newcomer receives, the firm confirms, and only then the slot, its open tickets and the lead change hands."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from matchmaker.accounts.models import User
from matchmaker.matching.models import Feedback
from matchmaker.sourcing.care.errors import NotReceived
from matchmaker.sourcing.care.handovers import handover_accept, handover_start
from matchmaker.sourcing.care.services import ticket_for_milestone
from matchmaker.sourcing.care.takeover import handover_finish, handover_receive
from matchmaker.sourcing.models import Handover, Project, ProjectSlot, ServiceTicket
from matchmaker.sourcing.tasks import sweep_timers
from tests import factories
from tests.at_once import at_once
from tests.cast import Browsers
from tests.sourcing.care.scenes import MONDAY, built, reported, slot_of, told
from tests.sourcing.scenes import firm


@pytest.fixture
def heir(reference: None) -> User:
    return factories.supplier_user(email="heir@example.com", firm="라온솔루션")


def agreed(project: Project, heir: User, reason: str = "sla") -> Handover:
    row = handover_start(slot=slot_of(project), reason=reason, to=firm(heir))
    return handover_accept(handover=row, actor=heir)


def test_the_whole_way_through_the_pages(sme: User, supplier: User, heir: User, client_for: Browsers) -> None:
    project = built(sme, supplier, standby=heir)
    ticket = reported(project, sme)
    row = handover_start(slot=slot_of(project), reason="sla")
    at = f"/handovers/{row.pk}/"
    newcomer, owner = client_for(heir), client_for(sme)
    page = newcomer.get(at).content.decode()
    assert all(words in page for words in ("한빛정밀", "경남", "이어받겠습니다", "24시간"))
    assert "가온시스템" not in page
    newcomer.post(f"{at}accept/")
    assert "가온시스템" in newcomer.get(at).content.decode()
    for _ in range(2):
        newcomer.post(f"{at}receive/", {"kinds": ["document", "export"]})
    assert "받지 못함" in owner.get(at).content.decode()
    for _ in range(2):
        owner.post(f"{at}finish/")
    row.refresh_from_db()
    ticket.refresh_from_db()
    assert (row.status, ticket.status) == ("done", "handed_over")
    assert told(heir) == ["handover_asked", "ticket_opened", "handover_done"]
    assert told(sme) == ["handover_started", "handover_answered", "handover_received", "handover_done"]
    assert told(supplier)[-1] == "handover_done"


def test_whoever_agreed_and_never_says_that_the_papers_came_is_reminded_once(
    sme: User, supplier: User, heir: User, client_for: Browsers
) -> None:
    with time_machine.travel(MONDAY, tick=False) as clock:
        row = agreed(built(sme, supplier), heir)
        clock.shift(timedelta(days=6))
        sweep_timers()
        assert "handover_papers" not in told(heir)
        clock.shift(timedelta(days=2))
        sweep_timers()
        clock.shift(timedelta(days=30))
        sweep_timers()
        assert told(heir).count("handover_papers") == 1
        assert "자료를 모두 받으셨나요" in client_for(heir).get(reverse("notifications:inbox")).content.decode()
    row.refresh_from_db()
    assert (row.status, row.next_check_at) == ("accepted", None)


def test_whoever_has_said_so_is_left_in_peace(sme: User, supplier: User, heir: User) -> None:
    with time_machine.travel(MONDAY, tick=False) as clock:
        row = agreed(built(sme, supplier), heir)
        handover_receive(handover=row, actor=heir, kinds=["document"])
        clock.shift(timedelta(days=30))
        sweep_timers()
    assert "handover_papers" not in told(heir)


def test_the_slot_changes_hands_and_the_history_stays(sme: User, supplier: User, rival: User, heir: User) -> None:
    project = built(sme, supplier, standby=rival)
    old = slot_of(project)
    row = agreed(project, heir)
    handover_receive(handover=row, actor=heir, kinds=[])
    handover_finish(handover=row, actor=sme)
    new = slot_of(project)
    old.refresh_from_db()
    assert (old.until, new.since) == (timezone.localdate(), timezone.localdate())
    assert (new.supplier, new.standby, new.codes) == (firm(heir), firm(rival), old.codes)
    project.refresh_from_db()
    assert project.lead == firm(heir)
    assert Feedback.objects.get(supplier=firm(supplier), kind="withdrawn").reason == "sla"


def test_a_lead_that_keeps_another_slot_keeps_the_lead(sme: User, supplier: User, rival: User, heir: User) -> None:
    project = built(sme, supplier, rival)
    ProjectSlot.objects.filter(project=project, slot=1).update(supplier=firm(supplier))
    row = agreed(project, heir)
    handover_receive(handover=row, actor=heir, kinds=[])
    handover_finish(handover=row, actor=sme)
    project.refresh_from_db()
    assert project.lead == firm(supplier)


def test_open_tickets_move_along_and_their_clock_starts_again(sme: User, supplier: User, heir: User) -> None:
    with time_machine.travel(MONDAY, tick=False) as clock:
        project = built(sme, supplier)
        one, missed = reported(project, sme), ticket_for_milestone(milestone=project.milestones.get(kind="kick_off"))
        row = agreed(project, heir)
        clock.shift(timedelta(hours=20))
        handover_receive(handover=row, actor=heir, kinds=["document"])
        handover_finish(handover=row, actor=sme)
        fresh = ServiceTicket.objects.filter(supplier=firm(heir)).order_by("pk")
        assert [new.title for new in fresh] == [one.title, missed.title]
        assert {new.due_at for new in fresh} == {MONDAY.replace(day=25, hour=9)}
        assert ticket_for_milestone(milestone=missed.milestone) == fresh[1]
    assert set(ServiceTicket.objects.filter(supplier=firm(supplier)).values_list("status", flat=True)) == {
        "handed_over"
    }


def test_nothing_changes_before_the_newcomer_has_received(sme: User, supplier: User, heir: User) -> None:
    row = agreed(built(sme, supplier), heir)
    with pytest.raises(NotReceived):
        handover_finish(handover=row, actor=sme)
    assert slot_of(row.project).supplier == firm(supplier)


def test_who_broke_promises_goes_on_until_the_end_who_is_gone_does_not(
    sme: User, other_sme: User, supplier: User, heir: User
) -> None:
    slow, gone = built(sme, supplier), built(other_sme, supplier)
    agreed(slow, heir)
    agreed(gone, heir, reason="closed")
    assert reported(slow, sme).supplier == firm(supplier)
    assert reported(gone, other_sme).supplier == firm(heir)


def test_the_firm_says_that_its_supplier_is_gone(sme: User, supplier: User, heir: User, client_for: Browsers) -> None:
    slot = slot_of(built(sme, supplier, standby=heir))
    browser, at = client_for(sme), f"/project-slots/{slot.pk}/closed/"
    assert "라온솔루션" in browser.get(at).content.decode()
    assert browser.post(at, {}).status_code == 422
    for _ in range(2):
        assert browser.post(at, {"sure": "on"}).status_code == 302
    row = Handover.objects.get()
    assert (row.reason, row.status, row.events.get().actor) == ("closed", "requested", sme)


def test_the_office_may_say_it_too(
    sme: User, supplier: User, heir: User, administrator: User, client_for: Browsers
) -> None:
    slot = slot_of(built(sme, supplier, standby=heir))
    client_for(administrator).post(f"/project-slots/{slot.pk}/closed/", {"sure": "on"})
    assert Handover.objects.get().reason == "closed"


def test_where_nobody_stands_by_a_coordinator_picks_somebody(
    sme: User, supplier: User, rival: User, heir: User, administrator: User, client_for: Browsers
) -> None:
    slot = slot_of(built(sme, supplier))
    factories.offer(firm(heir), slot.codes[0])
    browser, at = client_for(administrator), f"/project-slots/{slot.pk}/closed/"
    assert "다온테크" not in browser.get(at).content.decode()
    assert browser.post(at, {"sure": "on", "to": firm(rival).pk}).status_code == 422
    browser.post(at, {"sure": "on", "to": firm(heir).pk})
    assert Handover.objects.get().to_supplier == firm(heir)
    assert "누구에게 물을까요" not in client_for(sme).get(at).content.decode()


@pytest.mark.parametrize("who", ["rival", "other_sme", "administrator", "stranger"])
def test_others_get_404(who: str, sme: User, supplier: User, heir: User, client_for: Browsers, request: Any) -> None:
    row = handover_start(slot=slot_of(built(sme, supplier, standby=heir)), reason="sla")
    browser = client_for(request.getfixturevalue(who))
    assert browser.get(f"/handovers/{row.pk}/").status_code == 404
    for step in ("accept", "decline", "receive", "finish", "cancel"):
        data = {"reason": "far"}
        assert browser.post(f"/handovers/{row.pk}/{step}/", data).status_code == 404, step
    if who != "administrator":
        assert browser.post(f"/project-slots/{row.slot_id}/closed/", {"sure": "on"}).status_code == 404
    row.refresh_from_db()
    assert row.status == "requested"


def test_the_member_who_is_followed_only_looks_on(sme: User, supplier: User, heir: User, client_for: Browsers) -> None:
    row = handover_start(slot=slot_of(built(sme, supplier, standby=heir)), reason="sla")
    browser = client_for(supplier)
    assert "라온솔루션" not in browser.get(f"/handovers/{row.pk}/").content.decode()
    for step in ("accept", "decline", "receive", "finish", "cancel"):
        assert browser.post(f"/handovers/{row.pk}/{step}/", {"reason": "far"}).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_two_confirmations_at_once_change_hands_once(sme: User, supplier: User, heir: User) -> None:
    project = built(sme, supplier)
    reported(project, sme)
    row = agreed(project, heir)
    handover_receive(handover=row, actor=heir, kinds=["document"])
    results = at_once(*[lambda: handover_finish(handover=row, actor=sme)] * 2)
    assert not [one for one in results if isinstance(one, Exception)]
    assert project.slots.filter(slot=0).count() == 2
    assert ServiceTicket.objects.count() == 2
