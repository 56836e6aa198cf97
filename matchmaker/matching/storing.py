"""Many rows at once: COPY into a table of the transaction's own on PostgreSQL, one bulk insert elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.db import connection
from django.db.models import JSONField

from matchmaker.lib.packed import PackedJSON, json_text, pack

BATCH = 500


def rows_put(rows: list[Any]) -> None:
    """Insert the rows, or replace those with the same key. All of one model, whose key is set."""
    if not rows:
        return
    model = type(rows[0])
    key = model._meta.pk
    if connection.vendor != "postgresql" or len(rows) < BATCH:
        others = [field.name for field in model._meta.concrete_fields if field is not key]
        model.objects.bulk_create(
            rows, batch_size=BATCH, update_conflicts=True, unique_fields=[key.name], update_fields=others
        )
        return
    _copied(model, rows)


def rows_add(model: Any, names: Sequence[str], rows: list[Sequence[Any]]) -> None:
    """Insert ``rows`` of values of the fields ``names`` (all but the key, which nobody asks for)."""
    if not rows:
        return
    if connection.vendor != "postgresql":
        model.objects.bulk_create((model(**dict(zip(names, row, strict=True))) for row in rows), batch_size=BATCH)
        return
    fields = {field.attname: field for field in model._meta.concrete_fields}
    told = [_text(fields[name]) for name in names]
    columns = ", ".join(connection.ops.quote_name(fields[name].column) for name in names)
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row([value if text is None else text(value) for value, text in zip(row, told, strict=True)])


def _text(field: Any) -> Callable[[Any], str] | None:
    """How COPY hears a value of the field, where psycopg does not know."""
    if isinstance(field, PackedJSON):
        return lambda value: json_text(pack(value))
    return json_text if isinstance(field, JSONField) else None


def _copied(model: Any, rows: list[Any]) -> None:
    fields = model._meta.concrete_fields
    quote = connection.ops.quote_name
    table, fresh = quote(model._meta.db_table), quote(f"fresh_{model._meta.model_name}")
    columns = ", ".join(quote(field.column) for field in fields)
    key = model._meta.pk
    put = ", ".join(f"{quote(f.column)} = EXCLUDED.{quote(f.column)}" for f in fields if f is not key)
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE {fresh} (LIKE {table}) ON COMMIT DROP")
        with cursor.copy(f"COPY {fresh} ({columns}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row([getattr(row, field.attname) for field in fields])
        cursor.execute(
            f"INSERT INTO {table} ({columns}) SELECT {columns} FROM {fresh} "  # noqa: S608  # nosec B608 # our own names
            f"ON CONFLICT ({quote(key.column)}) DO UPDATE SET {put}"
        )
        cursor.execute(f"DROP TABLE {fresh}")
