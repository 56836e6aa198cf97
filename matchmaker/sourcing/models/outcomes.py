"""What came of it: measured figures, timed questions, and what both sides say of each other."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from matchmaker.accounts.models import Organisation
from matchmaker.lib.transitions import MoveEvent, Stateful
from matchmaker.sourcing.choices.outcomes import CHECK_MOVES, Better, CheckStatus, KpiField, Stage
from matchmaker.sourcing.models.projects import Attachment, Project


class Kpi(models.Model):
    """One figure that the project is to move. Weights of a project's rows add up to 1."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="kpis")
    position = models.PositiveSmallIntegerField(default=0)
    field = models.CharField(_("분야"), max_length=1, choices=KpiField.choices)
    name = models.CharField(_("지표"), max_length=60)
    unit = models.CharField(_("단위"), max_length=20)
    weight = models.DecimalField(_("가중치"), max_digits=3, decimal_places=2)
    better = models.CharField(_("방향"), max_length=4, choices=Better.choices)
    before = models.DecimalField(_("도입 전"), max_digits=14, decimal_places=3)
    target = models.DecimalField(_("목표"), max_digits=14, decimal_places=3)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["project", "position"], name="one_kpi_a_position")]

    def __str__(self) -> str:
        return self.name


class OutcomeCheck(Stateful):
    """A question asked at its time: still in use? what do the figures say? ``in_use`` is None until answered."""

    MOVES: ClassVar[dict[str, frozenset[str]]] = CHECK_MOVES

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="checks")
    stage = models.CharField(max_length=12, choices=Stage.choices)
    status = models.CharField(max_length=10, choices=CheckStatus.choices, default=CheckStatus.WAITING)
    due_on = models.DateField()
    asked_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    in_use = models.BooleanField(null=True, blank=True)
    note = models.TextField(blank=True, max_length=2000)
    next_check_at = models.DateTimeField(null=True, blank=True, db_index=True)

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [models.UniqueConstraint(fields=["project", "stage"], name="one_check_a_stage")]

    def __str__(self) -> str:
        return f"{self.stage} of project {self.project_id}"


class CheckEvent(MoveEvent):
    row = models.ForeignKey(OutcomeCheck, on_delete=models.CASCADE, related_name="events")


class KpiMeasure(models.Model):
    """A figure as measured at one check, with the file that shows it if there is one."""

    kpi = models.ForeignKey(Kpi, on_delete=models.CASCADE, related_name="measures")
    outcome = models.ForeignKey(OutcomeCheck, on_delete=models.CASCADE, related_name="measures")
    value = models.DecimalField(max_digits=14, decimal_places=3)
    evidence = models.ForeignKey(Attachment, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kpi", "outcome"], name="one_measure_a_check")]

    def __str__(self) -> str:
        return f"{self.kpi}: {self.value}"


class Review(models.Model):
    """What one side of a project says of the other, in parts of 1 to 5; ``parts`` maps codes to points.

    Nobody but its author reads it before ``published_at``: when the other side has written too, or at
    ``next_check_at``.
    """

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="reviews")
    author = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="reviews_written")
    subject = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="reviews_received")
    parts = models.JSONField(default=dict)
    comment = models.TextField(blank=True, max_length=1000)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    published_at = models.DateTimeField(null=True, blank=True)
    next_check_at = models.DateTimeField(null=True, blank=True, db_index=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["project", "author", "subject"], name="one_review_each_way")]

    def __str__(self) -> str:
        return f"{self.author} on {self.subject}"
