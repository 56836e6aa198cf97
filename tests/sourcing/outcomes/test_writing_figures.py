"""The firm writes what should get better; weights add up to one; nothing moves after it was measured."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from matchmaker.accounts.models import User
from matchmaker.notifications.models import Message
from matchmaker.sourcing.models import Kpi, Project
from matchmaker.sourcing.outcomes.errors import KpisFixed, KpisUnfit
from matchmaker.sourcing.outcomes.kpi_services import kpis_set
from matchmaker.sourcing.outcomes.selectors import kpis_open
from matchmaker.sourcing.outcomes.services import check_answer
from tests.cast import Browsers
from tests.sourcing.outcomes.scenes import DEFECTS, OUTPUT, asked, begun

ROW = {"field": "P", "name": "시간당 생산량", "unit": "개/시간", "better": "up"}


def page(project: Project) -> str:
    return f"/projects/{project.pk}/figures/"


def posted(*rows: dict[str, str]) -> dict[str, str]:
    told = {"form-TOTAL_FORMS": str(len(rows)), "form-INITIAL_FORMS": "0"}
    return told | {f"form-{at}-{key}": value for at, row in enumerate(rows) for key, value in row.items()}


def full(**changes: str) -> dict[str, str]:
    return {**ROW, "before": "1,200", "target": "1500", "weight": "1", **changes}


def test_rows_are_kept_and_the_members_are_told_once(sme: User, supplier: User) -> None:
    project = begun(sme, supplier)
    kpis_set(project=project, rows=[OUTPUT, DEFECTS], actor=sme)
    kpis_set(project=project, rows=[OUTPUT, DEFECTS], actor=sme)
    assert list(project.kpis.values_list("name", flat=True)) == ["시간당 생산량", "불량률"]
    assert Message.objects.filter(recipient=supplier, kind="kpis_agreed").count() == 1


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([replace(OUTPUT, weight=Decimal("0.50")), DEFECTS], "0.10을 더해"),
        ([replace(OUTPUT, weight=Decimal("0.70")), DEFECTS], "0.10을 빼"),
        ([replace(OUTPUT, target=Decimal(90)), DEFECTS], "시간당 생산량"),
        ([], "1개에서"),
    ],
)
def test_rows_that_make_no_sense_change_nothing(sme: User, supplier: User, rows: list, said: str) -> None:
    project = begun(sme, supplier)
    with pytest.raises(KpisUnfit) as refused:
        kpis_set(project=project, rows=rows, actor=sme)
    assert said in str(refused.value.message)
    assert not Kpi.objects.exists()


def test_after_the_kick_off_written_rows_stay(sme: User, supplier: User) -> None:
    project = begun(sme, supplier)
    project.milestones.filter(kind="kick_off").update(status="met")
    kpis_set(project=project, rows=[OUTPUT, DEFECTS], actor=sme)  # late, but there were none
    with pytest.raises(KpisFixed):
        kpis_set(project=project, rows=[replace(OUTPUT, weight=Decimal(1))], actor=sme)
    assert project.kpis.count() == 2


def test_nothing_moves_once_something_was_measured(sme: User, supplier: User) -> None:
    check = asked(sme, supplier)
    assert kpis_open(check.project)
    kpi = check.project.kpis.first()
    check_answer(check=check, actor=sme, in_use=True, values={kpi.pk: Decimal(120)})
    with pytest.raises(KpisFixed):
        kpis_set(project=check.project, rows=[replace(OUTPUT, weight=Decimal(1), before=Decimal(1))], actor=sme)
    kpi.refresh_from_db()
    assert kpi.before == 100


def test_the_page_proposes_rows_and_keeps_what_is_typed(sme: User, supplier: User, client_for: Browsers) -> None:
    project, client = begun(sme, supplier), client_for(sme)
    shown = client.get(page(project)).content.decode()
    assert "불량률" in shown  # SOL-MES moves P, Q and D
    assert "납기를 지킨 비율" in shown
    answer = client.post(page(project), posted(full(), dict.fromkeys(full(), "")))
    assert (answer.status_code, answer.url) == (302, f"/projects/{project.pk}/outcome/")
    kpi = Kpi.objects.get()
    assert (kpi.before, kpi.target, kpi.weight) == (1200, 1500, 1)
    assert "1200" in client.get(page(project)).content.decode()


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (full(target="1000"), "도입 전보다 커야 합니다"),
        (full(better="down"), "도입 전보다 작아야 합니다"),
        (full(target="99999"), "0이 더 붙지 않았는지"),
        (full(unit="%", before="120", target="130"), "100을 넘을 수 없습니다"),
        (full(before="많이"), "숫자로 적어 주세요"),
        (full(weight="0.90"), "가중치 합이 0.90입니다. 0.10을 더해 주세요"),
        (full(name=""), "적어 주세요"),
    ],
)
def test_bad_figures_are_said_beside_the_field(
    sme: User, supplier: User, client_for: Browsers, row: dict[str, str], said: str
) -> None:
    project = begun(sme, supplier)
    answer = client_for(sme).post(page(project), posted(row))
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Kpi.objects.exists()


def test_no_rows_at_all_and_the_same_name_twice_are_refused(sme: User, supplier: User, client_for: Browsers) -> None:
    project, client = begun(sme, supplier), client_for(sme)
    assert "하나 이상" in client.post(page(project), posted({})).content.decode()
    twice = posted(full(weight="0.5"), full(weight="0.5"))
    assert "같은 이름" in client.post(page(project), twice).content.decode()
    assert client.post(page(project), {}).status_code == 422


def test_members_read_and_others_see_nothing(
    sme: User, supplier: User, rival: User, other_sme: User, client_for: Browsers
) -> None:
    project = begun(sme, supplier)
    assert client_for(supplier).get(page(project)).status_code == 200
    assert client_for(supplier).post(page(project), posted(full())).status_code == 404
    for stranger in (rival, other_sme):
        assert client_for(stranger).get(page(project)).status_code == 404
        assert client_for(stranger).post(page(project), posted(full())).status_code == 404
