"""Rows that say who looked at what and who changed whose rights. They are written once and stay."""

from __future__ import annotations

from typing import Any, NoReturn

from django.conf import settings
from django.db import models
from django.utils import timezone

from matchmaker.accounts.choices import AuditAction


class AuditStays(TypeError):
    """Somebody tried to change or delete a row of the audit log; the database would refuse it as well."""


class AuditRows(models.QuerySet["AuditEntry"]):
    """Rows that can be added and read."""

    def update(self, **_: Any) -> NoReturn:
        raise AuditStays

    def delete(self) -> NoReturn:
        raise AuditStays


class AuditEntry(models.Model):
    """Person and organisation are bare keys: erasing somebody neither changes these rows nor waits for them."""

    at = models.DateTimeField(default=timezone.now)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+"
    )
    organisation = models.ForeignKey(
        "accounts.Organisation", null=True, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+"
    )
    action = models.CharField(max_length=20, choices=AuditAction.choices)
    target_kind = models.CharField(max_length=60)
    target_id = models.CharField(max_length=60, blank=True)
    request_id = models.CharField(max_length=64, blank=True)
    address = models.CharField(max_length=45, blank=True)  # the network, never the whole address
    detail = models.JSONField(default=dict)

    objects = AuditRows.as_manager()

    class Meta:
        base_manager_name = "objects"
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["-at", "-id"], name="audit_latest"),
            models.Index(fields=["target_kind", "target_id", "-at"], name="audit_of_a_row"),
            models.Index(fields=["actor", "-at"], name="audit_of_a_person"),
            models.Index(fields=["organisation", "-at"], name="audit_of_a_firm"),
        ]

    def __str__(self) -> str:
        return f"{self.actor_id} {self.action} {self.target_kind} {self.target_id}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AuditStays
        super().save(*args, **{**kwargs, "force_insert": True})

    def delete(self, *_: Any, **__: Any) -> NoReturn:
        raise AuditStays
