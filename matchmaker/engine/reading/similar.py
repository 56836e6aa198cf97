"""Last resort: which capability's description shares most letter sequences with the text. Only ever a guess."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass

from ..text import jamo, squash

SHORT, LONG, TOP, LEAST = 4, 6, 3, 0.09


def grams(text: str) -> Counter[str]:
    letters = jamo(squash(text))[:3000]
    return Counter(letters[i : i + size] for size in range(SHORT, LONG + 1) for i in range(len(letters) - size + 1))


@dataclass(frozen=True)
class Similarity:
    """TF-IDF over jamo 4- to 6-grams, kept as gram -> [(code, weight)], rows of unit length."""

    postings: dict[str, tuple[tuple[str, float], ...]]
    idf: dict[str, float]

    @classmethod
    def build(cls, texts: dict[str, str]) -> Similarity:
        counts = {code: grams(text) for code, text in texts.items()}
        spread = Counter(gram for found in counts.values() for gram in found)
        idf = {gram: math.log((1 + len(texts)) / (1 + n)) + 1 for gram, n in spread.items()}
        postings: dict[str, list[tuple[str, float]]] = {}
        for code, found in counts.items():
            weights = {gram: (1 + math.log(n)) * idf[gram] for gram, n in found.items()}
            length = math.sqrt(sum(w * w for w in weights.values())) or 1.0
            for gram, weight in weights.items():
                postings.setdefault(gram, []).append((code, weight / length))
        return cls({gram: tuple(rows) for gram, rows in postings.items()}, idf)

    def suggest(self, text: str) -> list[tuple[str, float]]:
        """Up to three (code, cosine) above the threshold, best first."""
        found = {gram: n for gram, n in grams(text).items() if gram in self.idf}
        weights = {gram: (1 + math.log(n)) * self.idf[gram] for gram, n in found.items()}
        length = math.sqrt(sum(w * w for w in weights.values())) or 1.0
        scores: dict[str, float] = {}
        for gram, weight in weights.items():
            for code, other in self.postings[gram]:
                scores[code] = scores.get(code, 0.0) + weight * other / length
        best = sorted(scores.items(), key=lambda pair: (-pair[1], pair[0]))[:TOP]
        return [(code, score) for code, score in best if score >= LEAST]
