"""The figures a project is to move: written by its firm before the work begins, each complaint at its row."""

from __future__ import annotations

from typing import Any

import pytest

from matchmaker.accounts.models import User
from matchmaker.sourcing.models import Kpi, Project
from tests.api.asking import program
from tests.sourcing.outcomes.scenes import asked, begun

pytestmark = pytest.mark.django_db
OUTPUT = {
    "field": "P",
    "name": "시간당 생산량",
    "unit": "개",
    "better": "up",
    "before": 10,
    "target": 12.5,
    "weight": 0.6,
}
DEFECTS = {"field": "Q", "name": "불량률", "unit": "%", "better": "down", "before": 5, "target": 2, "weight": 0.4}


@pytest.fixture
def project(sme: User, supplier: User) -> Project:
    return begun(sme, supplier)


def test_written_anew_and_read_by_the_member(project: Project, sme: User, supplier: User) -> None:
    firm, path = program(sme), f"projects/{project.pk}/"
    firm.get(f"{path}outcomes/")
    for _ in range(2):
        told = firm.write("PUT", f"{path}kpis/", {"kpis": [OUTPUT, DEFECTS]})
        assert told.status_code == 200
    assert [one["name"] for one in program(supplier).get(f"{path}outcomes/").json()["kpis"]] == [
        "시간당 생산량",
        "불량률",
    ]
    assert Kpi.objects.count() == 2


@pytest.mark.parametrize(
    ("rows", "field"),
    [
        ([], "/kpis"),
        ([OUTPUT], "/kpis"),
        ([{**OUTPUT, "weight": 1, "target": 9}], "/kpis/0/target"),
        ([OUTPUT, {**DEFECTS, "before": 500}], "/kpis/1/before"),
        ([OUTPUT, {**DEFECTS, "better": ""}], "/kpis/1/better"),
        ([OUTPUT, {"name": "불량률"}], "/kpis/1/field"),
    ],
)
def test_complaints_stand_at_their_row(project: Project, sme: User, rows: list[Any], field: str) -> None:
    answer = program(sme).write("PUT", f"projects/{project.pk}/kpis/", {"kpis": rows})
    assert answer.status_code == 422
    assert field in [one["field"] for one in answer.json()["errors"]]
    assert not Kpi.objects.exists()


def test_nobody_else_writes_and_nobody_once_it_was_measured(
    project: Project, sme: User, other_sme: User, supplier: User
) -> None:
    body = {"kpis": [OUTPUT, DEFECTS]}
    for user in (supplier, other_sme):
        assert program(user).write("PUT", f"projects/{project.pk}/kpis/", body).status_code == 404
    check = asked(sme, supplier)
    told = program(sme)
    told.do(f"checks/{check.pk}/answer/", {"in_use": True, "values": {str(check.project.kpis.first().pk): 120}})
    answer = told.write("PUT", f"projects/{check.project_id}/kpis/", body, etag="*")
    assert (answer.status_code, answer.json()["code"]) == (409, "kpis_fixed")
