"""What was counted on which day, so that every figure has a history."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from matchmaker.coverage.alerts.models import Alert, AlertEvent, AlertLimit, AlertNight
from matchmaker.coverage.choices import ApproachKind
from matchmaker.coverage.flags.models import Flag, FlagEvent
from matchmaker.coverage.referrals.models import Referral, ReferralEvent
from matchmaker.coverage.reports.models import Report, ReportSchedule, SavedView
from matchmaker.reference.models import Capability, Region
from suppliers.models import RegisterEntry, Supplier

__all__ = [
    "Alert",
    "AlertEvent",
    "AlertLimit",
    "AlertNight",
    "Approach",
    "Flag",
    "FlagEvent",
    "GapCell",
    "GapCube",
    "GapSnapshot",
    "Referral",
    "ReferralEvent",
    "Report",
    "ReportSchedule",
    "SavedView",
]


class GapSnapshot(models.Model):
    """One count a day; counting again on the same day replaces it. ``docs/matching.md`` section 10 has the formulas.

    ``measures``: concentration, unmet and unquoted needs by reason, answers, places, foreign parts; shares 0 to 1, None
    where nothing was there to count. ``fields``: by field what was asked and sold in each quarter, and what may come.
    ``speed``: how fast each field answers, apart from ``measures`` since the nights of half a year are read at once.
    ``simulated``: counted afterwards for the demo's past, with the suppliers' room of today.
    """

    day = models.DateField(unique=True)
    taken_at = models.DateTimeField(default=timezone.now)
    needs = models.PositiveIntegerField(default=0)
    placeless = models.PositiveIntegerField(default=0, help_text="Open needs without a region: in no cell")
    suppliers = models.PositiveIntegerField(default=0)
    gap = models.FloatField(default=0.0)
    capital_gap = models.FloatField(default=0.0)
    other_gap = models.FloatField(default=0.0)
    simulated = models.BooleanField(default=False)
    measures = models.JSONField(default=dict)
    fields = models.JSONField(default=dict)
    speed = models.JSONField(default=dict)

    class Meta:
        ordering = ["-day"]
        get_latest_by = "day"

    def __str__(self) -> str:
        return f"gaps of {self.day:%Y-%m-%d}"


class GapCube(models.Model):
    """The cells by who asks as one packed row a day (``gap_store.py``): sparse, and never read but by its own page."""

    snapshot = models.OneToOneField(GapSnapshot, on_delete=models.CASCADE, related_name="cube")
    data = models.BinaryField()

    def __str__(self) -> str:
        return f"cube of {self.snapshot_id}"


class GapCell(models.Model):
    """One capability in one region on one day; answers = suppliers x answering x capacity.

    ``serving`` sell it and serve the region, ``suppliers`` also come in time, ``roomy`` of those have a place left.
    ``own`` = max(0, 1 - answers / 3); ``gap`` also counts what has to be there first, by the level of who asks.
    ``firms`` different firms that ask; ``coming`` requests expected in the next quarter, ``ahead`` the gap with them.
    """

    snapshot = models.ForeignKey(GapSnapshot, on_delete=models.CASCADE, related_name="cells")
    capability = models.ForeignKey(Capability, on_delete=models.CASCADE, related_name="+", db_index=False)
    region = models.ForeignKey(Region, on_delete=models.CASCADE, related_name="+", db_index=False)
    demand = models.FloatField()
    coming = models.FloatField(default=0.0)
    firms = models.PositiveIntegerField(default=0)
    serving = models.PositiveIntegerField(default=0)
    suppliers = models.PositiveIntegerField()
    roomy = models.PositiveIntegerField(default=0)
    answering = models.FloatField()
    capacity = models.FloatField()
    answers = models.FloatField()
    own = models.FloatField(default=0.0)
    gap = models.FloatField()
    ahead = models.FloatField(default=0.0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["snapshot", "capability", "region"], name="one_cell_a_snapshot")]
        # The history of one cell over a year of nights.
        indexes = [models.Index(fields=["capability", "region", "snapshot"], name="gap_cell_history")]

    def __str__(self) -> str:
        return f"{self.capability_id} in {self.region_id}: {self.gap:.2f}"


class Approach(models.Model):
    """Somebody was asked to close a square: a firm of the register to join, or a supplier to come that far.

    Append-only; one row a month for the same square and firm, so that nobody is asked again and again.
    """

    kind = models.CharField(max_length=10, choices=ApproachKind.choices)
    capability = models.ForeignKey(Capability, on_delete=models.CASCADE, related_name="+")
    region = models.ForeignKey(Region, on_delete=models.CASCADE, related_name="+")
    supplier = models.ForeignKey(Supplier, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    entry = models.ForeignKey(RegisterEntry, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    month = models.CharField(max_length=7)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["capability", "region", "month", "supplier"],
                condition=models.Q(supplier__isnull=False),
                name="one_request_to_extend_a_month",
            ),
            models.UniqueConstraint(
                fields=["capability", "region", "month", "entry"],
                condition=models.Q(entry__isnull=False),
                name="one_letter_to_join_a_month",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.capability_id} in {self.region_id}"
