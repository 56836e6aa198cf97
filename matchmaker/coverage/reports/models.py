"""Saved views of administrators' lists, when reports of them are due, and the reports that were made."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from matchmaker.accounts.models import Organisation
from matchmaker.coverage.reports.choices import Cadence, Listed, ReportForm


class SavedView(models.Model):
    """A list as somebody had it before them: which page, and the search in its address."""

    name = models.CharField(_("이름"), max_length=60)
    listed = models.CharField(max_length=12, choices=Listed.choices)
    query = models.CharField(max_length=300, blank=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_views")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="saved_views")
    shared = models.BooleanField(_("우리 기관 사람들과 함께 보기"), default=False)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        app_label = "coverage"
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint(fields=["owner", "organisation", "name"], name="one_view_a_name")]

    def __str__(self) -> str:
        return self.name


class ReportSchedule(models.Model):
    """One person's standing order for a view; ``day``: a weekday (0 is Monday) or a day of the month."""

    view = models.ForeignKey(SavedView, on_delete=models.CASCADE, related_name="schedules")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="report_schedules")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    cadence = models.CharField(max_length=8, choices=Cadence.choices)
    day = models.PositiveSmallIntegerField()
    form = models.CharField(max_length=4, choices=ReportForm.choices)
    next_check_at = models.DateTimeField(null=True, blank=True, db_index=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        app_label = "coverage"
        constraints = [models.UniqueConstraint(fields=["view", "owner"], name="one_schedule_a_reader")]

    def __str__(self) -> str:
        return f"{self.view}: {self.cadence} {self.day}"


class Report(models.Model):
    """A file that was made for one reader; ``due`` says of which turn of a schedule, so that no turn is made twice."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="reports")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    schedule = models.ForeignKey(ReportSchedule, null=True, on_delete=models.SET_NULL, related_name="reports")
    due = models.DateField(null=True)
    name = models.CharField(max_length=60)
    listed = models.CharField(max_length=12, choices=Listed.choices)
    query = models.CharField(max_length=300, blank=True)
    form = models.CharField(max_length=4, choices=ReportForm.choices)
    path = models.CharField(max_length=120, blank=True)  # in the default storage; empty until it is made
    rows = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)
    made_at = models.DateTimeField(null=True)
    next_check_at = models.DateTimeField(null=True, db_index=True)

    class Meta:
        app_label = "coverage"
        ordering = ["-created_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["schedule", "due"], name="one_report_a_turn")]

    def __str__(self) -> str:
        return f"{self.name}.{self.form}"
