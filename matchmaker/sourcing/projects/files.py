"""Files of a project: taken in, handed out to its people, thrown away. Kept outside the web root, names at random."""

from __future__ import annotations

import hashlib
import weakref
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote
from uuid import uuid4

from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from django.db import transaction
from django.http import FileResponse

from matchmaker.accounts.models import Organisation, User
from matchmaker.sourcing.choices import FileKind, MilestoneStatus
from matchmaker.sourcing.models import Attachment, Milestone, Project
from matchmaker.sourcing.projects.errors import FileKept, FileTooLarge, TooManyFiles
from matchmaker.sourcing.projects.file_checks import MOST_BYTES, ending_of, mime_of, name_cleaned

MOST_FILES = 50


class _Kept:
    """What a transaction calls when it commits, and drops unheard when it is rolled back, however far out.

    Nobody else holds it, so being dropped is its end, and with it goes the file that the transaction had brought.
    """

    def __init__(self, storage: Storage, path: str) -> None:
        self.thrown_away = weakref.finalize(self, storage.delete, path)
        self.thrown_away.atexit = False

    def __call__(self) -> None:
        self.thrown_away.detach()


@transaction.atomic
def attachment_add(
    *,
    project: Project,
    by: Organisation,
    actor: User | None,
    upload: Any,
    kind: str = FileKind.EVIDENCE,
    milestone: Milestone | None = None,
) -> Attachment:
    """Keep an uploaded file. ``by``: the side that brings it, which the caller has checked; ``upload``: Django's file.

    The same content for the same thing (kind and milestone) again is the first file. Raises a FileRefused, whose
    ``message`` says what to do.
    """
    if upload.size > MOST_BYTES:
        raise FileTooLarge
    data = upload.read()
    name = name_cleaned(upload.name or "")
    mime, digest = mime_of(name, data), hashlib.sha256(data).hexdigest()
    project = Project.objects.select_for_update().get(pk=project.pk)
    if (known := project.files.filter(sha256=digest, kind=kind, milestone=milestone).first()) is not None:
        return known
    if project.files.count() >= MOST_FILES:
        raise TooManyFiles
    row = Attachment(project=project, milestone=milestone, kind=kind, by=by, uploaded_by=actor)
    row.name, row.mime, row.size, row.sha256 = name, mime, len(data), digest
    row.file.save(f"{uuid4().hex}.{ending_of(name)}", ContentFile(data), save=False)
    transaction.on_commit(_Kept(row.file.storage, row.file.name))
    row.save()
    return row


@transaction.atomic
def attachments_add(*, uploads: Iterable[Any], **place: Any) -> list[Attachment]:
    """Keep several files or, if one of them is refused, none; ``place`` as for one."""
    return [attachment_add(upload=upload, **place) for upload in uploads]


def deletable(row: Attachment, organisation: Organisation) -> bool:
    """Whether this side may throw the file away: its own evidence, while nobody has decided on the strength of it."""
    open_still = row.milestone is None or row.milestone.status == MilestoneStatus.SCHEDULED
    return row.by_id == organisation.pk and row.kind == FileKind.EVIDENCE and open_still


@transaction.atomic
def attachment_remove(*, attachment: Attachment, by: Organisation) -> None:
    """Throw a file away; a second time does nothing. Raises FileKept once its milestone is decided."""
    Project.objects.select_for_update().get(pk=attachment.project_id)
    row = Attachment.objects.select_related("milestone").filter(pk=attachment.pk).first()
    if row is None:
        return
    if not deletable(row, by):
        raise FileKept
    storage, path = row.file.storage, row.file.name
    row.delete()
    transaction.on_commit(lambda: storage.delete(path))


def file_response(row: Attachment) -> FileResponse:
    """The file as a download that no browser will run, show inside a page, guess about or keep."""
    answer = FileResponse(row.file.open("rb"), content_type=row.mime)
    plain = "".join(sign if (sign.isalnum() and sign.isascii()) or sign in "-_." else "_" for sign in row.name)
    answer["Content-Disposition"] = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(row.name, safe='')}"
    answer["Content-Length"] = str(row.size)
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer["Cache-Control"] = "private, no-store"
    return answer
