"""Capabilities in an owner's words: first what it does, then what it is called."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from matchmaker.reference.models import Alias, Capability


@dataclass(frozen=True)
class Words:
    """``plain`` says what it does, ``short`` is the abbreviation or name that suppliers use."""

    code: str
    kind: str
    plain: str
    short: str

    @property
    def label(self) -> str:
        return f"{self.plain}({self.short})" if self.korean else f"{self.plain} ({self.short})"

    @property
    def korean(self) -> bool:
        return any("가" <= char <= "힣" for char in self.plain)


def lexicon() -> dict[str, Words]:
    """Every capability by code, in the reader's language and the order of the taxonomy."""
    language = (get_language() or "ko")[:2]
    rows = list(Capability.objects.all())
    suffixes = {row.code: row.code.split("-", 1)[-1] for row in rows}
    used = Alias.objects.filter(language="ko", words__in=suffixes.values()).values_list("capability_id", "words")
    spoken = {code for code, words in used if suffixes[code] == words}
    return {row.code: _words(row, suffixes[row.code] if row.code in spoken else "", language) for row in rows}


def _words(row: Capability, abbreviation: str, language: str) -> Words:
    name = (row.name_en if language == "en" else "") or row.name_ko
    plain = (row.plain_en if language == "en" else "") or row.plain_ko or name
    short = abbreviation or re.sub(r"\s*\(.*\)", "", name)
    return Words(row.code, row.kind, plain, short)


def said(codes: Iterable[str], words: dict[str, Words]) -> str:
    """Alternatives as one phrase: "A(AA) 또는 B(BB)"."""
    return _(" 또는 ").join(words[code].label if code in words else code for code in codes)
