"""A need changed while its requests are open: quotes become stale, the deadline moves out, all invited are told."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine

from demand.services import need_confirm, need_facts_change
from matchmaker.accounts.models import User
from matchmaker.notifications.models import Message
from matchmaker.sourcing.amending import round_amend
from matchmaker.sourcing.models import Rfq, Round
from matchmaker.sourcing.services import invitation_accept
from matchmaker.sourcing.tasks import sweep_timers
from tests.at_once import at_once
from tests.cast import Browsers
from tests.sourcing import stages
from tests.sourcing.scenes import asked, invitation

SEOUL = ZoneInfo("Asia/Seoul")
MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=SEOUL)
DUE = datetime(2026, 12, 7, 18, 0, tzinfo=SEOUL)


def amend(rfq: Rfq, sme: User) -> None:
    need_facts_change(need=rfq.need, values={"employees": 44}, actor=sme)
    rfq.need.requirements.get_or_create(codes=["SOL-MES"], confirmed=True, sure=True)


def confirm(rfq: Rfq, sme: User) -> None:
    need_confirm(need=rfq.need, actor=sme)


def told() -> int:
    return Message.objects.filter(kind="need_amended").count()


def test_quotes_become_stale_once_it_is_confirmed_and_all_are_told_once(sme: User, supplier: User) -> None:
    with time_machine.travel(MONDAY, tick=False) as clock:
        rfq = asked(sme, supplier)
        invitation_accept(invitation=invitation(rfq, supplier), actor=supplier)
        quote = stages.opened_quote(rfq)
        clock.move_to(datetime(2026, 11, 24, 10, tzinfo=SEOUL))
        amend(rfq, sme)
        sweep_timers()
        quote.refresh_from_db()
        assert (quote.stale, told()) == (False, 0)
        confirm(rfq, sme)
        sweep_timers()
        sweep_timers()
    quote.refresh_from_db()
    row = Round.objects.get()
    assert (quote.stale, told()) == (True, 1)
    assert row.need_version == row.need.version
    assert row.need.status == "open"
    assert row.quotes_due_at == DUE
    assert invitation(rfq, supplier).status == "accepted"


@pytest.mark.parametrize(
    ("changed", "due"),
    [
        (datetime(2026, 12, 3, 10, tzinfo=SEOUL), DUE),  # two working days are left
        (datetime(2026, 12, 4, 10, tzinfo=SEOUL), datetime(2026, 12, 9, 18, tzinfo=SEOUL)),
        (datetime(2026, 12, 8, 10, tzinfo=SEOUL), datetime(2026, 12, 10, 18, tzinfo=SEOUL)),
    ],
)
def test_the_deadline_moves_out_by_two_working_days_where_fewer_are_left(
    changed: datetime, due: datetime, sme: User, supplier: User
) -> None:
    with time_machine.travel(MONDAY, tick=False) as clock:
        rfq = asked(sme, supplier)
        invitation_accept(invitation=invitation(rfq, supplier), actor=supplier)
        clock.move_to(changed)
        amend(rfq, sme)
        confirm(rfq, sme)
        round_amend(row=rfq.round)
    assert Round.objects.get().quotes_due_at == due


def test_the_page_takes_it_over_without_waiting_for_the_sweep(sme: User, supplier: User, client_for: Browsers) -> None:
    rfq = asked(sme, supplier)
    amend(rfq, sme)
    page = client_for(supplier).get(f"/invitations/{invitation(rfq, supplier).pk}/").content.decode()
    assert "고치는 중" in page
    confirm(rfq, sme)
    page = client_for(supplier).get(f"/invitations/{invitation(rfq, supplier).pk}/").content.decode()
    assert "고치는 중" not in page
    assert told() == 1
    client_for(sme).get(f"/requests/{rfq.pk}/")
    assert told() == 1


@pytest.mark.django_db(transaction=True)
def test_two_at_once_take_it_over_once(sme: User, supplier: User) -> None:
    rfq = asked(sme, supplier)
    amend(rfq, sme)
    confirm(rfq, sme)
    assert sorted(at_once(*[lambda: round_amend(row=rfq.round)] * 2)) == [False, True]
    assert told() == 1
