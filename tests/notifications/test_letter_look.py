"""A letter in a mail program as wide as a phone, and in one as wide as a desk."""

from __future__ import annotations

import pytest
from django.core import mail
from playwright.sync_api import Page

from matchmaker.accounts.models import User
from matchmaker.notifications.models import Delivery
from matchmaker.notifications.tasks import deliver
from tests.browser import DESK, PHONE, grave_violations, sideways
from tests.notifications.test_sending import tell
from tests.notifications.test_wording import PAYLOAD

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_a_letter_fits_and_stays_narrow_enough_to_read(page: Page, sme: User, size: dict[str, int]) -> None:
    tell(sme, payload=PAYLOAD)
    deliver(Delivery.objects.get().pk)
    page.set_viewport_size(size)
    page.set_content(mail.outbox[-1].alternatives[0][0])
    assert sideways(page) == 0
    assert page.locator("h1").evaluate("one => one.getBoundingClientRect().width") <= 600
    assert grave_violations(page) == []
