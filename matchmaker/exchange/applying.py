"""Writing an import and taking it back.

Writing is one transaction, however long the table: a worker that is killed in the middle leaves nothing, its job stays
claimed until the lease is over, and the sweep gives it to the next worker. Taking back goes chunk by chunk, since every
row of it stands for itself.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone

from matchmaker.exchange.choices import GOOD_ROWS, ImportMode, ImportStatus, RowState, Undo
from matchmaker.exchange.judging import state_of
from matchmaker.exchange.kind import Kind, digest
from matchmaker.exchange.kinds import kind_for
from matchmaker.exchange.models import Import, ImportChange, ImportLine
from matchmaker.exchange.services import CHUNK, RowsBad
from matchmaker.jobs.work import Work
from matchmaker.lib.transitions import advance

ROWS_A_LEASE = 20_000  # one transaction writes that many well within a lease; longer tables hold it longer


def import_apply(*, batch: Import, work: Work) -> None:
    """Write the import's good rows. If all were wanted and one has turned bad meanwhile: none, and say so."""
    work.hold(1 + batch.good / ROWS_A_LEASE)
    try:
        with work.step(batch.good):
            _apply(batch, work)
    except RowsBad as refused:
        with work.step(0):
            back = {"error": RowsBad.__name__, "params": {"bad": refused.bad}, "mode": ""}
            advance(batch, frm=ImportStatus.APPLYING, to=ImportStatus.PREVIEW, reason=RowsBad.__name__, **back)


def _apply(batch: Import, work: Work) -> None:
    kind = kind_for(batch.kind, batch.organisation)
    kind.lock()
    counts: Counter[str] = Counter()
    for chunk in _line_chunks(batch):
        counts += _write(kind, batch, chunk)
    if batch.mode == ImportMode.ALL and counts[RowState.BAD]:
        raise RowsBad(counts[RowState.BAD])
    ImportLine.objects.filter(batch=batch, state__in=GOOD_ROWS).delete()
    good = counts.total() - counts[RowState.BAD]
    found = {"made": counts[RowState.NEW], "changed": counts[RowState.CHANGED], "good": good}
    found |= {"bad": batch.bad + counts[RowState.BAD], "applied_at": timezone.now()}
    advance(batch, frm=ImportStatus.APPLYING, to=ImportStatus.DONE, actor=work.job.requested_by, **found)


def _line_chunks(batch: Import) -> Iterator[list[ImportLine]]:
    """Good rows in the order of the sheet, a chunk at a time."""
    reached = 0
    rows = ImportLine.objects.filter(batch=batch, state__in=GOOD_ROWS).order_by("number")
    while chunk := list(rows.filter(number__gt=reached)[:CHUNK]):
        yield chunk
        reached = chunk[-1].number


def _write(kind: Kind, batch: Import, lines: Sequence[ImportLine]) -> Counter[str]:
    """Write a chunk against what is stored now, and remember what stood there."""
    found = kind.find([line.values for line in lines])  # type: ignore[misc]
    states = {line.number: state_of(kind, line.values, found.get(line.key)) for line in lines}  # type: ignore[arg-type]
    new = [line for line in lines if states[line.number] == RowState.NEW]
    changed = [line for line in lines if states[line.number] == RowState.CHANGED]
    turned = [line.pk for line in lines if states[line.number] == RowState.BAD]
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
    return Counter(states.values())


def import_undo(*, batch: Import, work: Work) -> None:
    """Restore what the import changed and delete what it made, the last row first; keep what moved since."""
    kind = kind_for(batch.kind, batch.organisation)
    waiting = ImportChange.objects.filter(batch=batch, outcome=Undo.WAITS).order_by("-number")
    work.tell(total=batch.made + batch.changed)
    while chunk := list(waiting[:CHUNK]):
        with work.step(work.done + len(chunk)):
            kind.lock()
            _take_back(kind, chunk)
    with work.step(work.total):
        advance(batch, frm=ImportStatus.UNDOING, to=ImportStatus.UNDONE, actor=work.job.requested_by)


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
    ImportChange.objects.bulk_update(chunk, ["outcome"], batch_size=200)


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
