"""Runs that nobody waits for are claimed and written a few at a time, and each still stands for itself."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError
from django.utils import timezone

from matchmaker.matching import recording, running, tasks
from matchmaker.matching.models import MatchRun, Package, PackageItem, RankedOffer, RunMerit, Shortlist
from matchmaker.matching.running import AT_ONCE, runs_execute, runs_take
from matchmaker.matching.services import run_request
from tests.matching.scenes import ask, finished_run, stock

pytestmark = pytest.mark.django_db


@pytest.fixture
def night(sme: Any, supplier: Any, rival: Any, monkeypatch: pytest.MonkeyPatch) -> list[MatchRun]:
    monkeypatch.setattr(running, "BEGUN_WITHIN", 60.0)
    stock(supplier, rival)
    return [run_request(need=ask(sme, "SOL-MES", nice=("EQP-ID",)), trigger="nightly") for _ in range(AT_ONCE + 1)]


def statuses() -> list[tuple[str, int]]:
    return list(MatchRun.objects.order_by("pk").values_list("status", "attempts"))


def left_by(run: MatchRun) -> list[Any]:
    """All that hangs on a run, as values without keys."""
    items = PackageItem.objects.filter(package__run=run).order_by("package__position", "slot")
    shortlist = Shortlist.objects.get(pk=run.need_id)
    return [
        list(RankedOffer.objects.filter(run=run).values_list("slot", "rank", "offer", "score", "contributions")),
        list(Package.objects.filter(run=run).values_list("position", "label", "value", "terms", "reasons")),
        list(items.values_list("package__position", "slot", "codes", "offer", "supplier", "score", "standbys")),
        list(RunMerit.objects.filter(run=run).values_list("weights", "shares")),
        (bytes(shortlist.offers), bytes(shortlist.kth), shortlist.answered == shortlist.digest),
    ]


def test_a_few_are_claimed_together_and_the_others_wait(night: list[MatchRun]) -> None:
    taken = runs_take(but=set())
    assert [run.pk for run in taken.runs] == [run.pk for run in night[:AT_ONCE]]
    assert taken.more
    rest = runs_take(but=set())
    assert ([run.pk for run in rest.runs], rest.more) == ([night[-1].pk], False)
    assert runs_take(but=set()).runs == []


def test_together_they_leave_what_each_would_leave_alone(night: list[MatchRun], sme: Any) -> None:
    runs_execute(runs=runs_take(but=set()).runs)
    alone = finished_run(ask(sme, "SOL-MES", nice=("EQP-ID",)))
    for run in night[:AT_ONCE]:
        assert left_by(run) == left_by(alone)
        assert MatchRun.objects.get(pk=run.pk).result["packages"] == alone.result["packages"]


def test_one_that_was_begun_before_comes_alone_and_so_kills_no_others(night: list[MatchRun]) -> None:
    past = timezone.now() - timedelta(minutes=5)
    MatchRun.objects.filter(pk=night[0].pk).update(status="running", attempts=7, lease_until=past)
    MatchRun.objects.filter(pk=night[2].pk).update(attempts=1)
    taken = [[run.pk for run in runs_take(but=set()).runs] for _ in range(3)]
    assert taken == [[night[0].pk], [night[1].pk], [night[2].pk]]


def test_a_person_s_run_comes_alone(night: list[MatchRun], sme: Any) -> None:
    asked = run_request(need=ask(sme, "SOL-MES"), trigger="asked")
    assert [run.pk for run in runs_take(but=set()).runs] == [asked.pk]


def test_what_there_is_no_time_for_is_put_back_as_if_never_claimed(
    night: list[MatchRun], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "BEGUN_WITHIN", -1.0)
    runs_execute(runs=runs_take(but=set()).runs)
    assert statuses() == [("done", 1)] + [("queued", 0)] * AT_ONCE


def test_a_wake_up_does_them_all_and_wakes_one_more(night: list[MatchRun], monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[Any] = []
    monkeypatch.setattr(tasks.run, "apply_async", lambda *args, **options: sent.append(options))
    monkeypatch.setattr(running, "BEGUN_WITHIN", -1.0)
    monkeypatch.setattr(tasks, "WORKS_FOR", 60.0)
    tasks.run()
    assert statuses() == [("done", 1)] * len(night)
    assert sent == [{"expires": tasks.WOKEN_FOR}]


def test_one_that_fails_does_not_take_the_others_along(night: list[MatchRun], sme: Any) -> None:
    MatchRun.objects.filter(pk__gt=night[2].pk).delete()
    night[1].need.requirements.update(codes=["SOL-NEVER"])
    runs_execute(runs=runs_take(but=set()).runs)
    assert statuses() == [("done", 1), ("failed", 1), ("done", 1)]


def test_where_they_cannot_be_written_together_only_what_is_to_blame_fails(
    night: list[MatchRun], monkeypatch: pytest.MonkeyPatch
) -> None:
    taken, write = runs_take(but=set()).runs, recording.write_rows

    def burst(found: list[recording.Found]) -> None:
        write(found)
        if any(one.run.pk == night[1].pk for one in found):
            raise IntegrityError("an offer is gone")

    monkeypatch.setattr(recording, "write_rows", burst)
    runs_execute(runs=taken)
    assert statuses() == [("done", 1), ("queued", 1)] + [("done", 1)] * (AT_ONCE - 2) + [("queued", 0)]
    assert not RankedOffer.objects.filter(run=night[1]).exists()


def test_one_that_another_worker_took_over_leaves_nothing(night: list[MatchRun]) -> None:
    taken = runs_take(but=set()).runs
    MatchRun.objects.filter(pk=night[0].pk).update(attempts=2)
    runs_execute(runs=taken)
    assert statuses()[:2] == [("running", 2), ("done", 1)]
    assert not Package.objects.filter(run=night[0]).exists()
