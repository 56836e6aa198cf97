"""Texts as short vectors in which projects lie near each other when the same suppliers win them.

Pieces of words are placed by a truncated SVD of pieces x suppliers; so different words for the same trade come to lie
together, and candidates are found that share no word with the question.
"""

from __future__ import annotations

import numpy as np
from scipy import sparse
from sklearn.preprocessing import normalize
from sklearn.utils.extmath import randomized_svd

from matchmaker.engine.types import Floats

DIMENSIONS, SWEEPS = 100, 2


class Embedding:
    """``counts`` (J, W) of past projects, ``rarity`` (W,), ``wins`` (J, S)."""

    def __init__(self, counts: sparse.csr_matrix, rarity: Floats, wins: sparse.csr_matrix) -> None:
        self.rarity = rarity
        texts = self._weigh(counts)
        total = np.maximum(np.asarray(wins.sum(axis=0)).ravel(), 1.0)
        bridge = (texts.T @ (wins @ sparse.diags_array(total**-0.5))).tocsr()
        self.used = np.flatnonzero(np.diff(bridge.indptr))
        size = min(DIMENSIONS, *bridge[self.used].shape)
        found = randomized_svd(bridge[self.used], size, n_iter=SWEEPS, random_state=0)[0] if size else None
        self.axes = np.zeros((len(self.used), 1)) if found is None else found
        self.projects = normalize(texts[:, self.used] @ self.axes)

    def scores(self, counts: sparse.csr_matrix) -> Floats:
        """(Q, J) likeness of questions and projects, 0-1."""
        questions = normalize(self._weigh(counts)[:, self.used] @ self.axes)
        return np.maximum(questions @ self.projects.T, 0.0)

    def _weigh(self, counts: sparse.csr_matrix) -> sparse.csr_matrix:
        return normalize((counts.sign() @ sparse.diags_array(self.rarity)).tocsr())
