"""A request on a package asks every member once, and says why where it cannot."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from demand.models import Need
from matchmaker.accounts.choices import Role
from matchmaker.accounts.models import User
from matchmaker.matching.models import Feedback, MatchRun
from matchmaker.notifications.models import Message
from matchmaker.sourcing import errors
from matchmaker.sourcing.models import Rfq, RfqInvitation
from matchmaker.sourcing.services import rfq_request
from suppliers.models import Supplier
from tests import factories
from tests.at_once import at_once
from tests.cast import Browsers
from tests.sourcing.scenes import asked, firm, invitation, package_of


def test_every_member_is_asked_for_its_own_slots(sme: User, supplier: User, rival: User) -> None:
    rfq = asked(sme, supplier, rival)
    lead, other = invitation(rfq, supplier), invitation(rfq, rival)
    assert (lead.lead, other.lead) == (True, False)
    assert [slot["codes"] for slot in lead.slots] == [["SOL-MES"]]
    assert [slot["codes"] for slot in other.slots] == [["SVC-TRAIN"]]
    assert list(Feedback.objects.values_list("kind", flat=True)) == ["invited", "invited"]
    assert {row.recipient for row in Message.objects.filter(kind="rfq_invited")} == {supplier, rival}
    assert [event.to for event in rfq.events.all()] == ["open"]


def test_asking_opens_the_need(sme: User, supplier: User) -> None:
    need = asked(sme, supplier).need
    assert Need.objects.get(pk=need.pk).status == "open"


def test_a_second_press_shows_the_same_request(sme: User, supplier: User, client_for: Browsers) -> None:
    package = package_of(sme, supplier)
    browser, address = client_for(sme), f"/packages/{package.pk}/request/"
    first = browser.post(address, {"note": "화요일이 좋습니다"})
    assert browser.post(address).url == browser.get(address).url == first.url
    assert Rfq.objects.get().note == "화요일이 좋습니다"
    assert Message.objects.filter(kind="rfq_invited").count() == 1
    assert Feedback.objects.count() == 1


def test_the_page_names_whom_it_asks_and_what_stays_open(sme: User, supplier: User, client_for: Browsers) -> None:
    package = package_of(sme, supplier, open_code="EQP-HMI")
    page = client_for(sme).get(f"/packages/{package.pk}/request/").content.decode()
    assert "가온시스템" in page
    assert "맡을 곳이 없는 부분" in page
    assert not Rfq.objects.exists()


@pytest.mark.parametrize("who", ["other_sme", "supplier", "administrator", "stranger"])
def test_strangers_get_404_and_nothing_happens(
    who: str, sme: User, supplier: User, client_for: Browsers, request: Any
) -> None:
    package = package_of(sme, supplier)
    browser = client_for(request.getfixturevalue(who))
    assert browser.get(f"/packages/{package.pk}/request/").status_code == 404
    assert browser.post(f"/packages/{package.pk}/request/").status_code == 404
    assert not Rfq.objects.exists()


def test_a_viewer_sees_the_page_but_cannot_send(sme: User, supplier: User, client_for: Browsers) -> None:
    viewer = factories.member_of(sme.memberships.get().organisation, "viewer@example.com", Role.VIEWER)
    package = package_of(sme, supplier)
    assert "보기 전용" in client_for(viewer).get(f"/packages/{package.pk}/request/").content.decode()
    assert client_for(viewer).post(f"/packages/{package.pk}/request/").status_code == 404


def test_a_note_that_is_too_long_is_named_and_kept(sme: User, supplier: User, client_for: Browsers) -> None:
    package = package_of(sme, supplier)
    answer = client_for(sme).post(f"/packages/{package.pk}/request/", {"note": "가" * 1001})
    assert answer.status_code == 422
    assert "가" * 1001 in answer.content.decode()
    assert not Rfq.objects.exists()


def test_a_closed_need_is_not_asked_for(sme: User, supplier: User) -> None:
    with pytest.raises(errors.NeedClosed):
        asked(sme, supplier, status="closed")


def test_a_package_for_an_earlier_version_is_refused(sme: User, supplier: User, client_for: Browsers) -> None:
    package = package_of(sme, supplier)
    MatchRun.objects.update(need_version=package.run.need_version - 1)
    answer = client_for(sme).post(f"/packages/{package.pk}/request/")
    assert answer.status_code == 422
    assert "요청 내용이 바뀌었습니다" in answer.content.decode()
    assert Need.objects.get().status == "checked"


def test_a_package_of_nobody_is_refused(sme: User, supplier: User) -> None:
    package = package_of(sme, supplier)
    package.items.update(offer=None, supplier=None)
    with pytest.raises(errors.NobodyToAsk):
        rfq_request(package=package, actor=sme)


@pytest.mark.parametrize("change", [{"status": "suspended"}, {"open_invitation_limit": 0}])
def test_a_member_who_cannot_be_asked_is_named(change: dict[str, Any], sme: User, supplier: User, rival: User) -> None:
    package = package_of(sme, supplier, rival)
    Supplier.objects.filter(pk=firm(rival).pk).update(**change)
    with pytest.raises(errors.MemberUnavailable, match="다온테크"):
        rfq_request(package=package, actor=sme)
    assert not RfqInvitation.objects.exists()


def test_at_most_five_answers_are_awaited_for_one_need(sme: User, supplier: User) -> None:
    crowd = [factories.supplier_user(email=f"s{n}@example.com", firm=f"기업{n}") for n in range(5)]
    package = package_of(sme, *crowd)
    rfq_request(package=package, actor=sme)
    more = package_of(sme, supplier)
    more.run.need = package.run.need
    more.run.save()
    with pytest.raises(errors.TooManyOpen):
        rfq_request(package=more, actor=sme)
    RfqInvitation.objects.filter(supplier=firm(crowd[0])).update(status="declined")
    assert rfq_request(package=more, actor=sme).invitations.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_presses_at_once_make_one_request(sme: User, supplier: User) -> None:
    package = package_of(sme, supplier)
    made = at_once(*[lambda: rfq_request(package=package, actor=sme).pk] * 2)
    assert set(made) == {Rfq.objects.get().pk}
    assert RfqInvitation.objects.count() == 1


def test_of_alternatives_a_supplier_is_asked_for_what_its_offer_does(
    sme: User, supplier: User, client_for: Any
) -> None:
    package = package_of(sme, supplier)
    package.items.update(codes=["EQP-HMI", "SOL-MES"])
    page = client_for(sme).get(reverse("sourcing:rfq_new", args=[package.pk])).content.decode()
    assert "제조실행시스템" in page
    assert "현장 단말" not in page
    rfq = rfq_request(package=package, actor=sme)
    assert invitation(rfq, supplier).slots[0]["codes"] == ["SOL-MES"]
