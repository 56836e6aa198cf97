"""Everything that concerns an organisation as one signed JSON archive, gathered by a job, kept for a week."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from typing import IO, Any

from django.apps import apps
from django.core.files import File
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

from matchmaker.accounts.audit import audit_write
from matchmaker.accounts.choices import AuditAction
from matchmaker.accounts.models import Organisation, User
from matchmaker.exchange.models import Archive
from matchmaker.exchange.owning import OWNED, SECRET_WORDS, Own
from matchmaker.exchange.signing import CLOSING, MIDDLE, OPENING, signature_of
from matchmaker.jobs.models import Job
from matchmaker.jobs.services import job_start
from matchmaker.jobs.work import Work

JOB = "archive"
KEPT_FOR = timedelta(days=7)
AT_ONCE = 500


@transaction.atomic
def archive_want(*, organisation: Organisation, by: User) -> Job:
    """Ask for the archive; the one being made, if one is."""
    audit_write(actor=by, action=AuditAction.EXPORT, target_kind="exchange.archive", organisation=organisation)
    return job_start(kind=JOB, organisation=organisation, user=by, key=f"{JOB}:{organisation.pk}")


def archive_make(*, organisation: Organisation, work: Work) -> Archive:
    """Write it section by section to a file, sign it, and keep it. A job that starts anew begins anew."""
    work.tell(total=len(OWNED))
    with tempfile.TemporaryFile("w+b") as file:
        file.write(OPENING)
        _write_line(organisation, file, work)
        file.seek(len(OPENING))
        signature = signature_of(file.read())
        file.write(MIDDLE + json.dumps(signature).encode() + CLOSING)
        size = file.tell()
        file.seek(0)
        with work.step(len(OWNED)):
            row = Archive(organisation=organisation, requested_by=work.job.requested_by, size=size)
            row.file.save(f"{organisation.pk}.json", File(file), save=False)
            row.save()
    return row


def _write_line(organisation: Organisation, file: IO[bytes], work: Work) -> None:
    head = {"organisation": organisation.pk, "name": organisation.name, "made_at": timezone.now().isoformat()}
    file.write(json.dumps(head, ensure_ascii=False).encode()[:-1] + b', "sections": [')
    for at, section in enumerate(OWNED):
        work.tell(at)
        file.write((b", " if at else b"") + json.dumps({"model": section.model}).encode()[:-1] + b', "rows": [')
        for count, row in enumerate(rows_of(section, organisation)):
            text = json.dumps(row, ensure_ascii=False, cls=DjangoJSONEncoder)
            file.write((b", " if count else b"") + text.encode("utf-8", "replace"))
        file.write(b"]}")
    file.write(b"]}")


def rows_of(section: Own, organisation: Organisation) -> Iterator[dict[str, Any]]:
    model = apps.get_model(section.model)
    wanted = Q()
    for way in section.ways:
        wanted |= Q(**{way: organisation.pk})
    keys = model._base_manager.filter(wanted, **dict(section.only)).order_by().values("pk")
    rows = model._base_manager.filter(pk__in=keys).order_by("pk")
    many = [field.name for field in model._meta.many_to_many if field.remote_field.through._meta.auto_created]
    for row in rows.prefetch_related(*many).iterator(chunk_size=AT_ONCE):
        yield _plain(row, section) | {name: [other.pk for other in getattr(row, name).all()] for name in many}


def _plain(row: models.Model, section: Own) -> dict[str, Any]:
    """The row's own columns, without files and without anything that opens a door."""
    told: dict[str, Any] = {}
    for field in row._meta.concrete_fields:
        secret = any(word in field.name for word in SECRET_WORDS) and field.name != "sha256"
        if field.name in section.without or secret or isinstance(field, (models.FileField, models.BinaryField)):
            continue
        told[field.attname] = field.value_from_object(row)
    return told


def archives_tidy() -> int:
    """Throw away archives that are a week old, with their files."""
    old = Archive.objects.filter(created_at__lt=timezone.now() - KEPT_FOR)
    count = 0
    for row in old:
        row.file.delete(save=False)
        row.delete()
        count += 1
    return count
