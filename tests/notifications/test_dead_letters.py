"""Letters that were given up are listed for staff with their error, and sent again once by a button."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import mail

from matchmaker.accounts.models import User
from matchmaker.notifications.choices import DeliveryStatus
from matchmaker.notifications.models import Delivery
from matchmaker.notifications.tasks import deliver
from tests.cast import Browsers
from tests.notifications.test_sending import tell

PAGE = "/inbox/dead-letters/"


@pytest.fixture
def dead(sme: User) -> Delivery:
    tell(sme)
    Delivery.objects.update(status=DeliveryStatus.FAILED, attempts=5, error="SMTPDataError: <b>full</b>")
    return Delivery.objects.get()


def test_staff_read_the_error_and_send_again_once(dead: Delivery, administrator: User, client_for: Browsers) -> None:
    browser = client_for(administrator)
    page = browser.get(PAGE).content.decode()
    assert dead.address in page
    assert "SMTPDataError: &lt;b&gt;full" in page
    for _ in range(2):
        assert browser.post(f"{PAGE}{dead.pk}/").url == PAGE
        deliver(dead.pk)
    assert len(mail.outbox) == 1
    assert "멈춘 편지가 없습니다" in browser.get(PAGE).content.decode()


@pytest.mark.parametrize("who", ["sme", "supplier", "stranger"])
def test_others_get_404_and_nothing_is_sent(who: str, dead: Delivery, client_for: Browsers, request: Any) -> None:
    browser = client_for(request.getfixturevalue(who))
    assert browser.get(PAGE).status_code == browser.post(f"{PAGE}{dead.pk}/").status_code == 404
    dead.refresh_from_db()
    assert dead.status == DeliveryStatus.FAILED
