"""What workers do: ids in, a row claimed, a service called. Names are those of the beat table."""

from __future__ import annotations

import time
from functools import partial

from celery import Task, shared_task
from django.db import transaction
from kombu.exceptions import OperationalError

from matchmaker.lib.claims import claim
from matchmaker.lib.pulse import looks
from matchmaker.matching.choices import RunStatus, TrainingStatus, TrainingTrigger
from matchmaker.matching.freshening import market_moved, shortlists_freshen
from matchmaker.matching.judging import rankers_judge
from matchmaker.matching.models import RankingPart, TrainingRun
from matchmaker.matching.nights import night_begin, part_execute, parts_lost, parts_sweep
from matchmaker.matching.running import Ground, runs_execute, runs_take
from matchmaker.matching.selectors import runs_owing
from matchmaker.matching.services import (
    LEASE,
    outdated_owe,
    owed_request,
    runs_lost,
    runs_sweep,
)
from matchmaker.matching.states import states_tidy
from matchmaker.matching.training import training_execute, training_request, trainings_lost, trainings_sweep

# One wake-up works so long, then makes room for others' tasks; the sweep wakes again while rows wait.
WORKS_FOR = 1.0
WOKEN_FOR = 6


@shared_task(name="matching.run")
def run(pk: int = 0) -> None:
    """Take runs, the most urgent first, for a second: a message only wakes, ``pk`` says for whom it was sent.

    Who finds more than it takes wakes the next at once, so that all free workers work as long as rows wait.
    """
    until, done, ground, woken = time.monotonic() + WORKS_FOR, set[int](), Ground(), False
    while (taken := runs_take(but=done)).runs:
        if taken.more and not woken:
            woken = _send(run, expires=WOKEN_FOR)
        runs_execute(runs=taken.runs, ground=ground)
        done |= {row.pk for row in taken.runs if row.attempts}  # the others were put back
        if time.monotonic() > until:
            return


@shared_task(name="matching.sweep_runs")
def sweep_runs() -> None:
    owed_request()
    if runs_sweep():
        run.apply_async(expires=WOKEN_FOR)


@shared_task(name="matching.freshen")
def freshen() -> None:
    """What the market moved since the last second: new shortlists now, and full runs for their needs."""
    if shortlists_freshen() and owed_request():
        wake(0)


@shared_task(name="matching.rematch_stale")
def rematch_stale() -> None:
    """Ask again for needs that have another version, or were answered by another taxonomy."""
    outdated_owe()
    if owed_request():
        wake(0)


@shared_task(name="matching.rematch_all")
def rematch_all() -> None:
    """The night: rank every open need anew, in parts."""
    for pk in night_begin():
        transaction.on_commit(partial(_send, rank_part, pk))


@shared_task(name="matching.rank_part")
def rank_part(pk: int) -> None:
    part = claim(RankingPart, pk, waiting=RunStatus.QUEUED, busy=RunStatus.RUNNING, lease=LEASE)
    if part is not None:
        part_execute(part=part)


@shared_task(name="matching.sweep_parts")
def sweep_parts() -> None:
    for pk in parts_sweep():
        rank_part.apply_async((pk,), expires=WOKEN_FOR)


@shared_task(name="matching.tidy_states")
def tidy_states() -> None:
    states_tidy()


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


looks("matching.freshen", market_moved)
looks("matching.sweep_runs", lambda: runs_lost().exists() or runs_owing().exists())
looks("matching.sweep_parts", lambda: parts_lost().exists())
looks("matching.sweep_trainings", lambda: trainings_lost().exists())


def wake(pk: int) -> None:
    """Send the run to a worker once its row is there; with the broker down the sweep will find the row."""
    transaction.on_commit(lambda: _send(run, pk))


def wake_training(pk: int) -> None:
    transaction.on_commit(lambda: _send(train, pk))


def _send(task: Task, *arguments: int, expires: float | None = None) -> bool:
    """Whether the broker took it."""
    try:
        task.apply_async(arguments, expires=expires)
    except OperationalError:
        return False
    return True
