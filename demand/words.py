"""Capabilities in an owner's words: first what it does, then what it is called."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from matchmaker.reference.book import Book, book
from matchmaker.reference.models import Capability


@dataclass(frozen=True)
class Words:
    """``plain`` says what it does, ``short`` is the abbreviation or name that suppliers use."""

    code: str
    kind: str
    plain: str
    short: str

    @cached_property
    def label(self) -> str:
        return f"{self.plain}({self.short})" if self.korean else f"{self.plain} ({self.short})"

    @property
    def korean(self) -> bool:
        return any("가" <= char <= "힣" for char in self.plain)


def lexicon() -> dict[str, Words]:
    """Every capability by code, in the reader's language and the order of the taxonomy; one for everybody, to read."""
    language, rows = (get_language() or "ko")[:2], book()
    return rows.made(("lexicon", language), lambda: _lexicon(rows, language))


def _lexicon(rows: Book, language: str) -> dict[str, Words]:
    suffixes = {code: code.split("-", 1)[-1] for code in rows.capabilities}
    spoken = {code for code, spoken_in, words in rows.aliases if spoken_in == "ko" and words == suffixes[code]}
    return {
        code: _words(row, suffixes[code] if code in spoken else "", language) for code, row in rows.capabilities.items()
    }


def _words(row: Capability, abbreviation: str, language: str) -> Words:
    name = (row.name_en if language == "en" else "") or row.name_ko
    plain = (row.plain_en if language == "en" else "") or row.plain_ko or name
    short = abbreviation or re.sub(r"\s*\(.*\)", "", name)
    return Words(row.code, row.kind, plain, short)


def said(codes: Iterable[str], words: dict[str, Words]) -> str:
    """Alternatives as one phrase: "A(AA) 또는 B(BB)"."""
    return _(" 또는 ").join(words[code].label if code in words else code for code in codes)
