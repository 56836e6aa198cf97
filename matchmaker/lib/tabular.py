"""Tables that people upload: bytes -> rows, or a typed refusal that says what to do.

Content decides what a file is, never its name.
"""

from __future__ import annotations

import codecs
import csv
import io
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from openpyxl import load_workbook

from matchmaker.lib.tables_out import DANGEROUS

MAX_BYTES = 20 * 1024 * 1024
MAX_ROWS = 50_000
MAX_COLUMNS = 60
MAX_CELL = 4_000
MAX_UNPACKED = 80 * 1024 * 1024
MAX_SHARED_TEXT = 24 * 1024 * 1024
PIECE = 64 * 1024
BLANKS = 10  # a sheet may hold blank lines between rows, but not a million of them
OLD_EXCEL = b"\xd0\xcf\x11\xe0"


class TableUnreadable(Exception):
    """The upload is no table that we can read. ``message`` is for people, with ``params`` filled in."""

    message = _("파일을 읽지 못했습니다. 엑셀(.xlsx)이나 CSV로 다시 저장해 올려 주세요.")

    def __init__(self, **params: object) -> None:
        super().__init__(params)
        self.params = params

    def __str__(self) -> str:
        return str(self.message) % self.params


class TableEmpty(TableUnreadable):
    message = _("파일에 내용이 없습니다. 첫 줄에 열 이름, 둘째 줄부터 내용을 적어 주세요.")


class TableTooBig(TableUnreadable):
    message = _("파일이 너무 큽니다. %(megabytes)s MB 이하로 나누어 올려 주세요.")


class TableTooLong(TableUnreadable):
    message = _("한 번에 %(rows)s줄까지 올릴 수 있습니다. 파일을 나누어 올려 주세요.")


class OldExcel(TableUnreadable):
    message = _("옛 엑셀 형식(.xls)은 읽지 못합니다. 엑셀에서 '다른 이름으로 저장'을 눌러 .xlsx로 저장해 주세요.")


class UnknownEncoding(TableUnreadable):
    message = _("글자를 알아볼 수 없습니다. 엑셀에서 'CSV UTF-8' 또는 .xlsx로 저장해 올려 주세요.")


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
    data: bytes, *, max_rows: int = MAX_ROWS, max_bytes: int = MAX_BYTES
) -> tuple[tuple[str, ...], Iterator[Line]]:
    """Header, and one after the other the non-empty lines, of a CSV (UTF-8, UTF-16 with mark, cp949) or an xlsx.

    Never holds more than a line, and reads no further than one row past ``max_rows``. Raises TableUnreadable or one of
    its kinds, while it is opened or at the line where the trouble is.
    """
    if len(data) > max_bytes:
        raise TableTooBig(megabytes=max_bytes // 1024 // 1024)
    if not data.strip():
        raise TableEmpty
    if data.startswith(OLD_EXCEL):
        raise OldExcel
    rows = _filled(_xlsx_rows(data) if data.startswith(b"PK") else _csv_rows(data), max_rows)
    header = next(rows, None)
    first = next(rows, None)
    if header is None or first is None:
        raise TableEmpty
    return header.cells, _limited(first, rows, max_rows)


def read_table(data: bytes, *, max_rows: int = MAX_ROWS, max_bytes: int = MAX_BYTES) -> Table:
    """A whole table at once, for one that is small."""
    header, lines = open_table(data, max_rows=max_rows, max_bytes=max_bytes)
    return Table(header, tuple(lines))


def rows_about(data: bytes) -> int:
    """About how many rows a readable table has, for a progress bar: line ends are counted, nothing is parsed."""
    if not data.startswith(b"PK"):
        return data.count(b"\n")
    count = 0
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed, packed.open(_first_sheet(packed)) as sheet:
            while piece := sheet.read(PIECE * 16):
                count += piece.count(b"</row>")
    except (zipfile.BadZipFile, StopIteration, NotImplementedError, OSError, EOFError, ValueError, zlib.error):
        return 0
    return count


def _first_sheet(packed: zipfile.ZipFile) -> str:
    return next(name for name in packed.namelist() if name.startswith("xl/worksheets/") and name.endswith(".xml"))


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


def encoding_of(data: bytes) -> str:
    """Of a CSV: by byte order mark, else UTF-8 if all of it is that, else cp949. Raises UnknownEncoding."""
    marked = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}.get(data[:2])
    for encoding in [marked] if marked else ["utf-8-sig", "cp949"]:
        decoder = codecs.getincrementaldecoder(encoding)()
        try:
            if all("\x00" not in decoder.decode(piece, final) for piece, final in _pieces(data)):
                return encoding
        except UnicodeError:
            continue
    raise UnknownEncoding


def _pieces(data: bytes) -> Iterator[tuple[bytes, bool]]:
    for at in range(0, len(data), PIECE):
        yield data[at : at + PIECE], at + PIECE >= len(data)


def _csv_rows(data: bytes) -> Iterator[tuple[int, list[str]]]:
    text = io.TextIOWrapper(io.BytesIO(data), encoding_of(data), newline="")
    head = text.read(PIECE).lstrip("\r\n").splitlines()
    delimiter = max(",\t;", key=(head[0] if head else "").count)
    text.seek(0)
    reader = csv.reader(text, delimiter=delimiter)
    try:
        for number, cells in enumerate(reader, start=1):
            yield number, [_tidy(cell) for cell in cells[:MAX_COLUMNS]]
    except csv.Error as exc:
        raise TableUnreadable from exc


def _xlsx_rows(data: bytes) -> Iterator[tuple[int, list[str]]]:
    _refuse_bombs(data)
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        sheet: Any = book.worksheets[0]
        # A sheet may claim a million columns or rows: its own claim is not asked, only what it holds.
        sheet.reset_dimensions()
        for number, cells in enumerate(sheet.iter_rows(max_col=MAX_COLUMNS, values_only=True), start=1):
            blank = all(cell is None for cell in cells)
            yield number, [] if blank else [_tidy(_shown(cell)) for cell in cells]
    except Exception as exc:  # a broken workbook raises whatever its reader trips over; all of it means one thing
        raise TableUnreadable from exc


def _refuse_bombs(data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            sizes = {entry.filename: entry.file_size for entry in packed.infolist()}
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, EOFError) as exc:
        raise TableUnreadable from exc
    shared = max((size for name, size in sizes.items() if "sharedstrings" in name.lower()), default=0)
    if sum(sizes.values()) > MAX_UNPACKED or shared > MAX_SHARED_TEXT:
        raise TableTooBig(megabytes=MAX_BYTES // 1024 // 1024)


def _shown(cell: object) -> str:
    """A cell as its reader sees it: 30000000.0 is 30000000, a date is its day."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    return str(cell)


def _tidy(cell: str) -> str:
    """Without surrounding blanks, control signs, and the apostrophe that our own export puts before a formula."""
    cell = cell[1 : MAX_CELL + 1] if cell[:1] == "'" and cell[1:2] in DANGEROUS and cell[1:2] else cell[:MAX_CELL]
    return "".join(sign for sign in cell if sign.isprintable() or sign in "\n\t").strip()
