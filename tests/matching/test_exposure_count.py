"""Attention counted from answers and cards that were shown, and what the next answer makes of it."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import numpy as np
import pytest
from django.utils import timezone

from matchmaker.engine.cases import canonical, replay
from matchmaker.matching.exposing import exposure_count, setting_change, strength_in_force
from matchmaker.matching.market import market_snapshot
from matchmaker.matching.models import ExposureSetting, MatchRun, RankedOffer, RunMerit, SupplierExposure
from matchmaker.matching.services import impressions_record
from matchmaker.matching.states import case_text
from suppliers.models import Offer, Supplier
from tests import factories
from tests.matching.scenes import ask, finished_run, firm, stock

pytestmark = pytest.mark.django_db


def accounts() -> dict[int, SupplierExposure]:
    return {row.supplier_id: row for row in SupplierExposure.objects.all()}


@pytest.fixture
def run(sme: Any, supplier: Any, rival: Any) -> MatchRun:
    stock(supplier, rival)
    Offer.objects.filter(supplier=firm(rival)).update(weeks=30)
    return finished_run(ask(sme, "SOL-MES", "EQP-HMI"))


def test_an_answer_gives_one_list_of_attention_and_as_much_merit(run: MatchRun, supplier: Any, rival: Any) -> None:
    told = exposure_count()
    rows = accounts()
    assert told.needs == 1
    given = sum(row.exposure for row in rows.values())
    assert given == pytest.approx(sum(row.merit for row in rows.values()))
    two = 1 + 1 / np.log2(3)
    weights = run.merit.weights
    lists = RankedOffer.objects.filter(run=run).values_list("slot", flat=True)
    assert given == pytest.approx(
        sum(weights[slot] * (two if list(lists).count(slot) > 1 else 1) for slot in set(lists))
    )
    assert rows[firm(supplier).pk].load + rows[firm(rival).pk].load >= 1


def test_a_card_that_was_shown_adds_to_its_members_and_is_counted_once(run: MatchRun, sme: Any, rival: Any) -> None:
    before = sum(row.exposure for row in accounts().values()) if exposure_count() else 0
    shown = [(package.pk, package.position) for package in run.packages.all()]
    for viewer in (sme, rival):
        impressions_record(run=run, viewer=viewer, page="need", shown=shown)
    SupplierExposure.objects.all().delete()
    exposure_count()
    first = run.packages.get(position=1)
    members = set(first.items.exclude(supplier=None).values_list("supplier", flat=True))
    after = sum(row.exposure for row in accounts().values())
    assert after - before >= len(members)
    assert after == pytest.approx(sum(row.merit for row in accounts().values()))
    assert after - before < 2 * sum(len({i.supplier_id for i in p.items.all()}) for p in run.packages.all())


def test_only_the_latest_answer_within_the_window_counts(run: MatchRun) -> None:
    finished_run(run.need, trigger="nightly")
    assert exposure_count().needs == 1
    assert exposure_count(now=timezone.now() + timedelta(days=91)).needs == 0


def test_the_market_carries_the_newest_count_and_is_held_until_the_next(run: MatchRun, supplier: Any) -> None:
    bare = market_snapshot()
    assert not bare.exposure_deficit.any()
    exposure_count()
    market = market_snapshot()
    assert market is not bare
    expected = [accounts()[int(pk)].deficit for pk in market.supplier_id]
    assert market.exposure_deficit.tolist() == pytest.approx(expected)
    assert market_snapshot() is market


def test_who_has_no_room_is_owed_nothing(run: MatchRun, supplier: Any, rival: Any) -> None:
    Supplier.objects.update(open_projects=9)
    exposure_count()
    assert all(row.deficit <= 0 for row in accounts().values())


def test_the_bonus_is_stored_as_a_named_part_and_the_case_replays_it(run: MatchRun, administrator: Any) -> None:
    setting_change(strength=0.5, actor=administrator, reason="시험")
    exposure_count()
    again = finished_run(run.need, trigger="nightly")
    assert again.params["exposure"] == 0.5
    for row in RankedOffer.objects.filter(run=again):
        assert row.score == pytest.approx(sum(row.contributions.values()), abs=1e-12)
    assert any("rotation" in row.contributions for row in RankedOffer.objects.filter(run=again))
    assert canonical(replayed(again)) == canonical(again.result)


def replayed(run: MatchRun) -> Any:
    return replay(json.loads(case_text(run)))


def test_a_setting_is_a_row_with_who_why_and_what_was_before(administrator: Any) -> None:
    default = strength_in_force()
    row = setting_change(strength=0.2, actor=administrator, reason="지역 기업을 더 보이게")
    assert (strength_in_force(), row.before, row.actor, row.reason) == (
        0.2,
        default,
        administrator,
        "지역 기업을 더 보이게",
    )
    assert setting_change(strength=0.2, actor=administrator, reason="같음") is None
    for strength in (-0.1, 0.6, float("nan")):
        with pytest.raises(ValueError, match="strength"):
            setting_change(strength=strength, actor=administrator, reason="")
    assert ExposureSetting.objects.count() == 1


def test_runs_from_before_the_counting_are_left_out(run: MatchRun) -> None:
    RunMerit.objects.all().delete()
    assert exposure_count().needs == 0
    assert not any(row.deficit for row in accounts().values() if row.supplier.projects.exists())


def test_somebody_who_is_no_supplier_any_more_is_passed_over(run: MatchRun, rival: Any) -> None:
    Supplier.objects.filter(pk=firm(rival).pk).update(status="suspended")
    factories.supplier_user(email="late@example.com", firm="늦은기업", status="verified")
    exposure_count()
    assert firm(rival).pk not in accounts()
