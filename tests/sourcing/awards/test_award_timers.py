"""The clock of the choice: confirming, the programme's result, the firm's decision. Handled twice, nothing happens."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine

from demand.models import Need
from matchmaker.accounts.models import User
from matchmaker.matching.models import Feedback
from matchmaker.sourcing.awards import errors
from matchmaker.sourcing.awards.deciding import decision_check, round_extend
from matchmaker.sourcing.awards.services import award_check, award_make
from matchmaker.sourcing.choices import AwardStatus
from matchmaker.sourcing.models import Award, Escalation, LossNote, Round
from matchmaker.sourcing.tasks import sweep_timers
from tests.sourcing.awards.scenes import conditional, in_days, kinds, offered, status

SEOUL = ZoneInfo("Asia/Seoul")
MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=SEOUL)
CONFIRM_END = datetime(2026, 11, 25, 18, 0, tzinfo=SEOUL)
SECOND = timedelta(seconds=1)


def test_without_a_yes_in_two_working_days_the_next_gets_its_turn(sme: User, supplier: User, rival: User) -> None:
    with time_machine.travel(MONDAY, tick=False) as clock:
        first, second = offered(sme, supplier, rival)
        award = award_make(quote=first, actor=sme)
        assert award.confirm_by == CONFIRM_END
        clock.move_to(CONFIRM_END - SECOND)
        sweep_timers()
        assert status(award) == ["pending"]
        clock.move_to(CONFIRM_END)
        for _ in range(2):
            sweep_timers()
            award_check(award=award)
        assert status(award, first, second) == ["lapsed", "withdrawn", "selected"]
        assert Award.objects.get(status="pending").quote == second
    assert kinds(sme) == ["award_fallen", "award_next"]
    assert kinds(supplier) == ["award_made", "award_fallen"]
    assert kinds(rival) == ["award_made"]


def test_a_result_that_does_not_come_is_asked_for_twice_and_ends_with_the_quote(
    sme: User, supplier: User, administrator: User
) -> None:
    with time_machine.travel(MONDAY, tick=False) as clock:
        (quote,) = offered(sme, supplier, valid_until=in_days(60))
        award = conditional(quote, sme, supplier, days=30)  # 23 December
        assert award.status == AwardStatus.CONDITIONAL
        clock.move_to(datetime(2026, 12, 23, 18, 0, tzinfo=SEOUL))
        for _ in range(2):
            sweep_timers()
        assert kinds(sme).count("result_due") == kinds(administrator).count("result_due") == 1
        clock.move_to(datetime(2026, 12, 31, 18, 0, tzinfo=SEOUL))  # five working days on, Christmas not counted
        for _ in range(2):
            sweep_timers()
        assert kinds(sme).count("result_due") == 2
        clock.move_to(datetime(2027, 1, 22, 23, 59, tzinfo=SEOUL))  # the quote's last day
        sweep_timers()
        assert status(award) == ["conditional"]
        clock.move_to(datetime(2027, 1, 23, 0, 0, tzinfo=SEOUL))
        for _ in range(2):
            sweep_timers()
        assert status(award, quote) == ["lapsed", "expired"]
    assert Need.objects.get(round__isnull=False).result == "unmet"
    assert kinds(sme).count("award_fallen") == 1


def decided_by(end: datetime) -> None:
    Round.objects.update(decide_by=end)


END = datetime(2026, 11, 30, 18, 0, tzinfo=SEOUL)


def test_the_firm_is_reminded_once_at_seventy_percent(sme: User, supplier: User) -> None:
    with time_machine.travel(MONDAY, tick=False) as clock:
        offered(sme, supplier)
        decided_by(END)
        sweep_timers()
        assert kinds(sme) == []
        moment = END - timedelta(days=7) * 0.3
        clock.move_to(moment - SECOND)
        sweep_timers()
        assert kinds(sme) == []
        clock.move_to(moment)
        for _ in range(3):
            sweep_timers()
            clock.shift(timedelta(minutes=5))
    assert kinds(sme) == ["decision_due"]


def test_at_the_end_without_a_choice_all_are_told_and_the_need_is_closed(
    sme: User, supplier: User, rival: User, administrator: User
) -> None:
    with time_machine.travel(MONDAY, tick=False) as clock:
        quotes = offered(sme, supplier, rival)
        decided_by(END)
        clock.move_to(END)
        for _ in range(2):
            sweep_timers()
            decision_check(round=Round.objects.get())
    need = Need.objects.get(round__isnull=False)
    assert (need.status, need.result) == ("closed", "expired")
    assert status(*quotes) == ["lost", "lost"]
    assert set(LossNote.objects.values_list("reason", "of")) == {("no_decision", 2)}
    assert list(Escalation.objects.values_list("kind", flat=True)) == ["no_decision"]
    assert Feedback.objects.filter(kind="lost", reason="no_decision").count() == 2
    assert (kinds(sme), kinds(supplier), kinds(administrator)) == (["decision_over"], ["quote_lost"], ["decision_over"])


def test_while_an_award_stands_the_firm_needs_not_decide(sme: User, supplier: User) -> None:
    with time_machine.travel(MONDAY, tick=False) as clock:
        (quote,) = offered(sme, supplier)
        decided_by(END)
        conditional(quote, sme, supplier)
        clock.move_to(END + timedelta(days=2))
        sweep_timers()
    assert Need.objects.get(round__isnull=False).status == "open"
    assert "decision_over" not in kinds(sme)


def test_the_firm_gets_fifteen_working_days_more_once(sme: User, supplier: User) -> None:
    with time_machine.travel(MONDAY, tick=False) as clock:
        offered(sme, supplier)
        decided_by(END)
        row = round_extend(round=Round.objects.get(), actor=sme, reason="이사회가 다음 주입니다")
        later = datetime(2026, 12, 21, 18, 0, tzinfo=SEOUL)
        assert row.decide_by == later
        assert round_extend(round=row, actor=sme, reason="이사회가 다음 주입니다").decide_by == later
        with pytest.raises(errors.AlreadyExtended):
            round_extend(round=row, actor=sme, reason="한 번 더 부탁합니다")
        clock.move_to(END + SECOND)
        sweep_timers()
        assert Need.objects.get(round__isnull=False).status == "open"
        clock.move_to(later)
        sweep_timers()
    assert Need.objects.get(round__isnull=False).result == "expired"


def test_after_the_end_nothing_can_be_extended(sme: User, supplier: User) -> None:
    with time_machine.travel(MONDAY, tick=False) as clock:
        offered(sme, supplier)
        decided_by(END)
        clock.move_to(END)
        with pytest.raises(errors.DecisionOver):
            round_extend(round=Round.objects.get(), actor=sme, reason="조금 더 보고 싶습니다")


def test_a_round_without_a_moment_to_decide_is_left_alone(sme: User, supplier: User) -> None:
    offered(sme, supplier)
    Round.objects.update(decide_by=None)
    assert decision_check(round=Round.objects.get()) == ""
    with pytest.raises(errors.DecisionOver):
        round_extend(round=Round.objects.get(), actor=sme, reason="조금 더 보고 싶습니다")
