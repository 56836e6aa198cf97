"""A need changed after the choice: what is agreed holds, what still waits is confirmed anew first."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from demand.services import need_confirm, need_facts_change
from matchmaker.accounts.models import User
from matchmaker.sourcing.amending import round_amend
from matchmaker.sourcing.awards.errors import NeedChanged
from matchmaker.sourcing.awards.services import award_confirm, award_make, programme_result
from matchmaker.sourcing.models import Award, Quote
from matchmaker.sourcing.quotes.services import quote_reconfirm
from tests.cast import Browsers
from tests.sourcing import stages
from tests.sourcing.awards.scenes import conditional, offered, status
from tests.sourcing.scenes import firm


def amend(quote: Quote, sme: User) -> None:
    need = type(quote.rfq.need).objects.get(pk=quote.rfq.need_id)
    need_facts_change(need=need, values={"employees": 44}, actor=sme)
    need.requirements.get_or_create(codes=["SOL-MES"], confirmed=True, sure=True)
    need_confirm(need=need, actor=sme)
    round_amend(row=quote.rfq.round)
    quote.refresh_from_db()


def reconfirm(quote: Quote, lead: User) -> None:
    version = type(quote.rfq.need).objects.get(pk=quote.rfq.need_id).version
    quote_reconfirm(quote=quote, supplier=firm(lead), actor=lead, need_version=version)


def test_the_lead_confirms_the_quote_for_the_changed_need_before_the_award(
    sme: User, supplier: User, client_for: Browsers
) -> None:
    [quote] = offered(sme, supplier)
    award = award_make(quote=quote, actor=sme)
    amend(quote, sme)
    assert quote.stale
    browser, page = client_for(supplier), f"/awards/{award.pk}/"
    assert "견적 확인하기" in browser.get(page).content.decode()
    answer = browser.post(f"{page}confirm/", follow=True).content.decode()
    assert "선정한 뒤에 요청 내용이 바뀌었습니다" in answer
    assert status(award) == ["pending"]
    need = type(quote.rfq.need).objects.get(pk=quote.rfq.need_id)
    assert "견적은 그대로입니다" in browser.get(f"/quotes/{quote.pk}/").content.decode()
    browser.post(f"/quotes/{quote.pk}/reconfirm/", {"need_version": need.version})
    browser.post(f"{page}confirm/")
    assert status(award) == ["active"]


def test_the_lead_has_two_working_days_for_a_need_that_changed_at_the_last_minute(sme: User, supplier: User) -> None:
    [quote] = offered(sme, supplier)
    award = award_make(quote=quote, actor=sme)
    with time_machine.travel(award.confirm_by - timedelta(minutes=1), tick=False):
        amend(quote, sme)
    later = Award.objects.get()
    assert later.confirm_by - award.confirm_by >= timedelta(days=2)
    assert later.next_check_at == later.confirm_by


def test_an_approved_programme_waits_for_the_quote_to_be_confirmed_again(sme: User, supplier: User) -> None:
    [quote] = offered(sme, supplier)
    award = conditional(quote, sme, supplier)
    amend(quote, sme)
    with pytest.raises(NeedChanged):
        programme_result(award=award, result="approved", actor=sme)
    assert status(award, quote) == ["conditional", "selected"]
    reconfirm(quote, supplier)
    programme_result(award=award, result="approved", actor=sme)
    assert status(award, quote) == ["active", "selected"]


def test_a_refused_programme_is_written_down_all_the_same(sme: User, supplier: User) -> None:
    [quote] = offered(sme, supplier)
    award = conditional(quote, sme, supplier)
    amend(quote, sme)
    programme_result(award=award, result="refused", actor=sme)
    assert status(award) == ["refused"]


def test_a_quote_under_an_active_award_never_becomes_stale(sme: User, supplier: User) -> None:
    quote = stages.opened_quote(stages.accepted_rfq(sme, supplier))
    award = stages.active_award(quote)
    amend(quote, sme)
    assert not quote.stale
    award = Award.objects.get(pk=award.pk)
    assert award_confirm(award=award, actor=supplier).status == "active"
