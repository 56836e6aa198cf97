"""What the pages of the choice show to each side, and what they keep to themselves."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from matchmaker.accounts.models import User
from matchmaker.sourcing.awards.services import award_confirm, award_make, programme_result
from matchmaker.sourcing.models import Award, Quote, QuoteLine
from tests import factories
from tests.cast import Browsers
from tests.query_budgets import assert_budget
from tests.sourcing.awards.scenes import conditional, in_days, offered, programme, third
from tests.sourcing.stages import accepted_rfq, draft_quote


def compare(quote: Quote) -> str:
    return reverse("sourcing:round_compare", args=[quote.rfq.round_id])


def test_quotes_stand_side_by_side_with_reasons_and_money(
    sme: User, supplier: User, rival: User, client_for: Browsers
) -> None:
    first, second = offered(sme, supplier, rival)
    QuoteLine.objects.filter(part__quote=second, head="training").delete()
    page = client_for(sme).get(compare(first)).content.decode()
    assert page.index("1위 가온시스템") < page.index("2위 다온테크")
    assert "5년 동안 드는 돈이 더 적습니다" in page
    assert "5년 동안 드는 돈" in page
    assert "말하지 않음" in page
    assert "적어도" in page
    assert page.count('<rect class="cost-year"') == 10
    assert not re.search(r"\sstyle=", page.split("<main", 1)[1])


def test_a_programme_shows_the_own_share(sme: User, supplier: User, client_for: Browsers) -> None:
    (quote,) = offered(sme, supplier)
    type(quote.rfq.round).objects.update(programme=programme())
    assert "우리 부담" in client_for(sme).get(compare(quote)).content.decode()


def test_a_stale_quote_says_why_it_stands_last(sme: User, supplier: User, rival: User, client_for: Browsers) -> None:
    first, _second = offered(sme, supplier, rival)
    Quote.objects.filter(pk=first.pk).update(stale=True)
    page = client_for(sme).get(compare(first)).content.decode()
    assert page.index("1위 다온테크") < page.index("2위 가온시스템")
    assert "요청이 바뀐 뒤 다시 확인하지 않은 견적" in page


def test_before_a_sealed_round_opens_there_are_no_figures(
    sme: User, supplier: User, rival: User, client_for: Browsers
) -> None:
    quotes = offered(sme, supplier, rival)
    type(quotes[0].rfq.round).objects.update(sealed=True)
    Quote.objects.update(status="submitted", opened_at=None)
    page = client_for(sme).get(compare(quotes[0])).content.decode()
    assert "봉인된 견적 2개가 들어와 있습니다" in page
    assert "만원" not in page.split("<main", 1)[1]
    assert "가온시스템" not in page


def test_without_a_quote_the_page_says_what_will_come(sme: User, supplier: User, client_for: Browsers) -> None:
    draft = draft_quote(accepted_rfq(sme, supplier))
    assert "아직 들어온 견적이 없습니다" in client_for(sme).get(compare(draft)).content.decode()


def test_nobody_else_sees_the_comparison(
    sme: User, other_sme: User, supplier: User, rival: User, administrator: User, client_for: Browsers
) -> None:
    (quote,) = offered(sme, supplier)
    for user in (other_sme, supplier, rival, administrator):
        assert client_for(user).get(compare(quote)).status_code == 404


def test_the_comparison_takes_as_many_queries_for_four_as_for_two(
    sme: User, other_sme: User, supplier: User, rival: User, client_for: Browsers
) -> None:
    few = offered(other_sme, supplier, rival)
    many = offered(sme, supplier, rival, third(), third("fourth@example.com", "마루엔지"))
    assert_budget(client_for(other_sme), compare(few[0]), "sourcing:round_compare")
    assert_budget(client_for(sme), compare(many[0]), "sourcing:round_compare")


def test_choosing_with_the_form_asks_the_lead(sme: User, supplier: User, rival: User, client_for: Browsers) -> None:
    first, second = offered(sme, supplier, rival)
    page, client = reverse("sourcing:quote_award", args=[first.pk]), client_for(sme)
    assert "다온테크" in client.get(page).content.decode()
    answer = client.post(page, {f"loss_{second.pk}": "service"})
    award = Award.objects.get()
    assert answer.url == reverse("sourcing:award", args=[award.pk])
    assert award.losses == {str(second.pk): "service"}


@pytest.mark.parametrize(
    ("days", "words"),
    [(None, "결과가 나오는 날을 적어 주세요"), (-1, "오늘보다 뒤여야 합니다"), (300, "유효기간이 끝납니다")],
)
def test_a_programme_needs_a_day_that_fits(
    in_2026: None, sme: User, supplier: User, client_for: Browsers, days: int | None, words: str
) -> None:
    (quote,) = offered(sme, supplier)
    given = {"programme": programme().pk, "result_by": "" if days is None else in_days(days).isoformat()}
    answer = client_for(sme).post(reverse("sourcing:quote_award", args=[quote.pk]), given)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Award.objects.exists()


def test_the_same_award_reads_differently_on_each_side(sme: User, supplier: User, client_for: Browsers) -> None:
    (quote,) = offered(sme, supplier)
    page = reverse("sourcing:award", args=[award_make(quote=quote, actor=sme).pk])
    assert "공급기업의 확인을 기다립니다" in client_for(sme).get(page).content.decode()
    assert "확인할 차례입니다" in client_for(supplier).get(page).content.decode()


def test_a_member_that_does_not_lead_only_reads(sme: User, supplier: User, rival: User, client_for: Browsers) -> None:
    from tests.sourcing.stages import opened_quote

    quote = opened_quote(accepted_rfq(sme, supplier, rival))
    award = award_make(quote=quote, actor=sme)
    page = client_for(rival).get(reverse("sourcing:award", args=[award.pk])).content.decode()
    assert reverse("sourcing:award_confirm", args=[award.pk]) not in page
    assert client_for(rival).post(reverse("sourcing:award_confirm", args=[award.pk])).status_code == 404
    assert Award.objects.get().status == "pending"


def test_the_lead_confirms_with_one_press(sme: User, supplier: User, client_for: Browsers) -> None:
    (quote,) = offered(sme, supplier)
    award = award_make(quote=quote, actor=sme)
    client_for(supplier).post(reverse("sourcing:award_confirm", args=[award.pk]))
    assert Award.objects.get().status == "active"
    assert "프로젝트가 시작되었습니다" in (
        client_for(supplier).get(reverse("sourcing:award", args=[award.pk])).content.decode()
    )


def test_a_no_needs_a_reason(sme: User, supplier: User, client_for: Browsers) -> None:
    (quote,) = offered(sme, supplier)
    award = award_make(quote=quote, actor=sme)
    refuse = reverse("sourcing:award_refuse", args=[award.pk])
    for reason in ("", "programme", "nonsense"):
        assert client_for(supplier).post(refuse, {"reason": reason}).status_code == 422
    client_for(supplier).post(refuse, {"reason": "capacity"})
    assert Award.objects.get().status == "refused"


def test_a_loser_reads_its_places_and_nobody_elses_name_or_price(
    sme: User, supplier: User, rival: User, client_for: Browsers
) -> None:
    first, second = offered(sme, supplier, rival)
    award_confirm(award=award_make(quote=first, actor=sme), actor=supplier)
    address = reverse("sourcing:quote_feedback", args=[second.pk])
    page = client_for(rival).get(address).content.decode()
    assert "2곳 중 2번째" in page
    assert "5년 비용이 더 높았습니다" in page
    main = page.split("<main", 1)[1]
    assert "가온시스템" not in main
    assert "만원" not in main
    for user in (supplier, sme):
        assert client_for(user).get(address).status_code == 404


def test_an_administrator_writes_the_result_down(
    sme: User, supplier: User, administrator: User, client_for: Browsers
) -> None:
    (quote,) = offered(sme, supplier)
    award = conditional(quote, sme, supplier)
    client = client_for(administrator)
    assert "한빛정밀" in client.get(reverse("sourcing:award_results")).content.decode()
    address = reverse("sourcing:award_programme", args=[award.pk])
    client.post(address, {"result": "maybe"})
    assert Award.objects.get().status == "conditional"
    for _ in range(2):
        client.post(address, {"result": "approved"})
    assert Award.objects.get().status == "active"
    assert "결과를 기다리는 선정이 없습니다" in client.get(reverse("sourcing:award_results")).content.decode()


def test_the_list_of_results_keeps_its_budget(
    sme: User, supplier: User, administrator: User, client_for: Browsers
) -> None:
    client, address = client_for(administrator), reverse("sourcing:award_results")
    for number in range(3):
        lead = factories.supplier_user(email=f"l{number}@example.com", firm=f"대표{number}")
        (quote,) = offered(sme, lead)
        conditional(quote, sme, lead)
        if number != 1:
            assert_budget(client, address, "sourcing:award_results")


def test_after_a_no_of_the_programme_the_firm_may_ask_again(sme: User, supplier: User, client_for: Browsers) -> None:
    (quote,) = offered(sme, supplier)
    award = conditional(quote, sme, supplier)
    programme_result(award=award, result="refused", actor=sme)
    page = client_for(sme).get(reverse("sourcing:award", args=[award.pk])).content.decode()
    assert "우리 돈으로 전체를 다시 제안받기" in page
    assert reverse("sourcing:award_reoffer", args=[award.pk]) in page


def test_more_time_needs_a_reason(sme: User, supplier: User, client_for: Browsers) -> None:
    (quote,) = offered(sme, supplier)
    address = reverse("sourcing:round_extend", args=[quote.rfq.round_id])
    answer = client_for(sme).post(address, {"reason": "음"})
    assert answer.status_code == 422
    assert "다섯 글자" in answer.content.decode()
    client_for(sme).post(address, {"reason": "현장 방문이 다음 주입니다"})
    assert "현장 방문이 다음 주입니다" in client_for(sme).get(compare(quote)).content.decode()


def test_an_award_as_pdf_goes_to_both_sides_only(
    sme: User, other_sme: User, supplier: User, rival: User, client_for: Browsers
) -> None:
    (quote,) = offered(sme, supplier)
    address = reverse("sourcing:award_pdf", args=[award_make(quote=quote, actor=sme).pk])
    for user in (sme, supplier):
        answer = client_for(user).get(address)
        assert answer.content.startswith(b"%PDF")
        assert answer["Content-Type"] == "application/pdf"
    for user in (other_sme, rival):
        assert client_for(user).get(address).status_code == 404


def test_english_readers_get_english(sme: User, supplier: User, rival: User, client_for: Browsers) -> None:
    User.objects.update(language="en")
    first, _second = offered(sme, supplier, rival)
    main = client_for(sme).get(compare(first)).content.decode().split("<main", 1)[1]
    assert "It costs less over five years" in main
    assert "Compare quotes" in main
