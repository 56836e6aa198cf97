"""Writing an import and taking it back, some hundred rows a transaction, so that nobody waits long for the database.

Each chunk remembers what stood there before in the transaction that writes it. A worker that is killed leaves whole
chunks; the sweep gives the job to the next worker, which goes on behind them. Where the rest may not be written (a row
has turned bad and all were wanted, or a person stopped it) the chunks that were are taken back, the last row first: an
import ends with everything that was wanted, or with nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Max, ProtectedError
from django.utils import timezone

from matchmaker.exchange.choices import GOOD_ROWS, ImportMode, ImportStatus, RowState, Undo
from matchmaker.exchange.judging import state_of
from matchmaker.exchange.kind import Kind, digest
from matchmaker.exchange.kinds import kind_for
from matchmaker.exchange.models import Import, ImportChange, ImportLine
from matchmaker.exchange.services import CHUNK, RowsBad
from matchmaker.jobs.work import Work
from matchmaker.lib.transitions import advance


def import_apply(*, batch: Import, work: Work) -> None:
    """Write the import's good rows. If all were wanted and one has turned bad meanwhile: none, and say so."""
    kind = kind_for(batch.kind, batch.organisation)
    if batch.error != RowsBad.__name__:
        reached = _reached(batch)
        done = batch.lines.filter(state__in=GOOD_ROWS, number__lte=reached).count()
        work.tell(done=done, total=batch.good)
        try:
            for chunk in _line_chunks(batch, after=reached):
                with work.step(work.done + len(chunk)):
                    kind.lock()
                    _write(kind, batch, chunk)
        except RowsBad as refused:
            _refuse(batch, refused)
        else:
            with work.step(work.total):
                _finish(batch, work)
            return
    _take_all_back(batch, kind, work)
    with work.step(0):
        batch.changes.all().delete()
        advance(batch, frm=ImportStatus.APPLYING, to=ImportStatus.PREVIEW, reason=batch.error, mode="")


def _reached(batch: Import) -> int:
    """The last row that a former worker wrote; rows behind it that it found unchanged are just found so again."""
    return batch.changes.aggregate(last=Max("number"))["last"] or 0


def _refuse(batch: Import, refused: RowsBad) -> None:
    """On record before anything is taken back: whoever goes on after a kill takes back and does not write."""
    batch.error, batch.params = RowsBad.__name__, {"bad": refused.bad}
    batch.save(update_fields=["error", "params"])


def _finish(batch: Import, work: Work) -> None:
    turned = batch.lines.filter(state=RowState.BAD).count() - batch.bad
    made = batch.changes.filter(before__isnull=True).count()
    ImportLine.objects.filter(batch=batch, state__in=GOOD_ROWS).delete()
    found = {"made": made, "changed": batch.changes.count() - made, "good": batch.good - turned}
    found |= {"bad": batch.bad + turned, "applied_at": timezone.now()}
    advance(batch, frm=ImportStatus.APPLYING, to=ImportStatus.DONE, actor=work.job.requested_by, **found)


def _line_chunks(batch: Import, *, after: int) -> Iterator[list[ImportLine]]:
    """Good rows behind a number in the order of the sheet, a chunk at a time."""
    reached = after
    rows = ImportLine.objects.filter(batch=batch, state__in=GOOD_ROWS).order_by("number")
    while chunk := list(rows.filter(number__gt=reached)[:CHUNK]):
        yield chunk
        reached = chunk[-1].number


def _write(kind: Kind, batch: Import, lines: Sequence[ImportLine]) -> None:
    """Write a chunk against what is stored now, and remember what stood there. Raises RowsBad if all were wanted."""
    found = kind.find([line.values for line in lines])  # type: ignore[misc]
    states = {line.number: state_of(kind, line.values, found.get(line.key)) for line in lines}  # type: ignore[arg-type]
    new = [line for line in lines if states[line.number] == RowState.NEW]
    changed = [line for line in lines if states[line.number] == RowState.CHANGED]
    turned = [line.pk for line in lines if states[line.number] == RowState.BAD]
    if turned and batch.mode == ImportMode.ALL:
        raise RowsBad(len(turned))
    ImportLine.objects.filter(pk__in=turned).update(state=RowState.BAD)
    before = {line.number: kind.current(found[line.key]) for line in changed}
    made = kind.create([line.values for line in new])  # type: ignore[misc]
    kind.change([(found[line.key], line.values) for line in changed])  # type: ignore[misc]
    targets = {line.number: row.pk for line, row in zip(new, made, strict=True)}
    targets |= {line.number: found[line.key].pk for line in changed}
    after = kind.fetch(list(targets.values()))
    ImportChange.objects.bulk_create(
        ImportChange(
            batch=batch, number=line.number, target=targets[line.number], title=kind.title_of(line.raw)[:120],
            before=before.get(line.number), after=digest(kind.current(after[targets[line.number]])),
        )
        for line in (*new, *changed)
    )  # fmt: skip


def import_undo(*, batch: Import, work: Work) -> None:
    """Restore what the import changed and delete what it made, the last row first; keep what moved since."""
    _take_all_back(batch, kind_for(batch.kind, batch.organisation), work)
    with work.step(work.total):
        advance(batch, frm=ImportStatus.UNDOING, to=ImportStatus.UNDONE, actor=work.job.requested_by)


def _take_all_back(batch: Import, kind: Kind, work: Work) -> None:
    waiting = ImportChange.objects.filter(batch=batch, outcome=Undo.WAITS).order_by("-number")
    work.tell(done=batch.changes.exclude(outcome=Undo.WAITS).count(), total=batch.changes.count())
    while chunk := list(waiting[:CHUNK]):
        with work.step(work.done + len(chunk)):
            kind.lock()
            _take_back(kind, chunk)


def _take_back(kind: Kind, chunk: Sequence[ImportChange]) -> None:
    rows = kind.fetch([change.target for change in chunk])
    for change in chunk:
        row = rows.get(change.target)
        if row is None:
            change.outcome = Undo.GONE
        elif digest(kind.current(row)) != change.after:
            change.outcome = Undo.TOUCHED
        else:
            change.outcome = Undo.BACK
    back = [change for change in chunk if change.outcome == Undo.BACK]
    kind.change([(rows[change.target], change.before) for change in back if change.before is not None])
    _delete(kind, [change for change in back if change.before is None], rows)
    for outcome in {change.outcome for change in chunk}:
        same = [change.pk for change in chunk if change.outcome == outcome]
        ImportChange.objects.filter(pk__in=same).update(outcome=outcome)


def _delete(kind: Kind, made: Sequence[ImportChange], rows: dict[int, Any]) -> None:
    """All at once, or one by one when something stands on one of them."""
    try:
        with transaction.atomic():
            kind.delete([rows[change.target] for change in made])
    except ProtectedError:
        for change in made:
            try:
                with transaction.atomic():
                    kind.delete([rows[change.target]])
            except ProtectedError:
                change.outcome = Undo.USED
