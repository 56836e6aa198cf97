"""An owner types what is wrong, checks what was understood, and confirms."""

from collections.abc import Callable
from datetime import datetime

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from demand.models import Need, Requirement
from matchmaker.accounts.models import User
from matchmaker.reference.models import Capability

pytestmark = pytest.mark.django_db
TEXT = "생산량도 종이에 적어요. 바코드 쓰고 싶어요. ERP는 이미 있고요. 경남 창원, 18명, 8천만원까지, 3개월 안에"
ClientFor = Callable[[User], Client]


def written(client: Client, text: str = TEXT) -> Need:
    answer = client.post("/needs/new/", {"text": text})
    need = Need.objects.latest("pk")
    assert answer.status_code == 302
    assert answer["Location"] == f"/needs/{need.pk}/"
    return need


def test_the_empty_list_teaches_and_leads_to_the_diagnosis(sme: User, client_for: ClientFor) -> None:
    page = client_for(sme).get("/needs/").content.decode()
    assert page.count("?example=") == 3
    assert "/needs/diagnosis/" in page


def test_an_example_is_put_into_the_box(sme: User, client_for: ClientFor) -> None:
    assert "두 시간이 날아갑니다" in client_for(sme).get("/needs/new/?example=1").content.decode()


def test_words_become_chips_facts_and_marks(sme: User, client_for: ClientFor) -> None:
    client = client_for(sme)
    need = written(client)
    asked = {tuple(row.codes): row.strength for row in need.requirements.all()}
    assert asked["SOL-ERP",] == "owned"
    assert "must" in asked.values()
    facts = (need.region_id, need.employees, need.budget_krw, need.deadline_weeks)
    assert facts == ("48", 18, 80_000_000, 13)
    page = client.get(f"/needs/{need.pk}/").content.decode()
    assert '<mark class="read owned">ERP</mark>' in page
    assert "프로그램(ERP)" in page
    assert "8,000만원까지" in page


def test_what_the_text_leaves_open_comes_from_the_firm(sme: User, client_for: ClientFor) -> None:
    need = written(client_for(sme), "바코드 쓰고 싶어요")
    assert (need.region_id, need.industry_id, need.employees) == ("48", "30", 20)
    assert need.reading["prefilled"] == ["region", "industry", "employees"]


def test_confirming_makes_a_checked_need_with_a_title_and_goes_to_the_packages(
    sme: User, client_for: ClientFor
) -> None:
    client = client_for(sme)
    need = written(client)
    answer = client.post(f"/needs/{need.pk}/confirm/")
    assert answer["Location"] == f"/needs/{need.pk}/packages/"
    need.refresh_from_db()
    assert (need.status, need.version) == ("checked", 2)
    assert need.title
    assert need.events.get().to == "checked"


def test_confirming_twice_counts_once(sme: User, client_for: ClientFor) -> None:
    client = client_for(sme)
    need = written(client)
    client.post(f"/needs/{need.pk}/confirm/")
    client.post(f"/needs/{need.pk}/confirm/")
    need.refresh_from_db()
    assert need.version == 2
    assert need.events.count() == 1


def test_changing_a_confirmed_need_takes_it_back_with_a_new_version(sme: User, client_for: ClientFor) -> None:
    client = client_for(sme)
    need = written(client)
    client.post(f"/needs/{need.pk}/confirm/")
    client.post(f"/needs/{need.pk}/facts/", {"fact": "money", "budget_krw": "1억 5천"})
    need.refresh_from_db()
    assert (need.status, need.version, need.budget_krw) == ("draft", 3, 150_000_000)


def test_a_guess_counts_only_after_a_yes(sme: User, client_for: ClientFor) -> None:
    client = client_for(sme)
    need = written(client)
    guess = Requirement.objects.create(need=need, codes=["SOL-WMS"], sure=False, confirmed=False)
    client.post(f"/needs/{need.pk}/requirements/{guess.pk}/", {"strength": "nice"})
    guess.refresh_from_db()
    assert (guess.confirmed, guess.strength) == (True, "nice")


def test_reading_again_keeps_what_the_person_confirmed_removed_and_typed(sme: User, client_for: ClientFor) -> None:
    client = client_for(sme)
    need = written(client, "바코드 쓰고 싶어요. 로봇 용접도. 8천만원까지")
    rows = {row.codes[0]: row for row in need.requirements.all()}
    client.post(f"/needs/{need.pk}/requirements/{rows['EQP-ID'].pk}/", {"remove": "1"})
    client.post(f"/needs/{need.pk}/requirements/", {"what": "창고관리", "strength": "nice"})
    added = need.requirements.get(rule="person").codes
    client.post(f"/needs/{need.pk}/facts/", {"fact": "money", "budget_krw": "2억"})
    client.post(f"/needs/{need.pk}/text/", {"text": "바코드 쓰고 싶어요. 3천만원까지. 직원 30명"})
    need.refresh_from_db()
    codes = [row.codes for row in need.requirements.all()]
    assert ["EQP-ID"] not in codes
    assert added in codes
    assert rows["EQP-WELD"].codes not in codes
    assert (need.budget_krw, need.employees) == (200_000_000, 30)


def test_htmx_gets_only_the_changing_part(sme: User, client_for: ClientFor) -> None:
    client = client_for(sme)
    need = written(client)
    answer = client.post(
        f"/needs/{need.pk}/facts/", {"fact": "deadline", "deadline_weeks": "반년"}, headers={"HX-Request": "true"}
    )
    page = answer.content.decode()
    assert page.startswith('<div id="need-work"')
    assert "26주 안에" in page


def test_words_that_could_be_several_things_are_offered_to_choose(sme: User, client_for: ClientFor) -> None:
    client = client_for(sme)
    need = written(client, "바코드 쓰고 싶어요")
    answer = client.post(f"/needs/{need.pk}/requirements/", {"what": "재고"})
    assert {"SOL-ERP", "SOL-WMS"} <= {row.code for row in answer.context["suggestions"]}
    assert need.requirements.count() == 1


def test_a_skipped_question_is_not_asked_again_and_changes_no_version(sme: User, client_for: ClientFor) -> None:
    client = client_for(sme)
    need = written(client, "바코드 쓰고 싶어요")
    client.post(f"/needs/{need.pk}/confirm/")
    assert "예산은 어느 정도" in client.get(f"/needs/{need.pk}/").content.decode()
    client.post(f"/needs/{need.pk}/answer/", {"skip": "money"})
    assert "예산은 어느 정도" not in client.get(f"/needs/{need.pk}/").content.decode()
    need.refresh_from_db()
    assert (need.status, need.version) == ("checked", 2)


def test_own_money_shows_programmes_without_promising_them(in_2026: None, sme: User, client_for: ClientFor) -> None:
    client = client_for(sme)
    need = written(client, "MES 도입. 자부담 7천만원")
    page = client.get(f"/needs/{need.pk}/").content.decode()
    assert need.own_krw == 70_000_000
    assert "신청 가능 여부는 확인이 필요합니다" in page


def test_in_the_first_days_of_a_year_nobody_is_left_without_a_word_about_programmes(
    sme: User, client_for: ClientFor
) -> None:
    with time_machine.travel(timezone.make_aware(datetime(2027, 1, 4, 12))):
        client = client_for(sme)
        spoken, silent = written(client, "MES 도입. 자부담 7천만원"), written(client, "MES 도입. 예산 1억")
        word = "올해 지원사업이 아직 올라오지 않았습니다"
        assert word in client.get(f"/needs/{spoken.pk}/").content.decode()
        assert word not in client.get(f"/needs/{silent.pk}/").content.decode()


def test_withdrawing_asks_first_and_ends_the_need(sme: User, client_for: ClientFor) -> None:
    client = client_for(sme)
    need = written(client)
    assert client.get(f"/needs/{need.pk}/withdraw/").status_code == 200
    for _ in range(2):
        client.post(f"/needs/{need.pk}/withdraw/")
    need.refresh_from_db()
    assert (need.status, need.result, need.events.count()) == ("closed", "withdrawn", 1)
    client.post(f"/needs/{need.pk}/text/", {"text": "다른 글"})
    need.refresh_from_db()
    assert need.text == TEXT


def test_an_impatient_second_click_makes_one_draft(sme: User, client_for: ClientFor) -> None:
    client = client_for(sme)
    assert written(client) == written(client)
    assert Need.objects.count() == 1


def queries_of(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


def test_pages_cost_the_same_queries_however_much_is_on_them(sme: User, client_for: ClientFor) -> None:
    client = client_for(sme)
    need = written(client)
    listed, shown = queries_of(client, "/needs/"), queries_of(client, f"/needs/{need.pk}/")
    for number in range(5):
        written(client, f"바코드 쓰고 싶어요 {number}")
    for code in Capability.objects.values_list("pk", flat=True)[:30]:
        need.requirements.create(codes=[code], confirmed=True)
    assert queries_of(client, "/needs/") == listed
    assert queries_of(client, f"/needs/{need.pk}/") == shown
    assert shown <= 16
