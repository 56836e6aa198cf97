"""What happened, told to an organisation once and in one order."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from matchmaker.accounts.models import Organisation


class Event(models.Model):
    """Written in the transaction that causes it, without ``position``; a reader gives that once it is committed.

    Keys are handed out when a row is written, not when it is committed, so they cannot be the order of a feed.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="events")
    key = models.CharField(max_length=200)
    kind = models.CharField(max_length=40)
    data = models.JSONField(default=dict)
    link = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField(default=timezone.now)
    position = models.PositiveBigIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "key"], name="one_event_a_key"),
            models.UniqueConstraint(fields=["organisation", "position"], name="one_event_a_position"),
        ]
        indexes = [
            # What the next reader has to put in order.
            models.Index(fields=["organisation", "id"], condition=Q(position=None), name="events_unordered")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class FeedHead(models.Model):
    """How far an organisation's feed has been put in order. Whoever orders holds this row."""

    organisation = models.OneToOneField(Organisation, primary_key=True, on_delete=models.CASCADE, related_name="+")
    last = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.organisation_id}: {self.last}"
