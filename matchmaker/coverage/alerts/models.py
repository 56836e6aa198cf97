"""Alerts: what a night's count found beyond a limit, from the night it was found until it is back."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from matchmaker.coverage.alerts.choices import ALERT_MOVES, STANDING, AlertRule, AlertStatus, MuteReason
from matchmaker.lib.transitions import MoveEvent, Stateful
from matchmaker.reference.models import Capability, Region


class AlertLimit(models.Model):
    """A limit that an office changed; rules without a row have the standard of ``limits.csv``."""

    rule = models.CharField(max_length=10, choices=AlertRule.choices, unique=True)
    on = models.BooleanField(default=True)
    opens = models.FloatField()
    closes = models.FloatField()
    least = models.FloatField()
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        app_label = "coverage"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"limit of {self.rule}"


class AlertNight(models.Model):
    """A night that was looked at, so that it is not looked at twice; ``taken_at`` of the count that was."""

    day = models.DateField(unique=True)
    taken_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "coverage"
        ordering = ["-day"]

    def __str__(self) -> str:
        return f"alerts of {self.day:%Y-%m-%d}"


class Alert(Stateful):
    """One subject of one rule. ``subject``: "capability:region", a field, or a side of concentration.

    ``first`` and ``now``: value and what is told with it, of the night it opened and of the last one. ``fewest``: the
    least number of firms or requests that it tells of; people who see figures alone do not get few. A mute outlives the
    alert: while it runs, the same subject comes back muted.
    """

    MOVES: ClassVar[dict[str, frozenset[str]]] = ALERT_MOVES

    rule = models.CharField(max_length=10, choices=AlertRule.choices)
    subject = models.CharField(max_length=60)
    capability = models.ForeignKey(Capability, null=True, on_delete=models.CASCADE, related_name="+")
    region = models.ForeignKey(Region, null=True, on_delete=models.CASCADE, related_name="+")
    status = models.CharField(max_length=10, choices=AlertStatus.choices, default=AlertStatus.OPEN)
    since = models.DateField()
    day = models.DateField()
    first = models.JSONField(default=dict)
    now = models.JSONField(default=dict)
    fewest = models.FloatField(default=0)
    told_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    muted_until = models.DateField(null=True)
    mute_reason = models.CharField(max_length=10, choices=MuteReason.choices, blank=True)
    mute_note = models.CharField(max_length=200, blank=True)
    next_check_at = models.DateTimeField(null=True, db_index=True)

    class Meta:
        app_label = "coverage"
        ordering = ["-since", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["rule", "subject"],
                condition=models.Q(status__in=sorted(STANDING)),
                name="one_standing_alert_a_subject",
            )
        ]
        indexes = [models.Index(fields=["status", "-since"], name="alert_list")]

    def __str__(self) -> str:
        return f"{self.rule} {self.subject}: {self.status}"


class AlertEvent(MoveEvent):
    row = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="events")

    class Meta(MoveEvent.Meta):
        app_label = "coverage"
