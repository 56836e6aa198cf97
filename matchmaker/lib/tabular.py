"""Tables that people upload: header and lines, or a typed refusal that says what to do."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from matchmaker.lib.table_refusals import TableEmpty, TableTooBig, TableTooLong
from matchmaker.lib.table_rows import MAX_BYTES, pieces, rows_of

MAX_ROWS = 50_000
BLANKS = 10  # a sheet may hold blank lines between rows, but not a million of them


@dataclass(frozen=True)
class Line:
    """One line of the sheet; ``number`` is what the person sees at its left (the header is 1)."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    header: tuple[str, ...]
    lines: tuple[Line, ...]


def open_table(
    file: BinaryIO, *, max_rows: int = MAX_ROWS, max_bytes: int = MAX_BYTES
) -> tuple[tuple[str, ...], Iterator[Line]]:
    """Header, and one after the other the non-empty lines, of a CSV (UTF-8, UTF-16 with mark, cp949) or an xlsx.

    Never holds more than a line, and reads no further than one row past ``max_rows``. Raises TableUnreadable or one of
    its kinds, while it is opened or at the line where the trouble is.
    """
    if file.seek(0, io.SEEK_END) > max_bytes:
        raise TableTooBig(megabytes=max_bytes // 1024 // 1024)
    if not any(piece.strip() for piece in pieces(file)):
        raise TableEmpty
    rows = _filled(rows_of(file), max_rows)
    header = next(rows, None)
    first = next(rows, None)
    if header is None or first is None:
        raise TableEmpty
    return header.cells, _limited(first, rows, max_rows)


def read_table(data: bytes, *, max_rows: int = MAX_ROWS, max_bytes: int = MAX_BYTES) -> Table:
    """A whole table at once, for one that is small."""
    header, lines = open_table(io.BytesIO(data), max_rows=max_rows, max_bytes=max_bytes)
    return Table(header, tuple(lines))


def _filled(rows: Iterator[tuple[int, list[str]]], max_rows: int) -> Iterator[Line]:
    for number, cells in rows:
        if number > max_rows * BLANKS:
            raise TableTooLong(rows=f"{max_rows:,}")
        while cells and not cells[-1]:
            cells.pop()
        if cells:
            yield Line(number, tuple(cells))


def _limited(first: Line, rest: Iterator[Line], max_rows: int) -> Iterator[Line]:
    yield first
    for count, line in enumerate(rest, start=2):
        if count > max_rows:
            raise TableTooLong(rows=f"{max_rows:,}")
        yield line
