"""Days without cover: what counts, what does not, and where it is shown."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import time_machine
from hypothesis import given
from hypothesis import strategies as st

from matchmaker.accounts.models import User
from matchmaker.sourcing.care.cover import days_without_cover, spans
from matchmaker.sourcing.care.handovers import handover_accept, handover_decline, handover_start
from matchmaker.sourcing.models import Escalation
from matchmaker.sourcing.tasks import sweep_timers
from tests import factories
from tests.cast import Browsers
from tests.query_budgets import assert_budget
from tests.sourcing.care.scenes import MONDAY, built, reported, slot_of
from tests.sourcing.scenes import firm

START = datetime(2026, 1, 1, tzinfo=UTC)
NOW = START + timedelta(days=100)
moments = st.integers(min_value=0, max_value=100).map(lambda day: START + timedelta(days=day))
rows = st.lists(st.tuples(moments, st.none() | moments), max_size=8)


def test_a_span_still_open_counts_until_now() -> None:
    assert days_without_cover([(START, None)], NOW) == 100


def test_spans_that_overlap_count_once() -> None:
    one = (START, START + timedelta(days=4))
    other = (START + timedelta(days=2), START + timedelta(days=6))
    assert days_without_cover([other, one, one], NOW) == 6


@given(rows)
def test_days_are_never_negative_nor_more_than_there_were(given_rows: list) -> None:
    assert 0 <= days_without_cover(given_rows, NOW) <= 100


@given(rows)
def test_spans_come_in_order_and_apart(given_rows: list) -> None:
    found = spans(given_rows, NOW)
    assert all(one[1] < other[0] for one, other in zip(found, found[1:], strict=False))


@given(rows, st.tuples(moments, st.none() | moments))
def test_a_further_row_never_takes_days_away(given_rows: list, row: tuple) -> None:
    assert days_without_cover([*given_rows, row], NOW) >= days_without_cover(given_rows, NOW)


def test_the_project_page_says_what_would_be_left(sme: User, supplier: User, rival: User, client_for: Browsers) -> None:
    project = built(sme, supplier, rival)
    reported(project, sme)
    page = client_for(sme).get(f"/projects/{project.pk}/").content.decode()
    assert all(words in page for words in ("이대로 업체가 사라지면?", "4가지 중 0가지 준비됨", "화면이 안 켜져요"))
    assert "맡은 곳 없이 지난 날" not in page
    assert "화면이 안 켜져요" not in client_for(rival).get(f"/projects/{project.pk}/").content.decode()


def test_a_chain_counts_from_the_cause_until_the_yes(
    sme: User, supplier: User, rival: User, administrator: User, client_for: Browsers
) -> None:
    with time_machine.travel(MONDAY, tick=False) as clock:
        project = built(sme, supplier, standby=rival)
        row = handover_start(slot=slot_of(project), reason="closed", actor=sme)
        clock.shift(timedelta(days=1))
        handover_decline(handover=row, actor=rival, reason="capacity")
        clock.shift(timedelta(days=2))
        page = client_for(sme).get(f"/projects/{project.pk}/").content.decode()
        assert "맡은 곳 없이 지난 날: 3일" in page
        assert "이어받을 공급기업이 없는 자리" in page
        assert "3일째" in client_for(administrator).get("/programme/care/").content.decode()
        heir = factories.supplier_user(email="heir@example.com", firm="라온솔루션")
        found = handover_start(slot=slot_of(project), reason="closed", actor=administrator, to=firm(heir))
        handover_accept(handover=found, actor=heir)
        clock.shift(timedelta(days=30))
        page = client_for(sme).get(f"/projects/{project.pk}/").content.decode()
    assert "맡은 곳 없이 지난 날: 3일" in page
    assert Escalation.objects.get().status == "done"


def test_an_agreed_change_counts_nothing(sme: User, supplier: User, rival: User, client_for: Browsers) -> None:
    with time_machine.travel(MONDAY, tick=False) as clock:
        project = built(sme, supplier)
        handover_start(slot=slot_of(project), reason="change", actor=sme, to=firm(rival))
        clock.shift(timedelta(days=1))
        assert "맡은 곳 없이 지난 날" not in client_for(sme).get(f"/projects/{project.pk}/").content.decode()


def test_administrators_see_hand_overs_and_breaches_by_region(
    sme: User, supplier: User, rival: User, administrator: User, client_for: Browsers
) -> None:
    with time_machine.travel(MONDAY, tick=False) as clock:
        project = built(sme, supplier, standby=rival)
        for title in ("하나", "둘"):
            reported(project, sme, title)
        clock.shift(timedelta(days=1))
        sweep_timers()
        page = client_for(administrator).get("/programme/care/").content.decode()
    assert all(words in page for words in ("한빛정밀", "가온시스템", "다온테크", "경남", "100%"))


def test_lists_cost_as_many_queries_for_many_as_for_one(
    sme: User, other_sme: User, supplier: User, rival: User, administrator: User, client_for: Browsers
) -> None:
    few = built(other_sme, supplier, standby=rival)
    reported(few, other_sme)
    handover_start(slot=slot_of(few), reason="closed")
    assert_budget(client_for(administrator), "/programme/care/", "sourcing:care")
    many = [built(sme, rival, standby=supplier) for _ in range(3)]
    for project in many:
        for title in ("하나", "둘", "셋"):
            reported(project, sme, title)
        handover_start(slot=slot_of(project), reason="closed")
    assert_budget(client_for(administrator), "/programme/care/", "sourcing:care")
    for user in (other_sme, sme):
        assert_budget(client_for(user), "/tickets/", "sourcing:tickets (sme)")
    for user in (supplier, rival):
        assert_budget(client_for(user), "/tickets/", "sourcing:tickets (supplier)")
    assert_budget(client_for(sme), f"/projects/{many[0].pk}/dossier/", "sourcing:project_dossier")
    assert_budget(client_for(sme), f"/tickets/{many[0].tickets.first().pk}/", "sourcing:ticket")
    assert_budget(client_for(sme), f"/handovers/{many[0].handovers.get().pk}/", "sourcing:handover")
