"""Learning the table of cues from labelled needs and from the rules themselves. Offline only; nothing learns at work.

Every labelled statement counts one. Every alias, and a few draws of words from every rule, count a fifth each: they
bring words that no statement has used yet [assumption: a fifth was the best of 0, 0.2, 0.5 and 1 across files].
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix, diags
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import normalize

from ..text import fold, plain
from .cues import BIAS, SCALE, find_cues
from .mentions import SHY
from .phrases import split_groups
from .vocabulary import Vocabulary

DRAWS, RULE_WEIGHT, INVERSE_PENALTY, LEAST_WEIGHT, SEED = 6, 0.2, 30.0, 0.3, 1


@dataclass(frozen=True)
class Lesson:
    """One text, the capabilities it asks for, and how much it counts."""

    text: str
    codes: frozenset[str]
    weight: float


def lessons_from_needs(rows: Iterable[dict[str, str]]) -> list[Lesson]:
    """Rows with the columns ``text`` and ``expected_required`` ("A|B;C")."""
    return [Lesson(row["text"], _flat(row["expected_required"]), 1.0) for row in rows]


def lessons_from_rules(vocabulary: Vocabulary) -> Iterator[Lesson]:
    """The vocabulary's own names unless they have two meanings, and sentences drawn from the groups of each rule."""
    chance = random.Random(SEED)  # noqa: S311  # nosec B311 # repeatable draws, no secret
    meanings = Counter(alias.form for alias in vocabulary.aliases)
    for alias in vocabulary.aliases:
        if not alias.weak and meanings[alias.form] == 1 and alias.form not in SHY:
            yield Lesson(alias.words, frozenset({alias.code}), RULE_WEIGHT)
    for rule in vocabulary.phrases.rules:
        if rule.kind == "need":
            for _ in range(DRAWS):
                words = " ".join(chance.choice(group).rstrip("*") for group in rule.groups)
                yield Lesson(words, _flat(rule.codes), RULE_WEIGHT)


def learn(lessons: list[Lesson]) -> list[dict[str, str]]:
    """Rows for ``Cues.from_rows``: one logistic regression a capability over unit-length TF-IDF rows."""
    counter = CountVectorizer(analyzer=_cues_of, binary=True, min_df=2)
    counts = counter.fit_transform([lesson.text for lesson in lessons])
    spread = np.asarray((counts > 0).sum(axis=0)).ravel()
    idf = np.log(counts.shape[0] / (1 + spread)).round(3)
    rows = normalize(counts @ diags(idf))
    codes = sorted({code for lesson in lessons for code in lesson.codes})
    fitted = [_fit(rows, lessons, code) for code in codes]
    table = [{"cue": BIAS, "idf": "1", "weights": _written(codes, [bias for _, bias in fitted])}]
    for cue, column in sorted(counter.vocabulary_.items()):
        values = [float(weights[column]) for weights, _ in fitted]
        kept = [(code, value) for code, value in zip(codes, values, strict=True) if abs(value) >= LEAST_WEIGHT]
        written = _written([code for code, _ in kept], [value for _, value in kept])
        table.append({"cue": cue, "idf": f"{idf[column]:g}", "weights": written})
    return table


def _fit(rows: csr_matrix, lessons: list[Lesson], code: str) -> tuple[np.ndarray, float]:
    wanted = np.array([code in lesson.codes for lesson in lessons])
    model = LogisticRegression(C=INVERSE_PENALTY, class_weight="balanced", solver="liblinear", random_state=SEED)
    model.fit(rows, wanted, sample_weight=[lesson.weight for lesson in lessons])
    return model.coef_[0], float(model.intercept_[0])


def _flat(codes: str) -> frozenset[str]:
    return frozenset(code for group in split_groups(codes) for code in group)


def _cues_of(text: str) -> list[str]:
    return sorted(find_cues(fold(plain(text))))


def _written(codes: list[str], values: list[float]) -> str:
    return " ".join(f"{code}:{round(value * SCALE)}" for code, value in zip(codes, values, strict=True))
