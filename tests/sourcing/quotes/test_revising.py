"""A change of what was handed in is a new revision with a visible difference; a changed need asks for a new yes."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from matchmaker.accounts.models import User
from matchmaker.notifications.models import Message
from matchmaker.sourcing.choices import CostHead
from matchmaker.sourcing.models import Award, Quote, QuoteLine, Rfq
from matchmaker.sourcing.quotes.costing import totals_of
from matchmaker.sourcing.quotes.errors import ChangedAgain, Chosen, LeadOnly, NotHandedIn
from matchmaker.sourcing.quotes.services import quote_reconfirm, quote_revise, quote_submit, terms_save
from tests.at_once import at_once
from tests.cast import Browsers
from tests.sourcing.scenes import firm
from tests.sourcing.stages import accepted_rfq, active_award, draft_quote, opened_quote


@pytest.fixture
def rfq(sme: User, supplier: User, rival: User) -> Rfq:
    return accepted_rfq(sme, supplier, rival)


@pytest.fixture
def opened(rfq: Rfq) -> Quote:
    return opened_quote(rfq)


def signed_and_handed_in(quote: Quote, user: User) -> Quote:
    quote.parts.update(signed_at=timezone.now())
    return quote_submit(quote=quote, supplier=firm(user), actor=user)


def values(quote: Quote) -> set[tuple[Any, ...]]:
    return set(QuoteLine.objects.filter(part__quote=quote).values_list("part__supplier", "head", "year", "amount_krw"))


def test_a_revision_begins_with_what_was_handed_in_and_asks_all_to_sign(
    opened: Quote, supplier: User, rival: User, client_for: Browsers
) -> None:
    client_for(supplier).post(f"/quotes/{opened.pk}/revise/")
    new = Quote.objects.get(status="draft")
    assert (new.revision, new.previous, new.delivery_weeks) == (2, opened, 16)
    assert values(new) == values(opened)
    assert not new.parts.filter(signed_at__isnull=False).exists()
    for user in (supplier, rival):
        assert [row.kind for row in Message.objects.filter(recipient=user)] == ["quote_revising"]
    opened.refresh_from_db()
    assert opened.status == "opened"


def test_pressing_twice_begins_one_revision(opened: Quote, supplier: User) -> None:
    assert quote_revise(quote=opened, actor=supplier) == quote_revise(quote=opened, actor=supplier)


@pytest.mark.django_db(transaction=True)
def test_two_people_revising_at_once_share_one_draft(sme: User, supplier: User) -> None:
    opened = opened_quote(accepted_rfq(sme, supplier))
    one, other = at_once(
        lambda: quote_revise(quote=opened, actor=supplier), lambda: quote_revise(quote=opened, actor=supplier)
    )
    assert one == other


def test_handed_in_it_replaces_the_one_before_and_shows_what_changed(
    opened: Quote, sme: User, supplier: User, rival: User, client_for: Browsers
) -> None:
    new = quote_revise(quote=opened, actor=supplier)
    lead = new.parts.get(lead=True)
    lead.lines.filter(head=CostHead.ITEM).update(amount_krw=55_000_000)
    lead.lines.filter(head=CostHead.EXIT).delete()
    terms_save(quote=new, supplier=firm(supplier), terms={"delivery_weeks": 12}, actor=supplier)
    assert client_for(sme).get(f"/quotes/{new.pk}/changes/").status_code == 404
    mine = client_for(rival).get(f"/quotes/{new.pk}/changes/").content.decode()
    assert "5,500만" not in mine
    assert "우리 줄만" in mine
    signed_and_handed_in(new, supplier)
    opened.refresh_from_db()
    assert opened.status == "replaced"
    for user in (sme, supplier, rival):
        page = client_for(user).get(f"/quotes/{new.pk}/changes/").content.decode()
        for words in ("6,000만원", "5,500만원", "뺌", "16", "12"):
            assert words in page
    assert client_for(sme).get(f"/quotes/{opened.pk}/").status_code == 200


def test_only_the_lead_begins_a_revision_of_its_own_accord(opened: Quote, rival: User, client_for: Browsers) -> None:
    page = client_for(rival).post(f"/quotes/{opened.pk}/revise/", follow=True).content.decode()
    assert "대표 공급기업만" in page
    assert Quote.objects.count() == 1


def test_a_reduced_scope_leaves_slots_out_with_their_lines_and_members(
    opened: Quote, sme: User, supplier: User, rival: User, client_for: Browsers
) -> None:
    new = quote_revise(quote=opened, actor=sme, scope="reduced", left_out=[1])
    assert (new.scope, new.left_out) == ("reduced", [1])
    assert [part.supplier for part in new.parts.all()] == [firm(supplier)]
    assert totals_of(new).build_krw == 93_000_000
    assert totals_of(new).complete
    signed_and_handed_in(new, supplier)
    page = client_for(sme).get(f"/quotes/{new.pk}/").content.decode()
    assert "범위를 줄이며 뺀 부분" in page
    assert client_for(rival).get(f"/quotes/{new.pk}/").status_code == 404


def test_a_self_paid_scope_keeps_everything_and_counts_on_no_subsidy(
    opened: Quote, sme: User, supplier: User, client_for: Browsers
) -> None:
    opened.rfq.round.programme_id = "2026-GOV"
    opened.rfq.round.save()
    assert "약 5,115만원" in client_for(sme).get(f"/quotes/{opened.pk}/").content.decode()
    new = quote_revise(quote=opened, actor=sme, scope="self_paid")
    assert values(new) == values(opened)
    signed_and_handed_in(new, supplier)
    assert "정부지원금" not in client_for(sme).get(f"/quotes/{new.pk}/").content.decode()


def test_another_scope_sets_the_draft_under_way_aside(opened: Quote, sme: User, supplier: User) -> None:
    first = quote_revise(quote=opened, actor=supplier)
    second = quote_revise(quote=opened, actor=sme, scope="self_paid")
    first.refresh_from_db()
    assert (first.status, first.events.first().reason, second.revision) == ("withdrawn", "set_aside", 3)


def test_a_draft_cannot_be_revised(rfq: Rfq, supplier: User) -> None:
    with pytest.raises(NotHandedIn):
        quote_revise(quote=draft_quote(rfq), actor=supplier)


def test_what_is_chosen_is_not_pulled_from_under_the_award(opened: Quote, supplier: User) -> None:
    new = quote_revise(quote=opened, actor=supplier)
    active_award(opened)
    with pytest.raises(Chosen):
        quote_revise(quote=opened, actor=supplier)
    new.parts.update(signed_at=timezone.now())
    with pytest.raises(Chosen):
        quote_submit(quote=new, supplier=firm(supplier), actor=supplier)
    new.refresh_from_db()
    assert new.status == "draft"
    Award.objects.update(status="refused")
    assert quote_revise(quote=opened, actor=supplier) == new


def test_a_changed_need_makes_the_lead_say_yes_again(
    opened: Quote, sme: User, supplier: User, rival: User, client_for: Browsers
) -> None:
    Quote.objects.update(stale=True)
    need = opened.rfq.need
    type(need).objects.update(version=need.version + 1)
    assert "조건이 바뀌기 전 견적" in client_for(sme).get(f"/quotes/{opened.pk}/").content.decode()
    assert "조건이 바뀌기 전 견적" in client_for(sme).get(f"/requests/{opened.rfq_id}/").content.decode()
    browser = client_for(supplier)
    assert "견적은 그대로입니다" in browser.get(f"/quotes/{opened.pk}/").content.decode()
    assert "견적은 그대로입니다" not in client_for(rival).get(f"/quotes/{opened.pk}/").content.decode()
    for _ in range(2):
        browser.post(f"/quotes/{opened.pk}/reconfirm/", {"need_version": str(need.version + 1)})
    opened.refresh_from_db()
    assert (opened.stale, opened.need_version) == (False, need.version + 1)
    assert [event.reason for event in opened.events.all()] == ["reconfirmed"]
    assert [row.kind for row in Message.objects.filter(recipient=sme)] == ["quote_reconfirmed"]


@pytest.mark.parametrize("version", ["1", "", "x", "99999999999", "-1"])
def test_a_yes_to_an_older_need_is_not_taken_for_the_newer(
    version: str, opened: Quote, supplier: User, client_for: Browsers
) -> None:
    Quote.objects.update(stale=True)
    type(opened.rfq.need).objects.update(version=7)
    data = {"need_version": version}
    page = client_for(supplier).post(f"/quotes/{opened.pk}/reconfirm/", data, follow=True).content.decode()
    assert "그 사이에" in page
    opened.refresh_from_db()
    assert opened.stale


def test_only_the_lead_reconfirms_and_only_the_newest_version(opened: Quote, supplier: User, rival: User) -> None:
    with pytest.raises(LeadOnly):
        quote_reconfirm(quote=opened, supplier=firm(rival), actor=rival, need_version=1)
    with pytest.raises(ChangedAgain):
        quote_reconfirm(quote=opened, supplier=firm(supplier), actor=supplier, need_version=5)
