"""A job is done once, step by step; who takes over after a kill goes on where the last whole step ended."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from matchmaker.accounts.models import Organisation, User
from matchmaker.jobs.choices import JobStatus
from matchmaker.jobs.errors import JobRefused
from matchmaker.jobs.models import Job
from matchmaker.jobs.services import MOST_ATTEMPTS, job_cancel, job_start, jobs_sweep
from matchmaker.jobs.tasks import run, sweep

pytestmark = pytest.mark.django_db


class Killed(BaseException):
    """What a kill looks like from inside: nothing after it runs."""


def count_to_five(work: Any) -> dict[str, Any]:
    work.tell(total=5, note="세고 있습니다")
    for at in range(work.done, 5):
        with work.step(at + 1, state={"seen": [*work.state.get("seen", []), at]}):
            Organisation.objects.create(kind="demand", name=f"걸음 {at}")
            if at == work.params.get("dies_at") and work.job.attempts == 1:
                raise Killed
    return {"url": "/needs/"}


def test_a_job_is_done_and_says_where_to_go_on(handled: Any) -> None:
    job = handled(count_to_five)
    run(job.pk)
    job.refresh_from_db()
    assert (job.status, job.done, job.total, job.progress) == (JobStatus.DONE, 5, 5, 100)
    assert job.result == {"url": "/needs/"}
    assert job.started_at < job.finished_at


def test_doing_it_twice_does_it_once(handled: Any) -> None:
    job = handled(count_to_five)
    run(job.pk)
    run(job.pk)
    assert Organisation.objects.filter(name__startswith="걸음").count() == 5


def test_after_a_kill_the_next_worker_does_each_step_once(handled: Any) -> None:
    job = handled(count_to_five, params={"dies_at": 3})
    with pytest.raises(Killed):
        run(job.pk)
    job.refresh_from_db()
    assert (job.status, job.done, job.state) == (JobStatus.RUNNING, 3, {"seen": [0, 1, 2]})
    Job.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    sweep.run()
    run(job.pk)
    job.refresh_from_db()
    assert (job.status, job.state) == (JobStatus.DONE, {"seen": [0, 1, 2, 3, 4]})
    assert Organisation.objects.filter(name__startswith="걸음").count() == 5


def test_a_worker_that_lost_the_job_writes_nothing_more(handled: Any) -> None:
    def slow(work: Any) -> None:
        Job.objects.update(attempts=2)  # another worker claimed it meanwhile
        with work.step(1):
            Organisation.objects.create(kind="demand", name="걸음")

    job = handled(slow)
    run(job.pk)
    job.refresh_from_db()
    assert (job.status, job.done) == (JobStatus.RUNNING, 0)
    assert not Organisation.objects.filter(name="걸음").exists()


def test_what_waits_is_stopped_at_once_and_what_runs_at_its_next_step(handled: Any) -> None:
    def asked_to_stop(work: Any) -> None:
        with work.step(1):
            pass
        assert job_cancel(job=work.job)
        with work.step(2):
            raise AssertionError("one step too many")

    waiting = handled(asked_to_stop)
    assert job_cancel(job=waiting)
    running = handled(asked_to_stop)
    for job in (waiting, running):
        run(job.pk)
        job.refresh_from_db()
        assert job.status == JobStatus.CANCELLED
        assert not job_cancel(job=job)
    assert running.done == 1


def test_one_that_was_stopped_while_its_worker_died_is_closed_by_the_sweep(handled: Any) -> None:
    job = handled(count_to_five)
    past = timezone.now() - timedelta(seconds=1)
    Job.objects.update(status="running", attempts=1, lease_until=past, cancel_requested_at=past)
    assert jobs_sweep() == []
    job.refresh_from_db()
    assert job.status == JobStatus.CANCELLED


def test_a_refusal_ends_it_with_words_for_people(handled: Any) -> None:
    def refuse(work: Any) -> None:
        raise JobRefused("표에 줄이 없습니다")

    job = handled(refuse)
    run(job.pk)
    job.refresh_from_db()
    assert (job.status, job.told, job.attempts) == (JobStatus.FAILED, "표에 줄이 없습니다", 1)


def test_what_always_fails_is_set_aside_with_its_error_and_the_others_go_on(handled: Any) -> None:
    def fail(work: Any) -> None:
        if work.params.get("poison"):
            raise ZeroDivisionError("poison")

    poison, good = handled(fail, params={"poison": True}), handled(fail)
    for _ in range(MOST_ATTEMPTS + 1):
        run(poison.pk)
    run(good.pk)
    poison.refresh_from_db()
    good.refresh_from_db()
    assert (poison.status, poison.attempts) == (JobStatus.FAILED, MOST_ATTEMPTS)
    assert "ZeroDivisionError: poison" in poison.error
    assert "poison" not in poison.told
    assert good.status == JobStatus.DONE


def test_pressing_twice_works_once_until_the_first_has_ended(handled: Any, sme: User) -> None:
    first = handled(count_to_five, key="count:1", user=sme)
    assert handled(count_to_five, key="count:1").pk == first.pk
    run(first.pk)
    assert handled(count_to_five, key="count:1").pk != first.pk


def test_a_kind_that_nobody_does_is_refused() -> None:
    with pytest.raises(ValueError, match="no kind"):
        job_start(kind="gossip")
