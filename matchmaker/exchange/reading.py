"""Reading an uploaded table: some hundred rows are judged and kept a transaction, and none of them stays in memory."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import BinaryIO

from matchmaker.exchange import judging
from matchmaker.exchange.choices import ImportStatus, RowState
from matchmaker.exchange.kinds import kind_for
from matchmaker.exchange.models import Import, ImportFile, ImportLine
from matchmaker.exchange.services import CHUNK
from matchmaker.exchange.uploads import file_kept
from matchmaker.jobs.work import Work
from matchmaker.lib.table_refusals import TableUnreadable
from matchmaker.lib.table_rows import rows_about
from matchmaker.lib.tabular import Line, open_table
from matchmaker.lib.transitions import advance


def import_read(*, batch: Import, work: Work) -> None:
    """Judge the import's rows up to the end; a reading that was broken off goes on behind the last row it kept.

    A table that turns out unreadable becomes FAILED with the reason's name, whose words are made for the reader.
    """
    try:
        with file_kept(batch) as file:
            work.tell(total=rows_about(file))
            _read(batch, file, work)
    except TableUnreadable as refused:
        with work.step(0):
            _refuse(batch, refused)
        return
    with work.step(batch.rows):
        ImportFile.objects.filter(batch=batch).delete()
        advance(batch, frm=ImportStatus.READING, to=ImportStatus.PREVIEW)


def _read(batch: Import, file: BinaryIO, work: Work) -> None:
    kind = kind_for(batch.kind, batch.organisation)
    header, lines = open_table(file, max_rows=kind.most_rows)
    places = judging.places_of(header, kind.columns)
    reached = ImportLine.objects.filter(batch=batch).order_by("-number").values_list("number", flat=True).first()
    for chunk in _chunks(line for line in lines if line.number > (reached or 0)):
        rows = judging.judge_lines(kind, batch.pk, chunk, places)
        with work.step(batch.rows + len(rows)):
            _chunk_keep(batch, rows)


def _chunks(lines: Iterator[Line]) -> Iterator[list[Line]]:
    while chunk := list(islice(lines, CHUNK)):
        yield chunk


def _chunk_keep(batch: Import, rows: Sequence[ImportLine]) -> None:
    ImportLine.objects.bulk_create(rows)
    bad = sum(row.state == RowState.BAD for row in rows)
    batch.good, batch.bad = batch.good + len(rows) - bad, batch.bad + bad
    batch.save(update_fields=["good", "bad"])


def _refuse(batch: Import, refused: TableUnreadable) -> None:
    ImportLine.objects.filter(batch=batch).delete()
    ImportFile.objects.filter(batch=batch).delete()
    error, params = type(refused).__name__, {name: str(value) for name, value in refused.params.items()}
    gone = {"error": error, "params": params, "good": 0, "bad": 0}
    advance(batch, frm=ImportStatus.READING, to=ImportStatus.FAILED, reason=error[:40], **gone)
