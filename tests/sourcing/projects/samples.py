"""Small honest files of every kind that may be uploaded, and ways to make dishonest ones."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Mapping

from django.core.files.uploadedfile import SimpleUploadedFile

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00" + b"\x12" * 40 + b"\xff\xd9"
CSV = "지표,값\n시간당 생산량,120\n".encode()
TXT_CP949 = "점검을 마쳤습니다.".encode("cp949")
HWP = (
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    + b"\x00" * 504
    + "FileHeader".encode("utf-16-le")
    + b"\x00" * 40
    + b"HWP Document File"
)
HWP += b"\x00" * 200
XLSX_NAMES = ("[Content_Types].xml", "_rels/.rels", "xl/workbook.xml", "xl/worksheets/sheet1.xml")
DOCX_NAMES = ("[Content_Types].xml", "_rels/.rels", "word/document.xml")
HWPX_NAMES = ("mimetype", "version.xml", "Contents/content.hpf", "Contents/section0.xml", "Scripts/headerScripts.js")


def png(*, inside: bytes = b"", after: bytes = b"") -> bytes:
    """One white dot. ``inside``: text of a comment; ``after``: bytes behind the end mark."""
    parts = [(b"IHDR", b"\x00\x00\x00\x01\x00\x00\x00\x01\x08\x00\x00\x00\x00")]
    parts += [(b"tEXt", b"Comment\x00" + inside)] if inside else []
    parts += [(b"IDAT", zlib.compress(b"\x00\xff")), (b"IEND", b"")]
    made = b"".join(len(data).to_bytes(4) + kind + data + zlib.crc32(kind + data).to_bytes(4) for kind, data in parts)
    return b"\x89PNG\r\n\x1a\n" + made + after


def archive(*names: str, comment: bytes = b"", sizes: Mapping[str, int] | None = None) -> bytes:
    """A zip with these members; ``sizes``: how many zeros stand in a member."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as made:
        for name in names:
            made.writestr(name, b"\0" * (sizes or {}).get(name, 4))
        made.comment = comment
    return stream.getvalue()


HONEST = {
    "보고서.pdf": PDF,
    "사진.png": png(),
    "사진.jpg": JPEG,
    "사진.JPEG": JPEG,
    "시험.xlsx": archive(*XLSX_NAMES),
    "회의록.docx": archive(*DOCX_NAMES),
    "준공계.hwpx": archive(*HWPX_NAMES),
    "준공계.hwp": HWP,
    "지표.csv": CSV,
    "메모.txt": TXT_CP949,
}


def upload(name: str = "증빙.pdf", data: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, content_type="application/octet-stream")
