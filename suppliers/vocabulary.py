"""The words a form may choose from, loaded once for a page or for ten thousand rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from django.utils.choices import BaseChoiceIterator
from django.utils.translation import get_language

from matchmaker.reference.book import Book, book
from matchmaker.reference.choices import CapabilityKind
from matchmaker.reference.models import Capability, Region
from matchmaker.reference.spellings import capability_spellings, plain_key


class Choices(BaseChoiceIterator):
    """Pairs of value and words as forms want them: of a plain list every form makes two copies, pair by pair."""

    def __init__(self, pairs: list[tuple[str, str]]) -> None:
        self.pairs = pairs

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(self.pairs)


@dataclass(frozen=True)
class Vocabulary:
    capabilities: dict[str, Capability]
    standards: dict[str, str]
    regions: dict[str, Region]
    capability_words: dict[str, str] = field(default_factory=dict)
    standard_words: dict[str, str] = field(default_factory=dict)
    _choices: dict[tuple[str, str | None], Choices] = field(default_factory=dict, compare=False, repr=False)

    @property
    def capability_choices(self) -> Choices:
        return self._of("capabilities", lambda: [(code, name_of(row)) for code, row in self.capabilities.items()])

    @property
    def standard_choices(self) -> Choices:
        return self._of("standards", lambda: list(self.standards.items()))

    @property
    def region_choices(self) -> Choices:
        return self._of("regions", lambda: [(code, name_of(row)) for code, row in self.regions.items()])

    def _of(self, kind: str, pairs: Callable[[], list[tuple[str, str]]]) -> Choices:
        """Made once a language, for as long as these words are the ones in use."""
        key = (kind, get_language())
        if key not in self._choices:
            self._choices[key] = Choices(pairs())
        return self._choices[key]


def name_of(row: Capability | Region) -> str:
    return row.name_ko if (get_language() or "ko").startswith("ko") else row.name_en


def vocabulary_load(*, words: bool = False) -> Vocabulary:
    """One for everybody, to read; with ``words`` also the spellings that an import accepts."""
    rows = book()
    return rows.made(("vocabulary", "spelled" if words else ""), lambda: _vocabulary(rows, words))


def _vocabulary(rows: Book, words: bool) -> Vocabulary:
    standards = {str(pk): row.name for pk, row in rows.standards.items()}
    regions = {row.code: row for row in rows.regions_now}
    if not words:
        return Vocabulary(rows.capabilities, standards, regions)
    spelled = capability_spellings(rows.capabilities.values())
    return Vocabulary(
        rows.capabilities, standards, regions, spelled, {plain_key(name): pk for pk, name in standards.items()}
    )


def capabilities_by_kind(vocabulary: Vocabulary, query: str = "") -> list[tuple[str, list[Capability]]]:
    """For the picker: kind's name and its capabilities whose names or plain words hold ``query``."""
    wanted = plain_key(query)
    groups = []
    for kind in CapabilityKind:
        rows = [row for row in vocabulary.capabilities.values() if row.kind == kind and wanted in _searched(row)]
        if rows:
            groups.append((str(kind.label), rows))
    return groups


def _searched(row: Capability) -> str:
    return plain_key(" ".join((row.code, row.name_ko, row.name_en, row.plain_ko, row.plain_en)))
