"""What is held of every need between its runs: its shortlist, the parts of a night, and how far the watch has come."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from demand.models import Need
from matchmaker.lib.claims import Claimable
from matchmaker.matching.choices import RunStatus, Trigger


class Shortlist(models.Model):
    """The best offers of every slot of a need, as last ranked; a full run is owed once they are others than answered.

    ``offers`` (slots, PLACES) int64 offer keys, -1 for an empty place; ``kth`` (slots,) float64 the score of the last
    place; both little-endian, packed. ``digest`` names what stands there with its prices and by which ranker,
    ``answered`` the digest that the newest full answer rests on, empty before the first; ``ground`` is the engine,
    taxonomy, ranker and strength it was found with.
    """

    PLACES = 20

    need = models.OneToOneField(Need, primary_key=True, on_delete=models.CASCADE, related_name="shortlist")
    need_version = models.PositiveIntegerField()
    slots = models.PositiveSmallIntegerField()
    offers = models.BinaryField()
    kth = models.BinaryField()
    digest = models.CharField(max_length=32)
    ground = models.CharField(max_length=80, default="")
    answered = models.CharField(max_length=32, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    owed = models.CharField(max_length=10, choices=Trigger.choices, blank=True)
    changed_at = models.DateTimeField(default=timezone.now)
    checked_at = models.DateTimeField(default=timezone.now)

    class Meta:
        # Which full runs are owed, the longest owed first.
        indexes = [models.Index(fields=["changed_at"], condition=~models.Q(owed=""), name="shortlist_owed")]

    def __str__(self) -> str:
        return f"shortlist of need {self.need_id}"


class RankingPart(Claimable):
    """Some of one night's needs, by key from ``first`` to ``last``: what one worker ranks and writes at once."""

    night = models.DateField()
    first = models.BigIntegerField()
    last = models.BigIntegerField()
    status = models.CharField(max_length=10, choices=RunStatus.choices, default=RunStatus.QUEUED)
    created_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)
    needs = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    spent = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["night", "first"], name="one_part_a_night")]
        indexes = [models.Index(fields=["status", "created_at"], name="part_waiting")]

    def __str__(self) -> str:
        return f"{self.night} {self.first}-{self.last}"


class Watermark(models.Model):
    """How far the watch over the market has come: everything dated before ``at`` has been looked at. One row."""

    KEY = 1

    id = models.PositiveSmallIntegerField(primary_key=True, default=KEY)
    market_version = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.market_version} {self.at}"
