"""From a package to the people behind it: quote requests and invitations."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from demand.models import Need
from matchmaker.lib.transitions import MoveEvent, Stateful
from matchmaker.matching.models import Package
from matchmaker.sourcing.choices import (
    INVITATION_MOVES,
    RFQ_MOVES,
    WAITING,
    DeclineReason,
    InvitationStatus,
    RfqStatus,
)
from suppliers.models import Supplier


class Rfq(Stateful):
    """A quote request on one package: from here on the members learn who asks."""

    MOVES: ClassVar[dict[str, frozenset[str]]] = RFQ_MOVES

    need = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="rfqs")
    package = models.ForeignKey(Package, on_delete=models.PROTECT, related_name="rfqs")
    status = models.CharField(max_length=10, choices=RfqStatus.choices, default=RfqStatus.OPEN)
    note = models.TextField(blank=True, max_length=1000)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["package"],
                condition=~models.Q(status=RfqStatus.CANCELLED),
                name="one_live_request_a_package",
            )
        ]

    def __str__(self) -> str:
        return f"rfq {self.pk}"


class RfqEvent(MoveEvent):
    row = models.ForeignKey(Rfq, on_delete=models.CASCADE, related_name="events")


class RfqInvitation(Stateful):
    """One member asked for its own slots. ``next_check_at`` is the earliest moment something is due."""

    MOVES: ClassVar[dict[str, frozenset[str]]] = INVITATION_MOVES

    rfq = models.ForeignKey(Rfq, on_delete=models.CASCADE, related_name="invitations")
    supplier = models.ForeignKey(Supplier, on_delete=models.CASCADE, related_name="rfq_invitations")
    slots = models.JSONField(default=list)
    lead = models.BooleanField(default=False)
    status = models.CharField(max_length=10, choices=InvitationStatus.choices, default=InvitationStatus.SENT)
    reason = models.CharField(max_length=10, choices=DeclineReason.choices, blank=True)
    note = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    respond_by = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    next_check_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["rfq", "supplier"], name="one_invitation_a_member")]
        indexes = [
            # The supplier's list, newest first; the timer's due rows.
            models.Index(fields=["supplier", "-created_at"], name="invitation_of_supplier"),
            models.Index(fields=["next_check_at"], name="invitation_due"),
        ]

    def __str__(self) -> str:
        return f"{self.supplier} for {self.rfq}"

    @property
    def waits(self) -> bool:
        return self.status in WAITING


class InvitationEvent(MoveEvent):
    row = models.ForeignKey(RfqInvitation, on_delete=models.CASCADE, related_name="events")
