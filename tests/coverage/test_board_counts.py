"""The first page counts each firm once, each office its own, and what changed since the last look."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from matchmaker.accounts.models import Organisation, User
from matchmaker.coverage.board import board
from matchmaker.matching.models import MatchRun
from suppliers.models import Supplier
from tests import factories
from tests.cast import Browsers

pytestmark = pytest.mark.django_db
OFFICES = {"": "전국", "48": "경남", "11;41": "수도권"}


def firm(name: str, status: str, region: str, *moves: tuple[str, int]) -> Supplier:
    """``moves``: states it came to, so many days ago."""
    home = Organisation.objects.create(kind="supplier", name=name)
    row = Supplier.objects.create(organisation=home, status=status, region_id=region)
    for to, days in moves:
        row.events.create(to=to, at=timezone.now() - timedelta(days=days))
    return row


@pytest.fixture
def offices(reference: None) -> dict[str, Organisation]:
    return {
        scope: Organisation.objects.create(kind="programme", name=name, scope=scope) for scope, name in OFFICES.items()
    }


def test_a_firm_with_a_long_history_is_one_firm(offices: dict[str, Organisation]) -> None:
    history = (("applied", 30), ("returned", 25), ("applied", 20), ("verified", 10))
    firm("가", "verified", "48", *history)
    firm("나", "applied", "48", ("applied", 9), ("returned", 8), ("applied", 7))
    found = board(offices[""])
    assert (found.suppliers, found.verified, found.applied) == (2, 1, 1)
    assert found.oldest_application is not None
    assert (timezone.now() - found.oldest_application).days == 9


def test_each_office_counts_its_own_regions(offices: dict[str, Organisation]) -> None:
    for region, count in (("48", 1), ("11", 2), ("41", 3)):
        for at in range(count):
            factories.offer(firm(f"{region}-{at}", "verified", region), "SOL-MES")
    told = {scope: (found.verified, found.published) for scope, office in offices.items() for found in [board(office)]}
    assert told == {"": (6, 6), "48": (1, 1), "11;41": (5, 5)}


def test_what_happened_since_is_counted_with_the_next_look(offices: dict[str, Organisation], sme: User) -> None:
    before = board(offices[""])
    needs = [factories.need(sme), factories.need(sme)]
    for status, days in (("queued", 90), ("running", 1), ("failed", 2), ("failed", 20), ("done", 1)):
        at = timezone.now() - timedelta(days=days)
        MatchRun.objects.create(need=needs[status == "running"], need_version=1, status=status, created_at=at)
    after = board(offices[""])
    assert (before.unfinished, before.failed, before.unmet) == (0, 0, 0)
    assert (after.unfinished, after.failed, after.unmet) == (2, 1, 1)
    assert after.open_needs == before.open_needs + 2


def test_the_lists_of_two_offices_are_two(offices: dict[str, Organisation], client_for: Browsers, sme: User) -> None:
    firm("경남의 회사", "verified", "48")
    firm("서울의 회사", "verified", "11")
    here: Any = client_for(factories.programme_user(email="here@example.com", firm="경남"))
    there: Any = client_for(factories.programme_user(email="there@example.com", firm="수도권"))
    for _ in range(2):
        assert "서울의 회사" not in here.get("/programme/firms/").content.decode()
        assert "경남의 회사" not in there.get("/programme/firms/").content.decode()
    firm("새 회사", "applied", "48")
    assert "새 회사" in here.get("/programme/firms/").content.decode()
    assert "새 회사" not in there.get("/programme/firms/").content.decode()
