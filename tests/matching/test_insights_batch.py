"""A night's batch tells every supplier how it stands, keeps too small figures out, and is not computed twice."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from matchmaker.celery import app as celery_app
from matchmaker.engine.ranking import PRIOR, ready, to_json
from matchmaker.jobs.choices import JobStatus
from matchmaker.jobs.models import Job
from matchmaker.jobs.services import job_cancel, job_execute, jobs_sweep
from matchmaker.jobs.work import LEASE
from matchmaker.lib.claims import claim
from matchmaker.matching.insights.models import InsightBatch, SupplierInsight
from matchmaker.matching.insights.services import JOB_ENDED, batch_due, batch_request
from matchmaker.matching.insights.tasks import insights_nightly, sweep_insights
from matchmaker.matching.ranker_services import ranker_load
from suppliers.models import Supplier
from tests import factories
from tests.matching.insight_scenes import asking_firms, crowd, executed, insight_of
from tests.matching.scenes import finished_run, firm

pytestmark = pytest.mark.django_db


def test_a_further_region_brings_as_many_needs_as_it_has(supplier: Any, sme: Any) -> None:
    factories.offer(firm(supplier), "EQP-HMI", regions=["11"])
    asking_firms(6, "EQP-HMI")
    batch, told = executed(), insight_of(supplier).figures
    assert (batch.status, batch.needs) == ("done", 6)
    assert (told["asked"], told["candidates"], told["shortlisted"]) == (6, None, None)
    assert told["filtered"] == {"not_served_region": 6}
    assert told["gained"] == [{"kind": "region", "code": "48", "amount": 0.0, "needs": 6}]


def test_a_place_behind_ten_better_ones_is_told_with_what_would_lift_it(supplier: Any) -> None:
    crowd(10, "EQP-HMI", 8_000_000)
    factories.offer(firm(supplier), "EQP-HMI", price_typical_krw=25_000_000, price_high_krw=90_000_000)
    asking_firms(5, "EQP-HMI")
    executed()
    told = insight_of(supplier).figures
    assert (told["candidates"], told["shortlisted"]) == (5, None)
    assert {"kind": "evidence", "code": "", "amount": 3.0, "needs": 5} in told["gained"]
    assert 0 < sum(told["parts"].values()) < 100


def test_what_fewer_than_five_firms_stand_behind_is_not_even_stored(supplier: Any, sme: Any) -> None:
    factories.offer(firm(supplier), "EQP-HMI", regions=["11"])
    for need in asking_firms(4, "EQP-HMI"):
        need.pk = None  # each firm asks twice: eight needs, four firms
        need.save()
        need.requirements.create(codes=["EQP-HMI"], strength="must", confirmed=True)
    assert executed().needs == 8
    told = insight_of(supplier).figures
    assert [told[name] for name in ("asked", "candidates", "shortlisted", "packages")] == [None] * 4
    assert told["filtered"] == {"not_served_region": None}
    assert (told["gained"], told["held_back"], told["parts"]) == ([], True, {})


def test_packages_are_counted_as_they_were_shown(supplier: Any) -> None:
    for code in ("EQP-HMI", "SVC-TRAIN"):
        factories.offer(firm(supplier), code)
    for need in asking_firms(5, "EQP-HMI"):
        finished_run(need)
        finished_run(need, trigger="nightly")
    executed()
    assert insight_of(supplier).figures["packages"] == 5


def test_drafts_and_needs_of_long_ago_do_not_count(supplier: Any) -> None:
    factories.offer(firm(supplier), "EQP-HMI")
    asking_firms(5, "EQP-HMI", status="draft")
    asking_firms(5, "EQP-HMI", start=5, created_at=timezone.now() - timedelta(days=91))
    assert executed().needs == 0


def test_a_need_in_words_of_an_older_taxonomy_is_left_out(supplier: Any) -> None:
    factories.offer(firm(supplier), "EQP-HMI")
    asking_firms(5, "EQP-HMI")
    odd = asking_firms(1, "EQP-HMI", start=5)[0]
    odd.requirements.create(codes=["EQP-STEAM"], strength="owned", confirmed=True)
    assert (executed().status, insight_of(supplier).figures["asked"]) == ("done", 5)


def test_only_verified_suppliers_of_the_market_have_a_row(supplier: Any, rival: Any) -> None:
    for person in (supplier, rival):
        factories.offer(firm(person), "EQP-HMI")
    executed()
    assert SupplierInsight.objects.count() == 2
    Supplier.objects.filter(pk=firm(rival).pk).update(status="suspended", changed_at=timezone.now())
    InsightBatch.objects.all().delete()
    executed()
    assert [row.supplier for row in SupplierInsight.objects.all()] == [firm(supplier)]


def test_the_same_night_is_computed_once(supplier: Any) -> None:
    batch = executed()
    assert batch_request().pk == batch.pk
    insights_nightly()
    sweep_insights()
    assert (Job.objects.count(), InsightBatch.objects.count(), batch_due()) == (1, 1, False)


def test_a_missed_night_and_a_new_ranker_ask_for_a_batch(supplier: Any) -> None:
    assert batch_due()
    batch = executed()
    InsightBatch.objects.update(created_at=timezone.now() - timedelta(hours=27))
    assert batch_due()
    InsightBatch.objects.update(created_at=timezone.now())
    curves = dict(reversed(PRIOR.items()))
    steep = ready(tuple(curves[name] if name != "reply" else curves["outcome"] for name in PRIOR))
    ranker_load(name="another", curves=to_json(steep))
    assert batch_due()
    assert batch_request().pk != batch.pk


def test_a_batch_is_a_job_that_counts_its_needs(supplier: Any) -> None:
    factories.offer(firm(supplier), "EQP-HMI")
    asking_firms(5, "EQP-HMI")
    executed()
    job = Job.objects.get()
    assert (job.status, job.done, job.total, job.organisation) == ("done", 5, 5, None)
    assert job.label == "공급기업마다 어떻게 보이는지 셈하기"


def test_a_batch_that_is_stopped_writes_nothing_and_is_not_begun_again_the_same_night(supplier: Any) -> None:
    factories.offer(firm(supplier), "EQP-HMI")
    asking_firms(5, "EQP-HMI")
    sweep_insights()
    job = claimed()
    assert job_cancel(job=job)
    job_execute(job=job)
    job.refresh_from_db()
    assert job.status == "cancelled"
    sweep_insights()
    batch = InsightBatch.objects.get()
    assert (batch.status, batch.error, batch_due()) == ("failed", JOB_ENDED, False)
    assert (SupplierInsight.objects.count(), Job.objects.count()) == (0, 1)


def test_a_dead_workers_batch_is_taken_up_again(supplier: Any) -> None:
    sweep_insights()
    job = claimed()
    Job.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    sweep_insights()
    assert (jobs_sweep(), InsightBatch.objects.get().status) == ([job.pk], "queued")
    job_execute(job=claimed())
    assert InsightBatch.objects.get().status == "done"


def test_a_worker_whose_batch_was_taken_over_writes_nothing(supplier: Any) -> None:
    factories.offer(firm(supplier), "EQP-HMI")
    insights_nightly()
    job = claimed()
    Job.objects.update(attempts=2)
    job_execute(job=job)
    assert not SupplierInsight.objects.exists()


def claimed() -> Job:
    job = claim(Job, Job.objects.get().pk, waiting=JobStatus.QUEUED, busy=JobStatus.RUNNING, lease=LEASE)
    assert job is not None
    return job


def test_beat_knows_the_tasks() -> None:
    celery_app.loader.import_default_modules()
    named = {entry["task"] for entry in celery_app.conf.beat_schedule.values()}
    assert {"matching.insights_nightly", "matching.sweep_insights"} <= named & set(celery_app.tasks)
