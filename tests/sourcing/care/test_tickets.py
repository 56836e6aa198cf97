"""A fault is reported, taken, looked at on site and put right; nothing happens twice, and nobody else gets near."""

from __future__ import annotations

from typing import Any

import pytest

from matchmaker.accounts.choices import Role
from matchmaker.accounts.models import User
from matchmaker.notifications.models import Message
from matchmaker.sourcing.care.services import ticket_for_milestone, ticket_open
from matchmaker.sourcing.models import ServiceTicket
from tests import factories
from tests.cast import Browsers
from tests.sourcing.care.scenes import built, reported, slot_of, told

WORDS = {"kind": "fault", "title": "바코드가 안 찍혀요", "text": "어제부터요"}


def test_the_firm_reports_and_the_supplier_hears_it(sme: User, supplier: User, client_for: Browsers) -> None:
    slot = slot_of(built(sme, supplier))
    page = client_for(sme).get(f"/project-slots/{slot.pk}/report/").content.decode()
    assert "무엇이 안 되나요?" in page
    assert "24시간 안에" in page
    answer = client_for(sme).post(f"/project-slots/{slot.pk}/report/", WORDS)
    row = ServiceTicket.objects.get()
    assert answer.url == f"/tickets/{row.pk}/"
    assert (row.status, row.supplier, row.opened_by, row.title) == ("open", slot.supplier, sme, WORDS["title"])
    assert told(supplier) == ["ticket_opened"]
    assert "바코드가 안 찍혀요" in client_for(supplier).get("/tickets/").content.decode()


def test_the_same_words_while_unsolved_are_one_ticket(sme: User, supplier: User, client_for: Browsers) -> None:
    slot = slot_of(built(sme, supplier))
    for _ in range(2):
        assert client_for(sme).post(f"/project-slots/{slot.pk}/report/", WORDS).status_code == 302
    assert ServiceTicket.objects.count() == 1
    assert told(supplier) == ["ticket_opened"]


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "가" * 121}, "title"),
        ({"kind": "milestone"}, "kind"),
        ({"text": "가" * 2001}, "text"),
    ],
)
def test_bad_input_is_said_beside_the_field(
    data: dict[str, str], field: str, sme: User, supplier: User, client_for: Browsers
) -> None:
    slot = slot_of(built(sme, supplier))
    answer = client_for(sme).post(f"/project-slots/{slot.pk}/report/", {**WORDS, **data})
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert ServiceTicket.objects.count() == 0


def test_the_supplier_takes_it_comes_and_puts_it_right(sme: User, supplier: User, client_for: Browsers) -> None:
    row = reported(built(sme, supplier), sme)
    browser = client_for(supplier)
    for step in ("assign", "on-site"):
        for _ in range(2):
            assert browser.post(f"/tickets/{row.pk}/{step}/").status_code == 302
    for words in ("선을 다시 꽂았습니다", "두 번 누름"):
        browser.post(f"/tickets/{row.pk}/resolve/", {"resolution": words})
    row.refresh_from_db()
    assert (row.status, row.resolution, row.breached_at) == ("resolved", "선을 다시 꽂았습니다", None)
    assert [event.to for event in row.events.order_by("pk")] == ["open", "assigned", "on_site", "resolved"]
    assert told(sme) == ["ticket_moved"] * 3
    page = client_for(sme).get(f"/tickets/{row.pk}/").content.decode()
    assert "선을 다시 꽂았습니다" in page
    assert "약속 안에 해결" in page


def test_solved_without_a_word_is_refused(sme: User, supplier: User, client_for: Browsers) -> None:
    row = reported(built(sme, supplier), sme)
    assert client_for(supplier).post(f"/tickets/{row.pk}/resolve/", {"resolution": " "}).status_code == 422
    row.refresh_from_db()
    assert row.status == "open"


def test_what_still_does_not_work_is_a_new_ticket(sme: User, supplier: User, client_for: Browsers) -> None:
    project = built(sme, supplier)
    row = reported(project, sme)
    client_for(supplier).post(f"/tickets/{row.pk}/resolve/", {"resolution": "껐다 켰습니다"})
    assert f"/project-slots/{row.slot_id}/report/" in client_for(sme).get(f"/tickets/{row.pk}/").content.decode()
    assert reported(project, sme).pk != row.pk


def test_a_missed_milestone_is_one_ticket_to_the_lead(sme: User, supplier: User, rival: User) -> None:
    project = built(sme, supplier, rival)
    milestone = project.milestones.get(kind="mid_check")
    row = ticket_for_milestone(milestone=milestone)
    assert ticket_for_milestone(milestone=milestone).pk == row.pk
    assert (row.slot, row.supplier, row.kind) == (slot_of(project), project.lead, "milestone")
    assert (told(supplier), told(rival)) == (["ticket_opened"], [])


def test_a_missed_milestone_reads_in_both_languages(sme: User, supplier: User, client_for: Browsers) -> None:
    row = ticket_for_milestone(milestone=built(sme, supplier).milestones.get(kind="mid_check"))
    assert "중간점검 일정을 지키지 못함" in client_for(sme).get(f"/tickets/{row.pk}/").content.decode()
    User.objects.update(language="en")
    assert "not done in time" in client_for(sme).get(f"/tickets/{row.pk}/").content.decode()
    message = Message.objects.get(recipient=supplier)
    assert "not done in time" in client_for(supplier).get(f"/inbox/{message.pk}/", follow=True).content.decode()


@pytest.mark.parametrize("who", ["rival", "other_sme", "administrator", "stranger"])
def test_others_get_404(who: str, sme: User, supplier: User, client_for: Browsers, request: Any) -> None:
    project = built(sme, supplier)
    row, browser = reported(project, sme), client_for(request.getfixturevalue(who))
    assert browser.get(f"/tickets/{row.pk}/").status_code == 404
    assert browser.get(f"/project-slots/{row.slot_id}/report/").status_code == 404
    for step in ("assign", "on-site", "resolve"):
        assert browser.post(f"/tickets/{row.pk}/{step}/", {"resolution": "x"}).status_code == 404
    row.refresh_from_db()
    assert row.status == "open"


def test_another_member_of_the_project_has_nothing_to_do_with_it(
    sme: User, supplier: User, rival: User, client_for: Browsers
) -> None:
    row = reported(built(sme, supplier, rival), sme)
    assert client_for(rival).get(f"/tickets/{row.pk}/").status_code == 404


def test_a_viewer_reads_and_presses_nothing(sme: User, supplier: User, client_for: Browsers) -> None:
    viewer = factories.member_of(supplier.memberships.get().organisation, "v@example.com", Role.VIEWER)
    row = reported(built(sme, supplier), sme)
    assert "제가 맡습니다" not in client_for(viewer).get(f"/tickets/{row.pk}/").content.decode()
    assert client_for(viewer).post(f"/tickets/{row.pk}/assign/").status_code == 404


def test_hostile_words_are_only_words(sme: User, supplier: User, client_for: Browsers) -> None:
    slot = slot_of(built(sme, supplier))
    row = ticket_open(slot=slot, title="<script>alert(1)</script>", text="", kind="fault", actor=sme)
    assert "<script>alert" not in client_for(supplier).get(f"/tickets/{row.pk}/").content.decode()
