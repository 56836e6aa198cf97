"""Facts that both sides share. Rows come from data/*.csv by load_reference; nobody edits them by hand.

Programmes alone are also written by administrators: ``programme_models.py``.
"""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from matchmaker.reference.choices import CapabilityKind, PriceUnit
from matchmaker.reference.programme_models import Programme

__all__ = [
    "Alias",
    "Capability",
    "DiagnosisQuestion",
    "Industry",
    "Place",
    "Programme",
    "ReferenceVersion",
    "Region",
    "Standard",
]


class ReferenceVersion(models.Model):
    """Which state of a CSV file is loaded; ``checksum`` is SHA-256 of the file."""

    table = models.CharField(max_length=40, unique=True)
    checksum = models.CharField(max_length=64)
    rows = models.PositiveIntegerField()
    loaded_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.table} {self.checksum[:8]}"


class Standard(models.Model):
    """``joins``: systems are joined by it. Certificates and safety rules are kept as well, but join nothing."""

    name = models.CharField(max_length=60, unique=True)
    joins = models.BooleanField(default=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Capability(models.Model):
    """One of the leaves of the taxonomy. Prices are KRW and estimates; weeks likewise."""

    code = models.CharField(max_length=20, primary_key=True)
    name_ko = models.CharField(max_length=60)
    name_en = models.CharField(max_length=90)
    kind = models.CharField(max_length=10, choices=CapabilityKind.choices)
    registry_area = models.CharField(max_length=30, blank=True)
    registry_item = models.CharField(max_length=40, blank=True)
    isa95_level = models.PositiveSmallIntegerField()
    stages = models.CharField(max_length=30)
    maturity_stage = models.PositiveSmallIntegerField()
    prereq_hard = models.CharField(max_length=120, blank=True)
    prereq_soft = models.CharField(max_length=120, blank=True)
    standards = models.ManyToManyField(Standard, blank=True)
    price_min_krw = models.BigIntegerField()
    price_typ_krw = models.BigIntegerField()
    price_max_krw = models.BigIntegerField()
    price_unit = models.CharField(max_length=10, choices=PriceUnit.choices)
    lead_min_wk = models.PositiveSmallIntegerField()
    lead_typ_wk = models.PositiveSmallIntegerField()
    lead_max_wk = models.PositiveSmallIntegerField()
    kpi_dims = models.CharField(max_length=12, blank=True)
    plain_ko = models.CharField(max_length=120, blank=True)
    plain_en = models.CharField(max_length=160, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "code"]

    def __str__(self) -> str:
        return self.code

    @property
    def hard_needs(self) -> tuple[tuple[str, ...], ...]:
        """Groups that all must be met; inside a group any one will do."""
        return tuple(tuple(group.split("|")) for group in self.prereq_hard.split(";") if group)

    @property
    def goes_with(self) -> tuple[str, ...]:
        return tuple(code for code in self.prereq_soft.split(";") if code)


class Alias(models.Model):
    capability = models.ForeignKey(Capability, on_delete=models.CASCADE, related_name="aliases")
    language = models.CharField(max_length=2)
    words = models.CharField(max_length=60)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["capability", "language", "words"], name="one_alias_a_language")]

    def __str__(self) -> str:
        return self.words


class Region(models.Model):
    """A province or metropolitan city, with the dates between which the name and code hold."""

    code = models.CharField(max_length=4, primary_key=True)
    name_ko = models.CharField(max_length=20)
    official_ko = models.CharField(max_length=30)
    name_en = models.CharField(max_length=30)
    capital_region = models.BooleanField()
    lat = models.FloatField()
    lon = models.FloatField()
    demand_share = models.FloatField(help_text="Assumed share of demand, per cent")
    supply_share = models.FloatField(help_text="Share of suppliers 2022, per cent; outside the capital assumed")
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    successor = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="former")
    adjacent = models.ManyToManyField("self", blank=True)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name_ko


class Place(models.Model):
    """Another word for a place inside a region: a city, a county, an industrial complex, an old name."""

    region = models.ForeignKey(Region, on_delete=models.CASCADE, related_name="places")
    words = models.CharField(max_length=60)
    kind = models.CharField(max_length=20, blank=True)

    class Meta:
        indexes = [models.Index(fields=["words"], name="place_words")]

    def __str__(self) -> str:
        return self.words


class Industry(models.Model):
    """A KSIC division of manufacturing (11th revision)."""

    code = models.CharField(max_length=2, primary_key=True)
    name_ko = models.CharField(max_length=60)
    name_en = models.CharField(max_length=120)
    process_type = models.CharField(max_length=10)
    channel = models.CharField(max_length=4)
    demand_share = models.FloatField()

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name_ko


class DiagnosisQuestion(models.Model):
    """A self-check question; ``options`` and ``suggestions`` are lists of five, index = answer 0-4."""

    code = models.CharField(max_length=4, primary_key=True)
    area = models.CharField(max_length=4)
    area_ko = models.CharField(max_length=30)
    area_en = models.CharField(max_length=40)
    points = models.PositiveSmallIntegerField()
    question_ko = models.CharField(max_length=120)
    question_en = models.CharField(max_length=120)
    options_ko = models.JSONField()
    options_en = models.JSONField()
    suggestions = models.JSONField()
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]

    def __str__(self) -> str:
        return self.code
