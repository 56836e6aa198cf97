"""Long work as rows: asked for by a person or by beat, done by a worker, looked at whenever somebody likes."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext

from matchmaker.accounts.models import Organisation
from matchmaker.jobs.choices import UNFINISHED, JobStatus
from matchmaker.jobs.handlers import label_of
from matchmaker.lib.claims import Claimable, Progressing


class Job(Claimable, Progressing):
    """``params``: what the handler needs, JSON. ``state``: where it was after its last finished step; a worker that
    takes over goes on from there. ``result``: what it returned; ``url`` in it is where the reader goes on.
    """

    kind = models.CharField(max_length=40)
    subject = models.CharField(max_length=200, blank=True)  # a file's name, a period: what tells two jobs apart
    key = models.CharField(max_length=120, blank=True)
    organisation = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.CASCADE, related_name="jobs")
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="jobs"
    )
    personal = models.BooleanField(default=False)  # only for the eyes of who asked
    status = models.CharField(max_length=10, choices=JobStatus.choices, default=JobStatus.QUEUED)
    params = models.JSONField(default=dict)
    state = models.JSONField(default=dict)
    result = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["key"],
                condition=models.Q(status__in=sorted(UNFINISHED)) & ~models.Q(key=""),
                name="one_unfinished_job_a_key",
            )
        ]
        indexes = [
            models.Index(fields=["status", "created_at"], name="job_waiting"),  # the sweep
            models.Index(fields=["organisation", "-created_at"], name="job_newest"),  # an organisation's list
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def unfinished(self) -> bool:
        return self.status in UNFINISHED

    @property
    def label(self) -> str:
        return label_of(self.kind)

    @property
    def told(self) -> str:
        """The note, or why it failed, in the reader's language."""
        return gettext(self.note) if self.note else ""
