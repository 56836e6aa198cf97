"""Writes of jobs: asked for, done, cancelled, swept. Computing is the handlers'."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_noop

from matchmaker.accounts.models import Organisation, User
from matchmaker.jobs.choices import UNFINISHED, JobStatus
from matchmaker.jobs.errors import JobCancelled, JobLost, JobRefused
from matchmaker.jobs.handlers import HANDLERS
from matchmaker.jobs.models import Job
from matchmaker.jobs.work import Work
from matchmaker.lib.chunks import delete_in_chunks
from matchmaker.lib.claims import MOST_CLAIMS, abandoned

logger = logging.getLogger(__name__)
MESSAGE_LOST_AFTER = timedelta(seconds=3)
MOST_ATTEMPTS = 3
SWEPT_AT_ONCE = 50
INTERNAL = gettext_noop("생각지 못한 문제로 마치지 못했습니다. 기록해 두었으니 잠시 뒤 다시 해 보세요.")


@transaction.atomic
def job_start(
    *,
    kind: str,
    organisation: Organisation | None = None,
    user: User | None = None,
    params: dict[str, Any] | None = None,
    subject: str = "",
    key: str = "",
    personal: bool = False,
) -> Job:
    """A queued job, or the unfinished one with the same ``key``: pressing twice works once. The caller wakes a worker.

    Without an organisation it is the platform's own, or with ``personal`` the person's. Raises ValueError for a kind
    that nobody registered.
    """
    if kind not in HANDLERS:
        raise ValueError(f"{kind} is no kind of job")
    try:
        with transaction.atomic():
            return Job.objects.create(
                kind=kind,
                organisation=organisation,
                requested_by=user,
                params=params or {},
                subject=subject[:200],
                key=key,
                personal=personal,
            )
    except IntegrityError:
        return Job.objects.get(key=key, status__in=UNFINISHED)


@transaction.atomic
def job_cancel(*, job: Job) -> bool:
    """Stop what waits at once, and what runs at its next step. False when it had ended."""
    now = timezone.now()
    waiting = Job.objects.filter(pk=job.pk, status=JobStatus.QUEUED)
    if waiting.update(status=JobStatus.CANCELLED, cancel_requested_at=now, finished_at=now):
        return True
    return bool(Job.objects.filter(pk=job.pk, status=JobStatus.RUNNING).update(cancel_requested_at=now))


def job_execute(*, job: Job) -> None:
    """Do a claimed job. A refusal ends it with words for people; anything unforeseen is logged and tried again,
    ``MOST_ATTEMPTS`` times at most.
    """
    work = Work(job)
    try:
        Job.objects.filter(pk=job.pk, started_at__isnull=True).update(started_at=timezone.now())
        work.tell(total=job.total)
        result = HANDLERS[job.kind].run(work) or {}
        _close(work, JobStatus.DONE, result=result, done=work.total or work.done, error="")
    except JobCancelled:
        _close(work, JobStatus.CANCELLED)
    except JobLost:
        logger.warning("job %s was taken over by another worker", job.pk)
    except JobRefused as refused:
        _close(work, JobStatus.FAILED, note=refused.message, error="refused")
    except Exception as failure:
        logger.exception("job %s failed at attempt %s", job.pk, job.attempts)
        error = f"{type(failure).__name__}: {failure}"[:500]
        if job.attempts < MOST_ATTEMPTS:
            _close(work, JobStatus.QUEUED, error=error)
        else:
            _close(work, JobStatus.FAILED, error=error, note=INTERNAL)


def _close(work: Work, status: str, **fields: Any) -> None:
    ended = None if status == JobStatus.QUEUED else timezone.now()
    work._mine().update(status=status, lease_until=None, finished_at=ended, **fields)


def jobs_tidy() -> int:
    """Delete what ended KEEP_JOBS_DAYS ago, some hundred a transaction; returns how many."""
    limit = timezone.now() - timedelta(days=settings.KEEP_JOBS_DAYS)
    return delete_in_chunks(Job.objects.exclude(status__in=UNFINISHED).filter(finished_at__lt=limit))


def jobs_lost() -> QuerySet[Job]:
    """Jobs that nobody works on."""
    return abandoned(Job, waiting=JobStatus.QUEUED, busy=JobStatus.RUNNING, since=MESSAGE_LOST_AFTER)


@transaction.atomic
def jobs_sweep() -> list[int]:
    """Ids of jobs that nobody works on; those to be stopped, or whose worker died too often, are closed."""
    lost = jobs_lost()
    ended = {"lease_until": None, "finished_at": timezone.now()}
    lost.filter(cancel_requested_at__isnull=False).update(status=JobStatus.CANCELLED, **ended)
    spent = lost.filter(attempts__gte=MOST_CLAIMS, cancel_requested_at__isnull=True)
    spent.update(status=JobStatus.FAILED, note=INTERNAL, **ended)
    return list(lost.order_by("created_at").values_list("pk", flat=True)[:SWEPT_AT_ONCE])
