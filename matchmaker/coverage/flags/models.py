"""What every rule said of every quote, and what people made of it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone

from matchmaker.coverage.flags.choices import FLAG_MOVES, FlagStatus, Verdict
from matchmaker.lib.transitions import MoveEvent, Stateful
from matchmaker.sourcing.models import Quote


class Flag(Stateful):
    """What one rule found in one opened quote, also where it found nothing. ``status`` moves only where it was raised.

    ``evidence``: numbers and short excerpts that the reason's sentence is filled with.
    """

    MOVES: ClassVar[dict[str, frozenset[str]]] = FLAG_MOVES

    quote = models.ForeignKey(Quote, on_delete=models.CASCADE, related_name="flags")
    rule = models.CharField(max_length=20)
    verdict = models.CharField(max_length=10, choices=Verdict.choices)
    reason = models.CharField(max_length=20)
    evidence = models.JSONField(default=dict)
    status = models.CharField(max_length=10, choices=FlagStatus.choices, default=FlagStatus.NONE)
    at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField(null=True, blank=True)
    next_check_at = models.DateTimeField(null=True, blank=True, db_index=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["due_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["quote", "rule"], name="one_finding_a_rule")]
        indexes = [models.Index(fields=["status", "due_at"], name="flag_queue")]

    def __str__(self) -> str:
        return f"{self.rule} of {self.quote}: {self.verdict}"


class FlagEvent(MoveEvent):
    row = models.ForeignKey(Flag, on_delete=models.CASCADE, related_name="events")
