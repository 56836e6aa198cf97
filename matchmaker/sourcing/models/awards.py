"""The choice among quotes, and what those who were not chosen learn from it."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from demand.models import Need
from matchmaker.lib.transitions import MoveEvent, Stateful
from matchmaker.reference.models import Programme
from matchmaker.sourcing.choices.awards import AWARD_MOVES, STANDING, AwardStatus, LossReason, ProgrammeResult
from matchmaker.sourcing.models.quotes import Quote


class Award(Stateful):
    """One quote chosen. One award at most stands for a need; a fallen one leaves the next in the queue its place.

    ``position`` counts the awards of a need from 1. With ``result_by`` the award waits for a programme's result.
    ``losses``: what the firm wants the others to be told once the award holds, quote key (as text) -> LossReason.
    """

    MOVES: ClassVar[dict[str, frozenset[str]]] = AWARD_MOVES

    need = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="awards")
    quote = models.ForeignKey(Quote, on_delete=models.PROTECT, related_name="awards")
    position = models.PositiveSmallIntegerField(default=1)
    status = models.CharField(max_length=12, choices=AwardStatus.choices, default=AwardStatus.PENDING)
    reason = models.CharField(max_length=12, blank=True)
    programme = models.ForeignKey(Programme, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    result_by = models.DateField(null=True, blank=True)
    programme_result = models.CharField(max_length=10, choices=ProgrammeResult.choices, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    losses = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    confirm_by = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    next_check_at = models.DateTimeField(null=True, blank=True, db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["need"], condition=models.Q(status__in=sorted(STANDING)), name="one_standing_award_a_need"
            ),
            models.UniqueConstraint(fields=["need", "position"], name="one_award_a_position"),
        ]

    def __str__(self) -> str:
        return f"award {self.pk} of need {self.need_id}"


class AwardEvent(MoveEvent):
    row = models.ForeignKey(Award, on_delete=models.CASCADE, related_name="events")


class LossNote(models.Model):
    """What the members of a quote that was not chosen may read: a reason and their place by criterion, of how many.

    ``ranks``: criterion -> place from 1; never anybody else's name or price.
    """

    quote = models.OneToOneField(Quote, on_delete=models.CASCADE, related_name="loss")
    reason = models.CharField(max_length=12, choices=LossReason.choices)
    ranks = models.JSONField(default=dict)
    of = models.PositiveSmallIntegerField(default=1)
    note = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.reason} for {self.quote}"
