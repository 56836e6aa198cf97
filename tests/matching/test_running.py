"""From a confirmed need to rows: one run at a time, written whole, taken over when its worker dies."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from matchmaker.engine.cases import replay
from matchmaker.lib.claims import claim
from matchmaker.matching import shortlists, tasks
from matchmaker.matching.errors import NeedNotReady
from matchmaker.matching.models import MatchRun, RankerVersion
from matchmaker.matching.running import Ground, runs_execute
from matchmaker.matching.services import LEASE, run_request, runs_sweep
from matchmaker.matching.states import case_text
from tests.matching.scenes import ask, finished_run, firm, stock

pytestmark = pytest.mark.django_db


def claimed(run: MatchRun) -> MatchRun | None:
    return claim(MatchRun, run.pk, waiting="queued", busy="running", lease=LEASE)


def test_a_need_becomes_ranked_offers_and_packages(sme: object, supplier: object, rival: object) -> None:
    stock(supplier, rival)
    run = finished_run(ask(sme, "SOL-MES", nice=("EQP-ID",)))
    assert (run.status, run.progress, run.error) == ("done", 100, "")
    best = run.packages.get(position=1)
    assert best.label == "best"
    assert best.complete
    assert {item.codes[0] for item in best.items.filter(offer__isnull=False)} >= {"SOL-MES", "SVC-TRAIN"}
    assert best.price_low_krw <= best.price_typical_krw <= best.price_high_krw
    assert sum(best.terms.values()) == pytest.approx(best.value, abs=1e-9)
    first = run.ranked.filter(slot=0).first()
    assert sum(first.contributions.values()) == pytest.approx(first.score, abs=1e-9)
    assert run.ranker == RankerVersion.objects.get(status="serving")


def test_pressing_twice_asks_once(sme: object) -> None:
    need = ask(sme, "SOL-MES")
    assert run_request(need=need, trigger="asked").pk == run_request(need=need, trigger="asked").pk
    assert MatchRun.objects.count() == 1


def test_a_draft_is_not_matched(sme: object) -> None:
    with pytest.raises(NeedNotReady):
        run_request(need=ask(sme, "SOL-MES", status="draft"), trigger="asked")


def test_a_run_is_claimed_by_one_worker_only(sme: object) -> None:
    run = run_request(need=ask(sme, "SOL-MES"), trigger="asked")
    assert claimed(run) is not None
    assert claimed(run) is None


def test_a_killed_worker_s_run_is_picked_up_and_its_late_answer_is_dropped(
    sme: object, supplier: object, rival: object
) -> None:
    stock(supplier, rival)
    run = run_request(need=ask(sme, "SOL-MES"), trigger="asked")
    dead = claimed(run)
    MatchRun.objects.filter(pk=run.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    assert runs_sweep() == [run.pk]
    tasks.run(run.pk)
    run.refresh_from_db()
    packages = run.packages.count()
    assert (run.status, run.attempts) == ("done", 2)
    runs_execute(runs=[dead])
    run.refresh_from_db()
    assert (run.status, run.packages.count()) == ("done", packages)


def test_a_run_whose_workers_keep_dying_is_given_up(sme: object) -> None:
    run = run_request(need=ask(sme, "SOL-MES"), trigger="asked")
    past = timezone.now() - timedelta(minutes=5)
    MatchRun.objects.filter(pk=run.pk).update(status="running", attempts=8, lease_until=past)
    assert runs_sweep() == []
    run.refresh_from_db()
    assert (run.status, run.error) == ("failed", "internal")


def test_what_nobody_expected_is_tried_three_times_and_says_nothing_of_itself(
    sme: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = run_request(need=ask(sme, "SOL-MES"), trigger="asked")

    def burst(*_: object) -> None:
        raise RuntimeError("secret path")

    monkeypatch.setattr(shortlists, "market_snapshot", burst)
    seen = []
    for _ in range(4):
        tasks.run(run.pk)
        run.refresh_from_db()
        seen.append((run.status, run.error))
    assert seen == [("queued", "internal"), ("queued", "internal"), ("failed", "internal"), ("failed", "internal")]


def test_a_need_with_an_unknown_code_fails_with_its_code_and_writes_nothing(sme: object) -> None:
    run = finished_run(ask(sme, "SOL-NEVER"))
    assert (run.status, run.error) == ("failed", "unknown_code")
    assert not run.packages.exists()


def test_nobody_serves_the_need_and_the_run_says_so(sme: object) -> None:
    run = finished_run(ask(sme, "SOL-MES"))
    assert run.status == "done"
    assert run.result["status"] == "infeasible"
    assert not run.packages.exists()


def test_a_need_without_a_budget_is_matched(sme: object, supplier: object, rival: object) -> None:
    stock(supplier, rival)
    run = finished_run(ask(sme, "SOL-MES", budget_krw=None, deadline_weeks=None))
    assert run.packages.filter(complete=True).exists()


def test_a_shared_ground_is_read_anew_for_who_asked_later(sme: object, supplier: object, rival: object) -> None:
    stock(supplier, rival)
    first, ground = run_request(need=ask(sme, "SOL-MES"), trigger="nightly"), Ground()
    early = run_request(need=ask(sme, "SOL-MES"), trigger="nightly")
    runs_execute(runs=[claimed(first)], ground=ground)
    late = run_request(need=ask(sme, "SOL-MES"), trigger="nightly")
    for run in (early, late):
        runs_execute(runs=[claimed(run)], ground=ground)
    cuts = [MatchRun.objects.get(pk=run.pk).data_cut for run in (first, early, late)]
    assert cuts[0] == cuts[1] < late.created_at <= cuts[2]


def test_the_stored_case_replays_to_the_stored_result(
    sme: object, supplier: object, rival: object, tmp_path: object
) -> None:
    stock(supplier, rival)
    run = finished_run(ask(sme, "SOL-MES"))
    assert replay(json.loads(case_text(run))) == run.result
    target = tmp_path / "case.json"
    call_command("export_case", str(run.pk), out=str(target))
    told = subprocess.run(
        [sys.executable, "-m", "matchmaker.engine", str(target)], capture_output=True, check=True, text=True
    )
    assert json.loads(told.stdout) == run.result


def test_the_next_run_tells_who_entered_and_who_left(sme: object, supplier: object, rival: object) -> None:
    stock(supplier, rival)
    need = ask(sme, "SOL-MES")
    first = finished_run(need)
    assert first.difference == {}
    firm(rival).offers.filter(capability="SOL-MES").update(status="hidden", changed_at=timezone.now())
    firm(supplier).offers.filter(capability="SOL-MES").update(price_typical_krw=80_000_000, changed_at=timezone.now())
    told = finished_run(need, trigger="stale").difference
    assert told["since"] == first.finished_at.isoformat()
    assert told["labels"] or told["removed"]


def test_a_waiting_person_goes_before_the_night(sme: object, supplier: object, rival: object) -> None:
    stock(supplier, rival)
    nightly = run_request(need=ask(sme, "SOL-MES"), trigger="nightly")
    asked = run_request(need=ask(sme, "EQP-ID"), trigger="asked")
    tasks.run(nightly.pk)
    asked.refresh_from_db()
    nightly.refresh_from_db()
    assert (asked.status, nightly.status) == ("done", "done")
    assert asked.started_at < nightly.started_at
