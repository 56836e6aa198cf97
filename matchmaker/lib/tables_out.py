"""Tables that people take away: CSV that Excel opens with Korean intact, and xlsx; no cell can run as a formula.

Rows may come from an iterator over the database: at no time is more than one of them held.
"""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any, BinaryIO

from django.http import FileResponse, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

# What a spreadsheet may take for the start of a formula, with the wide signs of Korean and Japanese keyboards.
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
CSV, XLSX = "csv", "xlsx"
TYPES = {
    CSV: "text/csv; charset=utf-8",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
ROWS_AT_ONCE = 500
LONGEST_CELL = 32_000  # Excel holds 32,767 signs in a cell
IN_MEMORY = 2 * 1024 * 1024

Row = Iterable[object]


def safe_cell(value: object) -> str:
    """Text that a spreadsheet will show and not run: a cell that could start a formula gets an apostrophe in front.

    A number that is one is no formula, whatever its sign. Signs that no sheet can hold go first: what stands
    behind them would be what a cell begins with.
    """
    text = ILLEGAL_CHARACTERS_RE.sub("", _text(value))
    number = isinstance(value, (int, float, Decimal)) and not isinstance(value, bool)
    return f"'{text}" if text.startswith(DANGEROUS) and not number else text


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{timezone.localtime(value) if timezone.is_aware(value) else value:%Y-%m-%d %H:%M}"
    return str(value)


def csv_pieces(header: Row, rows: Iterable[Row]) -> Iterator[bytes]:
    """A CSV in pieces of some hundred rows, UTF-8 with mark."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    out.write("\ufeff")
    writer.writerow([safe_cell(cell) for cell in header])
    for at, row in enumerate(rows, start=1):
        writer.writerow([safe_cell(cell) for cell in row])
        if at % ROWS_AT_ONCE == 0:
            yield out.getvalue().encode()
            out.seek(0)
            out.truncate()
    yield out.getvalue().encode()


def write_csv(header: Row, rows: Iterable[Row]) -> bytes:
    """A whole CSV at once, for tables that are small."""
    return b"".join(csv_pieces(header, rows))


def write_xlsx(header: Row, rows: Iterable[Row], out: BinaryIO, *, title: str = "") -> None:
    """A workbook of one sheet, written row by row to ``out``."""
    book = Workbook(write_only=True)
    sheet: Any = book.create_sheet(title=_sheet_name(title))
    sheet.freeze_panes = "A2"
    sheet.append([_cell(value) for value in header])
    for row in rows:
        sheet.append([_cell(value) for value in row])
    book.save(out)


def _sheet_name(title: str) -> str:
    return "".join(sign for sign in title if sign not in r"[]:*?/\'" and sign.isprintable())[:31] or "Sheet1"


def _cell(value: object) -> object:
    """Numbers and days stay what they are; all else is safe text."""
    if isinstance(value, (int, float, Decimal)) and not isinstance(value, bool):
        return value
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    return safe_cell(value)[:LONGEST_CELL]


def table_file(name: str, header: Row, rows: Iterable[Row], *, form: str = CSV) -> HttpResponseBase:
    """The table as a download called ``name`` without its ending; ``form`` is CSV or XLSX."""
    response: HttpResponseBase
    if form == XLSX:
        out = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  the response closes it
        write_xlsx(header, rows, out, title=name)  # type: ignore[arg-type]
        out.seek(0)
        response = FileResponse(out)
    else:
        response = StreamingHttpResponse(csv_pieces(header, rows))
    response["Content-Type"] = TYPES[form]
    response["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    response["Cache-Control"] = "private, no-store"
    return response
