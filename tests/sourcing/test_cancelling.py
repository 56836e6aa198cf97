"""Cancelling closes what is open, keeps what was answered, and tells whoever is concerned."""

from __future__ import annotations

from typing import Any

import pytest

from matchmaker.accounts.models import User
from matchmaker.notifications.models import Message
from matchmaker.sourcing.models import Rfq
from matchmaker.sourcing.services import invitation_accept, invitation_decline, rfq_request
from tests import factories
from tests.cast import Browsers
from tests.sourcing.scenes import asked, invitation


def test_open_ones_become_void_and_answers_stay(sme: User, supplier: User, rival: User, client_for: Browsers) -> None:
    third = factories.supplier_user(email="third@example.com", firm="셋째")
    rfq = asked(sme, supplier, rival, third)
    invitation_accept(invitation=invitation(rfq, supplier), actor=supplier)
    invitation_decline(invitation=invitation(rfq, rival), actor=rival, reason="far")
    client_for(sme).post(f"/requests/{rfq.pk}/cancel/", {"reason": "later"})
    assert [invitation(rfq, user).status for user in (supplier, rival, third)] == ["accepted", "declined", "void"]
    assert Rfq.objects.get().status == "cancelled"
    told = Message.objects.filter(kind="rfq_cancelled").values_list("recipient", flat=True)
    assert set(told) == {supplier.pk, third.pk}
    assert invitation(rfq, third).next_check_at is None


def test_cancelling_twice_does_nothing_more(sme: User, supplier: User, client_for: Browsers) -> None:
    rfq = asked(sme, supplier)
    for _ in range(2):
        client_for(sme).post(f"/requests/{rfq.pk}/cancel/", {"reason": "later"})
    assert rfq.events.filter(to="cancelled").count() == 1
    assert Message.objects.filter(kind="rfq_cancelled").count() == 1


def test_an_answer_to_a_cancelled_request_is_refused(sme: User, supplier: User, client_for: Browsers) -> None:
    rfq = asked(sme, supplier)
    client_for(sme).post(f"/requests/{rfq.pk}/cancel/", {"reason": "later"})
    row = invitation(rfq, supplier)
    page = client_for(supplier).post(f"/invitations/{row.pk}/accept/", follow=True).content.decode()
    assert "더는 답할 수 없습니다" in page
    assert invitation(rfq, supplier).status == "void"


def test_the_package_can_be_asked_again_afterwards(sme: User, supplier: User, client_for: Browsers) -> None:
    rfq = asked(sme, supplier)
    client_for(sme).post(f"/requests/{rfq.pk}/cancel/", {"reason": "later"})
    assert rfq_request(package=rfq.package, actor=sme).pk != rfq.pk


@pytest.mark.parametrize("reason", ["", "whim"])
def test_a_cancel_without_a_proper_reason_changes_nothing(
    reason: str, sme: User, supplier: User, client_for: Browsers
) -> None:
    rfq = asked(sme, supplier)
    assert client_for(sme).post(f"/requests/{rfq.pk}/cancel/", {"reason": reason}).status_code == 422
    assert Rfq.objects.get().status == "open"


@pytest.mark.parametrize("who", ["other_sme", "supplier", "administrator", "stranger"])
def test_strangers_get_404(who: str, sme: User, supplier: User, client_for: Browsers, request: Any) -> None:
    rfq = asked(sme, supplier)
    browser = client_for(request.getfixturevalue(who))
    assert browser.get(f"/requests/{rfq.pk}/").status_code == 404
    assert browser.post(f"/requests/{rfq.pk}/cancel/", {"reason": "later"}).status_code == 404
    assert Rfq.objects.get().status == "open"
