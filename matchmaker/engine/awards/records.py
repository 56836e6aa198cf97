"""Public awards as read from a table: one tender, its words, its buyer, its day and who won it."""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Iterable, Iterator, Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from matchmaker.engine.errors import EngineError

COLUMNS = ("tender_no", "tender_description", "agency", "award_date", "supplier_name")


class AwardsInvalid(EngineError):
    """A table of awards that cannot be read; ``detail`` says which column or line."""

    code = "awards_invalid"


@dataclass(frozen=True)
class Question:
    """All that is known of a tender before it is awarded. ``day`` is the ordinal of its date."""

    id: str
    text: str
    buyer: str
    day: int


@dataclass(frozen=True)
class Tender:
    """A question and its answer: the names of the winners, each once, in the order of the table."""

    question: Question
    winners: tuple[str, ...]

    @property
    def day(self) -> int:
        return self.question.day


def read_awards(path: Path) -> tuple[Tender, ...]:
    """Tenders by day and number, from a CSV (or ``.csv.gz``) with a row for each tender and winner.

    Rows without a supplier are tenders that nobody won and are left out. Raises AwardsInvalid, OSError.
    """
    try:
        with path.open("rb") as raw, gzip.open(raw) if path.suffix == ".gz" else nullcontext(raw) as plain:
            reader = csv.DictReader(io.TextIOWrapper(plain, encoding="utf-8-sig", newline=""))
            missing = sorted(set(COLUMNS) - set(reader.fieldnames or ()))
            if missing:
                raise AwardsInvalid(missing=missing)
            return gather(reader)
    except (UnicodeDecodeError, csv.Error, gzip.BadGzipFile, EOFError) as error:
        raise AwardsInvalid(file=path.name) from error


def gather(rows: Iterable[Mapping[str, str]]) -> tuple[Tender, ...]:
    """Rows of one tender put together. The amount is not read: it is known only once the award is."""
    questions: dict[str, Question] = {}
    winners: dict[str, dict[str, None]] = {}
    for question, winner in _read(rows):
        questions.setdefault(question.id, question)
        winners.setdefault(question.id, {})[winner] = None
    tenders = [Tender(question, tuple(winners[key])) for key, question in questions.items()]
    return tuple(sorted(tenders, key=lambda one: (one.day, one.question.id)))


def _read(rows: Iterable[Mapping[str, str]]) -> Iterator[tuple[Question, str]]:
    for line, row in enumerate(rows, start=2):
        winner = (row["supplier_name"] or "").strip()
        if not winner:
            continue
        try:
            day = date.fromisoformat((row["award_date"] or "").strip()).toordinal()
        except ValueError as error:
            raise AwardsInvalid(line=line, column="award_date", value=row["award_date"]) from error
        text, buyer = (row["tender_description"] or "").strip(), (row["agency"] or "").strip()
        yield Question((row["tender_no"] or "").strip(), text, buyer, day), winner
