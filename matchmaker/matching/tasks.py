"""What workers do: ids in, a row claimed, a service called. Names are those of the beat table."""

from __future__ import annotations

from celery import Task, shared_task
from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from kombu.exceptions import OperationalError

from demand.models import Need
from matchmaker.lib.claims import claim
from matchmaker.matching.choices import RunStatus, TrainingStatus, TrainingTrigger, Trigger
from matchmaker.matching.judging import rankers_judge
from matchmaker.matching.models import MatchRun, TrainingRun
from matchmaker.matching.selectors import nightly_needs, people_waiting, stale_needs
from matchmaker.matching.services import LEASE, run_execute, run_request, runs_sweep
from matchmaker.matching.training import training_execute, training_request, trainings_sweep

STALE_AT_ONCE = 100
NIGHTLY_AT_ONCE = 200


@shared_task(name="matching.run")
def run(pk: int) -> None:
    """Execute the run, after those for which somebody waits before a screen: a person never queues behind the night."""
    for one in (*people_waiting(but=pk), pk):
        row = claim(MatchRun, one, waiting=RunStatus.QUEUED, busy=RunStatus.RUNNING, lease=LEASE)
        if row is not None:
            run_execute(run=row)


@shared_task(name="matching.sweep_runs")
def sweep_runs() -> None:
    for pk in runs_sweep():
        run.delay(pk)


@shared_task(name="matching.rematch_stale")
def rematch_stale() -> None:
    """Ask again for needs that a newer offer, supplier or taxonomy touches; the rest wait for the next minute."""
    for need in stale_needs()[:STALE_AT_ONCE]:
        _again(need, Trigger.STALE)


@shared_task(name="matching.rematch_all")
def rematch_all(since: str = "", after: int = 0) -> None:
    """All open needs, a bounded number a message, each once a night: who has a run since ``since`` is passed over."""
    start = parse_datetime(since) if since else timezone.now()
    needs = list(nightly_needs(since=start, after=after)[:NIGHTLY_AT_ONCE])
    for need in needs:
        _again(need, Trigger.NIGHTLY)
    if len(needs) == NIGHTLY_AT_ONCE:
        rematch_all.delay(since=start.isoformat(), after=needs[-1].pk)


def _again(need: Need, trigger: str) -> None:
    wake(run_request(need=need, trigger=trigger).pk)


@shared_task(name="matching.train")
def train(pk: int) -> None:
    job = claim(TrainingRun, pk, waiting=TrainingStatus.QUEUED, busy=TrainingStatus.RUNNING, lease=LEASE)
    if job is not None:
        training_execute(job=job)


@shared_task(name="matching.train_weekly")
def train_weekly() -> None:
    wake_training(training_request(trigger=TrainingTrigger.WEEKLY).pk)


@shared_task(name="matching.judge_rankers")
def judge_rankers() -> None:
    rankers_judge()


@shared_task(name="matching.sweep_trainings")
def sweep_trainings() -> None:
    for pk in trainings_sweep():
        train.delay(pk)


def wake(pk: int) -> None:
    """Send the run to a worker once its row is there; with the broker down the sweep will find the row."""
    transaction.on_commit(lambda: _send(run, pk))


def wake_training(pk: int) -> None:
    transaction.on_commit(lambda: _send(train, pk))


def _send(task: Task, pk: int) -> None:
    try:
        task.delay(pk)
    except OperationalError:
        return
