"""The self-check: plain questions, an honest result, small beginnings."""

from collections.abc import Callable

import pytest
from django.test import Client

from demand.diagnosing import diagnose
from demand.diagnosis_page import asked_questions, work_out
from demand.models import DemandFirm, Diagnosis, Need
from matchmaker.accounts.models import User
from matchmaker.reference.models import DiagnosisQuestion

pytestmark = pytest.mark.django_db
ClientFor = Callable[[User], Client]
SCORED = [f"Q{number}" for number in range(1, 16)]
NOT_OFFICIAL = "자가진단이며 공식 수준확인이 아닙니다"


def answered(client: Client, **answers: object) -> Diagnosis:
    answer = client.post("/needs/diagnosis/", answers)
    assert answer.status_code == 302, answer.content.decode()[:300]
    return Diagnosis.objects.latest("pk")


def test_the_page_asks_eighteen_questions_and_says_it_is_not_official(sme: User, client_for: ClientFor) -> None:
    page = client_for(sme).get("/needs/diagnosis/").content.decode()
    assert page.count("<fieldset") == 18
    assert page.count('type="radio"') == 17 * 6
    assert page.count('type="checkbox"') == 5
    assert NOT_OFFICIAL in page


def test_a_beginner_gets_a_roadmap_and_small_packages_smallest_first(sme: User, client_for: ClientFor) -> None:
    client = client_for(sme)
    row = answered(client, **dict.fromkeys(SCORED, "0"), P1=["0"], P2="3")
    answer = client.get(f"/needs/diagnosis/{row.pk}/")
    page, shown = answer.content.decode(), answer.context["page"]
    prices = [starter.typical_krw for starter, _ in shown.starters]
    assert prices == sorted(prices)
    assert 1 <= len(prices) <= 3
    assert len(shown.steps) == 3
    assert shown.steps[0].question == DiagnosisQuestion.objects.get(pk="Q1").question_ko
    assert NOT_OFFICIAL in page
    assert "이걸로 시작하기" in page


def test_starting_makes_a_draft_with_the_parts_confirmed(sme: User, client_for: ClientFor) -> None:
    client = client_for(sme)
    row = answered(client, Q5="0")
    client.post(f"/needs/diagnosis/{row.pk}/start/", {"starter": "B01"})
    need = Need.objects.get()
    asked = [(row.codes, row.strength, row.confirmed) for row in need.requirements.all()]
    assert asked == [([code], "must", True) for code in ("SOL-POP", "EQP-HMI", "EQP-ID", "SVC-TRAIN")]
    assert (need.status, need.region_id) == ("draft", "48")
    assert client.post(f"/needs/{need.pk}/confirm/").status_code == 302
    assert client.post(f"/needs/diagnosis/{row.pk}/start/", {"starter": "B99"}).status_code == 404


def test_nothing_needed_is_an_honest_result(sme: User, client_for: ClientFor) -> None:
    client = client_for(sme)
    row = answered(client, **dict.fromkeys(SCORED, "3"))
    page = client.get(f"/needs/diagnosis/{row.pk}/").content.decode()
    assert "지금은 필요 없음" in page
    assert "이걸로 시작하기" not in page


def test_unknown_is_unanswered_and_never_zero(sme: User) -> None:
    outcome = work_out({**dict.fromkeys(SCORED), "Q5": 2})
    assert (outcome.answered, outcome.unknown) == (1, 14)
    assert (outcome.score, outcome.possible) == (45, 90)
    assert [area.level for area in outcome.areas if area.answered] == [2]


def test_food_safety_is_suggested_to_food_plants_only(sme: User) -> None:
    def suggested(industry: str) -> set[str]:
        return {code for step in work_out({"Q6": 0}, industry).steps for code in step.codes}

    assert "SOL-HACCP" in suggested("10")
    assert "SOL-HACCP" not in suggested("30")


def test_the_system_level_is_the_median_but_at_most_one_above_the_lowest(sme: User) -> None:
    assert work_out({"Q5": 4, "Q9": 4, "Q11": 0}).system_level == 1
    assert work_out({"Q5": 2, "Q9": 3, "Q11": 2}).system_level == 2
    assert work_out({"Q1": 4}).system_level is None


def test_full_marks_are_a_thousand_points(sme: User) -> None:
    outcome = diagnose(asked_questions(list(DiagnosisQuestion.objects.all())), dict.fromkeys(SCORED, 4))
    assert (outcome.score, outcome.level) == (1000, 5)


def test_packages_beyond_the_firms_money_are_left_out_or_need_a_programme(sme: User, client_for: ClientFor) -> None:
    client = client_for(sme)
    row = answered(client, **dict.fromkeys(SCORED, "1"), P1=["0"], P2="0")
    for starter, _ in client.get(f"/needs/diagnosis/{row.pk}/").context["page"].starters:
        assert starter.typical_krw <= 20_000_000 or starter.only_with_programme


@pytest.mark.parametrize(
    "body", [{}, {"Q1": "unknown"}, {"Q1": "7"}, {"Q1": "<b>"}, {"Q1": "0", "P1": ["0", "1", "2"]}]
)
def test_odd_answers_are_refused_kindly(sme: User, client_for: ClientFor, body: dict[str, object]) -> None:
    page = client_for(sme).post("/needs/diagnosis/", body)
    assert page.status_code == 200
    assert 'role="alert"' in page.content.decode()
    assert not Diagnosis.objects.exists()


def test_answers_are_kept_redone_and_listed(sme: User, client_for: ClientFor) -> None:
    client = client_for(sme)
    first = answered(client, Q1="1", P1=["2"])
    form = client.get("/needs/diagnosis/").context["form"]
    assert (form["Q1"].value(), form["P1"].value(), form["Q2"].value()) == ("1", ["2"], "unknown")
    second = answered(client, Q1="2")
    page = client.get(f"/needs/diagnosis/{second.pk}/").content.decode()
    assert f"/needs/diagnosis/{first.pk}/" in page


def test_the_profile_is_kept_and_owned_systems_too(sme: User, client_for: ClientFor) -> None:
    client = client_for(sme)
    body = {"region": "41", "industry": "10", "size": "small", "employees": "25", "owned": ["SOL-ERP"]}
    assert client.post("/needs/firm/", body).status_code == 302
    firm = DemandFirm.objects.get()
    assert (firm.region_id, firm.employees, [row.pk for row in firm.owned.all()]) == ("41", 25, ["SOL-ERP"])
    page = client.post("/needs/firm/", {**body, "employees": "0", "owned": ["SOL-NOPE"]})
    assert page.status_code == 200
    assert 'class="error"' in page.content.decode()
    firm.refresh_from_db()
    assert firm.employees == 25
