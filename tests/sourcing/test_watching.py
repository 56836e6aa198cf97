"""The clocks of the round and the need: the promise, unfinished quotes, the end; each with the clock moved."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine

from demand.models import Need
from matchmaker.accounts.models import User
from matchmaker.notifications.models import Message
from matchmaker.sourcing.models import Award, Escalation, Quote, Rfq, RfqInvitation, Round
from matchmaker.sourcing.services import invitation_accept, invitation_decline
from matchmaker.sourcing.tasks import sweep_timers
from tests.cast import Browsers
from tests.sourcing import stages
from tests.sourcing.scenes import asked, crowd, firm, invitation

SEOUL = ZoneInfo("Asia/Seoul")
MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=SEOUL)
PROMISED = datetime(2026, 11, 30, 18, 0, tzinfo=SEOUL)
REMINDED = datetime(2026, 12, 4, 18, 0, tzinfo=SEOUL)
QUOTES_DUE = datetime(2026, 12, 7, 18, 0, tzinfo=SEOUL)
END = datetime(2026, 12, 14, 18, 0, tzinfo=SEOUL)
SECOND = timedelta(seconds=1)


def kinds(user: User, *wanted: str) -> list[str]:
    rows = Message.objects.filter(recipient=user, kind__in=wanted).order_by("pk")
    return list(rows.values_list("kind", flat=True))


def three_asked(sme: User) -> Rfq:
    rfq = asked(sme, *crowd("가람", "나래", "다솜", codes=()))
    for row in rfq.invitations.order_by("pk"):
        if row.lead:
            invitation_accept(invitation=row, actor=row.supplier.organisation.memberships.get().user)
    return rfq


def answer(rfq: Rfq, count: int) -> None:
    for row in rfq.invitations.filter(status="sent")[:count]:
        invitation_decline(invitation=row, actor=row.supplier.organisation.memberships.get().user, reason="capacity")


def test_three_answers_in_time_keep_the_promise(sme: User) -> None:
    with time_machine.travel(MONDAY, tick=False) as clock:
        answer(three_asked(sme), 2)
        clock.move_to(PROMISED - SECOND)
        sweep_timers()
        assert Round.objects.get().promise_kept is None
        clock.move_to(PROMISED)
        sweep_timers()
    assert Round.objects.get().promise_kept is True
    assert not Escalation.objects.filter(kind="promise").exists()


def test_two_answers_break_it_and_a_coordinator_is_called_once(
    sme: User, administrator: User, client_for: Browsers
) -> None:
    with time_machine.travel(MONDAY, tick=False) as clock:
        rfq = three_asked(sme)
        answer(rfq, 1)
        for moment in (PROMISED, PROMISED + SECOND, PROMISED + timedelta(hours=1)):
            clock.move_to(moment)
            sweep_timers()
        assert Round.objects.get().promise_kept is False
        row = Escalation.objects.get(kind="promise")
        assert row.detail == {"answers": 2, "of": 3}
        assert kinds(sme, "promise_missed") == kinds(administrator, "promise_missed") == ["promise_missed"]
        assert "코디네이터가 나섭니다" in client_for(sme).get(f"/requests/{rfq.pk}/").content.decode()


def test_the_page_shows_where_the_promise_stands(sme: User, client_for: Browsers) -> None:
    with time_machine.travel(MONDAY, tick=False):
        rfq = three_asked(sme)
        page = client_for(sme).get(f"/requests/{rfq.pk}/").content.decode()
        assert "1개 (약속한 수 3개)" in page
        assert "11월 30일" in page
        answer(rfq, 2)
        assert "지켰습니다" in client_for(sme).get(f"/requests/{rfq.pk}/").content.decode()


def test_a_lead_without_a_quote_is_reminded_one_working_day_before(sme: User, supplier: User) -> None:
    with time_machine.travel(MONDAY, tick=False) as clock:
        rfq = asked(sme, supplier)
        invitation_accept(invitation=invitation(rfq, supplier), actor=supplier)
        for moment in (PROMISED, REMINDED - SECOND):
            clock.move_to(moment)
            sweep_timers()
        assert kinds(supplier, "quote_due") == []
        for moment in (REMINDED, REMINDED + timedelta(hours=1)):
            clock.move_to(moment)
            sweep_timers()
    assert kinds(supplier, "quote_due") == ["quote_due"]


def test_no_quote_at_the_deadline_calls_a_coordinator(sme: User, supplier: User, administrator: User) -> None:
    with time_machine.travel(MONDAY, tick=False) as clock:
        rfq = asked(sme, supplier)
        invitation_accept(invitation=invitation(rfq, supplier), actor=supplier)
        clock.move_to(QUOTES_DUE)
        sweep_timers()
        sweep_timers()
    assert Escalation.objects.filter(kind="no_quote").count() == 1
    assert kinds(sme, "no_quote") == kinds(administrator, "no_quote") == ["no_quote"]


def test_a_quote_in_time_calls_nobody(sme: User, supplier: User) -> None:
    with time_machine.travel(MONDAY, tick=False) as clock:
        rfq = asked(sme, supplier)
        invitation_accept(invitation=invitation(rfq, supplier), actor=supplier)
        stages.opened_quote(rfq)
        clock.move_to(QUOTES_DUE)
        sweep_timers()
    assert not Escalation.objects.filter(kind="no_quote").exists()
    assert kinds(supplier, "quote_due") == []


def test_the_need_warns_once_then_closes_as_unmet(sme: User, supplier: User) -> None:
    with time_machine.travel(MONDAY, tick=False) as clock:
        rfq = asked(sme, supplier)
        invitation_accept(invitation=invitation(rfq, supplier), actor=supplier)
        warned = MONDAY + 0.7 * (END - MONDAY)
        for moment in (warned - SECOND, warned, warned + timedelta(hours=1), END - SECOND):
            clock.move_to(moment)
            sweep_timers()
        assert kinds(sme, "need_ending") == ["need_ending"]
        assert Need.objects.get().status == "open"
        for moment in (END, END + timedelta(hours=1)):
            clock.move_to(moment)
            sweep_timers()
    need = Need.objects.get()
    assert (need.status, need.result) == ("closed", "unmet")
    assert Rfq.objects.get().status == "cancelled"
    assert kinds(sme, "need_ended") == kinds(supplier, "need_ended") == ["need_ended"]
    assert kinds(supplier, "rfq_cancelled") == []


def test_with_a_quote_that_nobody_chose_it_expires(sme: User, supplier: User) -> None:
    with time_machine.travel(MONDAY, tick=False) as clock:
        rfq = asked(sme, supplier)
        invitation_accept(invitation=invitation(rfq, supplier), actor=supplier)
        stages.opened_quote(rfq)
        Round.objects.update(decide_by=END + timedelta(days=1))
        clock.move_to(END)
        sweep_timers()
        assert Need.objects.get().status == "open"
        clock.move_to(END + timedelta(days=1))
        sweep_timers()
    assert Need.objects.get().result == "expired"


def test_a_standing_award_keeps_the_need_open(sme: User, supplier: User) -> None:
    with time_machine.travel(MONDAY, tick=False) as clock:
        rfq = asked(sme, supplier)
        invitation_accept(invitation=invitation(rfq, supplier), actor=supplier)
        award = stages.active_award(stages.opened_quote(rfq))
        clock.move_to(END)
        sweep_timers()
        assert Need.objects.get().status == "open"
        Quote.objects.update(status="lost")
        Award.objects.filter(pk=award.pk).update(status="lapsed")
        clock.move_to(END + timedelta(days=2))
        sweep_timers()
    assert Need.objects.get().status == "closed"


@pytest.mark.parametrize(("answered", "end"), [(False, "void"), (True, "withdrawn")])
def test_a_suspended_supplier_is_out_and_both_are_told(answered: bool, end: str, sme: User, supplier: User) -> None:
    rfq = asked(sme, supplier)
    row = invitation(rfq, supplier)
    if answered:
        invitation_accept(invitation=row, actor=supplier)
    firm(supplier)._meta.model.objects.filter(pk=row.supplier_id).update(status="suspended")
    sweep_timers()
    sweep_timers()
    row.refresh_from_db()
    assert (row.status, row.reason) == (end, "suspended")
    assert kinds(supplier, "rfq_suspended") == ["rfq_suspended"]
    assert kinds(sme, "rfq_withdrawn", "rfq_gap") == ["rfq_withdrawn", "rfq_gap"]


def test_a_suspended_winner_is_the_projects_business(sme: User, supplier: User) -> None:
    rfq = asked(sme, supplier)
    invitation_accept(invitation=invitation(rfq, supplier), actor=supplier)
    stages.active_award(stages.opened_quote(rfq))
    firm(supplier)._meta.model.objects.update(status="suspended")
    sweep_timers()
    assert RfqInvitation.objects.get().status == "accepted"


def test_a_coordinator_marks_it_done_with_a_note(sme: User, administrator: User, client_for: Browsers) -> None:
    from matchmaker.sourcing.escalating import escalate

    need = asked(sme, *crowd("가람", codes=())).need
    row = escalate(need=need, kind="gap")
    assert escalate(need=need, kind="gap") == row
    browser = client_for(administrator)
    assert "맡을 곳을 찾지 못한 부분" in browser.get("/programme/unmet/").content.decode()
    answer = browser.post(f"/programme/escalations/{row.pk}/done/", {"note": ""})
    assert answer.status_code == 422
    assert "무엇을 했는지" in answer.content.decode()
    for words in ("두 곳에 전화함", "다시"):
        browser.post(f"/programme/escalations/{row.pk}/done/", {"note": words})
    row.refresh_from_db()
    assert (row.status, row.note, row.events.count()) == ("done", "두 곳에 전화함", 2)
    assert "맡을 곳을 찾지 못한 부분" not in browser.get("/programme/unmet/").content.decode()
