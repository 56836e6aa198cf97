"""From a package to the people behind it: the round of a need, quote requests, invitations, questions."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from demand.models import Need
from matchmaker.lib.transitions import MoveEvent, Stateful
from matchmaker.matching.models import Package
from matchmaker.reference.models import Programme
from matchmaker.sourcing.choices.requests import (
    ESCALATION_MOVES,
    INVITATION_MOVES,
    RFQ_MOVES,
    WAITING,
    DeclineReason,
    EscalationKind,
    EscalationStatus,
    InvitationStatus,
    RfqStatus,
)
from suppliers.models import Supplier


class Round(models.Model):
    """Everything that is asked, quoted and decided for one need; its requests, one a package, stand below it.

    ``sealed``: no quote can be read by anybody but its own members before ``quotes_due_at``; ``opened_at`` says when
    that was. ``promise_by``: ``ANSWERS_PROMISED`` answers until then, or a coordinator steps in (``promise_kept`` is
    None while it runs). ``decide_by`` is set once there is a quote to read; ``remind_decision_at`` by the clock soon
    after, and not before ``decide_by`` it means that the firm was reminded. ``programme``: the support the firm counts
    on. ``next_check_at`` is the earliest moment something is due.
    """

    need = models.OneToOneField(Need, on_delete=models.CASCADE, related_name="round")
    need_version = models.PositiveIntegerField()
    sealed = models.BooleanField(default=False)
    quotes_due_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True, blank=True)
    promise_by = models.DateTimeField()
    promise_kept = models.BooleanField(null=True, blank=True)
    decide_by = models.DateTimeField(null=True, blank=True)
    remind_decision_at = models.DateTimeField(null=True, blank=True)
    extended_at = models.DateTimeField(null=True, blank=True)
    extension_reason = models.CharField(max_length=300, blank=True)
    programme = models.ForeignKey(Programme, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    next_check_at = models.DateTimeField(null=True, blank=True, db_index=True)

    def __str__(self) -> str:
        return f"round of need {self.need_id}"


class Rfq(Stateful):
    """A quote request on one package: from here on the members learn who asks.

    ``gap``: slots of the package for which nobody is left to ask; stated, never hidden. ``next_check_at``: set when a
    slot has come open and the next best has to be found.
    """

    MOVES: ClassVar[dict[str, frozenset[str]]] = RFQ_MOVES

    need = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="rfqs")
    round = models.ForeignKey(Round, null=True, on_delete=models.CASCADE, related_name="rfqs")
    package = models.ForeignKey(Package, on_delete=models.PROTECT, related_name="rfqs")
    status = models.CharField(max_length=10, choices=RfqStatus.choices, default=RfqStatus.OPEN)
    note = models.TextField(blank=True, max_length=1000)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    gap = models.JSONField(default=list, blank=True)
    next_check_at = models.DateTimeField(null=True, blank=True, db_index=True)

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
    """One member asked for its own slots. ``next_check_at`` is the earliest moment something is due.

    ``slots``: [{"slot", "codes", "offer", "must"}], numbered as in the package. ``replaces``: the invitation whose
    slots came open; following it back gives the chain.
    """

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
    replaces = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="replacements")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["rfq", "supplier"],
                condition=models.Q(status__in=sorted(WAITING)),
                name="one_open_invitation_a_member",
            )
        ]
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


class Question(models.Model):
    """Asked by one supplier, answered by the firm, read by all who are invited; nobody is told whose it was."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="questions")
    asker = models.ForeignKey(Supplier, on_delete=models.CASCADE, related_name="+")
    text = models.TextField(max_length=1000)
    answer = models.TextField(blank=True, max_length=2000)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["created_at", "pk"]

    def __str__(self) -> str:
        return self.text[:40]


class Escalation(Stateful):
    """Something that the market could not settle by itself: a coordinator has to step in. One open row a cause."""

    MOVES: ClassVar[dict[str, frozenset[str]]] = ESCALATION_MOVES

    need = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="escalations")
    rfq = models.ForeignKey(Rfq, null=True, blank=True, on_delete=models.CASCADE, related_name="escalations")
    kind = models.CharField(max_length=12, choices=EscalationKind.choices)
    status = models.CharField(max_length=10, choices=EscalationStatus.choices, default=EscalationStatus.OPEN)
    detail = models.JSONField(default=dict, blank=True)
    note = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["created_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["need", "kind"],
                condition=models.Q(status=EscalationStatus.OPEN),
                name="one_open_escalation_a_cause",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} of need {self.need_id}"


class EscalationEvent(MoveEvent):
    row = models.ForeignKey(Escalation, on_delete=models.CASCADE, related_name="events")
