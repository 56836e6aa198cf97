"""An administrator reads why an offer stands at its rank, and takes away what computes it again."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.urls import reverse

from matchmaker.engine.cases import replay
from matchmaker.engine.features import NAMES
from matchmaker.matching.models import MatchRun, RankedOffer
from tests.cast import Browsers
from tests.matching.scenes import ask, finished_run, stock
from tests.query_budgets import assert_budget

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(sme: Any, supplier: Any, rival: Any) -> MatchRun:
    stock(supplier, rival)
    return finished_run(ask(sme, "SOL-MES", nice=("EQP-ID",)))


def second(run: MatchRun) -> RankedOffer:
    return run.ranked.filter(slot=0, rank=2).get()


def test_the_run_lists_who_stood_where(run: MatchRun, administrator: Any, client_for: Browsers) -> None:
    client = client_for(administrator)
    assert reverse("coverage:run", args=[run.pk]) in client.get(reverse("coverage:runs")).content.decode()
    page = client.get(reverse("coverage:run", args=[run.pk])).content.decode()
    for row in run.ranked.all():
        assert reverse("coverage:ranked", args=[row.pk]) in page
    assert run.ranker.checksum[:12] in page


def test_the_parts_add_up_and_the_one_above_is_named(run: MatchRun, administrator: Any, client_for: Browsers) -> None:
    row = second(run)
    page = client_for(administrator).get(reverse("coverage:ranked", args=[row.pk])).content.decode()
    found = re.findall(r'data-label="받은 점수">(-?[\d.]+)<', page)
    assert len(found) == len(NAMES)
    assert round(sum(map(float, found)), 2) == round(100 * row.score, 2)
    assert "바로 위는" in page
    versus = [float(one) for one in re.findall(r'data-label="바로 위와 견주어">(-?[\d.]+)<', page)]
    above = run.ranked.get(slot=0, rank=1)
    assert sum(versus) == pytest.approx(100 * (row.score - above.score), abs=0.1)


def test_the_first_has_nobody_above(run: MatchRun, administrator: Any, client_for: Browsers) -> None:
    row = run.ranked.get(slot=0, rank=1)
    page = client_for(administrator).get(reverse("coverage:ranked", args=[row.pk])).content.decode()
    assert "이보다 점수가 높은 제안이 없습니다." in page
    assert "바로 위는" not in page


def test_the_bonus_of_fair_exposure_is_one_more_part(run: MatchRun, administrator: Any, client_for: Browsers) -> None:
    row = second(run)
    parts = row.contributions | {"rotation": 0.0125}
    RankedOffer.objects.filter(pk=row.pk).update(contributions=parts, score=row.score + 0.0125)
    page = client_for(administrator).get(reverse("coverage:ranked", args=[row.pk])).content.decode()
    assert "골고루 기회 드리기" in page
    found = re.findall(r'data-label="받은 점수">(-?[\d.]+)<', page)
    assert round(sum(map(float, found)), 2) == round(100 * (row.score + 0.0125), 2)


def test_the_case_computes_the_same_again(run: MatchRun, administrator: Any, client_for: Browsers) -> None:
    answer = client_for(administrator).get(reverse("coverage:run_case", args=[run.pk]))
    assert answer["Content-Disposition"] == f'attachment; filename="case-{run.pk}.json"'
    assert replay(json.loads(answer.content)) == run.result


def test_without_a_case_there_is_nothing_to_take_away(run: MatchRun, administrator: Any, client_for: Browsers) -> None:
    MatchRun.objects.filter(pk=run.pk).update(case=None)
    client, address = client_for(administrator), reverse("coverage:run_case", args=[run.pk])
    assert client.get(address).status_code == 404
    assert address not in client.get(reverse("coverage:run", args=[run.pk])).content.decode()


def test_an_unfinished_run_has_no_page(run: MatchRun, administrator: Any, client_for: Browsers) -> None:
    MatchRun.objects.filter(pk=run.pk).update(status="failed")
    client, row = client_for(administrator), second(run)
    assert client.get(reverse("coverage:run", args=[run.pk])).status_code == 404
    assert client.get(reverse("coverage:ranked", args=[row.pk])).status_code == 404


def test_others_get_404(run: MatchRun, sme: Any, supplier: Any, stranger: Any, client_for: Browsers) -> None:
    addresses = [reverse(f"coverage:{name}", args=[run.pk]) for name in ("run", "run_case")]
    for address in [*addresses, reverse("coverage:ranked", args=[second(run).pk])]:
        for person in (sme, supplier, stranger):
            assert client_for(person).get(address).status_code == 404


@pytest.mark.parametrize("wide", [False, True])
def test_pages_keep_their_budgets(
    sme: Any, supplier: Any, rival: Any, administrator: Any, client_for: Browsers, wide: bool
) -> None:
    stock(supplier, rival)
    codes = ("SOL-MES", "EQP-HMI", "EQP-ID") if wide else ("SOL-MES",)
    run, client = finished_run(ask(sme, *codes)), client_for(administrator)
    for name, pk in (("run", run.pk), ("ranked", second(run).pk)):
        address = reverse(f"coverage:{name}", args=[pk])
        client.get(address)
        assert_budget(client, address, f"coverage:{name}")
