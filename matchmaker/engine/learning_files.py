"""Rows of learning-to-rank sets: svmlight lines with a file of group sizes or ``qid:`` marks, and learnt curves out."""

from __future__ import annotations

import gzip
import io
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sklearn.datasets import load_svmlight_file

from matchmaker.engine.errors import EngineError
from matchmaker.engine.types import Floats, Ints


class RowsInvalid(EngineError):
    """A learning-to-rank set that cannot be read; ``detail`` names the file and what is wrong."""

    code = "rows_invalid"


@dataclass(frozen=True)
class RankingRows:
    """``X`` (N, F), labels ``y`` (N,), ``groups`` (N,) rising numbers of the query."""

    X: Floats
    y: Floats
    groups: Ints

    def widened(self, features: int) -> RankingRows:
        """The same with columns of zeros up to ``features``."""
        more = np.zeros((len(self.X), max(features - self.X.shape[1], 0)))
        return RankingRows(np.hstack([self.X, more]), self.y, self.groups)


def read_rows(path: Path) -> RankingRows:
    """A file, plain or ``.gz``. Group sizes stand beside it in ``NAME.query`` (or ``.group``), or are ``qid:`` marks.

    Raises RowsInvalid, OSError.
    """
    raw = path.read_bytes()
    try:
        text = gzip.decompress(raw) if path.suffix == ".gz" else raw
        sparse_rows, y, marks = load_svmlight_file(io.BytesIO(text), zero_based=True, query_id=True)
    except (ValueError, EOFError, gzip.BadGzipFile) as error:
        raise RowsInvalid(file=path.name, why=str(error)) from error
    sizes = _sizes_beside(path)
    if sizes is None and not len(marks):
        raise RowsInvalid(file=path.name, why="no group sizes beside it and no qid: marks")
    groups = (
        np.cumsum(np.diff(marks, prepend=marks[:1]) != 0) if sizes is None else np.repeat(np.arange(len(sizes)), sizes)
    )
    if len(groups) != len(y):
        raise RowsInvalid(file=path.name, why=f"group sizes add up to {len(groups)}, there are {len(y)} rows")
    return RankingRows(np.asarray(sparse_rows.toarray(), dtype=np.float64), y, groups.astype(np.int64))


def _sizes_beside(path: Path) -> Ints | None:
    base = path.with_suffix("") if path.suffix == ".gz" else path
    for name in (f"{base.name}.query", f"{base.name}.group", f"{base.name}.query.gz"):
        beside = base.with_name(name)
        if beside.exists():
            raw = beside.read_bytes()
            text = gzip.decompress(raw) if beside.suffix == ".gz" else raw
            try:
                sizes = np.array([int(line) for line in text.split()], dtype=np.int64)
            except ValueError as error:
                raise RowsInvalid(file=name, why=str(error)) from error
            if (sizes < 0).any():
                raise RowsInvalid(file=name, why="a negative group size")
            return sizes
    return None
