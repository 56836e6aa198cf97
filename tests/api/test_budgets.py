"""Budgets of programmes by program: the figures of the pages, for those who may read the pages."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from matchmaker.accounts.choices import Role
from matchmaker.accounts.models import User
from matchmaker.reference.programmes import programme_plan_set
from matchmaker.sourcing.models import Award
from tests.api.asking import program
from tests.cast import Browsers
from tests.coverage.test_programme_budget import PAGE, awarded, by_hand, gov, market

pytestmark = pytest.mark.django_db
__all__ = ["market"]
ONE = "coverage/programmes/2026-GOV/"


def listed(user: User, **named: Any) -> Any:
    rows = program(user, **named).get("coverage/programmes/?year=2026").json()["results"]
    return next(row for row in rows if row["programme"] == "2026-GOV")


def test_the_figures_are_those_of_the_page(market: list[Award], administrator: User, client_for: Browsers) -> None:
    programme_plan_set(programme=gov(), krw=1_000_000_000, simulated=True)
    page, told = client_for(administrator).get(PAGE).context, program(administrator).get(ONE).json()
    assert (told["used"], told["plan_krw"], told["plan_simulated"]) == (page["used"], 1_000_000_000, True)
    assert told["total"]["granted"]["krw"] == page["total"].granted.krw
    for name in ("region", "size", "industry"):
        found = {one["key"]: (one["granted"]["krw"], one["asked"]["krw"]) for one in told[f"by_{name}"]}
        assert found == by_hand(market, name)
    assert listed(administrator)["total"] == told["total"]


def test_an_office_of_a_region_reads_of_its_own_firms(
    market: list[Award], administrator: User, regional: User, elsewhere: User
) -> None:
    whole, *parts = (listed(who)["total"]["granted"]["krw"] for who in (administrator, regional, elsewhere))
    assert sum(parts) == whole
    assert {one["key"] for one in program(regional).get(ONE).json()["by_region"]} == {"48"}


def test_an_analyst_reads_nothing_about_fewer_than_five(market: list[Award], analyst: User) -> None:
    told = program(analyst, role=Role.ANALYST).get(ONE).json()
    assert told["total"]["granted"]["firms"] == 6
    assert told["total"]["asked"] == {"firms": None, "awards": None, "krw": None}
    assert [one["key"] for one in told["by_region"]] == ["few"]
    assert listed(analyst, role=Role.ANALYST)["total"] == told["total"]


def test_firms_and_suppliers_and_strange_codes_find_nothing(sme: User, supplier: User, administrator: User) -> None:
    assert {
        program(who).get(path).status_code for who in (sme, supplier) for path in (ONE, "coverage/programmes/")
    } == {404}
    assert program(administrator).get("coverage/programmes/1999-NONE/").status_code == 404
    assert program(administrator).get("coverage/programmes/?year=now").status_code == 400


def test_the_queries_do_not_grow_with_the_market(supplier: User, administrator: User) -> None:
    asks, counts = program(administrator), []
    asks.get(ONE)  # the first call notes when the token was used
    for at in (0, 1, 2):
        awarded(at, supplier, gov())
        if at != 1:
            with CaptureQueriesContext(connection) as counted:
                asks.get("coverage/programmes/")
                asks.get(ONE)
            counts.append(len(counted))
    assert counts[0] == counts[1]
