"""From a table's lines to judged rows, some hundred at a time; messages are made only for who reads them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from matchmaker.exchange.choices import RowState
from matchmaker.exchange.kind import Column, Errors, Kind, Values, header_key
from matchmaker.exchange.models import ImportLine
from matchmaker.lib.table_refusals import TableUnreadable
from matchmaker.lib.tabular import Line


class ColumnsMissing(TableUnreadable):
    message = _("필요한 열이 없습니다: %(names)s. 견본 파일의 첫 줄을 그대로 써 주세요.")


@dataclass
class Verdict:
    """What a page says of a row: its state, and (column, message) pairs if it is bad."""

    number: int
    title: str
    state: str
    errors: Errors = field(default_factory=list)


def places_of(header: Sequence[str], columns: Sequence[Column]) -> dict[str, int]:
    """Where each known column stands; unknown ones are dropped. Raises ColumnsMissing."""
    by_key = {key: column.name for column in columns for key in column.spellings}
    places: dict[str, int] = {}
    for at, title in enumerate(header):
        if (name := by_key.get(header_key(title))) and name not in places:
            places[name] = at
    if missing := [column.ko for column in columns if column.needed and column.name not in places]:
        raise ColumnsMissing(names=", ".join(missing))
    return places


def judge_lines(kind: Kind, batch_pk: int, lines: Iterable[Line], places: dict[str, int]) -> list[ImportLine]:
    """Unsaved rows with their verdicts: two queries for a chunk, whatever its length."""
    rows = [_read(kind, batch_pk, line, places) for line in lines]
    good = [row for row in rows if row.values is not None]
    _mark_twins(batch_pk, good)
    good = [row for row in good if row.twin is None]
    found = kind.find([_values(row) for row in good])
    for row in good:
        row.state = state_of(kind, _values(row), found.get(row.key))
    return rows


def _values(row: ImportLine) -> Values:
    assert row.values is not None  # nosec B101 # for the type checker
    return row.values


def _read(kind: Kind, batch_pk: int, line: Line, places: dict[str, int]) -> ImportLine:
    raw = {name: line.cells[at] for name, at in places.items() if at < len(line.cells) and line.cells[at]}
    values, errors = kind.judge(raw)
    row = ImportLine(batch_id=batch_pk, number=line.number, raw=raw, state=RowState.BAD)
    if not errors:
        row.values, row.key = values, kind.key(values)
    return row


def _mark_twins(batch_pk: int, rows: list[ImportLine]) -> None:
    """A row that repeats an earlier one of the file is bad, and says which one."""
    keys = {row.key for row in rows}
    earlier = ImportLine.objects.filter(batch_id=batch_pk, key__in=keys, twin=None)
    first: dict[str, int] = dict(earlier.values_list("key", "number"))
    for row in rows:
        number = first.setdefault(row.key, row.number)
        if number != row.number:
            row.twin, row.state = number, RowState.BAD


def state_of(kind: Kind, values: Values, stored: Any) -> str:
    if stored is None:
        return RowState.NEW
    if not kind.differs(values, kind.current(stored)):
        return RowState.SAME
    return RowState.BAD if kind.blocked(stored) else RowState.CHANGED


def verdicts(kind: Kind, rows: Sequence[ImportLine]) -> Iterator[Verdict]:
    """What to show of some rows, in the reader's language."""
    bad = [row for row in rows if row.state == RowState.BAD and row.values is not None and row.twin is None]
    stored = kind.find([_values(row) for row in bad]) if bad else {}
    for row in rows:
        verdict = Verdict(row.number, kind.title_of(row.raw), row.state)
        if row.state == RowState.BAD:
            verdict.errors = _errors(kind, row, stored.get(row.key))
        yield verdict


def _errors(kind: Kind, row: ImportLine, stored: Any) -> Errors:
    _values_again, errors = kind.judge(row.raw)
    if row.twin:
        errors.append(("", _now("%(row)s번째 줄과 같은 것입니다. 하나만 남겨 주세요.") % {"row": row.twin}))
    if stored is not None and (why := kind.blocked(stored)):
        errors.append(("", why))
    return errors or [("", _now("올릴 때와 달라졌습니다. 파일을 다시 올려 주세요."))]
