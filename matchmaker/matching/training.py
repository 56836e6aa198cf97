"""Learning as a job: asked for once, claimed by one worker, cancelled at any step, written whole or not at all."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from matchmaker.accounts.models import User
from matchmaker.engine.errors import EngineError
from matchmaker.engine.ranking import from_json, to_json
from matchmaker.lib.claims import abandoned
from matchmaker.matching import proving
from matchmaker.matching.changes import changes_between
from matchmaker.matching.choices import (
    MOST_ATTEMPTS,
    TRAINING_PROGRESS,
    UNFINISHED,
    TrainingStatus,
    TrainingStep,
    VersionStatus,
)
from matchmaker.matching.errors import NothingToLearn, Superseded
from matchmaker.matching.evidence import Evidence, evidence_until
from matchmaker.matching.judging import version_judge
from matchmaker.matching.models import RankerVersion, TrainingRun
from matchmaker.matching.ranker_services import ranker_active, version_store
from matchmaker.matching.services import LEASE, MESSAGE_LOST_AFTER
from matchmaker.matching.trials import position_bias

logger = logging.getLogger(__name__)
SEED = 2019
INTERNAL = "internal"
DIGITS = 4


@transaction.atomic
def training_request(*, trigger: str, user: User | None = None, seed: int = SEED) -> TrainingRun:
    """A queued job, or the one that is not finished yet: pressing twice learns once. The caller wakes a worker."""
    if (job := TrainingRun.objects.filter(status__in=UNFINISHED).first()) is not None:
        return job
    try:
        with transaction.atomic():
            return TrainingRun.objects.create(trigger=trigger, requested_by=user, seed=seed)
    except IntegrityError:  # somebody else pressed in the same moment
        return TrainingRun.objects.latest("created_at")


@transaction.atomic
def training_cancel(*, job: TrainingRun) -> bool:
    """Stop a job that has not ended; its worker notices at the next step. False when it had ended."""
    return bool(
        TrainingRun.objects.filter(pk=job.pk, status__in=UNFINISHED).update(
            status=TrainingStatus.CANCELLED, lease_until=None, finished_at=timezone.now()
        )
    )


def training_execute(*, job: TrainingRun) -> None:
    """Do a claimed job. What is expected to fail ends it with a code; all else is logged and tried again."""
    try:
        _learn(job)
    except Superseded:
        logger.warning("training %s was cancelled or taken over by another worker", job.pk)
    except (EngineError, NothingToLearn) as failure:
        _leave(job, TrainingStatus.FAILED, failure.code)
    except Exception:
        logger.exception("training %s failed at attempt %s", job.pk, job.attempts)
        again = job.attempts < MOST_ATTEMPTS
        _leave(job, TrainingStatus.QUEUED if again else TrainingStatus.FAILED, INTERNAL)


def _learn(job: TrainingRun) -> None:
    cut = job.data_cut or timezone.now()
    _step(job, TrainingStep.EVIDENCE, started_at=timezone.now(), data_cut=cut)
    evidence = evidence_until(cut, beat=_beat(job, TrainingStep.EVIDENCE, TrainingStep.JUDGE))
    parent = ranker_active()
    counts = {**evidence.counts, "telling": len(evidence.telling)}
    _step(job, TrainingStep.JUDGE, counts=counts)
    if not evidence.telling:
        raise NothingToLearn
    beat = _beat(job, TrainingStep.JUDGE, TrainingStep.LEARN)
    metrics = judged(evidence, parent, seed=job.seed, beat=beat)
    _step(job, TrainingStep.LEARN)
    made = learn(evidence, metrics, cut=cut, seed=job.seed)
    _step(job, TrainingStep.CHANGES)
    rankers = from_json(made["curves"]), from_json(parent.curves)
    changes = changes_between(*rankers, beat=_beat(job, TrainingStep.CHANGES, TrainingStep.SAVING))
    _step(job, TrainingStep.SAVING)
    fields = {**made, "changes": changes, "data_cut": cut, "parent": parent, "counts": counts}
    version = training_finish(job=job, fields=fields)
    if version.status == VersionStatus.CANDIDATE:
        version_judge(version=version)


def judged(
    evidence: Evidence, parent: RankerVersion, *, seed: int, beat: Callable[[float], None] = lambda share: None
) -> dict[str, Any]:
    """Metrics on the newer needs of what was learnt from the older ones, as far as it was known when the first newer
    answer was given.
    """
    older, newer = proving.split(evidence)
    if not len(newer.X):
        return {"older": len(older.telling), "newer": 0}
    first = min(newer.when[int(need)] for need in newer.needs)
    known = evidence_until(first, beat=beat).part(older.when.keys() - set(newer.needs.tolist()))
    return proving.proved(known, newer, from_json(parent.curves), seed=seed, bias=position_bias(first))


def learn(evidence: Evidence, metrics: dict[str, Any], *, cut: datetime, seed: int) -> dict[str, Any]:
    """What a version keeps of its making; all evidence teaches it. The same input gives the same, byte for byte."""
    bias = position_bias(cut)
    seen = {"eta": bias.eta, "tossed": bias.clicks, "older_share": proving.OLDER_SHARE}
    return {
        "curves": to_json(proving.learnt(evidence, seed=seed, bias=bias)),
        "parameters": {**proving.PARAMETERS, **seen},
        "metrics": metrics,
        "seed": seed,
        "code_version": proving.code_version(),
    }


@transaction.atomic
def training_finish(*, job: TrainingRun, fields: dict[str, Any]) -> RankerVersion:
    """The version, and the job that ends with it, or nothing. Curves that are known already stay that version."""
    curves = fields.pop("curves")
    version = version_store(name=f"{timezone.localtime(fields['data_cut']):%Y-%m-%d}", curves=curves, **fields)
    done = {"status": TrainingStatus.DONE, "progress": 100, "error": "", "version": version}
    if not _mine(job).update(lease_until=None, finished_at=timezone.now(), **done):
        raise Superseded
    return version


def _beat(job: TrainingRun, frm: TrainingStep, to: TrainingStep) -> Any:
    """Called with the share done: moves progress on and renews the lease."""

    def beat(share: float) -> None:
        low, high = TRAINING_PROGRESS[frm], TRAINING_PROGRESS[to]
        _held(job, progress=round(low + share * (high - low)))

    return beat


def _step(job: TrainingRun, step: TrainingStep, **fields: Any) -> None:
    _held(job, step=step, progress=TRAINING_PROGRESS[step], **fields)


def _held(job: TrainingRun, **fields: Any) -> None:
    if not _mine(job).update(lease_until=timezone.now() + LEASE, **fields):
        raise Superseded


def _mine(job: TrainingRun) -> Any:
    return TrainingRun.objects.filter(pk=job.pk, status=TrainingStatus.RUNNING, attempts=job.attempts)


def _leave(job: TrainingRun, status: str, error: str) -> None:
    ended = timezone.now() if status == TrainingStatus.FAILED else None
    _mine(job).update(status=status, error=error, lease_until=None, finished_at=ended)


def trainings_lost() -> QuerySet[TrainingRun]:
    """Jobs that nobody works on."""
    since: timedelta = MESSAGE_LOST_AFTER
    return abandoned(TrainingRun, waiting=TrainingStatus.QUEUED, busy=TrainingStatus.RUNNING, since=since)


@transaction.atomic
def trainings_sweep() -> list[int]:
    """Ids of jobs that nobody works on; those whose worker died too often are given up."""
    lost = trainings_lost()
    spent = lost.filter(attempts__gte=MOST_ATTEMPTS)
    spent.update(status=TrainingStatus.FAILED, error=INTERNAL, lease_until=None, finished_at=timezone.now())
    return list(lost.order_by("created_at").values_list("pk", flat=True))
