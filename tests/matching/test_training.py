"""Learning as a job: once, whole, cancellable, and the same bytes for the same past."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from matchmaker.accounts.models import User
from matchmaker.engine.ranking import from_json, prior_ranker, to_json
from matchmaker.lib.claims import claim
from matchmaker.matching import tasks
from matchmaker.matching.evidence import evidence_until
from matchmaker.matching.models import Feedback, RankerVersion, TrainingRun
from matchmaker.matching.ranker_services import ranker_active
from matchmaker.matching.services import LEASE
from matchmaker.matching.training import (
    judged,
    learn,
    training_cancel,
    training_execute,
    training_request,
    trainings_sweep,
)
from tests.at_once import at_once
from tests.matching.lived import lived, two_sellers

pytestmark = pytest.mark.django_db


@pytest.fixture
def past(sme: User, supplier: User, rival: User) -> None:
    two_sellers(supplier, rival)
    lived(sme, rival, needs=6)


def claimed(job: TrainingRun) -> TrainingRun:
    return claim(TrainingRun, job.pk, waiting="queued", busy="running", lease=LEASE)


def trained() -> TrainingRun:
    job = training_request(trigger="asked")
    training_execute(job=claimed(job))
    return TrainingRun.objects.get(pk=job.pk)


def made(cut: datetime, parent: RankerVersion) -> dict[str, Any]:
    evidence = evidence_until(cut)
    return learn(evidence, judged(evidence, parent, seed=7), cut=cut, seed=7)


def test_a_job_leaves_a_candidate_with_all_that_made_it(past: None) -> None:
    serving = ranker_active()
    job = trained()
    assert (job.status, job.progress, job.error) == ("done", 100, "")
    version = job.version
    assert (version.status, version.parent, version.data_cut) == ("candidate", serving, job.data_cut)
    assert (version.counts["telling"], version.counts["used"]) == (6, 24)
    assert version.metrics["older"] + version.metrics["newer"] == 6
    assert version.metrics["chances"]["quote"]["newer"] > 0
    assert version.parameters["knots"]
    assert version.code_version
    assert version.changes["needs"] == 6
    assert ranker_active() == serving, "a candidate does not serve"
    from_json(version.curves)


def test_who_always_won_though_dearer_is_liked_better_for_being_quick(past: None) -> None:
    learnt = from_json(trained().version.curves)
    place = list(to_json(learnt)["curves"]).index("time")

    def share(ranker: object) -> float:
        curve = ranker.curves_[place]
        return curve.values[0] - curve.values[-1]

    assert share(learnt) > share(prior_ranker())


def test_the_same_past_gives_the_same_bytes(past: None) -> None:
    cut, parent = timezone.now(), ranker_active()
    one, other = (json.dumps(made(cut, parent), sort_keys=True) for _ in range(2))
    assert one == other


def test_learning_the_same_again_finds_the_version_that_is_there(past: None) -> None:
    first, second = trained(), trained()
    assert first.pk != second.pk
    assert first.version == second.version
    assert RankerVersion.objects.count() == 2, "the prior and what was learnt"


def test_what_happens_after_the_cut_changes_nothing(past: None) -> None:
    cut, parent = timezone.now(), ranker_active()
    before = made(cut, parent)
    Feedback.objects.filter(kind="awarded").first()
    for row in Feedback.objects.filter(kind="awarded"):
        row.pk, row.kind, row.value, row.at = None, "outcome", 1.0, timezone.now()
        row.save()
    assert made(cut, parent) == before


def test_the_order_is_judged_by_what_was_known_before_the_newer_answers(past: None) -> None:
    """Later good news about older needs may teach the version, never the ranker that the newer needs judge."""
    cut, parent = timezone.now(), ranker_active()
    before = made(cut, parent)
    oldest = evidence_until(cut).telling[0]
    late = Feedback.objects.filter(need=oldest, kind="awarded").get()
    late.pk, late.kind, late.value, late.at = None, "outcome", 1.0, cut - timedelta(minutes=1)
    late.save()
    after = made(cut, parent)
    assert after["curves"] != before["curves"]
    assert after["metrics"] == before["metrics"]


def test_a_market_without_a_past_says_so(sme: User) -> None:
    job = trained()
    assert (job.status, job.error, job.version) == ("failed", "nothing_to_learn", None)
    assert job.counts["telling"] == 0


def test_pressing_twice_learns_once(db: None) -> None:
    assert training_request(trigger="asked").pk == training_request(trigger="weekly").pk
    assert TrainingRun.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_people_pressing_at_once_start_one_job() -> None:
    found = at_once(*(lambda: training_request(trigger="asked").pk for _ in range(2)))
    assert found[0] == found[1]
    assert TrainingRun.objects.count() == 1


def test_a_cancelled_job_writes_nothing(past: None) -> None:
    job = claimed(training_request(trigger="asked"))
    assert training_cancel(job=job)
    training_execute(job=job)
    job.refresh_from_db()
    assert (job.status, job.version) == ("cancelled", None)
    assert not RankerVersion.objects.filter(status="candidate").exists()
    assert not training_cancel(job=job), "what has ended cannot be stopped"


def test_the_sweep_finds_what_a_dead_worker_left_and_gives_up_in_the_end(past: None) -> None:
    job = claimed(training_request(trigger="asked"))
    TrainingRun.objects.filter(pk=job.pk).update(lease_until=timezone.now() - LEASE)
    assert trainings_sweep() == [job.pk]
    TrainingRun.objects.filter(pk=job.pk).update(attempts=3)
    assert trainings_sweep() == []
    job.refresh_from_db()
    assert (job.status, job.error) == ("failed", "internal")


def test_the_weekly_beat_asks_for_one_job(db: None) -> None:
    tasks.train_weekly()
    tasks.train_weekly()
    assert list(TrainingRun.objects.values_list("trigger", flat=True)) == ["weekly"]
