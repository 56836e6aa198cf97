"""From an uploaded table to judged rows: columns by their Korean or English name, every row through a form.

A ``Rules`` object says which columns there are, which form judges a row, what makes two rows the same thing, and how
good rows are written. Rows keep their text as typed, so that messages can be made in the language of whoever reads
them.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from matchmaker.lib.tabular import Table, TableUnreadable

NEW, CHANGED, SAME, BAD = "new", "changed", "same", "bad"
GOOD = frozenset({NEW, CHANGED, SAME})


class ColumnsMissing(TableUnreadable):
    message = _("필요한 열이 없습니다: %(names)s. 견본 파일의 첫 줄을 그대로 써 주세요.")


@dataclass(frozen=True)
class Column:
    """``name`` is the form's field; the header may say it in Korean, in English, or by one of ``also``."""

    name: str
    ko: str
    en: str
    needed: bool = False
    also: tuple[str, ...] = ()

    @property
    def spellings(self) -> set[str]:
        return {header_key(word) for word in (self.name, self.ko, self.en, *self.also)}


@dataclass
class Verdict:
    """What became of a row: ``state`` is NEW, CHANGED, SAME or BAD; ``errors`` are (column, message) pairs."""

    number: int
    raw: dict[str, str]
    state: str
    cleaned: dict[str, Any] = field(default_factory=dict)
    errors: list[tuple[str, str]] = field(default_factory=list)
    existing: Any = None

    @property
    def title(self) -> str:
        """What to call the row in a list."""
        return next(
            (self.raw[name] for name in ("title", "name", "register_no", "capability") if name in self.raw), "–"
        )


class Rules(Protocol):
    """What one kind of import knows."""

    columns: Sequence[Column]

    def judge(self, raw: dict[str, str]) -> tuple[dict[str, Any], list[tuple[str, str]]]:
        """Cleaned values and errors of one row."""

    def identity(self, cleaned: dict[str, Any]) -> Hashable:
        """Two rows with the same identity mean the same thing."""

    def existing(self, cleaned: dict[str, Any]) -> Any:
        """The stored row that this one would change, or None."""

    def differs(self, cleaned: dict[str, Any], existing: Any) -> bool:
        """Whether writing would change anything."""

    def write(self, verdicts: list[Verdict]) -> None:
        """Write good rows inside the caller's transaction."""


def header_key(text: str) -> str:
    """A header without blanks, units in brackets, underscores and case."""
    return re.sub(r"[\s_·*]+", "", re.sub(r"\(.*?\)|\[.*?\]|（.*?）", "", text)).casefold()


def rows_of(table: Table, columns: Sequence[Column]) -> list[dict[str, Any]]:
    """Rows as ``{"n": line number, "raw": {field: text}}``; unknown columns are dropped. Raises ColumnsMissing."""
    by_key = {key: column.name for column in columns for key in column.spellings}
    places: dict[str, int] = {}
    for at, title in enumerate(table.header):
        if (name := by_key.get(header_key(title))) and name not in places:
            places[name] = at
    if missing := [column.ko for column in columns if column.needed and column.name not in places]:
        raise ColumnsMissing(names=", ".join(missing))
    return [{"n": line.number, "raw": _raw(line.cells, places)} for line in table.lines]


def _raw(cells: tuple[str, ...], places: dict[str, int]) -> dict[str, str]:
    return {name: cells[at] for name, at in places.items() if at < len(cells) and cells[at]}


def judge_rows(rules: Rules, rows: Iterable[dict[str, Any]]) -> Iterator[Verdict]:
    """Every row's verdict with all its errors; a row that repeats an earlier one of the file is bad."""
    first_seen: dict[Hashable, int] = {}
    for row in rows:
        verdict = judge_row(rules, row)
        if verdict.state != BAD:
            twin = first_seen.setdefault(rules.identity(verdict.cleaned), verdict.number)
            if twin != verdict.number:
                row["twin"] = twin
                verdict = judge_row(rules, row)
        yield verdict


def judge_row(rules: Rules, row: dict[str, Any]) -> Verdict:
    raw = row["raw"]
    cleaned, errors = rules.judge(raw)
    if "twin" in row:
        errors.append(("", _now("%(row)s번째 줄과 같은 것입니다. 하나만 남겨 주세요.") % {"row": row["twin"]}))
    if errors:
        return Verdict(row["n"], raw, BAD, errors=errors)
    existing = rules.existing(cleaned)
    state = NEW if existing is None else CHANGED if rules.differs(cleaned, existing) else SAME
    return Verdict(row["n"], raw, state, cleaned, existing=existing)


def form_errors(form: Any) -> list[tuple[str, str]]:
    """(label, message) pairs of a form, all of them."""
    return [
        (str(form.fields[name].label) if name in form.fields else "", str(message))
        for name, messages in form.errors.items()
        for message in messages
    ]


def column_title(column: Column, language: str) -> str | Promise:
    return column.ko if language.startswith("ko") else column.en
