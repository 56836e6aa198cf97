"""Everything the reader knows, compiled once from rows: aliases, phrases, places and words of industries.

The engine reads no files; rows are dictionaries as ``csv.DictReader`` gives them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import ahocorasick

from ..text import squash
from .cues import Cues
from .phrases import PhraseBook, split_groups
from .places import Places
from .similar import Similarity
from .typos import TypoIndex

Rows = Iterable[dict[str, str]]


@dataclass(frozen=True)
class Alias:
    """One name of one capability.

    ``weak`` ones are only ever guesses (도면, 통계); ``open`` ones may go on (automat*).
    """

    words: str
    form: str
    code: str
    weak: bool
    open: bool = False


@dataclass(frozen=True)
class Vocabulary:
    aliases: tuple[Alias, ...]
    automaton: ahocorasick.Automaton
    phrases: PhraseBook
    places: Places
    industries: tuple[tuple[str, str], ...]
    typos: TypoIndex
    similarity: Similarity
    cues: Cues

    @classmethod
    def from_rows(
        cls, *, capabilities: Rows, phrases: Rows, places: Rows, industries: Rows, cues: Rows = ()
    ) -> Vocabulary:
        """``phrases``: kind, pattern, codes (see docs/reading.md); ``industries``: word, ksic; ``cues``: ``Cues``."""
        phrases, capabilities = list(phrases), list(capabilities)
        aliases = _aliases(capabilities, phrases)
        book = PhraseBook.from_rows(phrases)
        words = ((squash(word), row["ksic"]) for row in industries for word in row["word"].split("|"))
        return cls(
            aliases=aliases,
            automaton=_automaton(aliases),
            phrases=book,
            places=Places.from_rows(list(places)),
            industries=tuple(sorted(words, key=lambda pair: -len(pair[0]))),
            typos=TypoIndex.build([(alias.form, alias.code) for alias in aliases if not alias.weak]),
            similarity=Similarity.build(_descriptions(capabilities, book)),
            cues=Cues.from_rows(cues),
        )


def _aliases(capabilities: list[dict[str, str]], phrases: list[dict[str, str]]) -> tuple[Alias, ...]:
    weak = {squash(word) for row in phrases if row["kind"] == "weak" for word in row["pattern"].split("|")}
    gone = [row for row in phrases if row["kind"] == "unalias"]
    removed = {(squash(word), row["codes"]) for row in gone for word in row["pattern"].split("|")}
    found: dict[tuple[str, str], Alias] = {}
    for row in capabilities:
        for word in f"{row['synonyms_ko']};{row['synonyms_en']}".split(";"):
            form = squash(word)
            if form and (form, row["code"]) not in removed and (form, "") not in removed:
                found.setdefault((form, row["code"]), Alias(word.strip(), form, row["code"], form in weak))
    for row in phrases:
        if row["kind"] == "alias":
            for word in row["pattern"].split("|"):
                form = squash(word).rstrip("*")
                found[form, row["codes"]] = Alias(word.strip(), form, row["codes"], False, word.endswith("*"))
    return tuple(found.values())


def _automaton(aliases: tuple[Alias, ...]) -> ahocorasick.Automaton:
    by_form: dict[str, list[Alias]] = {}
    for alias in aliases:
        by_form.setdefault(alias.form, []).append(alias)
    automaton = ahocorasick.Automaton()
    for form, group in by_form.items():
        automaton.add_word(form, tuple(group))
    automaton.make_automaton()
    return automaton


def _descriptions(capabilities: list[dict[str, str]], book: PhraseBook) -> dict[str, str]:
    """What people say about each capability: its names and the words of the phrases that lead to it."""
    columns = ("name_ko", "synonyms_ko", "name_en", "synonyms_en")
    texts = {row["code"]: " ".join(row[column] for column in columns) for row in capabilities}
    for rule in book.rules:
        for code in {code for group in split_groups(rule.codes) for code in group} & texts.keys():
            texts[code] += " " + " ".join(word for group in rule.groups for word in group)
    return texts
