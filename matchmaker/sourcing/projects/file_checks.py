"""What an uploaded file really is. The name only has to agree; archives are listed, never unpacked."""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile

import filetype

from matchmaker.sourcing.projects.errors import FileEmpty, FileKindRefused, FileMismatch, FileTooLarge, FileUnsafe

MOST_BYTES = 10 * 1024 * 1024
LONGEST_NAME = 120
MOST_MEMBERS = 5_000
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
OFFICE = "application/vnd.openxmlformats-officedocument."
MIMES = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "xlsx": OFFICE + "spreadsheetml.sheet",
    "docx": OFFICE + "wordprocessingml.document",
    "hwpx": "application/hwp+zip",
    "hwp": "application/x-hwp",
    "csv": "text/csv",
    "txt": "text/plain",
}
ACCEPT = ",".join(f".{ending}" for ending in MIMES)
# Members that an archive of each kind has to hold.
MEMBERS = {
    "xlsx": {"[Content_Types].xml", "xl/workbook.xml"},
    "docx": {"[Content_Types].xml", "word/document.xml"},
    "hwpx": {"mimetype", "Contents/content.hpf"},
}
RUNS = re.compile(
    r"(^|/)vbaproject\.bin$|\.(exe|dll|com|scr|msi|bat|cmd|ps1|vbs|js|jse|jar|class|html?|svg|php)$", re.I
)
# Hancom Office puts these two into every HWPX that it saves, empty or not.
USUAL_SCRIPTS = re.compile(r"Scripts/(header|source)Scripts(\.js)?")
MARKUP = re.compile(rb"<(script|html|body|svg|iframe|!doctype|\?php)[\s>/]", re.I)
UNSEEN = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")


def name_cleaned(raw: str) -> str:
    """The name without folders, unseen characters and signs that some systems forbid, its ending in small letters."""
    last = unicodedata.normalize("NFC", raw).replace("\\", "/").rsplit("/", 1)[-1]
    plain = re.sub(r'[<>:"|?*%;]', "_", UNSEEN.sub("", last)).rstrip(" .")
    stem, dot, ending = " ".join(plain.split()).rpartition(".")
    if not dot:
        return ending[:LONGEST_NAME]
    return f"{stem.strip(' .')[:LONGEST_NAME] or 'file'}.{ending.lower()}"


def ending_of(name: str) -> str:
    return name.rpartition(".")[2] if "." in name else ""


def mime_of(name: str, data: bytes) -> str:
    """The mime type of a file whose cleaned name and content agree and that we take. Raises a FileRefused."""
    if not data:
        raise FileEmpty
    if len(data) > MOST_BYTES:
        raise FileTooLarge
    ending = ending_of(name)
    if ending not in MIMES:
        raise FileKindRefused
    _by_kind(ending, data)
    return MIMES[ending]


def _by_kind(ending: str, data: bytes) -> None:
    if ending in MEMBERS:
        _archive(data, MEMBERS[ending])
    elif ending == "hwp":
        if not data.startswith(OLE) or "FileHeader".encode("utf-16-le") not in data or b"HWP Document File" not in data:
            raise FileMismatch
    elif ending in ("csv", "txt"):
        _text(data)
    else:
        _plain(MIMES[ending], data)


def _plain(mime: str, data: bytes) -> None:
    """PDF, PNG, JPEG: whole from the first byte to the last, and nothing else at the same time."""
    guess = filetype.guess(data)
    if guess is None or guess.mime != mime:
        raise FileMismatch
    if mime == "application/pdf" and not (data.startswith(b"%PDF-") and b"%%EOF" in data[-2048:]):
        raise FileMismatch
    if mime == "image/png" and not _png_ends(data):
        raise FileMismatch
    if mime == "image/jpeg" and b"\xff\xd9" not in data:
        raise FileMismatch
    if MARKUP.search(data) or zipfile.is_zipfile(io.BytesIO(data)):
        raise FileUnsafe


def _png_ends(data: bytes) -> bool:
    """Whether the chunks lead from the header to the end mark, with nothing after it."""
    at, kind = 8, b""
    while at + 12 <= len(data) and kind != b"IEND":
        length, kind = int.from_bytes(data[at : at + 4]), data[at + 4 : at + 8]
        if at == 8 and kind != b"IHDR":
            return False
        at += 12 + length
    return kind == b"IEND" and at == len(data)


def _archive(data: bytes, needed: set[str]) -> None:
    """Office and HWPX files are archives; only their list of names is read."""
    try:
        if not data.startswith(b"PK\x03\x04"):
            raise FileMismatch
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos, comment = archive.infolist(), archive.comment
    except (zipfile.BadZipFile, ValueError, NotImplementedError, UnicodeDecodeError) as broken:
        raise FileMismatch from broken
    names = {info.filename for info in infos}
    if not needed <= names or comment or len(infos) > MOST_MEMBERS:
        raise FileMismatch
    if any(info.flag_bits & 1 or _dangerous(info.filename) for info in infos):
        raise FileUnsafe


def _dangerous(name: str) -> bool:
    """Whether the member would run, or be unpacked somewhere else."""
    if RUNS.search(name) and not USUAL_SCRIPTS.fullmatch(name):
        return True
    return name.startswith(("/", "\\")) or ".." in re.split(r"[/\\]", name) or ":" in name


def _text(data: bytes) -> None:
    """Plain text in UTF-8 or CP949, without markup and without control characters."""
    if data.startswith((b"%PDF-", b"#!", b"{\\rtf")) or MARKUP.search(data):
        raise FileUnsafe
    for encoding in ("utf-8-sig", "cp949"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if re.search(r"[\x00-\x08\x0e-\x1f\x7f]", text):
            raise FileMismatch
        return
    raise FileMismatch
