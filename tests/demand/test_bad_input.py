"""Hostile, empty and odd input: a kind message, what was typed kept, nothing half written."""

from collections.abc import Callable

import pytest
from django.test import Client

from demand.models import Need
from matchmaker.accounts.models import User
from tests import factories

pytestmark = pytest.mark.django_db
ClientFor = Callable[[User], Client]


@pytest.mark.parametrize("text", ["", "   \n\t ", "\x00\x00"])
def test_an_empty_text_is_refused_kindly(sme: User, client_for: ClientFor, text: str) -> None:
    page = client_for(sme).post("/needs/new/", {"text": text})
    assert page.status_code == 200
    assert "한 문장이라도 적어 주세요" in page.content.decode()
    assert not Need.objects.exists()


def test_a_far_too_long_text_is_refused_and_kept_in_the_box(sme: User, client_for: ClientFor) -> None:
    page = client_for(sme).post("/needs/new/", {"text": "가나다라" * 5_000}).content.decode()
    assert "20,000자" in page
    assert "가나다라" * 5_000 in page
    assert not Need.objects.exists()


@pytest.mark.parametrize(
    "text",
    [
        "😀😀🤖 MES 🏭",
        "<script>alert(1)</script> MES <img src=x onerror=alert(1)>",
        "'; DROP TABLE demand_need; -- MES",
        "MES\x00 도입\x1b[31m",
        "\udcff MES".encode("utf-8", "surrogatepass").decode("utf-8", "replace"),
        "예산 1000000000000000000원 MES 도입",
        "예산 0원 MES 도입",
    ],
)
def test_hostile_text_is_read_and_shown_harmlessly(sme: User, client_for: ClientFor, text: str) -> None:
    client = client_for(sme)
    assert client.post("/needs/new/", {"text": text}).status_code == 302
    need = Need.objects.get()
    page = client.get(f"/needs/{need.pk}/").content.decode()
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "\x00" not in need.text
    assert need.budget_krw is None
    assert any(row.codes == ["SOL-MES"] for row in need.requirements.all())


def test_a_text_in_which_nothing_is_found_says_what_to_do(sme: User, client_for: ClientFor) -> None:
    client = client_for(sme)
    client.post("/needs/new/", {"text": "🎈🎈🎈"})
    need = Need.objects.get()
    assert "아직 꼭 필요한 것을 찾지 못했습니다" in client.get(f"/needs/{need.pk}/").content.decode()
    client.post(f"/needs/{need.pk}/confirm/")
    need.refresh_from_db()
    assert need.status == "draft"


@pytest.mark.parametrize("amount", ["0", "1000000000000000000", "-5천만원", "많이", "9" * 200, "9" * 5000])
def test_impossible_budgets_are_refused_beside_the_field(sme: User, client_for: ClientFor, amount: str) -> None:
    need = factories.need(sme, status="draft")
    page = client_for(sme).post(f"/needs/{need.pk}/facts/", {"fact": "money", "budget_krw": amount})
    assert page.status_code == 200
    assert 'class="error"' in page.content.decode()
    assert amount in page.content.decode()
    need.refresh_from_db()
    assert need.budget_krw == 300_000_000


@pytest.mark.parametrize(
    ("typed", "krw"),
    [
        ("1억 5천", 150_000_000),
        ("5천", 50_000_000),
        ("5000", 50_000_000),
        ("30000000", 30_000_000),
        ("80M", 80_000_000),
    ],
)
def test_amounts_are_taken_as_people_say_them(sme: User, client_for: ClientFor, typed: str, krw: int) -> None:
    need = factories.need(sme, status="draft")
    client_for(sme).post(f"/needs/{need.pk}/facts/", {"fact": "money", "budget_krw": typed})
    need.refresh_from_db()
    assert need.budget_krw == krw


def test_own_money_above_the_budget_is_refused(sme: User, client_for: ClientFor) -> None:
    need = factories.need(sme, status="draft")
    page = client_for(sme).post(f"/needs/{need.pk}/facts/", {"fact": "money", "budget_krw": "5천", "own_krw": "6천"})
    assert "전체 예산보다 많습니다" in page.content.decode()


@pytest.mark.parametrize(
    "body", [{"code": "SOL-NOPE"}, {"what": "ㅋㅋㅋ"}, {}, {"code": "SOL-MES", "strength": "very"}]
)
def test_unknown_capabilities_are_refused(sme: User, client_for: ClientFor, body: dict[str, str]) -> None:
    need = factories.need(sme, status="draft")
    page = client_for(sme).post(f"/needs/{need.pk}/requirements/", body)
    assert page.status_code == 200
    assert 'class="error"' in page.content.decode()
    assert not need.requirements.exists()


@pytest.mark.parametrize(
    "body",
    [
        {"fact": "region", "region": "99"},
        {"fact": "deadline", "deadline_weeks": "곧"},
        {"fact": "deadline", "deadline_weeks": "9999년"},
        {"fact": "employees", "employees": "99999999999999999999"},
        {"fact": "industry", "industry": "'; --"},
    ],
)
def test_odd_facts_are_refused_and_nothing_changes(sme: User, client_for: ClientFor, body: dict[str, str]) -> None:
    need = factories.need(sme, status="draft", text="MES")
    page = client_for(sme).post(f"/needs/{need.pk}/facts/", body)
    assert page.status_code == 200
    assert 'class="error"' in page.content.decode()
    need.refresh_from_db()
    assert (need.region_id, need.deadline_weeks, need.employees, need.industry_id) == ("48", 40, None, None)


def test_an_unknown_fact_or_strength_changes_nothing(sme: User, client_for: ClientFor) -> None:
    need = factories.need(sme, status="draft")
    row = need.requirements.create(codes=["SOL-MES"], confirmed=True)
    client = client_for(sme)
    client.post(f"/needs/{need.pk}/facts/", {"fact": "status", "status": "open"})
    client.post(f"/needs/{need.pk}/requirements/{row.pk}/", {"strength": "drop"})
    row.refresh_from_db()
    need.refresh_from_db()
    assert (row.strength, need.status) == ("must", "draft")
