"""Words and pieces of words, counted once a text, and BM25 over whatever part of the texts history may see."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable

import numpy as np
from scipy import sparse
from sklearn.feature_extraction.text import HashingVectorizer

from matchmaker.engine.types import Floats

BUCKETS = 2**20
K1, B = 1.2, 0.75
SIZES = (3, 4, 5)
_WORD = re.compile(r"[^\W_]+")


def words(text: str) -> list[str]:
    """Lower-case words; an English plural s is dropped."""
    found = _WORD.findall(unicodedata.normalize("NFKC", text).lower())
    return [word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word for word in found]


def pieces(text: str) -> list[str]:
    """Runs of three to five characters inside words, the blanks at both ends counted."""
    found: list[str] = []
    for word in _WORD.findall(unicodedata.normalize("NFKC", text).lower()):
        padded = f" {word} "
        for size in SIZES:
            found += [padded[start : start + size] for start in range(len(padded) - size + 1)]
    return found


class TextBank:
    """Counts of texts. A text's row depends on that text alone, so a bank may hold texts of any day: what is rare and
    what is near is measured by ``Bm25`` on the rows that a history hands it.
    """

    def __init__(self, texts: Iterable[str], cut_up: Callable[[str], list[str]]) -> None:
        distinct = list(dict.fromkeys(texts))
        self.place = {text: row for row, text in enumerate(distinct)}
        hashed = HashingVectorizer(analyzer=cut_up, n_features=BUCKETS, alternate_sign=False, norm=None)
        counts = hashed.transform(distinct or [""]).tocsr()
        used, columns = np.unique(counts.indices, return_inverse=True)
        shape = (counts.shape[0], max(len(used), 1))
        self.counts = sparse.csr_matrix((counts.data.astype(np.float64), columns, counts.indptr), shape=shape)
        self.counts.sort_indices()

    def rows(self, texts: Iterable[str]) -> sparse.csr_matrix:
        """(N, W) counts of texts that the bank has seen."""
        return self.counts[[self.place[text] for text in texts]]


class Bm25:
    """Documents pre-weighted; ``scores(queries)`` (Q, N) is one sparse product. ``top`` (Q,): the most a query can get
    before saturation, by which scores of long and short queries are compared.
    """

    def __init__(self, counts: sparse.csr_matrix) -> None:
        total = counts.shape[0]
        seen = np.bincount(counts.indices, minlength=counts.shape[1])
        self.rarity: Floats = np.log1p((total - seen + 0.5) / (seen + 0.5)) * (seen > 0)
        length = np.asarray(counts.sum(axis=1)).ravel()
        norm = K1 * (1 - B + B * length / (length.mean() or 1.0))
        weighted = counts.copy()
        by_row = np.repeat(norm, np.diff(counts.indptr))
        weighted.data = weighted.data * (K1 + 1) / (weighted.data + by_row) * self.rarity[weighted.indices]
        self.columns = weighted.T.tocsr()

    def scores(self, queries: sparse.csr_matrix) -> sparse.csr_matrix:
        return (queries.sign() @ self.columns).tocsr()

    def top(self, queries: sparse.csr_matrix) -> Floats:
        return np.maximum(np.asarray(queries.sign() @ self.rarity).ravel(), 1e-9)
