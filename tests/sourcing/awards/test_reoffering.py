"""After the programme's no: the same members are asked again, for all of it or for less, and may be chosen anew."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from matchmaker.accounts.models import User
from matchmaker.sourcing.awards import errors
from matchmaker.sourcing.awards.services import award_confirm, award_make, award_reoffer, programme_result
from matchmaker.sourcing.models import Award, Project, Quote, Round
from matchmaker.sourcing.quotes.services import part_sign, quote_submit
from tests.sourcing.awards.scenes import conditional, in_days, kinds, offered, status
from tests.sourcing.scenes import firm
from tests.sourcing.stages import accepted_rfq, opened_quote


def refused(sme: User, *members: User) -> Award:
    quote = opened_quote(accepted_rfq(sme, *members))
    award = conditional(quote, sme, members[0])
    return programme_result(award=award, result="refused", actor=sme)


def test_an_approval_makes_it_hold(sme: User, supplier: User) -> None:
    (quote,) = offered(sme, supplier)
    award = programme_result(award=conditional(quote, sme, supplier), result="approved", actor=sme)
    assert status(award) == ["active"]
    assert Project.objects.get().award == award
    programme_result(award=award, result="approved", actor=sme)
    with pytest.raises(errors.AwardOver):
        programme_result(award=award, result="refused", actor=sme)


def test_a_refusal_promotes_nobody_and_gives_the_firm_time(sme: User, supplier: User, rival: User) -> None:
    first, second = offered(sme, supplier, rival)
    award = programme_result(award=conditional(first, sme, supplier), result="refused", actor=sme)
    assert status(award, first, second) == ["refused", "opened", "opened"]
    assert Award.objects.count() == 1
    assert Round.objects.get().decide_by > timezone.now() + timedelta(days=14)
    assert kinds(sme)[-1] == kinds(supplier)[-1] == "programme_decided"
    assert kinds(rival) == []


def test_the_whole_on_own_money_goes_to_all_members_again(sme: User, supplier: User, rival: User) -> None:
    award = refused(sme, supplier, rival)
    drafts = [award_reoffer(award=award, actor=sme, scope="self_paid") for _ in range(2)]
    assert drafts[0] == drafts[1]
    assert (drafts[0].status, drafts[0].scope, drafts[0].left_out) == ("draft", "self_paid", [])
    assert set(drafts[0].parts.values_list("supplier", flat=True)) == {firm(supplier).pk, firm(rival).pk}
    assert not drafts[0].parts.filter(signed_at__isnull=False).exists()


def test_a_part_is_left_out_and_its_member_with_it(sme: User, supplier: User, rival: User) -> None:
    draft = award_reoffer(award=refused(sme, supplier, rival), actor=sme, scope="reduced", left_out=[1])
    assert (draft.scope, draft.left_out) == ("reduced", [1])
    assert [part.supplier for part in draft.parts.all()] == [firm(supplier)]


def test_something_must_remain(sme: User, supplier: User, rival: User) -> None:
    with pytest.raises(errors.NothingLeft):
        award_reoffer(award=refused(sme, supplier, rival), actor=sme, scope="reduced", left_out=[0, 1])


def test_only_what_the_programme_refused_is_offered_again(sme: User, supplier: User) -> None:
    (quote,) = offered(sme, supplier)
    with pytest.raises(errors.NotToReoffer):
        award_reoffer(award=conditional(quote, sme, supplier), actor=sme, scope="self_paid")


def test_signed_and_handed_in_again_it_is_chosen_and_holds(sme: User, supplier: User, rival: User) -> None:
    draft = award_reoffer(award=refused(sme, supplier, rival), actor=sme, scope="reduced", left_out=[1])
    Quote.objects.filter(pk=draft.pk).update(valid_until=in_days(60))
    part_sign(quote=draft, supplier=firm(supplier), actor=supplier)
    quote_submit(quote=draft, supplier=firm(supplier), actor=supplier)
    draft.refresh_from_db()
    assert draft.status == "opened"
    award = award_confirm(award=award_make(quote=draft, actor=sme), actor=supplier)
    assert (award.status, award.position) == ("active", 2)
    assert list(Project.objects.get().slots.values_list("slot", flat=True)) == [0]
