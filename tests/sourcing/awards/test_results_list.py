"""A supplier's quotes with what came of them, and the way from a need to its quotes."""

from __future__ import annotations

import pytest
from django.urls import reverse

from matchmaker.accounts.models import User
from matchmaker.sourcing.awards.services import award_confirm, award_make
from matchmaker.sourcing.models import Quote
from tests.cast import Browsers
from tests.query_budgets import assert_budget
from tests.sourcing import stages
from tests.sourcing.awards.scenes import offered
from tests.sourcing.scenes import asked_from_a_run, crowd

LIST = "/quotes/"


def test_the_winner_and_the_loser_each_see_their_own_result(
    sme: User, supplier: User, rival: User, client_for: Browsers
) -> None:
    won, lost = offered(sme, supplier, rival)
    award = award_make(quote=won, actor=sme, losses={str(lost.pk): "price"})
    page = client_for(supplier).get(LIST).content.decode()
    assert "선정되었습니다. 확인할 차례입니다" in page
    assert "수요기업이 보는 중" in client_for(rival).get(LIST).content.decode()
    award_confirm(award=award, actor=supplier)
    page = client_for(supplier).get(LIST).content.decode()
    assert "함께하기로 정해졌습니다" in page
    assert f"/awards/{award.pk}/" in page
    page = client_for(rival).get(LIST).content.decode()
    assert "구축비가 더 높았습니다" in page
    assert f"/quotes/{lost.pk}/feedback/" in page
    assert f"/quotes/{won.pk}/" not in page


def test_an_award_that_fell_leaves_the_quote_waiting(sme: User, supplier: User, client_for: Browsers) -> None:
    [quote] = offered(sme, supplier)
    stages.active_award(quote, status="refused", reason="buyer")
    Quote.objects.filter(pk=quote.pk).update(status="opened")
    page = client_for(supplier).get(LIST).content.decode()
    assert "수요기업이 보는 중" in page
    assert "/awards/" not in page


def test_what_a_revision_replaced_is_not_listed_twice(sme: User, supplier: User, client_for: Browsers) -> None:
    [quote] = offered(sme, supplier)
    Quote.objects.filter(pk=quote.pk).update(status="replaced")
    assert "아직 낸 견적이 없습니다" in client_for(supplier).get(LIST).content.decode()


def test_the_list_is_one_press_from_the_invitations_and_not_the_firms(
    sme: User, supplier: User, client_for: Browsers
) -> None:
    assert f'href="{LIST}"' in client_for(supplier).get("/invitations/").content.decode()
    assert client_for(sme).get(LIST).status_code == 404


@pytest.mark.parametrize("many", [1, 4])
def test_the_list_keeps_its_budget(sme: User, supplier: User, client_for: Browsers, many: int) -> None:
    for _ in range(many):
        stages.active_award(offered(sme, supplier)[0])
    client = client_for(supplier)
    client.get(LIST)
    assert_budget(client, LIST, "sourcing:quotes")


def test_the_needs_own_pages_lead_to_its_quotes(sme: User, other_sme: User, client_for: Browsers) -> None:
    crowd("가온", codes=("SOL-MES",))
    rfq = asked_from_a_run(sme, "SOL-MES")
    need, client = rfq.need, client_for(sme)
    address = reverse("sourcing:need_quotes", args=[need.pk])
    for page in ("demand:need", "matching:need"):
        assert address in client.get(reverse(page, args=[need.pk])).content.decode()
    compare = reverse("sourcing:round_compare", args=[rfq.round_id])
    assert client.get(address).url == compare
    assert client_for(other_sme).get(address).status_code == 404
