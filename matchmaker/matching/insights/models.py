"""What a supplier is told about itself: stored by a nightly batch, read by its pages."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from matchmaker.lib.claims import Claimable
from matchmaker.matching.choices import RunStatus
from suppliers.models import Supplier


class InsightBatch(Claimable):
    """One computation for all suppliers. ``key`` is its day and its ranker: the same is never computed twice."""

    key = models.CharField(max_length=60, unique=True)
    status = models.CharField(max_length=10, choices=RunStatus.choices, default=RunStatus.QUEUED)
    ranker = models.ForeignKey("matching.RankerVersion", null=True, on_delete=models.SET_NULL, related_name="+")
    needs = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["status", "created_at"], name="insight_waiting")]

    def __str__(self) -> str:
        return self.key


class SupplierInsight(models.Model):
    """A supplier's figures over the needs from ``since`` on. A figure with too few firms behind it is null already.

    ``figures``: what ``computing.figures`` writes; ``partners``: suggestions, the best first.
    """

    supplier = models.OneToOneField(Supplier, on_delete=models.CASCADE, related_name="insight")
    ranker = models.ForeignKey("matching.RankerVersion", null=True, on_delete=models.SET_NULL, related_name="+")
    since = models.DateTimeField()
    computed_at = models.DateTimeField(default=timezone.now)
    figures = models.JSONField(default=dict)
    partners = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"insight of {self.supplier_id}"
