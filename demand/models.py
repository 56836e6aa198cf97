"""The demand side: firms, what they need in their own words, and what was understood from it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from demand.choices import NEED_MOVES, BudgetPeriod, FirmSize, Maturity, NeedResult, NeedStatus, Strength
from matchmaker.accounts.models import Organisation
from matchmaker.lib.transitions import MoveEvent, Stateful
from matchmaker.reference.models import Capability, Industry, Region


class DemandFirm(models.Model):
    """The firm behind the needs; suppliers learn its name only when it asks for quotes."""

    organisation = models.OneToOneField(Organisation, on_delete=models.CASCADE, related_name="demand_firm")
    region = models.ForeignKey(Region, null=True, blank=True, on_delete=models.PROTECT, related_name="demand_firms")
    industry = models.ForeignKey(Industry, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    size = models.CharField(_("기업 규모"), max_length=10, choices=FirmSize.choices, blank=True)
    employees = models.PositiveIntegerField(_("직원 수"), null=True, blank=True)
    maturity = models.CharField(_("스마트공장 수준"), max_length=1, choices=Maturity.choices, blank=True)
    adopter = models.BooleanField(_("지원사업 참여 경험"), default=False)
    complex_name = models.CharField(_("산업단지"), max_length=60, blank=True)
    owned = models.ManyToManyField(Capability, blank=True, related_name="+")

    def __str__(self) -> str:
        return str(self.organisation)


class Diagnosis(models.Model):
    """A self-check, not the official level. ``answers`` maps question code to 0-4 or null for 모름."""

    firm = models.ForeignKey(DemandFirm, on_delete=models.CASCADE, related_name="diagnoses")
    answers = models.JSONField(default=dict)
    result = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.firm} {self.created_at:%Y-%m-%d}"


class Need(Stateful):
    """What a firm asks for. ``version`` grows with every confirmed change; matching works on a version.

    ``budget_krw`` is the most for the whole package (per ``budget_period``), ``own_krw`` the firm's own share,
    ``subsidy_krw`` the expected public part. ``reading`` keeps what the engine read, with the words it came from.
    """

    MOVES: ClassVar[dict[str, frozenset[str]]] = NEED_MOVES

    firm = models.ForeignKey(DemandFirm, on_delete=models.CASCADE, related_name="needs")
    status = models.CharField(max_length=10, choices=NeedStatus.choices, default=NeedStatus.DRAFT)
    result = models.CharField(max_length=10, choices=NeedResult.choices, blank=True)
    version = models.PositiveIntegerField(default=1)
    text = models.TextField(_("불편한 점"), max_length=5000)
    title = models.CharField(max_length=80, blank=True)
    region = models.ForeignKey(Region, null=True, blank=True, on_delete=models.PROTECT, related_name="needs")
    industry = models.ForeignKey(Industry, null=True, blank=True, on_delete=models.PROTECT, related_name="needs")
    employees = models.PositiveIntegerField(_("직원 수"), null=True, blank=True)
    budget_krw = models.BigIntegerField(_("총 예산"), null=True, blank=True)
    own_krw = models.BigIntegerField(_("우리 돈"), null=True, blank=True)
    subsidy_krw = models.BigIntegerField(_("정부지원금"), null=True, blank=True)
    budget_period = models.CharField(max_length=6, choices=BudgetPeriod.choices, default=BudgetPeriod.ONCE)
    deadline_weeks = models.PositiveSmallIntegerField(_("기한(주)"), null=True, blank=True)
    flags = models.JSONField(default=list, blank=True)
    reading = models.JSONField(default=dict, blank=True)
    retry_of = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="retries")
    created_at = models.DateTimeField(default=timezone.now)
    opened_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField(default=timezone.now)
    next_check_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            # The firm's list, newest first; the nightly re-match and the unmet queue by status.
            models.Index(fields=["firm", "-created_at"], name="need_of_firm"),
            models.Index(fields=["status", "changed_at"], name="need_by_status"),
            # The clock asks twice a minute which needs are due.
            models.Index(fields=["next_check_at"], name="need_due"),
        ]

    def __str__(self) -> str:
        return self.title or self.text[:40]


class NeedEvent(MoveEvent):
    row = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="events")


class Requirement(models.Model):
    """One thing asked for. ``codes`` are alternatives; only confirmed rows count, guesses wait for a yes."""

    need = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="requirements")
    codes = models.JSONField()
    strength = models.CharField(max_length=10, choices=Strength.choices, default=Strength.MUST)
    sure = models.BooleanField(default=True)
    confirmed = models.BooleanField(default=False)
    words = models.CharField(max_length=200, blank=True)
    start = models.PositiveIntegerField(null=True, blank=True)
    end = models.PositiveIntegerField(null=True, blank=True)
    rule = models.CharField(max_length=20, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return "|".join(self.codes)
