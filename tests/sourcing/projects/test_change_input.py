"""Change orders that are not taken: absurd ones, half ones, and those of people without a say."""

from __future__ import annotations

from typing import Any

import pytest

from matchmaker.accounts.models import User
from matchmaker.sourcing.choices import ChangeStatus
from matchmaker.sourcing.models import Project
from matchmaker.sourcing.projects.errors import (
    ChangeAbsurd,
    NotYours,
    ProjectOver,
)
from tests.cast import Browsers
from tests.sourcing.projects.changing import FORM, answer, propose, url


def test_members_strangers_and_rivals_have_no_say(
    project: Project, sme: User, rival: User, other_sme: User, third: User, client_for: Browsers
) -> None:
    row = propose(project, sme)
    for user in (rival, other_sme, third):
        assert client_for(user).post(url("project_change", project.pk), FORM).status_code == 404
        for name in ("change_accept", "change_refuse", "change_withdraw"):
            assert client_for(user).post(url(name, row.pk)).status_code == 404
    with pytest.raises(NotYours):
        propose(project, rival)


@pytest.mark.parametrize(
    "fields",
    [
        {"price_delta_krw": 0},
        {"price_delta_krw": -93_000_000},
        {"price_delta_krw": 93_000_001},
        {"kind": "schedule", "weeks_delta": 0},
        {"kind": "schedule", "weeks_delta": 53},
        {"kind": "schedule", "weeks_delta": -16},
    ],
)
def test_absurd_changes_are_refused(project: Project, sme: User, fields: dict[str, Any]) -> None:
    with pytest.raises(ChangeAbsurd):
        propose(project, sme, **fields)
    assert not project.changes.exists()


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"price": "-500만원"}, "0보다 작을 수 없습니다"),
        ({"price": "많이"}, "금액을 알아볼 수 없습니다"),
        ({"price": "9억"}, "두 배까지"),
        ({"price": ""}, "얼마나 달라지는지"),
        ({"price_way": ""}, "늘어나는지 줄어드는지"),
        ({"kind": "schedule", "weeks_way": "1", "weeks": "-3"}, "1부터 52까지"),
        ({"kind": "schedule", "weeks_way": "1", "weeks": "3.5"}, "1부터 52까지"),
        ({"kind": "schedule"}, "어떻게 달라지는지"),
        ({"kind": "member", "price_way": "", "price": ""}, "어느 부분을 바꾸는지"),
        ({"kind": "member"}, "따로 내 주세요"),
        ({"kind": "magic"}, "목록에서 골라 주세요"),
        ({"reason": ""}, "이유를 하나 골라 주세요"),
        ({"text": ""}, "상대가 알아볼 수 있게"),
        ({"kind": "member", "slot": "999999"}, ""),
        ({"kind": "member", "newcomer": "x"}, ""),
    ],
)
def test_bad_input_is_refused_beside_its_field(
    project: Project, sme: User, client_for: Browsers, fields: dict[str, str], words: str
) -> None:
    answer = client_for(sme).post(url("project_change", project.pk), {**FORM, **fields})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not project.changes.exists()


def test_two_changes_together_may_not_go_where_one_may_not(project: Project, sme: User, supplier: User) -> None:
    first = propose(project, sme, price_delta_krw=-60_000_000)
    second = propose(project, sme, kind="scope", text="줄입니다", price_delta_krw=-60_000_000)
    answer(first, supplier, accept=True)
    with pytest.raises(ChangeAbsurd):
        answer(second, supplier, accept=True)
    second.refresh_from_db()
    assert second.status == ChangeStatus.PROPOSED


def test_over_is_over(project: Project, sme: User) -> None:
    Project.objects.filter(pk=project.pk).update(status="operating")
    with pytest.raises(ProjectOver):
        propose(project, sme, kind="schedule", weeks_delta=1)
    Project.objects.filter(pk=project.pk).update(status="closed")
    with pytest.raises(ProjectOver):
        propose(project, sme)
