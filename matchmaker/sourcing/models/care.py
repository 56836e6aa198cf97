"""When something breaks, and when the one who built it is gone."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from matchmaker.lib.transitions import MoveEvent, Stateful
from matchmaker.sourcing.choices.care import (
    HANDOVER_MOVES,
    TICKET_MOVES,
    DossierKind,
    HandoverReason,
    HandoverStatus,
    TicketKind,
    TicketStatus,
)
from matchmaker.sourcing.models.projects import Attachment, Milestone, Project, ProjectSlot
from suppliers.models import Supplier


class ServiceTicket(Stateful):
    """Something to be put right by whoever covers the slot, by ``due_at``. ``breached_at``: when that was not kept."""

    MOVES: ClassVar[dict[str, frozenset[str]]] = TICKET_MOVES

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="tickets")
    slot = models.ForeignKey(ProjectSlot, on_delete=models.CASCADE, related_name="tickets")
    supplier = models.ForeignKey(Supplier, on_delete=models.CASCADE, related_name="tickets")
    kind = models.CharField(max_length=10, choices=TicketKind.choices, default=TicketKind.FAULT)
    milestone = models.ForeignKey(Milestone, null=True, blank=True, on_delete=models.CASCADE, related_name="tickets")
    title = models.CharField(max_length=120)
    text = models.TextField(blank=True, max_length=2000)
    status = models.CharField(max_length=12, choices=TicketStatus.choices, default=TicketStatus.OPEN)
    photo = models.ForeignKey(Attachment, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField()
    breached_at = models.DateTimeField(null=True, blank=True)
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolution = models.TextField(blank=True, max_length=2000)
    next_check_at = models.DateTimeField(null=True, blank=True, db_index=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["milestone"], condition=models.Q(milestone__isnull=False), name="one_ticket_a_milestone"
            )
        ]

    def __str__(self) -> str:
        return self.title


class TicketEvent(MoveEvent):
    row = models.ForeignKey(ServiceTicket, on_delete=models.CASCADE, related_name="events")


class Handover(Stateful):
    """The standby of a slot is asked to take it over. ``uncovered_since`` starts the days without cover.

    ``previous``: who was asked before and did not take it.
    """

    MOVES: ClassVar[dict[str, frozenset[str]]] = HANDOVER_MOVES

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="handovers")
    slot = models.ForeignKey(ProjectSlot, on_delete=models.CASCADE, related_name="handovers")
    from_supplier = models.ForeignKey(Supplier, on_delete=models.CASCADE, related_name="handovers_from")
    to_supplier = models.ForeignKey(Supplier, on_delete=models.CASCADE, related_name="handovers_to")
    previous = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="next")
    reason = models.CharField(max_length=10, choices=HandoverReason.choices)
    status = models.CharField(max_length=10, choices=HandoverStatus.choices, default=HandoverStatus.REQUESTED)
    uncovered_since = models.DateTimeField()
    created_at = models.DateTimeField(default=timezone.now)
    respond_by = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    next_check_at = models.DateTimeField(null=True, blank=True, db_index=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["slot"],
                condition=models.Q(status__in=[HandoverStatus.ACCEPTED, HandoverStatus.REQUESTED]),
                name="one_running_handover_a_slot",
            )
        ]

    def __str__(self) -> str:
        return f"handover of {self.slot}"


class HandoverEvent(MoveEvent):
    row = models.ForeignKey(Handover, on_delete=models.CASCADE, related_name="events")


class DossierItem(models.Model):
    """A thing whoever takes over must have. Lists of accounts name them; no password is ever kept here."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="dossier")
    slot = models.ForeignKey(ProjectSlot, null=True, blank=True, on_delete=models.CASCADE, related_name="dossier")
    kind = models.CharField(max_length=12, choices=DossierKind.choices)
    title = models.CharField(max_length=120)
    note = models.TextField(blank=True, max_length=2000)
    file = models.ForeignKey(Attachment, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    ready = models.BooleanField(default=False)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["kind", "pk"]

    def __str__(self) -> str:
        return self.title
