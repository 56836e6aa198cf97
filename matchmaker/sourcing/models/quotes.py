"""The joint quote: one lead, a part a member, lines in one common cost tree."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from matchmaker.lib.transitions import MoveEvent, Stateful
from matchmaker.sourcing.choices.quotes import (
    QUOTE_MOVES,
    CostHead,
    DataOwner,
    Grade,
    Liability,
    QuoteReview,
    QuoteScope,
    QuoteStatus,
)
from matchmaker.sourcing.models.requests import Rfq, RfqInvitation
from suppliers.models import Supplier

NO_SLOT = -1


class Quote(Stateful):
    """A joint quote of the members of one request. Handed in it never changes: a change is a new ``revision``.

    The terms are the lead's to write. ``stale``: the need has changed since; ``need_version`` says which one it
    answers. ``left_out``: slots that a reduced scope leaves away.
    """

    MOVES: ClassVar[dict[str, frozenset[str]]] = QUOTE_MOVES

    rfq = models.ForeignKey(Rfq, on_delete=models.CASCADE, related_name="quotes")
    revision = models.PositiveSmallIntegerField(default=1)
    previous = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="later")
    status = models.CharField(max_length=10, choices=QuoteStatus.choices, default=QuoteStatus.DRAFT)
    scope = models.CharField(max_length=10, choices=QuoteScope.choices, default=QuoteScope.FULL)
    left_out = models.JSONField(default=list, blank=True)
    need_version = models.PositiveIntegerField()
    stale = models.BooleanField(default=False)
    liability = models.CharField(_("책임 방식"), max_length=10, choices=Liability.choices, blank=True)
    subcontract_pct = models.DecimalField(_("하도급 비율(%)"), max_digits=5, decimal_places=2, null=True, blank=True)
    valid_until = models.DateField(_("견적 유효일"), null=True, blank=True)
    delivery_weeks = models.PositiveSmallIntegerField(_("구축 기간(주)"), null=True, blank=True)
    onsite_hours = models.PositiveSmallIntegerField(_("현장 출동 약속(시간)"), null=True, blank=True)
    warranty_months = models.PositiveSmallIntegerField(_("무상 하자보수(개월)"), null=True, blank=True)
    data_owner = models.CharField(_("데이터 주인"), max_length=10, choices=DataOwner.choices, blank=True)
    note = models.TextField(_("덧붙일 말"), blank=True, max_length=2000)
    created_at = models.DateTimeField(default=timezone.now)
    submitted_at = models.DateTimeField(null=True, blank=True)
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    opened_at = models.DateTimeField(null=True, blank=True)
    review = models.CharField(max_length=8, choices=QuoteReview.choices, blank=True, default=QuoteReview.UNSEEN)
    next_check_at = models.DateTimeField(null=True, blank=True, db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["rfq", "revision"], name="one_quote_a_revision"),
            models.UniqueConstraint(
                fields=["rfq"], condition=models.Q(status=QuoteStatus.DRAFT), name="one_draft_a_request"
            ),
        ]

    def __str__(self) -> str:
        return f"quote {self.pk} (revision {self.revision})"


class QuoteEvent(MoveEvent):
    row = models.ForeignKey(Quote, on_delete=models.CASCADE, related_name="events")


class QuotePart(models.Model):
    """A member's own part: only that member writes it, and signs it. A changed line takes the signature off."""

    quote = models.ForeignKey(Quote, on_delete=models.CASCADE, related_name="parts")
    supplier = models.ForeignKey(Supplier, on_delete=models.CASCADE, related_name="quote_parts")
    invitation = models.ForeignKey(RfqInvitation, null=True, on_delete=models.SET_NULL, related_name="quote_parts")
    slots = models.JSONField(default=list)
    lead = models.BooleanField(default=False)
    signed_at = models.DateTimeField(null=True, blank=True)
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["-lead", "pk"]
        constraints = [models.UniqueConstraint(fields=["quote", "supplier"], name="one_part_a_member")]

    def __str__(self) -> str:
        return f"{self.supplier} in {self.quote}"


class QuoteLine(models.Model):
    """One line of the cost tree, in won without VAT. No row means nobody said anything; 0 means it costs nothing.

    ``slot`` is NO_SLOT where the line belongs to the member as a whole; ``year`` 1-5 for maintenance, else 0;
    ``days`` and ``rate_krw`` (a day) stand for engineering, whose ``amount_krw`` is their product.
    """

    part = models.ForeignKey(QuotePart, on_delete=models.CASCADE, related_name="lines")
    head = models.CharField(max_length=12, choices=CostHead.choices)
    slot = models.SmallIntegerField(default=NO_SLOT)
    grade = models.CharField(max_length=8, choices=Grade.choices, blank=True)
    year = models.PositiveSmallIntegerField(default=0)
    days = models.DecimalField(max_digits=6, decimal_places=1, null=True, blank=True)
    rate_krw = models.BigIntegerField(null=True, blank=True)
    amount_krw = models.BigIntegerField()
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["part", "head", "slot", "grade", "year"], name="one_line_a_place"),
            models.CheckConstraint(condition=models.Q(amount_krw__gte=0), name="no_line_below_zero"),
        ]

    def __str__(self) -> str:
        return f"{self.head} {self.amount_krw}"
