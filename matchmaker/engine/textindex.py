"""Text likeness without a search engine: syllable n-grams, BM25-like saturation, one pre-weighted sparse matrix.

Rarity of a gram is measured on the taxonomy's texts, never on the market's: so an offer's likeness to a need does not
move when another offer appears, a market slice scores like the whole market, and one changed offer touches one row.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy import sparse
from sklearn.feature_extraction.text import HashingVectorizer

from matchmaker.engine.types import Floats

BUCKETS = 2**18
SATURATION = 1.2
QUERY_TERMS = 48
_WORD = re.compile(r"[^\W_]+")


def grams(text: str) -> list[str]:
    """Whole words, their pairs and their triples of characters (a Korean syllable is one character)."""
    found: list[str] = []
    for word in _WORD.findall(unicodedata.normalize("NFKC", text).lower()):
        found.append(f"={word}")
        for size in (2, 3):
            found += [word[start : start + size] for start in range(len(word) - size + 1)]
    return found


@lru_cache(maxsize=1)
def _vectorizer() -> HashingVectorizer:
    return HashingVectorizer(analyzer=grams, n_features=BUCKETS, alternate_sign=False, norm=None)


def _counted(texts: tuple[str, ...]) -> sparse.csr_matrix:
    """(N, BUCKETS) counts; equal texts are cut up once."""
    distinct = list(dict.fromkeys(texts))
    place = {text: row for row, text in enumerate(distinct)}
    counts = _vectorizer().transform(distinct or [""]).tocsr()
    counts.sort_indices()
    return counts[[place[text] for text in texts]]


@lru_cache(maxsize=8)
def rarity(taxonomy_texts: tuple[str, ...]) -> Floats:
    """(BUCKETS,) weight of a gram: log(1 + (N + 1) / (n + 0.5)) over the taxonomy's N texts."""
    seen = np.bincount(_counted(taxonomy_texts).indices, minlength=BUCKETS)
    return np.log1p((len(taxonomy_texts) + 1.0) / (seen + 0.5))


def weigh(texts: tuple[str, ...], taxonomy_texts: tuple[str, ...]) -> sparse.csr_matrix:
    """(N, BUCKETS) rows of length 1: saturated counts times rarity. A text without words is a row of zeros."""
    counts = _counted(texts).astype(np.float64)
    counts.data = counts.data * (SATURATION + 1.0) / (counts.data + SATURATION)
    counts.data *= rarity(taxonomy_texts)[counts.indices]
    return _unit_rows(counts)


def _unit_rows(matrix: sparse.csr_matrix) -> sparse.csr_matrix:
    rows = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    length = np.sqrt(np.bincount(rows, weights=matrix.data**2, minlength=matrix.shape[0]))
    matrix.data /= np.where(length > 0, length, 1.0)[rows]
    return matrix


@lru_cache(maxsize=256)
def query(text: str, taxonomy_texts: tuple[str, ...]) -> tuple[np.ndarray, Floats]:
    """The need's 48 weightiest grams: (columns, weights), unit length, in a fixed order."""
    if not _WORD.search(text):
        return np.empty(0, dtype=np.int64), np.empty(0)
    row = weigh((text,), taxonomy_texts)
    order = np.lexsort((row.indices, -row.data))[:QUERY_TERMS]
    columns, weights = row.indices[order], row.data[order]
    by_column = np.argsort(columns)
    columns, weights = columns[by_column], weights[by_column]
    length = np.sqrt((weights**2).sum())
    return columns, weights / length if length else weights


def queries(texts: tuple[str, ...], taxonomy_texts: tuple[str, ...]) -> sparse.csr_matrix:
    """(N, BUCKETS) ``query`` of many texts at once: of each row the 48 weightiest grams, then unit length again."""
    rows = weigh(texts, taxonomy_texts)
    at = np.repeat(np.arange(len(texts)), np.diff(rows.indptr))
    order = np.lexsort((rows.indices, -rows.data, at))
    place = np.arange(len(at)) - np.repeat(rows.indptr[:-1], np.diff(rows.indptr))
    kept = np.sort(order[place < QUERY_TERMS])
    counts = np.bincount(at[kept], minlength=len(texts))
    starts = np.concatenate([[0], np.cumsum(counts)])
    cut = sparse.csr_matrix((rows.data[kept], rows.indices[kept], starts), shape=rows.shape)
    return _unit_rows(cut)


@dataclass(frozen=True)
class TextIndex:
    """Documents as pre-weighted columns (CSC) so that a query reads only the columns of its own grams."""

    columns: sparse.csc_matrix
    taxonomy_texts: tuple[str, ...]

    def likeness(self, text: str) -> Floats:
        """(N,) cosine of each document with ``text``, in [0, 1]."""
        columns, weights = query(text, self.taxonomy_texts)
        if not len(columns):
            return np.zeros(self.columns.shape[0])
        return np.minimum(self.columns[:, columns] @ weights, 1.0)


def index_texts(texts: tuple[str, ...], taxonomy_texts: tuple[str, ...]) -> TextIndex:
    return TextIndex(weigh(texts, taxonomy_texts).tocsc(), taxonomy_texts)
