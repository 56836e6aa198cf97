"""Attention as rows: what each answer earned its suppliers, counts over a window, the setting and its curve."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from matchmaker.lib.packed import PackedJSON
from suppliers.models import Supplier


class RunMerit(models.Model):
    """What one answer's own scores earned: ``shares`` {supplier key: merit}; ``weights`` of its slots add up to 1."""

    run = models.OneToOneField("matching.MatchRun", on_delete=models.CASCADE, related_name="merit")
    weights = models.JSONField(default=list)
    shares = PackedJSON(default=dict)

    def __str__(self) -> str:
        return f"merit of run {self.run_id}"


class ExposureSnapshot(models.Model):
    """One count: the latest answer to each of ``needs`` needs within ``days`` days; ``measures`` as the page shows."""

    at = models.DateTimeField(default=timezone.now)
    days = models.PositiveSmallIntegerField()
    needs = models.PositiveIntegerField()
    measures = models.JSONField(default=dict)

    class Meta:
        ordering = ["-at", "-pk"]
        get_latest_by = "at"

    def __str__(self) -> str:
        return f"exposure {self.at:%Y-%m-%d %H:%M}"


class SupplierExposure(models.Model):
    """A supplier's account in a count. ``load``: first cards in play; ``deficit`` -1 to 1 as matching uses it."""

    snapshot = models.ForeignKey(ExposureSnapshot, on_delete=models.CASCADE, related_name="suppliers")
    supplier = models.ForeignKey(Supplier, on_delete=models.CASCADE, related_name="exposures")
    merit = models.FloatField()
    exposure = models.FloatField()
    load = models.PositiveIntegerField(default=0)
    deficit = models.FloatField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["snapshot", "supplier"], name="one_account_a_count")]

    def __str__(self) -> str:
        return f"{self.supplier_id}: {self.exposure:.2f} of {self.merit:.2f}"


class ExposureSetting(models.Model):
    """The strength in force is that of the newest row. Append-only: who changed it, from what, when and why."""

    strength = models.FloatField()
    before = models.FloatField(null=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    reason = models.CharField(max_length=200)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"strength {self.strength:g}"


class ExposureCurve(models.Model):
    """What each strength would have cost and brought on ``needs`` recent needs; ``points`` in order. A job makes it."""

    finished_at = models.DateTimeField(default=timezone.now)
    needs = models.PositiveIntegerField(default=0)
    simulated = models.BooleanField(default=False)
    points = models.JSONField(default=list)

    class Meta:
        ordering = ["-finished_at", "-pk"]

    def __str__(self) -> str:
        return f"curve {self.pk}"
