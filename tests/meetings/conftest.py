"""The day of every test, and the same with its schedule."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine

from matchmaker.accounts.models import User
from matchmaker.meetings.models import MatchingDay
from matchmaker.meetings.services import wish_say
from tests.cast import Browsers
from tests.meetings.scenes import BEFORE, FIELDS, scheduled, signed_up


@pytest.fixture(autouse=True)
def in_time() -> Iterator[None]:
    """Whatever the calendar says, the day is still to come: it is the first of December until a test says otherwise."""
    with time_machine.travel(BEFORE):
        yield


@pytest.fixture
def day(administrator: User, client_for: Browsers) -> MatchingDay:
    """Prepared on the page."""
    assert client_for(administrator).post("/programme/days/new/", FIELDS).status_code == 302
    return MatchingDay.objects.get()


@pytest.fixture
def planned(
    day: MatchingDay, administrator: User, sme: User, supplier: User, rival: User, client_for: Browsers
) -> MatchingDay:
    """One firm that wants to meet two suppliers, and a schedule."""
    firm, guests = signed_up(day, administrator, sme, supplier, rival)
    for guest in guests:
        wish_say(guest=firm, other=guest, yes=True)
    return scheduled(client_for(administrator), day)
