"""The building of it: who covers what, milestones, changes that both sides sign, and files."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from demand.models import Need
from matchmaker.accounts.models import Organisation
from matchmaker.lib.transitions import MoveEvent, Stateful
from matchmaker.sourcing.choices.projects import (
    CHANGE_MOVES,
    MILESTONE_MOVES,
    PROJECT_MOVES,
    ChangeKind,
    ChangeReason,
    ChangeStatus,
    FileKind,
    MilestoneKind,
    MilestoneStatus,
    ProjectStatus,
)
from matchmaker.sourcing.models.awards import Award
from suppliers.models import Offer, Supplier


class Project(Stateful):
    """What an active award starts. ``price_krw`` is the agreed build price without VAT, changes included."""

    MOVES: ClassVar[dict[str, frozenset[str]]] = PROJECT_MOVES

    award = models.OneToOneField(Award, on_delete=models.PROTECT, related_name="project")
    need = models.ForeignKey(Need, on_delete=models.PROTECT, related_name="projects")
    lead = models.ForeignKey(Supplier, on_delete=models.PROTECT, related_name="led_projects")
    status = models.CharField(max_length=12, choices=ProjectStatus.choices, default=ProjectStatus.PLANNED)
    price_krw = models.BigIntegerField()
    weeks = models.PositiveSmallIntegerField()
    onsite_hours = models.PositiveSmallIntegerField(null=True, blank=True)
    warranty_months = models.PositiveSmallIntegerField(null=True, blank=True)
    starts_on = models.DateField()
    completed_on = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return f"project {self.pk}: {self.need}"


class ProjectEvent(MoveEvent):
    row = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="events")


class ProjectSlot(models.Model):
    """Who covers a slot, from when until when; the row without ``until`` is the present one."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="slots")
    slot = models.PositiveSmallIntegerField()
    codes = models.JSONField()
    supplier = models.ForeignKey(Supplier, on_delete=models.PROTECT, related_name="project_slots")
    offer = models.ForeignKey(Offer, null=True, on_delete=models.SET_NULL, related_name="+")
    standby = models.ForeignKey(
        Supplier, null=True, blank=True, on_delete=models.SET_NULL, related_name="standby_slots"
    )
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["slot", "since", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "slot"], condition=models.Q(until__isnull=True), name="one_present_member_a_slot"
            )
        ]

    def __str__(self) -> str:
        return f"slot {self.slot} of project {self.project_id}"


class Milestone(Stateful):
    """``reported_at``: the lead says it is done; the firm decides. Past ``due_on`` without a word it is missed."""

    MOVES: ClassVar[dict[str, frozenset[str]]] = MILESTONE_MOVES

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="milestones")
    kind = models.CharField(max_length=12, choices=MilestoneKind.choices)
    position = models.PositiveSmallIntegerField()
    status = models.CharField(max_length=10, choices=MilestoneStatus.choices, default=MilestoneStatus.SCHEDULED)
    due_on = models.DateField()
    reported_at = models.DateTimeField(null=True, blank=True)
    report = models.TextField(blank=True, max_length=2000)
    decided_at = models.DateTimeField(null=True, blank=True)
    note = models.CharField(max_length=300, blank=True)
    next_check_at = models.DateTimeField(null=True, blank=True, db_index=True)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["project", "kind"], name="one_milestone_a_kind")]

    def __str__(self) -> str:
        return f"{self.kind} of project {self.project_id}"


class MilestoneEvent(MoveEvent):
    row = models.ForeignKey(Milestone, on_delete=models.CASCADE, related_name="events")


class ChangeOrder(Stateful):
    """A change that holds once the other side has agreed. ``by``: the side that proposed it."""

    MOVES: ClassVar[dict[str, frozenset[str]]] = CHANGE_MOVES

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="changes")
    by = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    kind = models.CharField(max_length=10, choices=ChangeKind.choices)
    reason = models.CharField(max_length=10, choices=ChangeReason.choices)
    text = models.TextField(max_length=2000)
    price_delta_krw = models.BigIntegerField(default=0)
    weeks_delta = models.SmallIntegerField(default=0)
    slot = models.ForeignKey(ProjectSlot, null=True, blank=True, on_delete=models.CASCADE, related_name="changes")
    newcomer = models.ForeignKey(Supplier, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    status = models.CharField(max_length=10, choices=ChangeStatus.choices, default=ChangeStatus.PROPOSED)
    created_at = models.DateTimeField(default=timezone.now)
    answer_by = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    next_check_at = models.DateTimeField(null=True, blank=True, db_index=True)

    class Meta:
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.kind} of project {self.project_id}"


class ChangeEvent(MoveEvent):
    row = models.ForeignKey(ChangeOrder, on_delete=models.CASCADE, related_name="events")


class Attachment(models.Model):
    """A file of a project, kept outside the web root and served to the project's own people only.

    ``mime`` is what the content is, not what the name says; ``sha256`` is that of the content.
    """

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="files")
    milestone = models.ForeignKey(Milestone, null=True, blank=True, on_delete=models.CASCADE, related_name="files")
    kind = models.CharField(max_length=10, choices=FileKind.choices, default=FileKind.EVIDENCE)
    by = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    file = models.FileField(upload_to="projects/%Y/%m/")
    name = models.CharField(max_length=160)
    mime = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["created_at", "pk"]

    def __str__(self) -> str:
        return self.name
