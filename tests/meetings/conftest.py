"""The day of every test, and the same with its schedule."""

from __future__ import annotations

import pytest
import time_machine

from matchmaker.accounts.models import User
from matchmaker.meetings.models import MatchingDay
from matchmaker.meetings.services import wish_say
from tests.cast import Browsers
from tests.meetings.scenes import BEFORE, FIELDS, scheduled, signed_up


@pytest.fixture
def day(administrator: User, client_for: Browsers) -> MatchingDay:
    """Prepared on the page, on the first of December."""
    with time_machine.travel(BEFORE):
        assert client_for(administrator).post("/programme/days/new/", FIELDS).status_code == 302
        return MatchingDay.objects.get()


@pytest.fixture
def planned(
    day: MatchingDay, administrator: User, sme: User, supplier: User, rival: User, client_for: Browsers
) -> MatchingDay:
    """One firm that wants to meet two suppliers, and a schedule."""
    with time_machine.travel(BEFORE):
        firm, guests = signed_up(day, administrator, sme, supplier, rival)
        for guest in guests:
            wish_say(guest=firm, other=guest, yes=True)
        return scheduled(client_for(administrator), day)
