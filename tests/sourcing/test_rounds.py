"""The first request of a need sets the terms of its round; later ones join it."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.urls import reverse

from matchmaker.accounts.models import User
from matchmaker.lib.korea import working_days_before
from matchmaker.matching.models import MatchRun
from matchmaker.sourcing.deadlines import remind_at
from matchmaker.sourcing.models import Rfq, Round
from matchmaker.sourcing.services import rfq_cancel, rfq_request
from tests.cast import Browsers
from tests.sourcing.scenes import asked, package_of

SEOUL = ZoneInfo("Asia/Seoul")
MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=SEOUL)


def at(month: int, day: int, hour: int = 18) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=SEOUL)


def beside(rfq: Rfq, sme: User, *members: User) -> Rfq:
    """A second request of the same need."""
    package = package_of(sme, *members)
    MatchRun.objects.filter(pk=package.run_id).update(need=rfq.need, need_version=rfq.need.version)
    package.run.refresh_from_db()
    return rfq_request(package=package, actor=sme, quote_days=5, sealed=True)


@time_machine.travel(MONDAY, tick=False)
def test_the_first_request_promises_five_working_days_and_takes_quotes_for_ten(sme: User, supplier: User) -> None:
    rfq = asked(sme, supplier)
    row = Round.objects.get(need=rfq.need)
    assert rfq.round == row
    assert (row.promise_by, row.quotes_due_at) == (at(11, 30), at(12, 7))
    assert (row.need_version, row.sealed, row.programme, row.promise_kept) == (rfq.need.version, False, None, None)
    assert row.next_check_at == row.promise_by


@time_machine.travel(MONDAY, tick=False)
def test_a_later_request_joins_the_round_as_it_stands(sme: User, supplier: User, rival: User) -> None:
    first = asked(sme, supplier)
    second = beside(first, sme, rival)
    assert second.round == first.round
    row = Round.objects.get()
    assert (row.quotes_due_at, row.sealed) == (at(12, 7), False)


def test_after_all_was_cancelled_the_next_request_begins_anew(sme: User, supplier: User, rival: User) -> None:
    with time_machine.travel(MONDAY, tick=False) as clock:
        first = asked(sme, supplier)
        rfq_cancel(rfq=first, actor=sme, reason="later")
        clock.move_to(at(12, 1, 10))
        second = beside(first, sme, rival)
    row = Round.objects.get()
    assert second.round == row
    assert (row.promise_by, row.quotes_due_at, row.sealed) == (at(12, 8), at(12, 8), True)


@time_machine.travel(MONDAY, tick=False)
def test_the_page_asks_for_the_terms_once(sme: User, supplier: User, rival: User, client_for: Browsers) -> None:
    package, browser = package_of(sme, supplier), client_for(sme)
    address = reverse("sourcing:rfq_new", args=[package.pk])
    page = browser.get(address).content.decode()
    for words in ("코디네이터가 나섭니다", "봉인", "정부일반형", "영업일 15일"):
        assert words in page
    assert "2022-BASIC" not in page
    browser.post(address, {"quote_days": "15", "sealed": "on", "programme": "2026-GOV"})
    row = Round.objects.get()
    assert (row.quotes_due_at, row.sealed, row.programme_id) == (at(12, 14), True, "2026-GOV")
    other = package_of(sme, rival)
    MatchRun.objects.filter(pk=other.run_id).update(need=row.need)
    page = browser.get(reverse("sourcing:rfq_new", args=[other.pk])).content.decode()
    assert "봉인" not in page
    assert "12월 14일" in page


@time_machine.travel(MONDAY, tick=False)
@pytest.mark.parametrize("bad", [{"quote_days": "400"}, {"quote_days": "x"}, {"programme": "2022-BASIC"}])
def test_bad_terms_are_named_and_nothing_is_sent(
    bad: dict[str, str], sme: User, supplier: User, client_for: Browsers
) -> None:
    answer = client_for(sme).post(
        reverse("sourcing:rfq_new", args=[package_of(sme, supplier).pk]), {"note": "화요일", **bad}
    )
    assert answer.status_code == 422
    assert answer.context["form"].errors.keys() == bad.keys()
    assert "화요일" in answer.content.decode()
    assert not Round.objects.exists()


def test_one_working_day_before_skips_weekends_and_holidays() -> None:
    assert working_days_before(at(9, 28).date(), 1) == at(9, 23).date()  # Chuseok lies between
    assert remind_at(at(12, 7)) == at(12, 4)
