"""Text as the reader sees it: folded letters that still know where they stood in the original."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from .types import Span

HANGUL_BASE, HANGUL_END = 0xAC00, 0xD7A3
LEADS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
VOWELS = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
TAILS = " ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ"
# Vowels that sound alike today and are swapped by most writers: 재고/제고, 돼/되, 래이저/레이저.
SAME_SOUND = {1: 5, 3: 7, 10: 11, 15: 11}
CLUSTER = re.compile("[\u1100-\u1112][\u1161-\u1175][\u11a8-\u11c2]?|.", re.DOTALL)
SQUASHED_AWAY = frozenset(" \t\r\n\v\f-_·ㆍ‧•\u00a0\u3000\u200b")


@dataclass(frozen=True)
class Prepared:
    """One text in four forms.

    ``norm`` is composed, width-folded, lower case; ``cased`` the same with its capitals; ``fold`` is ``norm`` with
    like-sounding vowels merged (the three are equally long); ``squash`` is ``fold`` without blanks and hyphens.
    ``origin[i]`` is the original index of norm[i], with one more entry for the end; ``at[i]`` the norm index of
    squash[i].
    """

    text: str
    norm: str
    cased: str
    fold: str
    squash: str
    origin: tuple[int, ...]
    at: tuple[int, ...]

    def span(self, start: int, end: int) -> Span:
        """The original span of norm[start:end]."""
        return Span(self.origin[start], self.origin[end])

    def words(self, start: int, end: int) -> str:
        return self.text[self.origin[start] : self.origin[end]]

    def stretch(self, first: int, last: int) -> tuple[int, int]:
        """The norm range behind squash[first:last]."""
        return self.at[first], self.at[last - 1] + 1


def is_hangul(char: str) -> bool:
    return len(char) == 1 and HANGUL_BASE <= ord(char) <= HANGUL_END


def is_latin(char: str) -> bool:
    return char.isascii() and char.isalnum()


def _fold_char(char: str) -> str:
    if not is_hangul(char):
        return char
    index = ord(char) - HANGUL_BASE
    vowel = index // 28 % 21
    return chr(ord(char) + (SAME_SOUND[vowel] - vowel) * 28) if vowel in SAME_SOUND else char


def fold(text: str) -> str:
    return "".join(_fold_char(char) for char in text)


def squash(text: str) -> str:
    """The form in which aliases and phrase words are compared."""
    return "".join(c for c in fold(plain(text)) if c not in SQUASHED_AWAY)


def plain(text: str) -> str:
    """Composed, width-folded and lower case, as ``Prepared.norm``."""
    return "".join(low for low, _, _ in _letters(text))


def _lower(char: str) -> str:
    low = char.lower()
    return low if len(low) == 1 else char


def _letters(text: str) -> list[tuple[str, str, int]]:
    letters: list[tuple[str, str, int]] = []
    for found in CLUSTER.finditer(text):
        piece = found.group()
        if not piece.isascii() and not is_hangul(piece):
            piece = unicodedata.normalize("NFKC", piece)
        letters.extend((_lower(char), char, found.start()) for char in piece)
    return letters


def prepare(text: str) -> Prepared:
    letters = _letters(text)
    norm = "".join(low for low, _, _ in letters)
    folded = fold(norm)
    kept = tuple(i for i, char in enumerate(folded) if char not in SQUASHED_AWAY)
    return Prepared(
        text=text,
        norm=norm,
        cased="".join(char for _, char, _ in letters),
        fold=folded,
        squash="".join(folded[i] for i in kept),
        origin=(*(start for _, _, start in letters), len(text)),
        at=kept,
    )


def jamo(text: str) -> str:
    """Syllables taken apart, so that one mistyped letter is one edit and not a whole syllable."""
    parts = []
    for char in text:
        if not is_hangul(char):
            parts.append(char)
            continue
        index = ord(char) - HANGUL_BASE
        parts.append(LEADS[index // 588] + VOWELS[index // 28 % 21] + TAILS[index % 28].strip())
    return "".join(parts)


def language_of(text: str) -> str:
    """Korean ("ko") as soon as Hangul carries a fifth of the letters, else English ("en")."""
    hangul = sum(is_hangul(char) for char in text)
    latin = sum(char.isascii() and char.isalpha() for char in text)
    return "ko" if hangul and hangul * 5 >= latin + hangul else "en"
