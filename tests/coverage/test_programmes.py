"""Pages of programmes: a new one, an amendment, an early end; who may, what is refused, what is on record."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from matchmaker.accounts.audit_models import AuditEntry
from matchmaker.accounts.models import User
from matchmaker.coverage.programmes.forms import RulesForm, filled
from matchmaker.coverage.programmes.wording import Names, requires_said
from matchmaker.reference.models import Programme
from matchmaker.reference.programmes import RULES, programme_amend, rules_of
from tests import factories
from tests.cast import Browsers

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_2026")]
LIST, NEW, GOV = "/programme/programmes/", "/programme/programmes/new/", "/programme/programmes/2026-GOV/"
RULED = {
    "code": "2026-GN", "year": "2026", "name_ko": "경남 지역특화형", "name_en": "Gyeongnam regional", "rate": "60",
    "cap_krw": "1억 5천", "months": "9", "level_min": "1", "level_max": "2", "sizes": ["small"], "regions": ["48"],
    "requires": "제조 실행시스템 또는 SOL-POP\nSOL-SEC", "min_members": "2", "valid_from": "2026-01-01",
    "valid_to": "2026-12-31", "applies_from": "2026-02-01", "applies_to": "2026-12-01", "result_on": "2026-12-20",
}  # fmt: skip


def gov() -> Programme:
    return Programme.objects.current().get(family="2026-GOV")


def posted(row: Programme, **changed: Any) -> dict[str, Any]:
    """The amend form as it comes, with some fields changed."""
    names = Names.read()
    lines = "\n".join(requires_said("|".join(group), names) for group in row.required_groups)
    form = RulesForm(initial=filled(row, lines))
    shown = {name: form[name].value() for name in RULES}
    return {name: value for name, value in {**shown, "version": row.version, **changed}.items() if value is not None}


def lines_of(code: str) -> list[tuple[str, dict[str, Any]]]:
    rows = AuditEntry.objects.filter(target_kind="reference.programme", target_id=code).order_by("pk")
    return [(row.action, row.detail) for row in rows]


def test_a_new_programme_holds_what_was_typed_and_is_shown_to_those_it_fits(
    administrator: User, sme: User, client_for: Browsers
) -> None:
    client = client_for(administrator)
    assert client.post(NEW, RULED).url == "/programme/programmes/2026-GN/"
    row = Programme.objects.get(pk="2026-GN")
    assert (row.rate, row.cap_krw, row.regions, row.sizes) == (0.6, 150_000_000, ["48"], ["small"])
    assert (row.requires, row.level_min, row.origin) == ("SOL-MES|SOL-POP;SOL-SEC", 1, "office")
    page = client.get("/programme/programmes/2026-GN/").content.decode()
    for said in ("60%", "1억 5,000만원", "기초", "경남", "소기업", "2곳 이상", "2026년 12월 20일"):
        assert said in page
    assert "경남 지역특화형" in client.get(LIST).content.decode()
    need = factories.need(sme, budget_krw=100_000_000)
    assert "경남 지역특화형" in client_for(sme).get(f"/needs/{need.pk}/").content.decode()
    assert lines_of("2026-GN") == [("created", {})]


def test_when_the_year_is_over_the_office_is_told_that_none_runs(
    administrator: User, regional: User, client_for: Browsers
) -> None:
    word, begs = "지금 진행 중인 지원사업이 없습니다", "새 공고가 나왔으면 더해 주세요"
    assert word not in client_for(administrator).get(LIST).content.decode()
    with time_machine.travel(timezone.make_aware(datetime(2027, 1, 4, 12))):
        told = [client_for(one).get(LIST).content.decode() for one in (administrator, regional)]
        older = client_for(administrator).get(f"{LIST}?year=2023").content.decode()
    assert [(word in page, begs in page) for page in told] == [(True, True), (True, False)]
    assert word not in older


def test_an_amendment_shows_what_changed_and_is_on_record(administrator: User, client_for: Browsers) -> None:
    client = client_for(administrator)
    assert client.get(f"{GOV}amend/").status_code == 200
    client.post(f"{GOV}amend/", posted(gov(), rate="40", cap_krw="1억"))
    assert (gov().pk, gov().rate, gov().cap_krw, gov().months) == ("2026-GOV.2", 0.4, 100_000_000, 9)
    page = client.get(GOV).content.decode()
    assert "<del>50%</del> → <ins>40%</ins>" in page
    assert "<del>2억원</del> → <ins>1억원</ins>" in page
    assert lines_of("2026-GOV.2") == [("changed", {"replaces": "2026-GOV", "changed": "rate,cap_krw"})]


def test_conditions_are_read_in_the_readers_language(administrator: User, client_for: Browsers) -> None:
    administrator.language = "en"
    administrator.save(update_fields=["language"])
    told = client_for(administrator).get(GOV).content.decode()
    assert "Up to 200M KRW a time" in told
    assert "두 번 합쳐" not in told


def test_an_empty_form_is_answered_at_its_fields(administrator: User, client_for: Browsers) -> None:
    for path in (NEW, f"{GOV}amend/"):
        answer = client_for(administrator).post(path, {})
        assert answer.status_code == 422
        assert {"year", "name_ko", "rate", "cap_krw", "valid_from"} <= set(answer.context["form"].errors)


def test_the_form_as_it_comes_changes_nothing(administrator: User, client_for: Browsers) -> None:
    for family in ("2026-GOV", "2026-AUTO", "2023-ALLIANCE", "2022-UP1"):
        row = Programme.objects.get(pk=family)
        answer = client_for(administrator).post(f"/programme/programmes/{family}/amend/", posted(row))
        assert answer.status_code == 422
        assert "바뀐 것이 없습니다" in answer.content.decode()
        assert rules_of(Programme.objects.current().get(family=family)) == rules_of(row)


def test_of_two_who_amend_the_same_rules_the_second_is_told(administrator: User, client_for: Browsers) -> None:
    seen = posted(gov(), rate="40")
    programme_amend(programme=gov(), rate=0.3)
    answer = client_for(administrator).post(f"{GOV}amend/", seen)
    assert "그사이 다른 분이 규칙을 고쳤습니다" in answer.content.decode()
    assert gov().rate == 0.3


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("code", "2026-GOV"),
        ("code", "gov 1"),
        ("year", ""),
        ("name_ko", ""),
        ("rate", "120"),
        ("rate", "반"),
        ("cap_krw", "많이"),
        ("cap_krw", ""),
        ("months", "0"),
        ("level_max", "0"),
        ("level_min", "9"),
        ("regions", ["경남"]),
        ("sizes", ["tiny"]),
        ("requires", "마법"),
        ("requires", "\n".join(f"SOL-{at}" for at in range(40))),
        ("valid_to", "2025-12-31"),
        ("valid_to", "내일"),
        ("applies_to", "2026-01-01"),
        ("result_on", "2026-11-30"),
    ],
)
def test_what_is_wrong_stands_at_its_field(administrator: User, field: str, typed: Any, client_for: Browsers) -> None:
    before = Programme.objects.count()
    answer = client_for(administrator).post(NEW, {**RULED, field: typed})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert Programme.objects.count() == before


def test_ending_it_early_takes_it_off_what_is_offered_once(administrator: User, client_for: Browsers) -> None:
    client, today = client_for(administrator), timezone.localdate()
    for day in (today - timedelta(days=1), gov().valid_to + timedelta(days=1), "언제"):
        assert client.post(f"{GOV}end/", {"ended_on": str(day)}).status_code == 422
    for _ in range(2):
        assert client.post(f"{GOV}end/", {"ended_on": str(today)}).status_code == 302
    assert not Programme.objects.running(today).filter(family="2026-GOV").exists()
    assert lines_of("2026-GOV") == [("suspended", {"ended_on": str(today)})]
    assert "일찍 끝냄" in client.get(GOV).content.decode()
    assert "끝낸 사업입니다" in client.post(f"{GOV}amend/", posted(gov(), rate="40")).content.decode()


def test_the_plan_is_written_as_people_say_it(administrator: User, client_for: Browsers) -> None:
    client = client_for(administrator)
    assert client.post(f"{GOV}plan/", {"plan_krw": "아주 많이"}).status_code == 422
    for _ in range(2):
        client.post(f"{GOV}plan/", {"plan_krw": "702억"})
    assert (gov().plan_krw, gov().version) == (70_200_000_000, 1)
    assert lines_of("2026-GOV") == [("changed", {"plan_krw": 70_200_000_000, "before": None})]
    client.post(f"{GOV}plan/", {"plan_krw": ""})
    assert gov().plan_krw is None


def test_other_offices_read_and_strangers_find_nothing(
    regional: User, analyst: User, sme: User, supplier: User, stranger: User, client_for: Browsers
) -> None:
    for reader in (regional, analyst):
        client = client_for(reader)
        assert (client.get(LIST).status_code, client.get(GOV).status_code) == (200, 200)
        assert "규칙 고치기" not in client.get(GOV).content.decode()
        for path in (NEW, f"{GOV}amend/", f"{GOV}end/", f"{GOV}plan/"):
            assert client.post(path, RULED).status_code == 404
    for other in (sme, supplier, stranger):
        for path in (LIST, GOV, NEW, f"{GOV}amend/", f"{GOV}budget.csv"):
            assert client_for(other).get(path).status_code == 404
    assert Programme.objects.filter(version=2).count() == 0


def test_a_code_that_there_is_not_is_nowhere(administrator: User, client_for: Browsers) -> None:
    programme_amend(programme=gov(), rate=0.4)
    for path in ("NONE/", "2026-GOV.2/", "2026-GOV/budget.exe"):
        assert client_for(administrator).get(f"{LIST}{path}").status_code == 404
    for year in ("1999", "x", "²²²²", ""):
        assert client_for(administrator).get(f"{LIST}?year={year}").context["year"] == 2026
