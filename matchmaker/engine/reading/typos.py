"""Typing errors: a word one or two letters (not syllables) away from a known name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from rapidfuzz.distance import Levenshtein
from rapidfuzz.process import cdist

from ..text import is_hangul, jamo

WORD = re.compile(r"[가-힣]{3,}|[a-z]{6,}")
ENDING = re.compile(r"(?:을|를|이|가|은|는|도|만|로|으로|와|과|랑|이랑|하고|의|에|에서|좀|요)$")
MOST_WORDS = 120
SHORTEST_HANGUL, SHORTEST_LATIN = 6, 7


@dataclass(frozen=True)
class Typo:
    """word norm[start:end] reads as ``form`` of capability ``code``; ``sure`` when little room for doubt is left."""

    start: int
    end: int
    form: str
    code: str
    sure: bool


@dataclass(frozen=True)
class TypoIndex:
    forms: tuple[str, ...]
    letters: tuple[str, ...]
    codes: tuple[str, ...]

    @classmethod
    def build(cls, aliases: list[tuple[str, str]]) -> TypoIndex:
        rows = [(form, jamo(form), code) for form, code in aliases if _long_enough(form)]
        return cls(tuple(r[0] for r in rows), tuple(r[1] for r in rows), tuple(r[2] for r in rows))

    def find(self, fold: str, taken: list[tuple[int, int]]) -> list[Typo]:
        words = self._words(fold, taken)
        if not words or not self.forms:
            return []
        letters = [jamo(word) for word, _, _ in words]
        distances = cdist(letters, self.letters, scorer=Levenshtein.distance, score_cutoff=3, dtype=np.int32)
        found = [self._judge(word, letters[i], distances[i]) for i, word in enumerate(words)]
        return [typo for typo in found if typo]

    def _words(self, fold: str, taken: list[tuple[int, int]]) -> list[tuple[str, int, int]]:
        words: list[tuple[str, int, int]] = []
        plain = [m.span() for m in WORD.finditer(fold) if all(m.end() <= a or b <= m.start() for a, b in taken)]
        for start, end in plain[:MOST_WORDS]:
            word = fold[start:end]
            short = ENDING.sub("", word)
            words.append((word, start, end))
            if short != word:
                words.append((short, start, start + len(short)))
        for (a, b), (c, d) in pairwise(plain):
            if c - b == 1:
                words.append((fold[a:b] + fold[c:d], a, d))
        return words

    def _judge(self, word: tuple[str, int, int], letters: str, distances: np.ndarray) -> Typo | None:
        best = int(distances.argmin())
        distance, target = int(distances[best]), self.letters[best]
        if not 0 < distance <= allowed(len(target)) or letters[0] != target[0]:
            return None
        form = self.forms[best]
        alike = word[0][0] == form[0] and len(word[0]) == len(form)
        return Typo(word[1], word[2], form, self.codes[best], sure=len(target) >= (6 if alike else 9) and distance == 1)


def _long_enough(form: str) -> bool:
    if all(is_hangul(char) for char in form):
        return len(jamo(form)) >= SHORTEST_HANGUL and len(form) >= 3
    return form.isascii() and form.isalpha() and len(form) >= SHORTEST_LATIN


def allowed(length: int) -> int:
    """Edits forgiven for a name of so many letters."""
    return 1 if length < 10 else 2 if length < 18 else 3
