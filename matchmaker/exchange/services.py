"""An import's way: uploaded, read and judged, looked at, then wanted or thrown away. A job does what takes long.

Nothing outside the import's own rows is written here or by ``reading``; ``applying`` does that.
"""

from __future__ import annotations

from datetime import timedelta
from itertools import islice
from typing import BinaryIO

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from matchmaker.accounts.audit import audit_write
from matchmaker.accounts.choices import AuditAction
from matchmaker.accounts.models import Organisation, User
from matchmaker.exchange import judging
from matchmaker.exchange.choices import AT_WORK, DROPPABLE, ImportMode, ImportStatus
from matchmaker.exchange.kinds import kind_for
from matchmaker.exchange.models import UNDO_FOR, Import, ImportChange, ImportFile, ImportLine
from matchmaker.exchange.uploads import file_keep
from matchmaker.jobs.models import Job
from matchmaker.jobs.services import job_start
from matchmaker.lib.tabular import open_table
from matchmaker.lib.transitions import MoveRefused, advance

CHUNK = 500  # rows that are judged, written or taken back together; a table no longer than that is done at once
JOB = "import"
KEPT_FOR = timedelta(days=30)


class RowsBad(Exception):
    """All rows were asked for, but some are bad."""

    def __init__(self, bad: int) -> None:
        super().__init__(bad)
        self.bad = bad

    @property
    def message(self) -> str:
        return _("고칠 줄이 %(bad)s개 있어 아무것도 반영하지 않았습니다.") % {"bad": self.bad}


class NothingToWrite(Exception):
    """Only good rows were asked for, but there is none."""

    message = gettext_lazy("반영할 수 있는 줄이 없습니다. 파일을 고쳐 다시 올려 주세요.")


class AnotherWriting(MoveRefused):
    """Two tables of one kind at once would not know what the other has just made."""

    message = gettext_lazy("다른 표를 쓰는 중입니다. 그 표가 끝난 뒤 다시 눌러 주세요.")


class UndoTooLate(MoveRefused):
    """The day is over, or nothing was written."""

    message = gettext_lazy("하루가 지나 되돌릴 수 없습니다.")


@transaction.atomic
def import_start(
    *, organisation: Organisation, kind: str, filename: str, file: BinaryIO, by: User | None
) -> tuple[Import, Job, bool]:
    """Keep an uploaded table, with the job that will read it, and say whether it is short.

    Raises TableUnreadable when its first rows already tell; then nothing is kept.
    """
    rules = kind_for(kind, organisation)
    header, lines = open_table(file, max_rows=rules.most_rows)
    judging.places_of(header, rules.columns)
    short = sum(1 for _line in islice(lines, CHUNK + 1)) <= CHUNK
    batch = Import.objects.create(organisation=organisation, kind=kind, filename=filename[-160:], uploaded_by=by)
    file_keep(batch, file)
    return batch, job_of(batch, by), short


def job_of(batch: Import, by: User | None) -> Job:
    """The job that carries the import through the stage where it stands; the one under way, if there is one."""
    return job_start(
        kind=JOB, organisation=batch.organisation, user=by, params={"import": batch.pk},
        subject=batch.filename, key=batch.job_key,
    )  # fmt: skip


@transaction.atomic
def import_want(*, batch: Import, mode: str, actor: User) -> Job:
    """Ask for the rows to be written. Raises RowsBad, NothingToWrite, or MoveRefused when it was already used."""
    if mode == ImportMode.ALL and batch.bad:
        raise RowsBad(batch.bad)
    if not batch.good:
        raise NothingToWrite
    _alone(batch)
    fields = {"mode": mode, "error": "", "params": {}}
    advance(batch, frm=ImportStatus.PREVIEW, to=ImportStatus.APPLYING, actor=actor, reason=mode, **fields)
    audit_write(actor=actor, action=AuditAction.IMPORTED, target=batch, detail={"kind": batch.kind, "rows": batch.good})
    return job_of(batch, actor)


def _alone(batch: Import) -> None:
    Organisation.objects.select_for_update().get(pk=batch.organisation_id)
    others = Import.objects.filter(organisation=batch.organisation_id, kind=batch.kind).exclude(pk=batch.pk)
    if others.filter(status__in=(ImportStatus.APPLYING, ImportStatus.UNDOING)).exists():
        raise AnotherWriting


@transaction.atomic
def import_undo_want(*, batch: Import, actor: User) -> Job:
    """Ask for the import to be taken back. Raises UndoTooLate after a day, MoveRefused when it is already under way."""
    if batch.status == ImportStatus.DONE and not batch.may_undo:
        raise UndoTooLate
    _alone(batch)
    advance(batch, frm=ImportStatus.DONE, to=ImportStatus.UNDOING, actor=actor)
    audit_write(actor=actor, action=AuditAction.UNDONE, target=batch, detail={"kind": batch.kind})
    return job_of(batch, actor)


@transaction.atomic
def import_resume(*, batch: Import, actor: User) -> Job:
    """Go on with a stage whose job was stopped or gave up. Raises MoveRefused where nothing is left to do."""
    if batch.status not in AT_WORK:
        raise MoveRefused
    return job_of(batch, actor)


@transaction.atomic
def import_drop(*, batch: Import, actor: User | None) -> Job | None:
    """Throw away what was not written, with its rows. Raises MoveRefused when it was used or is being worked on.

    Where its writing was stopped halfway, the job that takes back what was written.
    """
    if batch.status not in DROPPABLE or job_unfinished(batch):
        raise MoveRefused
    if batch.status == ImportStatus.APPLYING and batch.changes.exists():
        advance(batch, frm=ImportStatus.APPLYING, to=ImportStatus.UNDOING, actor=actor, reason="stopped", error="")
        return job_of(batch, actor)
    advance(batch, frm=batch.status, to=ImportStatus.DROPPED, actor=actor)
    ImportLine.objects.filter(batch=batch).delete()
    ImportFile.objects.filter(batch=batch).delete()
    return None


def job_unfinished(batch: Import) -> bool:
    return Job.objects.filter(key=batch.job_key, status__in=("queued", "running")).exists()


@transaction.atomic
def imports_tidy() -> int:
    """Forget what stood before an import once its day is over, and previews that nobody wanted for a month."""
    now = timezone.now()
    over = Q(batch__applied_at__lt=now - UNDO_FOR) | Q(batch__applied_at=None, batch__created_at__lt=now - UNDO_FOR)
    spent = ImportChange.objects.filter(over, batch__status__in=(ImportStatus.DONE, ImportStatus.UNDONE))
    forgotten, _kinds = spent.delete()
    for batch in Import.objects.filter(status=ImportStatus.APPLYING, created_at__lt=now - UNDO_FOR):
        if not job_unfinished(batch):  # it gave up, and nobody looked: the sweep takes what was written back
            import_drop(batch=batch, actor=None)
    left = Import.objects.filter(created_at__lt=now - KEPT_FOR)
    for batch in left.filter(status=ImportStatus.PREVIEW):
        import_drop(batch=batch, actor=None)
    lines, _kinds = ImportLine.objects.filter(batch__in=left).exclude(batch__status__in=AT_WORK).delete()
    return forgotten + lines
