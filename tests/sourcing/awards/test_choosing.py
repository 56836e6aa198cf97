"""Choosing a quote: one stands at a time, the lead confirms, and what may not be chosen says why."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from demand.models import Need
from matchmaker.accounts.models import User
from matchmaker.matching.models import Feedback
from matchmaker.notifications.models import Message
from matchmaker.sourcing.awards import errors
from matchmaker.sourcing.awards.services import award_cancel, award_confirm, award_make, award_refuse
from matchmaker.sourcing.models import Award, LossNote, Project, Quote, Rfq
from tests.at_once import at_once
from tests.sourcing.awards.scenes import conditional, in_days, kinds, offered, programme, status, third
from tests.sourcing.stages import accepted_rfq, draft_quote


def test_a_chosen_quote_waits_for_its_lead(sme: User, supplier: User, rival: User) -> None:
    first, second = offered(sme, supplier, rival)
    award = award_make(quote=first, actor=sme)
    assert (award.status, award.position, award.confirm_by > timezone.now()) == ("pending", 1, True)
    assert status(first, second) == ["selected", "opened"]
    assert kinds(supplier) == ["award_made"]
    assert kinds(rival) == []


def test_pressed_twice_it_is_one_award(sme: User, supplier: User) -> None:
    (quote,) = offered(sme, supplier)
    assert award_make(quote=quote, actor=sme) == award_make(quote=quote, actor=sme)
    assert kinds(supplier) == ["award_made"]


def test_a_second_quote_cannot_be_chosen_beside_the_first(sme: User, supplier: User, rival: User) -> None:
    first, second = offered(sme, supplier, rival)
    award_make(quote=first, actor=sme)
    with pytest.raises(errors.AlreadyChosen):
        award_make(quote=second, actor=sme)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_choose_at_once_one_wins(sme: User, supplier: User, rival: User) -> None:
    quotes = offered(sme, supplier, rival)
    told = at_once(*[lambda quote=quote: award_make(quote=quote, actor=sme) for quote in quotes])
    assert sorted(type(one).__name__ for one in told) == ["AlreadyChosen", "Award"]
    assert Award.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_confirming_and_taking_back_at_once_leaves_one_of_both(sme: User, supplier: User) -> None:
    (quote,) = offered(sme, supplier)
    award = award_make(quote=quote, actor=sme)
    told = at_once(
        lambda: award_confirm(award=award, actor=supplier).status, lambda: award_cancel(award=award, actor=sme).status
    )
    final = Award.objects.get().status
    assert final in ("active", "refused")
    assert sum(one == final for one in told) == 1
    assert Project.objects.count() == (final == "active")


def test_what_is_not_open_cannot_be_chosen(sme: User, supplier: User) -> None:
    with pytest.raises(errors.NotChoosable):
        award_make(quote=draft_quote(accepted_rfq(sme, supplier)), actor=sme)


def test_a_stale_quote_cannot_be_chosen(sme: User, supplier: User) -> None:
    (quote,) = offered(sme, supplier, stale=True)
    with pytest.raises(errors.QuoteStale):
        award_make(quote=quote, actor=sme)


def test_a_quote_past_its_validity_cannot_be_chosen(sme: User, supplier: User) -> None:
    (quote,) = offered(sme, supplier, valid_until=in_days(-1))
    with pytest.raises(errors.QuoteRanOut):
        award_make(quote=quote, actor=sme)


def test_under_a_programme_the_quote_must_hold_past_the_result(sme: User, supplier: User) -> None:
    (quote,) = offered(sme, supplier, valid_until=in_days(30))
    for days, error in ((30, errors.RunsOutBeforeResult), (0, errors.ResultInThePast)):
        with pytest.raises(error):
            award_make(quote=quote, actor=sme, programme=programme(), result_by=in_days(days))
    with pytest.raises(errors.ResultMissing):
        award_make(quote=quote, actor=sme, programme=programme())
    assert award_make(quote=quote, actor=sme, programme=programme(), result_by=in_days(29)).status == "pending"


def test_confirmed_it_holds_and_everybody_hears(sme: User, supplier: User, rival: User) -> None:
    first, second = offered(sme, supplier, rival)
    award = award_make(quote=first, actor=sme, losses={str(second.pk): "price"})
    award_confirm(award=award, actor=supplier)
    assert status(award, first, second) == ["active", "selected", "lost"]
    need = Need.objects.get(round__isnull=False)
    assert (need.status, need.result) == ("closed", "awarded")
    assert Project.objects.get().award == award
    assert "award_confirmed" in kinds(sme)
    assert kinds(rival) == ["quote_lost"]
    told = Feedback.objects.filter(kind__in=("awarded", "lost")).order_by("pk")
    assert list(told.values_list("kind", "reason")) == [("awarded", ""), ("lost", "price")]


def test_confirming_twice_is_once(sme: User, supplier: User) -> None:
    (quote,) = offered(sme, supplier)
    award = award_make(quote=quote, actor=sme)
    for _ in range(2):
        award_confirm(award=award, actor=supplier)
    assert Project.objects.count() == 1
    assert Feedback.objects.filter(kind="awarded").count() == 1


def test_a_loser_learns_its_place_by_criterion_and_nothing_of_others(sme: User, supplier: User, rival: User) -> None:
    first, second, other = offered(sme, supplier, rival, third())
    award_confirm(award=award_make(quote=first, actor=sme), actor=supplier)
    note = LossNote.objects.get(quote=second)
    assert (note.reason, note.of) == ("running", 3)
    assert (note.ranks["price"], note.ranks["time"]) == (2, 1)
    assert LossNote.objects.get(quote=other).ranks["price"] == 3
    letter = Message.objects.get(recipient=rival, kind="quote_lost")
    assert "가온시스템" not in str(letter.payload)


def test_requests_that_nobody_quoted_are_taken_back(sme: User, supplier: User, rival: User) -> None:
    (quote,) = offered(sme, supplier)
    left = accepted_rfq(sme, rival, need=quote.rfq.need)
    draft = draft_quote(left)
    award_confirm(award=award_make(quote=quote, actor=sme), actor=supplier)
    assert status(left, draft, quote.rfq) == ["cancelled", "withdrawn", "complete"]
    assert Rfq.objects.filter(status="cancelled").count() == 1


def test_a_refusal_gives_the_next_best_its_turn(sme: User, supplier: User, rival: User) -> None:
    first, second, last = offered(sme, supplier, rival, third())
    award_refuse(award=award_make(quote=first, actor=sme), actor=supplier, reason="capacity")
    following = Award.objects.get(status="pending")
    assert (following.quote, following.position) == (second, 2)
    assert status(first, second, last) == ["withdrawn", "selected", "opened"]
    assert kinds(sme) == ["award_fallen", "award_next"]
    assert kinds(rival) == ["award_made"]
    assert Need.objects.get(round__isnull=False).status == "open"


def test_a_refusal_under_a_programme_passes_over_quotes_that_run_out_before_its_result(
    sme: User, supplier: User, rival: User
) -> None:
    first, second, last = offered(sme, supplier, rival, third())
    Quote.objects.filter(pk=second.pk).update(valid_until=in_days(10))
    award = award_make(quote=first, actor=sme, programme=programme(), result_by=in_days(30))
    award_refuse(award=award, actor=supplier, reason="price")
    following = Award.objects.get(status="pending")
    assert (following.quote, following.programme, following.result_by) == (last, programme(), in_days(30))


def test_when_nobody_is_left_the_need_is_unmet_and_a_coordinator_steps_in(
    sme: User, supplier: User, administrator: User
) -> None:
    (quote,) = offered(sme, supplier)
    award_refuse(award=award_make(quote=quote, actor=sme), actor=supplier, reason="member")
    need = Need.objects.get(round__isnull=False)
    assert (need.status, need.result) == ("closed", "unmet")
    assert list(need.escalations.values_list("kind", flat=True)) == ["no_quote"]
    assert kinds(sme) == ["award_fallen", "candidates_gone"]
    assert kinds(administrator) == ["candidates_gone"]


def test_the_firm_may_take_it_back_and_choose_another(sme: User, supplier: User, rival: User) -> None:
    first, second = offered(sme, supplier, rival)
    award = award_make(quote=first, actor=sme)
    for _ in range(2):
        award_cancel(award=award, actor=sme)
    assert status(award, first) == ["refused", "opened"]
    assert award_make(quote=second, actor=sme).position == 2
    assert kinds(supplier) == ["award_made", "award_fallen"]


def test_a_conditional_award_may_be_taken_back_too(sme: User, supplier: User) -> None:
    (quote,) = offered(sme, supplier)
    award = conditional(quote, sme, supplier)
    assert award.status == "conditional"
    award_cancel(award=award, actor=sme)
    assert status(award) == ["refused"]


def test_what_holds_cannot_be_taken_back_or_refused(sme: User, supplier: User) -> None:
    (quote,) = offered(sme, supplier)
    award = award_confirm(award=award_make(quote=quote, actor=sme), actor=supplier)
    with pytest.raises(errors.AwardOver):
        award_cancel(award=award, actor=sme)
    with pytest.raises(errors.AwardOver):
        award_refuse(award=award, actor=supplier, reason="other")


def test_a_late_yes_is_refused_even_before_the_clock_has_come_by(sme: User, supplier: User) -> None:
    (quote,) = offered(sme, supplier)
    award = award_make(quote=quote, actor=sme)
    with time_machine.travel(award.confirm_by + timedelta(seconds=1)), pytest.raises(errors.ConfirmLate):
        award_confirm(award=award, actor=supplier)
