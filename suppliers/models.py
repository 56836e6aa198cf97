"""The supply side: firms, what they offer, what they delivered, and what proves it."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from matchmaker.accounts.models import Organisation
from matchmaker.lib.transitions import MoveEvent, Stateful
from matchmaker.reference.choices import PriceUnit
from matchmaker.reference.models import Capability, Industry, Region, Standard
from suppliers.choices import (
    OFFER_MOVES,
    VERIFICATION_MOVES,
    Effort,
    Evidence,
    OfferStatus,
    ReturnReason,
    StandingReason,
    SupplierKind,
    SupplierSize,
    SuspendReason,
    Verification,
)


class Supplier(Stateful):
    """A supplier's profile. ``status`` is its verification; only verified suppliers are matched."""

    MOVES: ClassVar[dict[str, frozenset[str]]] = VERIFICATION_MOVES

    organisation = models.OneToOneField(Organisation, on_delete=models.CASCADE, related_name="supplier")
    status = models.CharField(max_length=10, choices=Verification.choices, default=Verification.DRAFT)
    kind = models.CharField(_("사업 형태"), max_length=20, choices=SupplierKind.choices, blank=True)
    size = models.CharField(_("기업 규모"), max_length=10, choices=SupplierSize.choices, blank=True)
    region = models.ForeignKey(Region, null=True, blank=True, on_delete=models.PROTECT, related_name="suppliers")
    address = models.CharField(_("주소"), max_length=200, blank=True)
    founded_on = models.DateField(_("설립일"), null=True, blank=True)
    employees = models.PositiveIntegerField(_("종사자 수"), null=True, blank=True)
    sales_krw = models.BigIntegerField(_("연 매출"), null=True, blank=True)
    homepage = models.URLField(_("홈페이지"), blank=True)
    phone = models.CharField(_("전화"), max_length=30, blank=True)
    about = models.TextField(_("소개"), blank=True, max_length=2000)
    capacity_per_quarter = models.PositiveSmallIntegerField(_("분기에 맡을 수 있는 건수"), default=2)
    open_projects = models.PositiveSmallIntegerField(_("지금 진행 중인 건수"), default=0)
    open_invitation_limit = models.PositiveSmallIntegerField(_("동시에 받을 견적 요청 수"), default=5)
    can_lead = models.BooleanField(_("대표 공급기업을 맡을 수 있음"), default=False)
    programme_level = models.CharField(_("역량진단 등급"), max_length=20, blank=True)
    programme_level_until = models.DateField(_("역량진단 유효일"), null=True, blank=True)
    verified_at = models.DateTimeField(null=True, blank=True)
    reverify_at = models.DateTimeField(null=True, blank=True)
    suspended_until = models.DateField(null=True, blank=True, help_text="The last day of a suspension")
    next_check_at = models.DateTimeField(null=True, blank=True, db_index=True)
    changed_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        # The verification queue and the firms page list by status, oldest change first.
        indexes = [models.Index(fields=["status", "changed_at"], name="supplier_queue")]

    def __str__(self) -> str:
        return str(self.organisation)

    @property
    def open_capacity(self) -> int:
        return max(0, self.capacity_per_quarter - self.open_projects)


class SupplierEvent(MoveEvent):
    row = models.ForeignKey(Supplier, on_delete=models.CASCADE, related_name="events")

    @property
    def reason_words(self) -> str:
        """The coded reason as people read it."""
        kinds = (ReturnReason, SuspendReason, StandingReason)
        return next((str(kind(self.reason).label) for kind in kinds if self.reason in kind.values), self.reason)


class Approval(models.Model):
    """What was approved, as it was: the listing's facts, and what the person who approved had looked at.

    ``facts`` as in approving.facts_of; ``looked``: {"ticked": [Look...], "found": {state: count}}.
    """

    supplier = models.ForeignKey(Supplier, on_delete=models.CASCADE, related_name="approvals")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    renewal = models.BooleanField(default=False)
    facts = models.JSONField(default=dict)
    looked = models.JSONField(default=dict)

    class Meta:
        get_latest_by = "pk"
        # The last approval of a firm.
        indexes = [models.Index(fields=["supplier", "-id"], name="approval_latest")]

    def __str__(self) -> str:
        return f"{self.supplier_id} {self.at:%Y-%m-%d}"


class Offer(Stateful):
    """One capability at a price, with what the price includes. Prices are KRW for ``price_unit``.

    ``changed_at`` moves with every change that matching must see; re-matching asks for it.
    """

    MOVES: ClassVar[dict[str, frozenset[str]]] = OFFER_MOVES

    supplier = models.ForeignKey(Supplier, on_delete=models.CASCADE, related_name="offers")
    status = models.CharField(max_length=10, choices=OfferStatus.choices, default=OfferStatus.DRAFT)
    capability = models.ForeignKey(Capability, on_delete=models.PROTECT, related_name="offers")
    includes = models.ManyToManyField(Capability, blank=True, related_name="included_in")
    title = models.CharField(_("이름"), max_length=120)
    description = models.TextField(_("설명"), blank=True, max_length=2000)
    price_low_krw = models.BigIntegerField(_("최저 가격"))
    price_typical_krw = models.BigIntegerField(_("보통 가격"))
    price_high_krw = models.BigIntegerField(_("최고 가격"))
    price_unit = models.CharField(_("가격 단위"), max_length=10, choices=PriceUnit.choices, default=PriceUnit.PROJECT)
    weeks = models.PositiveSmallIntegerField(_("걸리는 기간(주)"))
    standards = models.ManyToManyField(Standard, blank=True, related_name="offers")
    regions = models.ManyToManyField(Region, blank=True, related_name="offers")
    onsite_hours = models.PositiveSmallIntegerField(_("현장 출동 약속(시간)"), null=True, blank=True)
    capacity_per_quarter = models.PositiveSmallIntegerField(_("분기당 가능 건수"), default=2)
    warranty_months = models.PositiveSmallIntegerField(_("무상 하자보수(개월)"), null=True, blank=True)
    service_terms = models.CharField(_("사후관리 조건"), max_length=200, blank=True)
    origin_software = models.CharField(_("소프트웨어 원산지"), max_length=2, blank=True)
    origin_parts = models.CharField(_("부품 원산지"), max_length=2, blank=True)
    effort = models.CharField(_("연결에 드는 수고"), max_length=10, choices=Effort.choices, default=Effort.CONFIGURE)
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [
            # The market snapshot reads all published offers; re-matching asks what changed since a moment.
            models.Index(fields=["status", "changed_at"], name="offer_changes"),
            models.Index(fields=["capability", "status"], name="offer_by_capability"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(price_low_krw__gte=0)
                & models.Q(price_typical_krw__gte=models.F("price_low_krw"))
                & models.Q(price_high_krw__gte=models.F("price_typical_krw")),
                name="offer_prices_in_order",
            )
        ]

    def __str__(self) -> str:
        return self.title


class OfferEvent(MoveEvent):
    row = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="events")


class PastProject(models.Model):
    """Delivered work. ``evidence`` says who stands behind the claim; ``partners`` delivered it together."""

    supplier = models.ForeignKey(Supplier, on_delete=models.CASCADE, related_name="projects")
    title = models.CharField(_("사업 이름"), max_length=120)
    description = models.TextField(_("한 일"), blank=True, max_length=2000)
    capabilities = models.ManyToManyField(Capability, related_name="projects")
    client_industry = models.ForeignKey(Industry, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    client_region = models.ForeignKey(Region, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    finished_on = models.DateField(_("끝난 날"))
    amount_krw = models.BigIntegerField(_("금액"), null=True, blank=True)
    evidence = models.CharField(_("근거"), max_length=10, choices=Evidence.choices, default=Evidence.SELF)
    satisfaction = models.FloatField(_("고객 만족도(1~5)"), null=True, blank=True)
    partners = models.ManyToManyField(Supplier, blank=True, related_name="joint_projects")

    class Meta:
        ordering = ["-finished_on"]

    def __str__(self) -> str:
        return self.title


class Certificate(models.Model):
    supplier = models.ForeignKey(Supplier, on_delete=models.CASCADE, related_name="certificates")
    name = models.CharField(_("인증 이름"), max_length=80)
    number = models.CharField(_("번호"), max_length=60, blank=True)
    issued_on = models.DateField(_("발급일"), null=True, blank=True)
    valid_until = models.DateField(_("유효일"), null=True, blank=True)

    def __str__(self) -> str:
        return self.name


class RegisterEntry(models.Model):
    """A firm of the official supplier register: known to exist, not yet a member of the platform."""

    register_no = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=120)
    address = models.CharField(max_length=200, blank=True)
    region = models.ForeignKey(Region, null=True, on_delete=models.SET_NULL, related_name="register_entries")
    supplier = models.ForeignKey(Supplier, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    seen_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.name
