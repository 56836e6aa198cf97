"""The reader's words from the CSV files of this app: no database is asked."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

from matchmaker.engine.reading.vocabulary import Vocabulary

DATA = Path(__file__).parent / "data"


def read_rows(name: str) -> list[dict[str, str]]:
    """Rows of ``data/<name>.csv``."""
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def load_vocabulary() -> Vocabulary:
    """Compiled once a process; the same object every time."""
    return Vocabulary.from_rows(
        capabilities=read_rows("capabilities"),
        phrases=read_rows("phrases"),
        places=read_rows("places"),
        industries=read_rows("industry_words"),
        cues=read_rows("cues"),
    )
