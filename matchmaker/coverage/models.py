"""What was counted on which day, so that every figure has a history."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from matchmaker.reference.models import Capability, Region


class GapSnapshot(models.Model):
    """One count a day; counting again on the same day replaces it. ``docs/matching.md`` section 10 has the formula.

    ``groups``: {"industry"|"level": {"keys": [...], "demand": {code: [...]}, "gap": {code: [...]}}}. ``measures``:
    concentration, unmet needs by reason, answers; shares 0 to 1, None where nothing was there to count.
    """

    day = models.DateField(unique=True)
    taken_at = models.DateTimeField(default=timezone.now)
    needs = models.PositiveIntegerField(default=0)
    placeless = models.PositiveIntegerField(default=0, help_text="Open needs without a region: in no cell")
    suppliers = models.PositiveIntegerField(default=0)
    gap = models.FloatField(default=0.0)
    capital_gap = models.FloatField(default=0.0)
    other_gap = models.FloatField(default=0.0)
    groups = models.JSONField(default=dict)
    measures = models.JSONField(default=dict)

    class Meta:
        ordering = ["-day"]
        get_latest_by = "day"

    def __str__(self) -> str:
        return f"gaps of {self.day:%Y-%m-%d}"


class GapCell(models.Model):
    """One capability in one region on one day; answers = suppliers x answering x capacity."""

    snapshot = models.ForeignKey(GapSnapshot, on_delete=models.CASCADE, related_name="cells")
    capability = models.ForeignKey(Capability, on_delete=models.CASCADE, related_name="+", db_index=False)
    region = models.ForeignKey(Region, on_delete=models.CASCADE, related_name="+", db_index=False)
    demand = models.FloatField()
    suppliers = models.PositiveIntegerField()
    answering = models.FloatField()
    capacity = models.FloatField()
    answers = models.FloatField()
    gap = models.FloatField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["snapshot", "capability", "region"], name="one_cell_a_snapshot")]
        # The history of one cell over a year of nights.
        indexes = [models.Index(fields=["capability", "region", "snapshot"], name="gap_cell_history")]

    def __str__(self) -> str:
        return f"{self.capability_id} in {self.region_id}: {self.gap:.2f}"
