"""The list and the page of a project: for its own people only, in words that fit the side."""

from __future__ import annotations

import pytest
from django.urls import reverse

from matchmaker.accounts.models import User
from matchmaker.sourcing.models import Project
from tests import factories
from tests.cast import Browsers
from tests.query_budgets import assert_budget
from tests.sourcing import stages
from tests.sourcing.scenes import firm

LIST = reverse("sourcing:projects")


def project_of(sme: User, *members: User, **fields: object) -> Project:
    return stages.project(stages.active_award(stages.opened_quote(stages.accepted_rfq(sme, *members))), **fields)


def page_of(project: Project) -> str:
    return reverse("sourcing:project", args=[project.pk])


def test_both_sides_see_who_does_what_and_who_stands_by(
    sme: User, supplier: User, rival: User, client_for: Browsers
) -> None:
    third = factories.supplier_user(email="third@example.com", firm="라온오토")
    project = project_of(sme, supplier, rival, standby=third)
    for user in (sme, supplier, rival):
        text = client_for(user).get(page_of(project)).content.decode()
        assert all(words in text for words in ("가온시스템", "다온테크", "라온오토", "9,300만원", "최종점검"))


def test_strangers_rivals_and_the_standby_get_404(
    sme: User, other_sme: User, supplier: User, rival: User, administrator: User, client_for: Browsers
) -> None:
    project = project_of(sme, supplier, standby=rival)
    for user in (other_sme, rival, administrator):
        assert client_for(user).get(page_of(project)).status_code == 404
        assert "생산실적" not in client_for(user).get(LIST).content.decode()


def test_a_past_member_still_sees_the_record(sme: User, supplier: User, rival: User, client_for: Browsers) -> None:
    project = project_of(sme, supplier, rival)
    row = project.slots.get(supplier=firm(rival))
    row.until = row.since
    row.save()
    project.slots.create(slot=row.slot, codes=row.codes, supplier=firm(supplier), since=row.since)
    assert "맡은 부분을 넘긴 프로젝트" in client_for(rival).get(page_of(project)).content.decode()


def test_the_state_fits_the_reader(sme: User, supplier: User, client_for: Browsers) -> None:
    project = project_of(sme, supplier)
    assert "곧 시작합니다" in client_for(sme).get(page_of(project)).content.decode()
    assert "착수를 준비합니다" in client_for(supplier).get(page_of(project)).content.decode()


@pytest.mark.parametrize("who", ["sme", "supplier"])
def test_an_empty_list_says_what_will_be_there(who: str, request: pytest.FixtureRequest, client_for: Browsers) -> None:
    answer = client_for(request.getfixturevalue(who)).get(LIST)
    assert answer.status_code == 200
    assert "프로젝트가 없습니다" in answer.content.decode()


@pytest.mark.parametrize("count", [1, 4], ids=["few", "many"])
@pytest.mark.parametrize("who", ["sme", "supplier"])
def test_the_pages_keep_their_budgets(
    sme: User, supplier: User, client_for: Browsers, request: pytest.FixtureRequest, who: str, count: int
) -> None:
    projects = [project_of(sme, supplier) for _at in range(count)]
    client = client_for(request.getfixturevalue(who))
    client.get(LIST)
    assert_budget(client, LIST, f"sourcing:projects ({who})")
    assert_budget(client, page_of(projects[0]), f"sourcing:project ({who})")
