"""Tables that leave: nothing in them runs, Korean stays intact, and what left can come back."""

from __future__ import annotations

import io
from datetime import date

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from matchmaker.lib.tables_out import DANGEROUS, csv_pieces, safe_cell, table_file, write_csv, write_xlsx
from matchmaker.lib.tabular import read_table

EVIL = ["=1+1", "+82", "-5", "@SUM(A1)", "\tx", "\rx", "\nx", "＝1＋1", "＠SUM(A1)"]


def sheet_of(*rows: list[object]) -> list[tuple[object, ...]]:
    out = io.BytesIO()
    write_xlsx(["가", "나"], rows, out, title="표/1")
    return list(load_workbook(io.BytesIO(out.getvalue())).active.iter_rows(values_only=True))


@pytest.mark.parametrize("cell", EVIL)
def test_what_could_run_in_a_spreadsheet_is_written_as_text_and_comes_back(cell: str) -> None:
    assert safe_cell(cell) == f"'{cell}"
    assert read_table(write_csv(["a", "b"], [["x", cell]])).lines[0].cells[-1] == cell.strip()
    assert sheet_of(["x", cell])[1][1][0] == "'"


def test_numbers_and_days_stay_what_they_are() -> None:
    assert safe_cell(-5) == "-5"
    assert sheet_of([-5, date(2026, 1, 2)])[1][0] == -5
    assert sheet_of([None, "\x00\x0b글"])[1] == (None, "글")


def test_a_table_is_made_piece_by_piece_while_its_rows_come() -> None:
    taken = []

    def rows() -> object:
        for at in range(1_200):
            taken.append(at)
            yield [at]

    pieces = csv_pieces(["번호"], rows())
    next(pieces)
    assert len(taken) == 500
    assert b"".join(pieces).count(b"\r\n") == 700


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_download_says_what_it_is_and_reads_back(form: str) -> None:
    answer = table_file("offers", ["이름", "값"], [["로봇", 3]], form=form)
    assert answer["Content-Disposition"] == f'attachment; filename="offers.{form}"'
    table = read_table(b"".join(answer.streaming_content))
    assert (table.header, table.lines[0].cells) == (("이름", "값"), ("로봇", "3"))


@settings(max_examples=80, deadline=None)
@given(st.text(max_size=20))
@example("\x1f=1+1")
def test_no_text_leaves_as_a_formula(text: str) -> None:
    for cell in (safe_cell(text), sheet_of(["x", text])[1][1] or ""):
        assert not str(cell).startswith(DANGEROUS)
