"""The budget of a programme: every figure computed again from single awards, own regions, nothing about a few."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from demand.models import DemandFirm
from matchmaker.accounts.models import User
from matchmaker.coverage.programmes import budget
from matchmaker.coverage.programmes.budget import FEW, Grant, Group, groups, total
from matchmaker.reference.models import Programme
from matchmaker.reference.programmes import programme_amend, programme_plan_set
from matchmaker.sourcing.models import Award, Project
from matchmaker.sourcing.quotes.costing import own_share, totals_of
from tests import factories
from tests.cast import Browsers
from tests.sourcing.awards.scenes import in_days
from tests.sourcing.stages import accepted_rfq, active_award, opened_quote, project

LIST, PAGE = "/programme/programmes/", "/programme/programmes/2026-GOV/"
FIRMS = [("48", "30", "small"), ("48", "30", "small"), ("48", "25", "medium"), ("41", "30", "micro"), ("41", "25", "")]


def gov() -> Programme:
    return Programme.objects.current().get(family="2026-GOV")


def awarded(at: int, supplier: User, programme: Programme, **fields: Any) -> Award:
    region, industry, size = FIRMS[at % len(FIRMS)]
    told = {"region_id": region, "industry_id": industry, "size": size}
    user = factories.demand_user(email=f"firm{at}@example.com", firm=f"공장{at}", **told)
    quote = opened_quote(accepted_rfq(user, supplier), factor=1 + at / 4)
    return active_award(quote, programme=programme, **fields)


@pytest.fixture
def market(supplier: User) -> list[Award]:
    """Six granted, the last under amended rules; one waits, one fell, one was broken off, one has another programme."""
    rows = [awarded(at, supplier, gov()) for at in range(5)]
    rows.append(awarded(5, supplier, programme_amend(programme=gov(), rate=0.3, cap_krw=20_000_000)))
    rows.append(awarded(6, supplier, gov(), status="conditional", result_by=in_days(9)))
    awarded(7, supplier, gov(), status="refused", reason="programme")
    project(awarded(8, supplier, gov()))
    Project.objects.update(status="terminated")
    awarded(9, supplier, Programme.objects.get(pk="2026-ROBOT"))
    return rows


def by_hand(rows: list[Award], dimension: str) -> dict[str, tuple[int, int]]:
    """(granted, asked) by what a firm is, from each award alone."""
    found: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for row in rows:
        firm = DemandFirm.objects.get(pk=row.need.firm_id)
        key = {"region": firm.region_id, "industry": firm.industry_id, "size": firm.size}[dimension] or ""
        rules = Programme.objects.get(pk=row.programme_id)
        krw = own_share(totals_of(row.quote).build_krw, rules.rate, rules.cap_krw).subsidy_krw
        found[key][0 if row.status == "active" else 1] += krw
    return {key: (granted, asked) for key, (granted, asked) in found.items()}


@pytest.mark.django_db
def test_every_figure_is_the_sum_over_single_awards(market: list[Award], administrator: User) -> None:
    rows = budget.grants(administrator.organisations.get(), ["2026-GOV"])
    assert len(rows) == len(market)
    for dimension in budget.DIMENSIONS:
        told = {one.key: (one.granted.krw, one.asked.krw) for one in groups(rows, dimension)}
        assert told == by_hand(market, dimension)
    whole = total(rows)
    assert (whole.granted.firms, whole.asked.firms) == (6, 1)
    assert whole.granted.krw == sum(granted for granted, _asked in by_hand(market, "region").values())


@pytest.mark.django_db
def test_the_page_shows_the_plan_and_what_is_used_of_it(
    market: list[Award], administrator: User, client_for: Browsers
) -> None:
    programme_plan_set(programme=gov(), krw=1_000_000_000, simulated=True)
    answer = client_for(administrator).get(PAGE)
    page, used = answer.content.decode(), answer.context["used"]
    assert used == answer.context["total"].granted.krw / 1_000_000_000
    for said in ("10억원", "가상", f"계획의 {100 * used:.0f}%", "경남", "경기", "소상공인", "적지 않음"):
        assert said in page


@pytest.mark.django_db
def test_an_office_of_a_region_counts_its_own_firms(
    market: list[Award], regional: User, elsewhere: User, administrator: User, client_for: Browsers
) -> None:
    whole = client_for(administrator).get(PAGE).context["total"].granted
    told = [client_for(who).get(PAGE) for who in (regional, elsewhere)]
    assert [answer.context["total"].granted.firms for answer in told] == [4, 2]
    assert sum(answer.context["total"].granted.krw for answer in told) == whole.krw
    assert "경기" not in told[0].content.decode().split("<main", 1)[1]


@pytest.mark.django_db
def test_an_analyst_reads_nothing_about_fewer_than_five(
    market: list[Award], analyst: User, client_for: Browsers
) -> None:
    answer = client_for(analyst).get(PAGE)
    assert answer.context["total"].granted.firms == 6
    assert answer.context["total"].asked.krw is None
    for part in answer.context["parts"]:
        assert [group.key for _name, group, *_rest in part.rows] == [FEW]
    text = b"".join(client_for(analyst).get(f"{PAGE}budget.csv").streaming_content).decode("utf-8-sig")
    assert {row[3] for row in csv.reader(io.StringIO(text))} == {"이름", "", "5곳 미만인 곳을 합친 것"}


@pytest.mark.django_db
def test_the_table_holds_the_figures_of_the_page(
    market: list[Award], administrator: User, client_for: Browsers
) -> None:
    client = client_for(administrator)
    text = b"".join(client.get(f"{PAGE}budget.csv").streaming_content).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    places = {row[3]: int(row[7]) for row in rows if row[2] == "지역"}
    hand = by_hand(market, "region")
    assert places == {"경남": hand["48"][0], "경기": hand["41"][0]}
    assert client.get(f"{PAGE}budget.xlsx").status_code == 200


@pytest.mark.django_db
def test_the_queries_do_not_grow_with_the_market(administrator: User, supplier: User, client_for: Browsers) -> None:
    client, counts = client_for(administrator), []
    for at in (0, 1, 2, 3):
        awarded(at, supplier, gov())
        if at in (0, 3):
            with CaptureQueriesContext(connection) as counted:
                client.get(PAGE)
                client.get(LIST)
            counts.append(len(counted))
    assert counts[0] == counts[1]


told = st.lists(st.tuples(st.integers(1, 40), st.booleans(), st.integers(0, 10**9)), max_size=40)


@given(told)
def test_what_few_stand_behind_is_folded_and_the_sums_stay(rows: list[tuple[int, bool, int]]) -> None:
    """Firms above 20 are all of one region, the others of six."""
    homes = {firm: "a" if firm > 20 else "abcdef"[firm % 6] for firm in range(41)}
    placed = [Grant("X", firm, granted, krw, homes[firm], "", "") for firm, granted, krw in rows]
    shown, every = groups(placed, "region", 5), groups(placed, "region")
    assert all(_big(one) for one in shown if one.key != FEW)
    folded = [one for one in shown if one.key == FEW]
    assert len(folded) <= 1
    assert sum(one.granted.awards for one in shown) == sum(one.granted.awards for one in every)
    for one in folded:
        for side in (one.granted, one.asked):
            assert (side.krw is None) == (0 < side.firms < 5)
        if any(side.krw is None for side in (one.granted, one.asked)):
            assert shown == folded, "something is left to subtract from"


def _big(one: Group) -> bool:
    return not any(0 < side.firms < 5 for side in (one.granted, one.asked))
