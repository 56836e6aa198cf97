"""Only what we know comes in, whatever its name and whatever the browser says of it."""

from __future__ import annotations

import pytest

from matchmaker.sourcing.projects.errors import (
    FileEmpty,
    FileKindRefused,
    FileMismatch,
    FileRefused,
    FileTooLarge,
    FileUnsafe,
)
from matchmaker.sourcing.projects.file_checks import MIMES, MOST_BYTES, mime_of, name_cleaned
from tests.sourcing.projects.samples import DOCX_NAMES, HONEST, HWP, HWPX_NAMES, JPEG, PDF, XLSX_NAMES, archive, png

HTML = b"<html><script>alert(1)</script></html>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
EXE = b"MZ\x90\x00\x03\x00\x00\x00" + b"\x00" * 200
ELF = b"\x7fELF\x02\x01\x01" + b"\x00" * 200


@pytest.mark.parametrize("name", HONEST)
def test_an_honest_file_is_taken_for_what_it_is(name: str) -> None:
    plain = name_cleaned(name)
    assert mime_of(plain, HONEST[name]) == MIMES[plain.rpartition(".")[2]]


@pytest.mark.parametrize(
    "name", ["a.svg", "a.html", "a.htm", "a.exe", "a.js", "a.zip", "a.xlsm", "a.doc", "a.php", "a", ""]
)
def test_other_kinds_are_refused_by_name(name: str) -> None:
    with pytest.raises(FileKindRefused):
        mime_of(name, PDF)


@pytest.mark.parametrize("ending", sorted(MIMES))
@pytest.mark.parametrize("data", [HTML, SVG, EXE, ELF, b"#!/bin/sh\nrm -rf /\n", b"<?php system($_GET[0]);"])
def test_what_runs_in_a_browser_or_on_a_machine_is_refused_under_every_name(ending: str, data: bytes) -> None:
    with pytest.raises(FileRefused):
        mime_of(f"a.{ending}", data)


@pytest.mark.parametrize("name", HONEST)
def test_the_ending_has_to_agree_with_the_content(name: str) -> None:
    data, own = HONEST[name], MIMES[name_cleaned(name).rpartition(".")[2]]
    text = {"text/csv", "text/plain"}
    for ending, mime in MIMES.items():
        if mime != own and not {mime, own} <= text:
            with pytest.raises(FileRefused):
                mime_of(f"a.{ending}", data)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.png", png(inside=HTML)),
        ("a.png", png(inside=SVG)),
        ("a.jpg", JPEG[:20] + HTML + JPEG[20:]),
        ("a.pdf", PDF.replace(b"1 0 obj", HTML + b"1 0 obj")),
        ("a.pdf", PDF + archive("x.txt")),
        ("a.jpg", JPEG + archive("x.txt")),
        ("a.docx", archive(*DOCX_NAMES, "word/vbaProject.bin")),
        ("a.xlsx", archive(*XLSX_NAMES, "xl/vbaProject.bin")),
        ("a.xlsx", archive(*XLSX_NAMES, "run.exe")),
        ("a.docx", archive(*DOCX_NAMES, "../../etc/cron.d/x")),
        ("a.docx", archive(*DOCX_NAMES, "/etc/passwd")),
        ("a.hwpx", archive(*HWPX_NAMES, "Scripts/other.js")),
        ("a.hwpx", archive(*HWPX_NAMES, "..\\x")),
        ("a.csv", b"name,value\n<script>alert(1)</script>,1\n"),
        ("a.txt", b"hello <SVG onload=alert(1)>"),
    ],
)
def test_two_kinds_in_one_file_and_things_that_run_are_refused(name: str, data: bytes) -> None:
    with pytest.raises(FileUnsafe):
        mime_of(name, data)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.png", png(after=b"GIF89a trailing")),
        ("a.png", png()[:-12]),
        ("a.png", b"\x89PNG\r\n\x1a\n" + HTML),
        ("a.pdf", b"\n" + PDF),
        ("a.pdf", b"%PDF-1.4 and nothing else"),
        ("a.jpg", JPEG[:-2]),
        ("a.xlsx", archive("[Content_Types].xml")),
        ("a.xlsx", archive(*XLSX_NAMES, comment=b"second face")),
        ("a.xlsx", EXE + archive(*XLSX_NAMES)),
        ("a.xlsx", archive(*XLSX_NAMES)[:-30]),
        ("a.docx", b"PK\x03\x04" + b"\xff" * 100),
        ("a.hwp", HWP.replace(b"HWP Document File", b"MSI Document File")),
        ("a.txt", b"a\x00b"),
        ("a.csv", b"\xff\xfe\xfd\xfc"),
    ],
)
def test_broken_or_disguised_files_are_refused(name: str, data: bytes) -> None:
    with pytest.raises(FileMismatch):
        mime_of(name, data)


def test_empty_and_oversized_files_are_refused() -> None:
    with pytest.raises(FileEmpty):
        mime_of("a.pdf", b"")
    with pytest.raises(FileTooLarge):
        mime_of("a.txt", b"a" * (MOST_BYTES + 1))


def test_a_bomb_is_listed_and_never_unpacked() -> None:
    bomb = archive(*XLSX_NAMES, sizes={"xl/worksheets/sheet1.xml": 50_000_000})
    assert len(bomb) < 100_000
    assert mime_of("a.xlsx", bomb) == MIMES["xlsx"]


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\kim\\증빙.PDF", "증빙.pdf"),
        ("사진\u202egnp.pdf", "사진gnp.pdf"),
        ("a\x00b\r\nX-Evil: 1.pdf", "abX-Evil_ 1.pdf"),
        ("  결과   보고서 .pdf. ", "결과 보고서.pdf"),
        (".pdf", "file.pdf"),
        ("...", ""),
        ("\u1112\u1161\u11ab.txt", "한.txt"),
        ('a"b<c>.txt', "a_b_c_.txt"),
    ],
)
def test_names_are_cleaned(raw: str, clean: str) -> None:
    assert name_cleaned(raw) == clean


def test_long_names_keep_their_ending() -> None:
    assert name_cleaned("가" * 500 + ".pdf") == "가" * 120 + ".pdf"
    assert len(name_cleaned("a." + "b" * 500)) < 700
    with pytest.raises(FileKindRefused):
        mime_of(name_cleaned("a." + "b" * 500), PDF)
