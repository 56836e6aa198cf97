"""Past days counted afterwards say what a count of that night would have said; looking back never looks ahead."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.utils import timezone

from demand.services import need_close
from matchmaker.coverage.gap_hindsight import cases_known
from matchmaker.coverage.gap_history import snapshots_count_back, year_of_days
from matchmaker.coverage.gap_services import snapshot_take
from matchmaker.coverage.models import GapSnapshot
from matchmaker.matching.models import MatchRun, Package
from matchmaker.sourcing.models import Rfq, Round
from tests import factories
from tests.matching.scenes import ask, firm, stock

pytestmark = pytest.mark.django_db


def figures(row: GapSnapshot) -> dict[tuple[str, str], tuple[float, ...]]:
    cells = row.cells.filter(demand__gt=0)
    return {
        (cell.capability_id, cell.region_id): tuple(
            round(getattr(cell, name), 9) for name in ("demand", "suppliers", "answers", "own", "gap")
        )
        for cell in cells
    }


def test_a_day_counted_afterwards_is_what_its_night_would_have_counted(sme: Any, supplier: Any, rival: Any) -> None:
    start = timezone.now() - timedelta(days=40)
    with time_machine.travel(start, tick=False):
        stock(supplier, rival)
        first = ask(sme, "SOL-MES", "EQP-ASRS")
        ask(sme, "SOL-MES")
        then = figures(snapshot_take())
    with time_machine.travel(start + timedelta(days=20), tick=False):
        need_close(need=first, actor=sme, result="withdrawn")
        factories.offer(firm(rival), "EQP-ASRS")
        ask(sme, "SOL-QMS")
    GapSnapshot.objects.all().delete()
    day = timezone.localdate(start) + timedelta(days=1)
    (row,) = snapshots_count_back(days=[day])
    assert row.simulated
    assert figures(row) == then
    (later,) = snapshots_count_back(days=[day + timedelta(days=25)])
    assert ("EQP-ASRS", "48") not in figures(later)
    assert ("SOL-QMS", "48") in figures(later)


def test_a_night_that_was_counted_is_left_alone(sme: Any, supplier: Any, rival: Any) -> None:
    stock(supplier, rival)
    row = snapshot_take(day=timezone.localdate() - timedelta(days=7))
    assert list(snapshots_count_back(days=[row.day])) == []


def test_a_year_is_a_count_a_week_and_a_week_of_nights() -> None:
    today = timezone.localdate()
    days = year_of_days(today)
    assert (days[0], days[-1]) == (today - timedelta(days=364), today - timedelta(days=1))
    assert max(b - a for a, b in zip(days, days[1:], strict=False)) == timedelta(days=7)


def test_a_request_is_held_against_the_count_before_it_came(sme: Any, supplier: Any, rival: Any, capsys: Any) -> None:
    stock(supplier, rival)
    now = timezone.now()
    snapshot_take(day=timezone.localdate(now) - timedelta(days=31))
    need = ask(sme, "SOL-MES", "EQP-AMR")
    when = {"created_at": now - timedelta(days=30), "promise_by": now, "quotes_due_at": now}
    row = Round.objects.create(need=need, need_version=1, promise_kept=False, **when)
    run = MatchRun.objects.create(need=need, need_version=1, status="done")
    money = {"value": 0.0, "price_low_krw": 0, "price_typical_krw": 0, "price_high_krw": 0, "weeks": 1.0}
    for position in range(3):
        assert cases_known() == []  # it has not asked for three quotes yet
        package = Package.objects.create(run=run, position=position, label="other", **money)
        Rfq.objects.create(need=need, round=row, package=package, status="partial")
    snapshot_take(day=timezone.localdate(now) - timedelta(days=30))
    (case,) = cases_known()
    assert (case.index, case.quotes, case.kept) == (1.0, 0, False)  # nobody sells EQP-AMR
    GapSnapshot.objects.filter(day=timezone.localdate(now) - timedelta(days=31)).delete()
    assert cases_known() == []  # the count of its own day knows it already
    call_command("gaps_look_back")
    assert capsys.readouterr().out.startswith("0 requests")
