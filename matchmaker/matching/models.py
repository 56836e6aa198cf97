"""Runs and what they found. Rows of a run are append-only: a new run never rewrites an old one."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from demand.models import Need
from matchmaker.lib.claims import Claimable
from matchmaker.lib.packed import PackedJSON
from matchmaker.matching.choices import UNFINISHED, CardLabel, FeedbackKind, RunStatus, Trigger, Urgency
from matchmaker.matching.exposure_models import (
    ExposureCurve,
    ExposureSetting,
    ExposureSnapshot,
    RunMerit,
    SupplierExposure,
)
from matchmaker.matching.freshness_models import RankingPart, Shortlist, Watermark
from matchmaker.matching.insights.models import InsightBatch, SupplierInsight
from matchmaker.matching.ranker_models import RankerEvent, RankerVersion, TrainingRun
from matchmaker.matching.state_models import MarketBlock, MarketState
from suppliers.models import Offer, Supplier

__all__ = [
    "ExposureCurve", "ExposureSetting", "ExposureSnapshot", "Feedback", "Impression", "InsightBatch", "MarketBlock",
    "MarketState", "MatchRun",
    "Package", "PackageItem", "RankedOffer", "RankerEvent", "RankerVersion", "RankingPart", "RunMerit", "Shortlist",
    "SupplierExposure", "SupplierInsight", "TrainingRun", "Watermark",
]  # fmt: skip


class MatchRun(Claimable):
    """One answer to one version of a need. ``result`` is the engine's whole result; ``case`` (gzip JSON) replays it
    on the market of ``market_state``, or on the slice that it carries itself where that is null.

    ``step`` and ``progress`` (0-100) are what the waiting page shows. ``trial``: what was tried in the order of its
    cards, empty for most runs; ``docs/learning.md`` says what stands in it.
    """

    need = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="runs")
    need_version = models.PositiveIntegerField()
    trigger = models.CharField(max_length=10, choices=Trigger.choices, default=Trigger.ASKED)
    urgency = models.PositiveSmallIntegerField(choices=Urgency.choices, default=Urgency.PERSON)
    status = models.CharField(max_length=10, choices=RunStatus.choices, default=RunStatus.QUEUED)
    progress = models.PositiveSmallIntegerField(default=0)
    step = models.CharField(max_length=20, blank=True)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    ranker = models.ForeignKey(RankerVersion, null=True, on_delete=models.PROTECT, related_name="runs")
    market_version = models.CharField(max_length=64, blank=True)
    taxonomy_version = models.CharField(max_length=64, blank=True)
    engine_version = models.CharField(max_length=20, blank=True)
    data_cut = models.DateTimeField(null=True, blank=True)
    params = models.JSONField(default=dict)
    result = PackedJSON(default=dict)
    difference = models.JSONField(default=dict)
    trial = models.JSONField(default=dict)
    case = models.BinaryField(null=True)
    market_state = models.ForeignKey(MarketState, null=True, on_delete=models.PROTECT, related_name="runs")
    created_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["need"], condition=models.Q(status__in=sorted(UNFINISHED)), name="one_run_a_need_at_a_time"
            )
        ]
        indexes = [
            # A need's latest run; the office's list; the sweep's waiting and abandoned rows; what a worker takes next.
            models.Index(fields=["need", "-created_at", "-id"], name="run_of_need"),
            models.Index(fields=["-created_at", "-id"], name="run_newest"),
            models.Index(fields=["status", "created_at"], name="run_waiting"),
            models.Index(fields=["status", "urgency", "created_at"], name="run_next"),
        ]

    def __str__(self) -> str:
        return f"run {self.pk} of need {self.need_id}"


class RankedOffer(models.Model):
    """An offer's place in one slot of one run; ``contributions`` add up to ``score``."""

    run = models.ForeignKey(MatchRun, on_delete=models.CASCADE, related_name="ranked")
    slot = models.PositiveSmallIntegerField()
    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="ranked")
    rank = models.PositiveSmallIntegerField()
    score = models.FloatField()
    contributions = models.JSONField(default=dict)

    class Meta:
        ordering = ["slot", "rank"]
        constraints = [models.UniqueConstraint(fields=["run", "slot", "rank"], name="one_offer_a_rank")]

    def __str__(self) -> str:
        return f"{self.run_id}/{self.slot} #{self.rank}"


class Package(models.Model):
    """A package as shown: money in KRW, ``terms`` add up to ``value``, ``complete`` means every must is covered."""

    run = models.ForeignKey(MatchRun, on_delete=models.CASCADE, related_name="packages")
    position = models.PositiveSmallIntegerField()
    label = models.CharField(max_length=10, choices=CardLabel.choices)
    also = models.JSONField(default=list)
    lead = models.ForeignKey(Supplier, null=True, on_delete=models.CASCADE, related_name="+")
    complete = models.BooleanField(default=True)
    value = models.FloatField()
    price_low_krw = models.BigIntegerField()
    price_typical_krw = models.BigIntegerField()
    price_high_krw = models.BigIntegerField()
    weeks = models.FloatField()
    terms = models.JSONField(default=dict)
    reasons = models.JSONField(default=list)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["run", "position"], name="one_package_a_position")]

    def __str__(self) -> str:
        return f"{self.label} of run {self.run_id}"


class PackageItem(models.Model):
    """Who covers one slot; an open slot has no offer. ``standbys`` are offer ids, the best first."""

    package = models.ForeignKey(Package, on_delete=models.CASCADE, related_name="items")
    slot = models.PositiveSmallIntegerField()
    codes = models.JSONField()
    must = models.BooleanField(default=True)
    origin = models.CharField(max_length=14)
    because = models.CharField(max_length=20, blank=True)
    offer = models.ForeignKey(Offer, null=True, on_delete=models.CASCADE, related_name="+")
    supplier = models.ForeignKey(Supplier, null=True, on_delete=models.CASCADE, related_name="package_items")
    score = models.FloatField(null=True)
    standbys = models.JSONField(default=list)

    class Meta:
        ordering = ["slot"]
        constraints = [models.UniqueConstraint(fields=["package", "slot"], name="one_item_a_slot")]

    def __str__(self) -> str:
        return f"slot {self.slot} of {self.package_id}"

    @property
    def covered_codes(self) -> list[str]:
        """Of the slot's alternatives the one that the offer covers; all of them while nobody does."""
        if self.offer is None or len(self.codes) == 1:
            return self.codes
        has = {self.offer.capability_id, *(row.pk for row in self.offer.includes.all())}
        return [code for code in self.codes if code in has][:1] or self.codes


class Feedback(models.Model):
    """What really happened, pushed down by the floors above; append-only, the ranker's only school.

    ``value``: of an outcome the share of its targets that was reached (0-1), of a rating the mean of its parts (1-5).
    """

    need = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="feedback")
    run = models.ForeignKey(MatchRun, null=True, on_delete=models.SET_NULL, related_name="feedback")
    supplier = models.ForeignKey(Supplier, on_delete=models.CASCADE, related_name="feedback")
    offer = models.ForeignKey(Offer, null=True, on_delete=models.SET_NULL, related_name="+")
    kind = models.CharField(max_length=10, choices=FeedbackKind.choices)
    reason = models.CharField(max_length=20, blank=True)
    value = models.FloatField(null=True, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        # Reply rates count by supplier and kind.
        indexes = [models.Index(fields=["supplier", "kind"], name="feedback_rates")]

    def __str__(self) -> str:
        return f"{self.kind} {self.supplier_id}"


class Impression(models.Model):
    """A position that was shown, to whom and when: what correcting position bias will need."""

    run = models.ForeignKey(MatchRun, on_delete=models.CASCADE, related_name="impressions")
    viewer = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    package = models.ForeignKey(Package, null=True, on_delete=models.CASCADE, related_name="+")
    position = models.PositiveSmallIntegerField()
    page = models.CharField(max_length=20)
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.page} {self.run_id} #{self.position}"
