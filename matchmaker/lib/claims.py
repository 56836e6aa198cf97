"""Rows as the queue: a worker claims a row for the length of a lease; a sweep finds what was left behind."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from matchmaker.lib.labels import Labelled

# So many claims that all ended with a dead worker, and the row is taken to be what kills them. What fails by itself has
# a lower limit of its own: a machine that is switched off often must not make honest work look poisoned.
MOST_CLAIMS = 8
# No worker holds a row so long: a lease further ahead was given by a clock that ran ahead.
LONGEST_LEASE = timedelta(hours=2)


class Claimable(Labelled, models.Model):
    """``lease_until`` says how long the present worker may hold the row; ``attempts`` counts the claims."""

    lease_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.TextField(blank=True)

    class Meta:
        abstract = True


class Progressing(models.Model):
    """How far long work is: ``done`` of ``total`` (0: not known yet), and what it does just now, a msgid."""

    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    note = models.CharField(max_length=200, blank=True)
    cancel_requested_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def progress(self) -> int:
        """Per cent; 0 where the whole is not known."""
        return min(100, self.done * 100 // self.total) if self.total else 0


def claim(model: type[Any], pk: int, *, waiting: str, busy: str, lease: timedelta) -> Any | None:
    """Take the row if it waits or if its last worker's lease ran out; None when another worker has it."""
    now = timezone.now()
    free = Q(status=waiting) | lapsed(busy)
    taken = model.objects.filter(free, pk=pk).update(status=busy, lease_until=now + lease, attempts=F("attempts") + 1)
    return model.objects.get(pk=pk) if taken else None


def abandoned(model: type[Any], *, waiting: str, busy: str, since: timedelta) -> models.QuerySet[Any]:
    """Rows that nobody works on: waiting longer than ``since`` (their message was lost), or with a lease run out."""
    now = timezone.now()
    lost = Q(created_at__lt=now - since) | Q(created_at__gt=now + LONGEST_LEASE)
    return model.objects.filter(Q(status=waiting) & lost | lapsed(busy))


def lapsed(busy: str) -> Q:
    """Rows whose worker is gone: its lease ran out, or ends further ahead than any lease does."""
    now = timezone.now()
    return Q(status=busy) & (Q(lease_until__lt=now) | Q(lease_until__gt=now + LONGEST_LEASE))
