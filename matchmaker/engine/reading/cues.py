"""Small pieces of words that speak for or against a capability, weighed together: a second opinion on the rules.

A cue is two to four letters of a word (재고, 안맞), a whole Latin word (~forklift) or two of them in a row. The score
of a capability is ``bias + sum(idf x weight) / length`` over the cues that occur, ``length`` being the root of the sum
of idf² (a linear model over unit-length TF-IDF rows, the decision value of a logistic regression: 0 is even odds).
The weights are rows of a table learnt by ``learning``; see docs/reading.md.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

WORD = re.compile(r"\S+")
NUMBERED = re.compile(r"[a-z]+[0-9][a-z0-9]*")
LATIN_WORD = re.compile(r"[a-z][a-z0-9]+")
EDGES = ".,!?~()\"'"
SHORTEST, LONGEST = 2, 4
MOST_LETTERS = 1_500
BIAS = "*"
SCALE = 100

Place = tuple[int, int]


@dataclass(frozen=True)
class Cues:
    """``weights``: cue -> (idf, indices into ``codes``, weights there)."""

    codes: tuple[str, ...]
    bias: np.ndarray
    weights: dict[str, tuple[float, np.ndarray, np.ndarray]]

    @classmethod
    def from_rows(cls, rows: Iterable[dict[str, str]]) -> Cues:
        """Rows: cue, idf, weights ("SOL-POP:120 SOL-MES:-35", hundredths); the cue "*" holds the biases."""
        parsed = {row["cue"]: (float(row["idf"]), _pairs(row["weights"])) for row in rows}
        biases = parsed.pop(BIAS, (1.0, {}))[1]
        codes = tuple(biases)
        index = {code: i for i, code in enumerate(codes)}
        weights = {
            cue: (idf, np.array([index[code] for code in pairs], dtype=int), np.array(list(pairs.values())))
            for cue, (idf, pairs) in parsed.items()
        }
        return cls(codes, np.array([biases[code] for code in codes]), weights)

    def scores(self, text: str) -> dict[str, float]:
        """Score by capability of a folded lower-case text; empty when nothing in it is known."""
        known = [self.weights[cue] for cue in find_cues(text) if cue in self.weights]
        length = math.sqrt(sum(idf * idf for idf, _, _ in known))
        if not length:
            return {}
        total = np.zeros(len(self.codes))
        for idf, indices, values in known:
            total[indices] += idf * values
        total = total / length + self.bias
        return {code: round(float(total[i]), 6) for i, code in enumerate(self.codes)}

    def best_place(self, text: str, code: str) -> Place:
        """The word whose cues speak most for ``code``, to show where the reading comes from."""
        index = self.codes.index(code)
        gains: dict[Place, float] = {}
        for cue, places in find_cues(text).items():
            if cue in self.weights:
                idf, indices, values = self.weights[cue]
                gain = float(idf * values[indices == index].sum())
                for place in places:
                    gains[place] = gains.get(place, 0.0) + gain
        return max(gains, key=lambda place: (gains[place], -place[0]), default=(0, len(text)))


def _pairs(written: str) -> dict[str, float]:
    return {code: int(value) / SCALE for code, value in (pair.split(":") for pair in written.split())}


def find_cues(text: str) -> dict[str, list[Place]]:
    """Cues of a folded lower-case text, each with the words they stand in."""
    found: dict[str, list[Place]] = {}
    for match in WORD.finditer(text[:MOST_LETTERS]):
        word = match.group().strip(EDGES)
        for cue in _pieces(word):
            found.setdefault(cue, []).append(match.span())
    before = None
    for match in LATIN_WORD.finditer(text[:MOST_LETTERS]):
        found.setdefault("~" + match.group(), []).append(match.span())
        if before:
            found.setdefault(f"~{before.group()} {match.group()}", []).append((before.start(), match.end()))
        before = match
    return found


def _pieces(word: str) -> set[str]:
    """Of scm440 nothing is taken apart: it is a name of its own, not SCM."""
    word = NUMBERED.sub("", word)
    sizes = range(SHORTEST, LONGEST + 1)
    pieces = {word[i : i + size] for size in sizes for i in range(len(word) - size + 1)}
    return {piece for piece in pieces | {word} if piece and not (len(piece) < 3 and piece.isascii())}
