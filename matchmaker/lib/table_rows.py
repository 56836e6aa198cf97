"""Rows of text out of an uploaded CSV or workbook, one after the other; content decides which it is, never its name."""

from __future__ import annotations

import codecs
import csv
import io
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any, BinaryIO

from openpyxl import load_workbook

from matchmaker.lib.table_refusals import OldExcel, TableTooBig, TableUnreadable, UnknownEncoding
from matchmaker.lib.tables_out import DANGEROUS

MAX_BYTES = 20 * 1024 * 1024
MAX_COLUMNS = 60
MAX_CELL = 4_000
MAX_UNPACKED = 80 * 1024 * 1024
MAX_SHARED_TEXT = 24 * 1024 * 1024
PIECE = 64 * 1024
OLD_EXCEL = b"\xd0\xcf\x11\xe0"
PACKED = b"PK"
# What a packed file with something broken in it may raise while it is unpacked.
BROKEN = (zipfile.BadZipFile, NotImplementedError, OSError, EOFError, ValueError, zlib.error)


def rows_of(file: BinaryIO) -> Iterator[tuple[int, list[str]]]:
    """(number, cells) of each row, blank ones too. The file stays open; it is read while rows are asked for."""
    start = _start(file)
    if start == OLD_EXCEL:
        raise OldExcel
    return _xlsx_rows(file) if start.startswith(PACKED) else _csv_rows(file)


def rows_about(file: BinaryIO) -> int:
    """About how many rows a readable table has, for a progress bar: line ends are counted, nothing is parsed."""
    if not _start(file).startswith(PACKED):
        return sum(piece.count(b"\n") for piece in pieces(file))
    try:
        with zipfile.ZipFile(file) as packed, packed.open(_first_sheet(packed)) as sheet:
            return sum(piece.count(b"</row>") for piece in iter(lambda: sheet.read(PIECE), b""))
    except (*BROKEN, StopIteration):
        return 0


def pieces(file: BinaryIO) -> Iterator[bytes]:
    file.seek(0)
    return iter(lambda: file.read(PIECE), b"")


def _start(file: BinaryIO) -> bytes:
    file.seek(0)
    return file.read(len(OLD_EXCEL))


def _first_sheet(packed: zipfile.ZipFile) -> str:
    return next(name for name in packed.namelist() if name.startswith("xl/worksheets/") and name.endswith(".xml"))


def encoding_of(file: BinaryIO) -> str:
    """Of a CSV: by byte order mark, else UTF-8 if all of it is that, else cp949. Raises UnknownEncoding."""
    marked = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}.get(_start(file)[:2])
    for encoding in [marked] if marked else ["utf-8-sig", "cp949"]:
        decoder = codecs.getincrementaldecoder(encoding)()
        try:
            if all("\x00" not in decoder.decode(piece) for piece in pieces(file)):
                decoder.decode(b"", final=True)
                return encoding
        except UnicodeError:
            continue
    raise UnknownEncoding


def _csv_rows(file: BinaryIO) -> Iterator[tuple[int, list[str]]]:
    encoding = encoding_of(file)
    file.seek(0)
    text = io.TextIOWrapper(file, encoding, newline="")
    try:
        head = text.read(PIECE).lstrip("\r\n").splitlines()
        delimiter = max(",\t;", key=(head[0] if head else "").count)
        text.seek(0)
        for number, cells in enumerate(csv.reader(text, delimiter=delimiter), start=1):
            yield number, [_tidy(cell) for cell in cells[:MAX_COLUMNS]]
    except csv.Error as exc:
        raise TableUnreadable from exc
    finally:
        if not text.closed:
            text.detach()  # else the file is closed with the last row


def _xlsx_rows(file: BinaryIO) -> Iterator[tuple[int, list[str]]]:
    _refuse_bombs(file)
    try:
        book = load_workbook(file, read_only=True, data_only=True, keep_links=False)
        sheet: Any = book.worksheets[0]
        # A sheet may claim a million columns or rows: its own claim is not asked, only what it holds.
        sheet.reset_dimensions()
        for number, cells in enumerate(sheet.iter_rows(max_col=MAX_COLUMNS, values_only=True), start=1):
            blank = all(cell is None for cell in cells)
            yield number, [] if blank else [_tidy(_shown(cell)) for cell in cells]
    except Exception as exc:  # a broken workbook raises whatever its reader trips over; all of it means one thing
        raise TableUnreadable from exc


def _refuse_bombs(file: BinaryIO) -> None:
    try:
        with zipfile.ZipFile(file) as packed:
            sizes = {entry.filename: entry.file_size for entry in packed.infolist()}
    except BROKEN as exc:
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
    if not cell.isprintable():
        cell = "".join(sign for sign in cell if sign.isprintable() or sign in "\n\t")
    return cell.strip()
