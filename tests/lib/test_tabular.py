"""Uploaded tables: read, or refused with a sentence."""

from __future__ import annotations

import contextlib
import io
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from matchmaker.lib.table_refusals import (
    OldExcel,
    TableEmpty,
    TableTooBig,
    TableTooLong,
    TableUnreadable,
    UnknownEncoding,
)
from matchmaker.lib.tabular import read_table

TEXT = "이름,가격\n로봇,3천만\n\n비전,5천만\n"


def workbook(*rows: tuple[object, ...]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949", "utf-16"])
def test_the_usual_korean_encodings_are_recognised(encoding: str) -> None:
    table = read_table(TEXT.encode(encoding))
    assert table.header == ("이름", "가격")
    assert [(line.number, line.cells) for line in table.lines] == [(2, ("로봇", "3천만")), (4, ("비전", "5천만"))]


@pytest.mark.parametrize("sign", ["\t", ";"])
def test_tabs_and_semicolons_separate_as_well(sign: str) -> None:
    assert read_table(TEXT.replace(",", sign).encode()).header == ("이름", "가격")


def test_a_workbook_is_read_by_its_content() -> None:
    table = read_table(workbook(("이름", "가격"), ("로봇", 30_000_000.0), (None, None), ("비전", "5천만")))
    assert [line.cells for line in table.lines] == [("로봇", "30000000"), ("비전", "5천만")]


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"", TableEmpty),
        (b" \n\n ", TableEmpty),
        ("이름,가격\n".encode(), TableEmpty),
        (b"\xd0\xcf\x11\xe0rest", OldExcel),
        (b"\xff\xfa\x81\x00\xfe", UnknownEncoding),
        (b"PK\x03\x04nonsense", TableUnreadable),
        (b"x" * (20 * 1024 * 1024 + 1), TableTooBig),
        (("a,b\n" + "1,2\n" * 50_001).encode(), TableTooLong),
        (("a\n" + "1\n" * 50_001).encode(), TableTooLong),
    ],
)
def test_what_cannot_be_used_is_refused_by_kind(data: bytes, kind: type[TableUnreadable]) -> None:
    with pytest.raises(kind) as refused:
        read_table(data)
    assert str(refused.value)


def test_a_packed_bomb_is_refused_unopened() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b"0" * (81 * 1024 * 1024))
    with pytest.raises(TableTooBig):
        read_table(out.getvalue())


def test_a_row_at_the_far_end_of_the_sheet_is_not_walked_to() -> None:
    book = Workbook()
    book.active.append(("a", "b"))
    book.active.cell(row=1_048_576, column=1, value="far")
    out = io.BytesIO()
    book.save(out)
    with pytest.raises(TableTooLong):
        read_table(out.getvalue())


def test_a_workbook_with_a_false_sheet_is_unreadable() -> None:
    whole = workbook(("a",), ("b",))
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(whole)) as source, zipfile.ZipFile(out, "w") as packed:
        for name in source.namelist():
            packed.writestr(name, b"<oops" if "sheet1" in name else source.read(name))
    with pytest.raises(TableUnreadable):
        read_table(out.getvalue())


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400) | st.binary(max_size=200).map(lambda tail: b"PK\x03\x04" + tail))
def test_any_bytes_are_a_table_or_refused(data: bytes) -> None:
    with contextlib.suppress(TableUnreadable):
        assert read_table(data).lines
