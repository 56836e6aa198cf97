"""Rankers as data, how each came to where it is, and the jobs that learn them."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from matchmaker.lib.claims import Claimable
from matchmaker.lib.transitions import MoveEvent, Stateful
from matchmaker.matching.choices import (
    UNFINISHED,
    VERSION_MOVES,
    TrainingStatus,
    TrainingStep,
    TrainingTrigger,
    VersionStatus,
)


class RankerVersion(Stateful):
    """A ranker as data: curves in JSON, no code. ``checksum`` is that of the canonical JSON of the curves.

    ``data_cut``: nothing that happened later was looked at. ``parent``: what served when this one was learnt.
    ``features`` in the order of the curves; ``parameters`` of the learner; ``counts`` of the evidence, used and set
    aside; ``metrics`` by time split; ``changes``: what would be shown otherwise on recent needs; ``proof``: what the
    ladder said last, and on what figures.
    """

    MOVES: ClassVar[dict[str, frozenset[str]]] = VERSION_MOVES

    name = models.CharField(max_length=60)
    status = models.CharField(max_length=10, choices=VersionStatus.choices, default=VersionStatus.CANDIDATE)
    curves = models.JSONField()
    checksum = models.CharField(max_length=64, unique=True)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    data_cut = models.DateTimeField(null=True, blank=True)
    features = models.JSONField(default=list)
    parameters = models.JSONField(default=dict)
    counts = models.JSONField(default=dict)
    metrics = models.JSONField(default=dict)
    changes = models.JSONField(default=dict)
    proof = models.JSONField(default=dict)
    seed = models.PositiveIntegerField(default=0)
    code_version = models.CharField(max_length=40, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    served_from = models.DateTimeField(null=True, blank=True)
    served_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["status"],
                condition=models.Q(status__in=[VersionStatus.SERVING, VersionStatus.TRIAL]),
                name="one_ranker_serves_and_one_is_tried",
            )
        ]

    def __str__(self) -> str:
        return self.name


class RankerEvent(MoveEvent):
    """Who moved a version from where to where, and why; ``actor`` None: the site itself."""

    row = models.ForeignKey(RankerVersion, on_delete=models.CASCADE, related_name="events")

    def __str__(self) -> str:
        return f"{self.row_id}: {self.frm} -> {self.to}"


class TrainingRun(Claimable):
    """One job of learning; ``version`` is what it gave, None where there was nothing to learn from."""

    trigger = models.CharField(max_length=10, choices=TrainingTrigger.choices, default=TrainingTrigger.ASKED)
    status = models.CharField(max_length=10, choices=TrainingStatus.choices, default=TrainingStatus.QUEUED)
    progress = models.PositiveSmallIntegerField(default=0)
    step = models.CharField(max_length=20, choices=TrainingStep.choices, blank=True)
    seed = models.PositiveIntegerField(default=0)
    data_cut = models.DateTimeField(null=True, blank=True)
    counts = models.JSONField(default=dict)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    version = models.ForeignKey(RankerVersion, null=True, blank=True, on_delete=models.SET_NULL, related_name="jobs")
    created_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                models.Value(1), condition=models.Q(status__in=sorted(UNFINISHED)), name="one_training_at_a_time"
            )
        ]
        indexes = [
            # The page's latest job; the sweep's waiting and abandoned rows.
            models.Index(fields=["status", "created_at"], name="training_waiting")
        ]

    def __str__(self) -> str:
        return f"training {self.pk}"
