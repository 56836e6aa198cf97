"""The words by which a table names a capability, an industry or any other choice."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django.utils.translation import override

from matchmaker.reference.models import Alias, Capability, Industry


def plain_key(text: str) -> str:
    """What two spellings of one word share: no blanks, no case."""
    return re.sub(r"\s+", "", text).casefold()


def words_in(cell: str) -> list[str]:
    """The words of a cell that lists some, set apart by comma, semicolon, stroke or line."""
    return [part.strip() for part in re.split(r"[,;|\n]", cell) if part.strip()]


def capability_spellings(capabilities: Iterable[Capability]) -> dict[str, str]:
    """Code by name, code or alias. An alias that means two would file a row under either by chance: it means none."""
    by_word: dict[str, set[str]] = {}
    for words, code in Alias.objects.values_list("words", "capability_id"):
        by_word.setdefault(plain_key(words), set()).add(code)
    spelled = {word: next(iter(codes)) for word, codes in by_word.items() if len(codes) == 1}
    for row in capabilities:
        spelled |= {plain_key(word): row.code for word in (row.name_ko, row.name_en, row.code)}
    return spelled


def industry_spellings() -> dict[str, str]:
    return {plain_key(word): row.pk for row in Industry.objects.all() for word in (row.pk, row.name_ko, row.name_en)}


def choice_spellings(choices: type[Any]) -> dict[str, str]:
    """Every value by its own spelling and by its label in both languages, whoever reads."""
    known = {plain_key(value): value for value in choices.values}
    for language in ("ko", "en"):
        with override(language):
            known |= {plain_key(str(label)): value for value, label in choices.choices}
    return known
