"""Links of many rows as plain values: no object is made for a link, whose only word is that it is there."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from django.db import connection
from django.db.models import Model

Values = dict[str, Any]


def links_read(model: type[Model], columns: Mapping[str, str], rows: Collection[int]) -> dict[int, Values]:
    """By row, what it is linked to under each name of ``columns`` (name of the field: column of the other side)."""
    found: dict[int, Values] = {pk: {name: [] for name in columns} for pk in rows}
    for name, column in columns.items():
        through, owner = _table(model, name)
        for pk, linked in through.objects.filter(**{f"{owner}__in": found}).values_list(owner, column):
            found[pk][name].append(linked)
    for links in found.values():
        for linked in links.values():
            linked.sort()
    return found


def links_write(model: type[Model], columns: Mapping[str, str], pairs: Sequence[tuple[int, Values]]) -> None:
    """Link rows that have no links yet with what their values say."""
    for name, column in columns.items():
        through, owner = _table(model, name)
        _insert(through, (owner, column), [(pk, item) for pk, value in pairs for item in value[name]])


def links_set(model: type[Model], columns: Mapping[str, str], pairs: Sequence[tuple[int, Values]]) -> None:
    """Link rows with what their values say and with nothing else."""
    for name in columns:
        through, owner = _table(model, name)
        through.objects.filter(**{f"{owner}__in": [pk for pk, _value in pairs]}).delete()
    links_write(model, columns, pairs)


def _table(model: type[Model], name: str) -> tuple[Any, str]:
    return getattr(model, name).through, f"{model._meta.model_name}_id"


def _insert(through: Any, names: Iterable[str], rows: list[tuple[Any, ...]]) -> None:
    if not rows:
        return
    quote = connection.ops.quote_name
    columns = ", ".join(quote(through._meta.get_field(name.removesuffix("_id")).column) for name in names)
    places = ", ".join(["%s"] * len(rows[0]))
    with connection.cursor() as cursor:
        told = f"INSERT INTO {quote(through._meta.db_table)} ({columns}) VALUES ({places})"  # noqa: S608 # nosec B608
        cursor.executemany(told, rows)
