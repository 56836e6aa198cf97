"""The way of a need: confirmed, opened, closed; each move once, each with its event."""

import pytest
from django.utils import timezone

from demand import services
from demand.errors import NeedClosed, NothingAsked
from demand.models import Need
from demand.selectors import needs_of
from matchmaker.accounts.models import User
from matchmaker.lib.korea import working_days_after
from matchmaker.lib.transitions import MoveRefused
from tests import factories

pytestmark = pytest.mark.django_db
TITLE = "작업지시부터 실적·불량까지 생산을 한눈에 관리하는 프로그램(MES) 외 1가지"


def test_opening_starts_the_clock_of_fifteen_working_days_once(sme: User) -> None:
    need = factories.need(sme)
    opened = services.need_open(need=need, actor=sme)
    again = services.need_open(need=need, actor=sme)
    assert (again.status, again.opened_at) == ("open", opened.opened_at)
    last_day = working_days_after(timezone.localdate(), 15)
    end = services.need_ends(again.opened_at)
    assert timezone.localtime(end).date() == last_day
    assert again.next_check_at == again.opened_at + 0.7 * (end - again.opened_at)  # the warning comes first
    assert need.events.count() == 1


def test_a_draft_is_not_opened(sme: User) -> None:
    with pytest.raises(MoveRefused):
        services.need_open(need=factories.need(sme, status="draft"), actor=sme)


def test_closing_keeps_its_result_and_happens_once(sme: User) -> None:
    need = factories.need(sme, status="open")
    for _ in range(2):
        closed = services.need_close(need=need, result="awarded", actor=None)
    assert (closed.status, closed.result, closed.next_check_at) == ("closed", "awarded", None)
    assert need.events.get().reason == "awarded"
    with pytest.raises(NeedClosed):
        services.need_close(need=need, result="withdrawn", actor=sme)


def test_changing_an_open_need_goes_back_by_way_of_checked(sme: User) -> None:
    need = factories.need(sme, status="open")
    services.need_facts_change(need=need, values={"employees": 30}, actor=sme)
    need.refresh_from_db()
    assert (need.status, need.version, need.employees, need.next_check_at) == ("draft", 2, 30, None)
    assert [(event.frm, event.to) for event in need.events.order_by("pk")] == [
        ("open", "checked"),
        ("checked", "draft"),
    ]


def test_a_need_with_nothing_it_must_have_is_not_confirmed(sme: User) -> None:
    need = factories.need(sme, status="draft")
    need.requirements.create(codes=["SOL-MES"], strength="nice", confirmed=True)
    need.requirements.create(codes=["SOL-ERP"], strength="must", confirmed=False)
    with pytest.raises(NothingAsked):
        services.need_confirm(need=need, actor=sme)


def test_the_title_names_what_is_asked_and_never_the_firm(sme: User) -> None:
    need = factories.need(sme, status="draft", text="한빛정밀입니다. MES와 바코드가 필요해요")
    for code in ("SOL-MES", "EQP-ID"):
        need.requirements.create(codes=[code], confirmed=True)
    assert services.need_confirm(need=need, actor=sme).title == TITLE


def test_the_list_counts_what_is_asked_for(sme: User) -> None:
    need = factories.need(sme)
    for strength in ("must", "nice", "owned"):
        need.requirements.create(codes=["SOL-MES"], strength=strength, confirmed=True)
    row = needs_of(need.firm.organisation).get()
    assert row.asked_count == 2
    assert Need.objects.count() == 1
