"""A supplier accepts or declines with a reason, once; the request's state follows from the answers."""

from __future__ import annotations

from typing import Any

import pytest

from matchmaker.accounts.choices import Role
from matchmaker.accounts.models import User
from matchmaker.matching.models import Feedback
from matchmaker.notifications.models import Message
from matchmaker.sourcing.errors import AlreadyAnswered
from matchmaker.sourcing.models import Rfq, RfqInvitation
from matchmaker.sourcing.refilling import slot_refill
from matchmaker.sourcing.services import invitation_accept, invitation_decline
from tests import factories
from tests.at_once import at_once
from tests.cast import Browsers
from tests.sourcing.scenes import asked, invitation


def told(user: User) -> list[str]:
    return list(Message.objects.filter(recipient=user).order_by("pk").values_list("kind", flat=True))


def feedback() -> list[tuple[str, str]]:
    rows = Feedback.objects.exclude(kind="invited").order_by("pk")
    return list(rows.values_list("kind", "reason"))


def test_opening_it_is_remembered_once(sme: User, supplier: User, client_for: Browsers) -> None:
    row = invitation(asked(sme, supplier), supplier)
    for _ in range(2):
        assert client_for(supplier).get(f"/invitations/{row.pk}/").status_code == 200
    row.refresh_from_db()
    assert row.status == "seen"
    assert [event.to for event in row.events.all()] == ["seen", "sent"]


def test_one_click_accepts(sme: User, supplier: User, client_for: Browsers) -> None:
    rfq = asked(sme, supplier)
    row = invitation(rfq, supplier)
    client_for(supplier).post(f"/invitations/{row.pk}/accept/")
    row.refresh_from_db()
    rfq.refresh_from_db()
    assert (row.status, rfq.status) == ("accepted", "complete")
    assert row.next_check_at is None
    assert told(sme) == ["rfq_answered"]
    assert feedback() == [("accepted", "")]


def test_one_click_declines_with_its_reason(sme: User, supplier: User, client_for: Browsers) -> None:
    rfq = asked(sme, supplier)
    row = invitation(rfq, supplier)
    client_for(supplier).post(f"/invitations/{row.pk}/decline/", {"reason": "far", "note": "제주는 멉니다"})
    row.refresh_from_db()
    rfq.refresh_from_db()
    assert (row.status, row.reason, row.note, rfq.status) == ("declined", "far", "제주는 멉니다", "partial")
    assert feedback() == [("declined", "far")]
    page = client_for(sme).get(f"/requests/{rfq.pk}/").content.decode()
    assert "거리가 너무 멉니다" in page
    assert "제주는 멉니다" in page


@pytest.mark.parametrize("answer", [("accept", {}), ("decline", {"reason": "capacity"})])
def test_answering_twice_counts_once(
    answer: tuple[str, dict[str, str]], sme: User, supplier: User, client_for: Browsers
) -> None:
    row = invitation(asked(sme, supplier), supplier)
    for _ in range(2):
        assert client_for(supplier).post(f"/invitations/{row.pk}/{answer[0]}/", answer[1]).status_code == 302
    assert len(feedback()) == len(told(sme)) == 1
    assert row.events.exclude(frm="").count() == 1


def test_a_no_after_a_yes_is_refused_kindly(sme: User, supplier: User, client_for: Browsers) -> None:
    row = invitation(asked(sme, supplier), supplier)
    browser = client_for(supplier)
    browser.post(f"/invitations/{row.pk}/accept/")
    page = browser.post(f"/invitations/{row.pk}/decline/", {"reason": "far"}, follow=True).content.decode()
    assert "이미 다르게 답하셨습니다" in page
    row.refresh_from_db()
    assert row.status == "accepted"


@pytest.mark.parametrize("data", [{}, {"reason": ""}, {"reason": "bored"}, {"reason": "far", "note": "가" * 301}])
def test_a_decline_without_a_proper_reason_changes_nothing(
    data: dict[str, str], sme: User, supplier: User, client_for: Browsers
) -> None:
    row = invitation(asked(sme, supplier), supplier)
    answer = client_for(supplier).post(f"/invitations/{row.pk}/decline/", data)
    assert answer.status_code == 422
    assert answer.context["form"].errors
    assert RfqInvitation.objects.get().status == "sent"


@pytest.mark.parametrize("who", ["rival", "sme", "administrator", "stranger"])
def test_a_rival_gets_404_on_every_address(
    who: str, sme: User, supplier: User, client_for: Browsers, request: Any
) -> None:
    row = invitation(asked(sme, supplier), supplier)
    browser = client_for(request.getfixturevalue(who))
    assert browser.get(f"/invitations/{row.pk}/").status_code == 404
    assert browser.post(f"/invitations/{row.pk}/accept/").status_code == 404
    assert browser.post(f"/invitations/{row.pk}/decline/", {"reason": "far"}).status_code == 404
    assert RfqInvitation.objects.get().status == "sent"


def test_a_viewer_reads_without_marking_it_seen_and_cannot_answer(
    sme: User, supplier: User, client_for: Browsers
) -> None:
    viewer = factories.member_of(supplier.memberships.get().organisation, "v@example.com", Role.VIEWER)
    row = invitation(asked(sme, supplier), supplier)
    assert "수락합니다" not in client_for(viewer).get(f"/invitations/{row.pk}/").content.decode()
    assert client_for(viewer).post(f"/invitations/{row.pk}/accept/").status_code == 404
    assert RfqInvitation.objects.get().status == "sent"


def test_the_firm_hears_each_answer_and_of_the_last_one_with_counts(sme: User, supplier: User, rival: User) -> None:
    rfq = asked(sme, supplier, rival)
    invitation_accept(invitation=invitation(rfq, supplier), actor=supplier)
    assert Rfq.objects.get().status == "open"
    invitation_decline(invitation=invitation(rfq, rival), actor=rival, reason="budget")
    assert Rfq.objects.get().status == "partial"
    assert told(sme) == ["rfq_answered", "rfq_answered"]
    assert slot_refill(rfq=rfq)  # this run has no case to search again, so nobody is left
    assert told(sme)[2:] == ["rfq_gap", "rfq_all_answered"]
    assert Message.objects.get(kind="rfq_all_answered").payload["declined"] == 1


def test_all_yes_on_a_package_with_an_open_slot_is_still_partial(sme: User, supplier: User) -> None:
    rfq = asked(sme, supplier, open_code="EQP-HMI")
    invitation_accept(invitation=invitation(rfq, supplier), actor=supplier)
    assert Rfq.objects.get().status == "partial"


@pytest.mark.django_db(transaction=True)
def test_yes_and_no_at_once_leave_one_answer(sme: User, supplier: User) -> None:
    row = invitation(asked(sme, supplier), supplier)
    results = at_once(
        lambda: invitation_accept(invitation=row, actor=supplier),
        lambda: invitation_decline(invitation=row, actor=supplier, reason="far"),
    )
    assert [type(result) for result in results if isinstance(result, Exception)] == [AlreadyAnswered]
    assert len(feedback()) == 1
