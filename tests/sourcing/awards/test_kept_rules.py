"""Old projects keep old rules: an amendment moves no figure of what was asked for or chosen before it."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.test import Client
from pypdf import PdfReader

from demand.models import Need
from matchmaker.accounts.models import User
from matchmaker.reference import programmes
from matchmaker.reference.models import Programme
from matchmaker.sourcing.awards.services import award_confirm, award_make, programme_result
from matchmaker.sourcing.models import Award, Quote, Round
from tests import factories
from tests.cast import Browsers
from tests.sourcing.awards.scenes import in_days, offered

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_2026")]


def gov() -> Programme:
    return Programme.objects.get(pk="2026-GOV")


def under_gov(sme: User, supplier: User) -> Quote:
    (quote,) = offered(sme, supplier)
    Round.objects.update(programme=gov())
    return quote


def pages(client: Client, award: Award) -> list[str]:
    """What the firm reads of it: comparison, quote, award, its project, its letter."""
    addresses = [f"/rounds/{award.quote.rfq.round_id}/quotes/", f"/quotes/{award.quote_id}/"]
    addresses += [f"/awards/{award.pk}/", f"/projects/{award.project.pk}/"]
    letter = PdfReader(BytesIO(client.get(f"/awards/{award.pk}/pdf/").content))
    answers = [client.get(address) for address in addresses]
    assert {answer.status_code for answer in answers} == {200}
    told = [answer.content.decode().split("<main", 1)[1] for answer in answers]
    return [_without_keys(page) for page in told] + [" ".join(page.extract_text() for page in letter.pages)]


def _without_keys(page: str) -> str:
    """Without the tokens that differ each time."""
    kept = [line for line in page.splitlines() if "csrf" not in line and "nonce" not in line]
    return "\n".join(kept)


def test_what_was_chosen_stays_as_it_was_and_a_new_need_shows_the_new_rules(
    sme: User, supplier: User, client_for: Browsers
) -> None:
    quote, client = under_gov(sme, supplier), client_for(sme)
    award = award_confirm(
        award=award_make(quote=quote, actor=sme, programme=gov(), result_by=in_days(20)), actor=supplier
    )
    award = programme_result(award=award, result="approved", actor=sme)
    award.refresh_from_db()
    need = factories.need(sme, budget_krw=100_000_000)
    before = pages(client, award)
    assert "약 5,000만원" in client.get(f"/needs/{need.pk}/").content.decode()
    programmes.programme_amend(programme=gov(), rate=0.2, cap_krw=10_000_000, name_ko="새 정부일반형")
    assert pages(client, award) == before
    assert any("우리 부담" in page for page in before)
    new = client.get(f"/needs/{need.pk}/").content.decode()
    assert "새 정부일반형" in new
    assert "약 1,000만원" in new
    assert Award.objects.get(pk=award.pk).programme.rate == 0.5


def test_a_round_keeps_the_version_it_began_with_and_may_still_choose_it(
    sme: User, supplier: User, client_for: Browsers
) -> None:
    quote, client = under_gov(sme, supplier), client_for(sme)
    programmes.programme_amend(programme=gov(), rate=0.2, name_ko="새 정부일반형")
    page = client.get(f"/quotes/{quote.pk}/award/")
    offered_now = [str(row.pk) for row in page.context["form"].fields["programme"].queryset]
    assert offered_now[0] == "2026-GOV"
    assert "2026-GOV.2" not in offered_now
    client.post(f"/quotes/{quote.pk}/award/", {"programme": "2026-GOV", "result_by": in_days(20).isoformat()})
    assert Award.objects.get().programme_id == "2026-GOV"
    other = Need.objects.exclude(pk=quote.rfq.need_id)
    assert not other.exists()


def test_programmes_that_fit_come_first_and_the_others_say_why(sme: User, supplier: User, client_for: Browsers) -> None:
    (quote,) = offered(sme, supplier)
    page = client_for(sme).get(f"/quotes/{quote.pk}/award/")
    order = [row.pk for row in page.context["form"].fields["programme"].queryset]
    assert order[-1] == "2026-AUTO"
    text = page.content.decode()
    assert "자율형공장 (맞지 않아 보임)" in text
    assert "도 함께 들여야 합니다." in text


def test_the_day_of_the_result_comes_from_the_programme_unless_typed(
    sme: User, supplier: User, client_for: Browsers
) -> None:
    quote, client = under_gov(sme, supplier), client_for(sme)
    new = programmes.programme_amend(programme=gov(), result_on=in_days(21))
    Round.objects.update(programme=new)
    address, typed = f"/quotes/{quote.pk}/award/", {"programme": new.pk}
    assert in_days(21).isoformat() in client.get(address).content.decode()
    client.post(address, typed)
    award = Award.objects.get()
    assert award.result_by == in_days(21)
    client.post(f"/awards/{award.pk}/cancel/")
    client.post(address, {**typed, "result_by": in_days(14).isoformat()})
    assert Award.objects.latest("pk").result_by == in_days(14)


def test_a_build_longer_than_the_programme_allows_is_told(sme: User, supplier: User, client_for: Browsers) -> None:
    quote = under_gov(sme, supplier)
    Quote.objects.filter(pk=quote.pk).update(delivery_weeks=52)
    for address in (f"/quotes/{quote.pk}/", f"/rounds/{quote.rfq.round_id}/quotes/"):
        text = client_for(sme).get(address).content.decode()
        assert "9개월 안에 마쳐야 하는데, 이 견적은 52주가 걸립니다" in text
