"""An import is a row that remembers what it was given, what it judged, and what it created or changed."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from matchmaker.accounts.models import Organisation, User
from matchmaker.exchange.choices import (
    AT_WORK,
    ERASURE_MOVES,
    IMPORT_MOVES,
    ErasureStatus,
    ImportMode,
    ImportStatus,
    RowState,
    Undo,
)
from matchmaker.lib.transitions import MoveEvent, Stateful

UNDO_FOR = timedelta(days=1)


class Import(Stateful):
    """An uploaded table. ``error`` names a refusal, ``params`` are what its words speak of; a job does the work."""

    MOVES: ClassVar[dict[str, frozenset[str]]] = IMPORT_MOVES

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="imports")
    kind = models.CharField(max_length=12)
    filename = models.CharField(max_length=160)
    status = models.CharField(max_length=10, choices=ImportStatus.choices, default=ImportStatus.READING)
    mode = models.CharField(max_length=4, choices=ImportMode.choices, blank=True)
    uploaded_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    good = models.PositiveIntegerField(default=0)
    bad = models.PositiveIntegerField(default=0)
    made = models.PositiveIntegerField(_("새로 만든 줄"), default=0)
    changed = models.PositiveIntegerField(_("고친 줄"), default=0)
    error = models.CharField(max_length=40, blank=True)
    params = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    applied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            # A page lists an organisation's files of one kind; the nightly tidying asks for those long past.
            models.Index(fields=["status", "created_at"], name="import_old"),
            models.Index(fields=["organisation", "kind", "-created_at"], name="import_list"),
        ]

    def __str__(self) -> str:
        return self.filename

    @property
    def at_work(self) -> bool:
        return self.status in AT_WORK

    @property
    def rows(self) -> int:
        return self.good + self.bad

    @property
    def job_key(self) -> str:
        return f"import:{self.pk}"

    @property
    def undo_until(self) -> datetime | None:
        return self.applied_at + UNDO_FOR if self.applied_at else None

    @property
    def may_undo(self) -> bool:
        """A day long, and only while it is known what was there before."""
        return bool(
            self.status == ImportStatus.DONE
            and self.applied_at
            and timezone.now() < self.applied_at + UNDO_FOR
            and (self.made or self.changed)
        )


class ImportEvent(MoveEvent):
    row = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="events")


class ImportFile(models.Model):
    """A piece of the bytes, until they are read: in the database, since any machine's worker may read them."""

    batch = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="pieces", db_index=False)
    number = models.PositiveSmallIntegerField(default=0)
    data = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["batch", "number"], name="one_piece_a_number")]

    def __str__(self) -> str:
        return str(self.batch)


class ImportLine(models.Model):
    """One row as typed (``raw``) and as understood (``values``, none if it is bad); ``key`` says what it is about."""

    batch = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="lines")
    number = models.PositiveIntegerField()
    raw = models.JSONField()
    values = models.JSONField(null=True)
    key = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=8, choices=RowState.choices)
    twin = models.PositiveIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["batch", "number"], name="one_line_a_number")]
        indexes = [
            # A row asks whether an earlier one of the file is about the same thing; a page shows the bad ones only.
            models.Index(fields=["batch", "key"], name="import_line_twins"),
            models.Index(fields=["batch", "state", "number"], name="import_line_list"),
        ]

    def __str__(self) -> str:
        return f"{self.batch_id}:{self.number}"


class ImportChange(models.Model):
    """A row that an import wrote: ``before`` is what stood there (none if it made the row), ``after`` a digest."""

    batch = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="changes")
    number = models.PositiveIntegerField()
    target = models.BigIntegerField()
    title = models.CharField(max_length=120, blank=True)
    before = models.JSONField(null=True)
    after = models.CharField(max_length=32)
    outcome = models.CharField(max_length=8, choices=Undo.choices, blank=True, default=Undo.WAITS)

    class Meta:
        # The undo walks what still waits, the last row first; the page lists what was kept.
        indexes = [models.Index(fields=["batch", "outcome", "-number"], name="import_change_walk")]

    def __str__(self) -> str:
        return f"{self.batch_id}:{self.number}"


class PublicNaming(models.Model):
    """An organisation's word that public data may name it and what it paid; taken back, it is unnamed from then on."""

    organisation = models.OneToOneField(Organisation, on_delete=models.CASCADE, related_name="public_naming")
    agreed_at = models.DateTimeField(default=timezone.now)
    agreed_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return str(self.organisation)


class Archive(models.Model):
    """All that concerns an organisation, signed, until it is a week old."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="archives")
    requested_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    file = models.FileField(upload_to="archives/%Y/%m/")
    size = models.PositiveBigIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return f"archive of {self.organisation_id}"


class Erasure(Stateful):
    """An organisation's wish to be forgotten. ``report``: what went and what stayed, once it is done."""

    MOVES: ClassVar[dict[str, frozenset[str]]] = ERASURE_MOVES

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="erasures")
    requested_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    status = models.CharField(max_length=10, choices=ErasureStatus.choices, default=ErasureStatus.WAITING)
    created_at = models.DateTimeField(default=timezone.now)
    next_check_at = models.DateTimeField(null=True, blank=True, db_index=True)
    done_at = models.DateTimeField(null=True, blank=True)
    report = models.JSONField(default=dict, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation"],
                condition=models.Q(status=ErasureStatus.WAITING),
                name="one_waiting_erasure_a_firm",
            )
        ]

    def __str__(self) -> str:
        return f"erasure of {self.organisation_id}"


class ErasureEvent(MoveEvent):
    row = models.ForeignKey(Erasure, on_delete=models.CASCADE, related_name="events")
