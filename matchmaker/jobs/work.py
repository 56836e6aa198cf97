"""What a handler holds in its hands: the job's parameters, where it stands, and how to move on."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from matchmaker.jobs.choices import JobStatus
from matchmaker.jobs.errors import JobCancelled, JobLost
from matchmaker.jobs.models import Job

LEASE = timedelta(seconds=settings.LEASE_SECONDS)
TOLD_EVERY = 0.5  # seconds between two writes of a bare count


class Work:
    """``params``, ``state`` and ``done`` are as stored: after a kill they say where to go on."""

    def __init__(self, job: Job) -> None:
        self.job, self.params, self.state = job, job.params, dict(job.state)
        self.done, self.total = job.done, job.total
        self._told_at = 0.0

    def tell(self, done: int | None = None, *, total: int | None = None, note: str | None = None) -> None:
        """Show how far it is and hold the job for another lease. Cheap to call in a loop. ``note`` is a msgid.

        Raises JobCancelled when somebody asked to stop, JobLost when another worker has the job.
        """
        fields = {"done": done, "total": total, "note": note}
        fields = {name: value for name, value in fields.items() if value is not None}
        said = total is not None or note is not None
        if not said and time.monotonic() - self._told_at < TOLD_EVERY:
            return
        self._write(**fields)

    @contextmanager
    def step(self, done: int, *, state: dict[str, Any] | None = None) -> Iterator[None]:
        """One transaction of the handler's writes together with the count and ``state`` after it: all or nothing.

        A worker killed inside leaves no trace of the step, so that whoever takes over does it once.
        """
        self._check()
        with transaction.atomic():
            yield
            self._write(done=done, **({} if state is None else {"state": state}))
        self.state = self.state if state is None else dict(state)

    def _check(self) -> None:
        if self._mine().filter(cancel_requested_at__isnull=False).exists():
            raise JobCancelled

    def _write(self, **fields: Any) -> None:
        rows = self._mine().filter(cancel_requested_at__isnull=True)
        if not rows.update(lease_until=timezone.now() + LEASE, **fields):
            self._check()
            raise JobLost
        self.done, self.total = fields.get("done", self.done), fields.get("total", self.total)
        self._told_at = time.monotonic()

    def _mine(self) -> QuerySet[Job]:
        return Job.objects.filter(pk=self.job.pk, status=JobStatus.RUNNING, attempts=self.job.attempts)
