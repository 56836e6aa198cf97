"""Rows as the queue: a worker claims a row for the length of a lease; a sweep finds what was left behind."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils import timezone


class Claimable(models.Model):
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
    free = Q(status=waiting) | Q(status=busy, lease_until__lt=now)
    taken = model.objects.filter(free, pk=pk).update(status=busy, lease_until=now + lease, attempts=F("attempts") + 1)
    return model.objects.get(pk=pk) if taken else None


def abandoned(model: type[Any], *, waiting: str, busy: str, since: timedelta) -> models.QuerySet[Any]:
    """Rows that nobody works on: waiting longer than ``since`` (their message was lost), or with a lease run out."""
    now = timezone.now()
    return model.objects.filter(Q(status=waiting, created_at__lt=now - since) | Q(status=busy, lease_until__lt=now))
