"""A query that the ORM builds once in a process: where one is asked very often, building it costs more than asking."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from django.db import connection
from django.db.models import QuerySet

Value = int | str | datetime


def stand_in(kind: type, at: int) -> Value:
    """A value of this kind that no query holds by chance, another one for each ``at``."""
    moment = datetime(1903, 1, 2, 3, 4, 5, at, UTC)
    values: dict[type, Value] = {int: -91_000_000 - at, str: f"stand-in-{at}", datetime: moment}
    return values[kind]


class Prepared:
    """``build`` makes a ``values_list`` of what it is given; ``kinds`` says of each of these whether it is int, str or
    datetime. Each must go into the query as it is, and nothing else may depend on it.
    """

    def __init__(self, build: Callable[..., QuerySet[Any, Any]], **kinds: type) -> None:
        self._build = build
        self._stand_ins = {name: stand_in(kind, at) for at, (name, kind) in enumerate(kinds.items(), start=1)}
        self._made: tuple[str, list[Any], dict[int, str], Any, dict[Any, Any]] | None = None

    def rows(self, **values: Value) -> list[Any]:
        """What the query finds with these values, read anew from the database."""
        statement, given, places, compiler, converters = self._made = self._made or self._make()
        given = list(given)
        for at, name in places.items():
            given[at] = _adapted(values[name], like=given[at])
        with connection.cursor() as cursor:
            cursor.execute(statement, given)
            rows = cursor.fetchall()
        return [tuple(row) for row in compiler.apply_converters(rows, converters)] if converters else rows

    def _make(self) -> tuple[str, list[Any], dict[int, str], Any, dict[Any, Any]]:
        compiler = self._build(**self._stand_ins).query.get_compiler(connection=connection)
        statement, params = compiler.as_sql()
        known = {name: _adapted(value) for name, value in self._stand_ins.items()}
        places = {at: name for at, param in enumerate(params) for name, value in known.items() if param == value}
        if missing := known.keys() - set(places.values()):
            raise ValueError(f"not in the query as they are: {', '.join(sorted(missing))}")
        converters = compiler.get_converters([column[0] for column in compiler.select])
        return statement, list(params), places, compiler, converters


def _adapted(value: Value, like: Any = None) -> Any:
    """As the database's own layer would hand it over; drivers have types of their own for whole numbers."""
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return value if like is None else type(like)(value)
