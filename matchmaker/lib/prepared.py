"""Queries that every page or every piece of news asks, worked out once.

Django builds and compiles a query anew each time, which takes longer than the database does to answer a small one.
Here the SQL is kept and only its values change; rows become models, or the tuples of ``values_list``, in Django's own
way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Any, Generic, TypeVar

from django.core.paginator import Page, Paginator
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import QuerySet
from django.db.models.query import ModelIterable, ValuesListIterable
from django.db.models.sql.compiler import SQLCompiler
from django.http import HttpRequest

from matchmaker.lib.model_rows import ModelRows

Row = TypeVar("Row")
Value = int | str | datetime
GREATEST_KEY = 2**63 - 1
MOST_KEYS = 256


@dataclass(frozen=True)
class _Cut:
    """What a Paginator cuts pages from; most people look at the first one only."""

    rows: Callable[[], QuerySet[Any]]
    first: Callable[[], list[Any]]
    ordered = True

    def __getitem__(self, cut: slice) -> Any:
        if cut.start:
            return self.rows()[cut]
        return self.first() if cut.stop else []  # nothing is asked where nothing was counted


def counted_page(
    request: HttpRequest,
    rows: Callable[[], QuerySet[Any]],
    size: int,
    *,
    count: int,
    first: Callable[[], list[Any]],
) -> Page:
    """The page that the address asks for, of rows that were counted already; ``first`` finds the first one.

    Only for other pages ``rows`` is built.
    """
    paginator = Paginator(_Cut(rows, first), size)  # type: ignore[arg-type]
    paginator.__dict__["count"] = count  # a cached property of Django's
    return paginator.get_page(request.GET.get("page"))


@dataclass(frozen=True)
class Plan:
    """A compiled query; ``places`` says which of its parameters are which of the values."""

    model: Any
    rows: Any
    compiler: SQLCompiler
    sql: str
    parameters: tuple[Any, ...]
    places: dict[int, int]

    @cached_property
    def converters(self) -> list[tuple[int, tuple[Any, Any]]]:
        """How values of some columns are read: (place, (functions, column))."""
        columns = [column for column, *_ in self.compiler.select[: self.compiler.col_count]]
        return list(self.compiler.get_converters(columns).items())

    @cached_property
    def models(self) -> ModelRows | None:
        """What makes models of its rows, if they are models."""
        return ModelRows(self.compiler, DEFAULT_DB_ALIAS) if self.rows is ModelIterable else None

    def read(self, row: tuple[Any, ...]) -> list[Any]:
        values = list(row)
        for at, (functions, column) in self.converters:
            for function in functions:
                values[at] = function(values[at], column, connection)
        return values

    def found(self, values: tuple[Value, ...]) -> list[Any]:
        if self.models is None and self.rows is not ValuesListIterable:
            bound: Any = _Bound(self, values)
            return list(self.rows(QuerySet(model=self.model, query=bound, using=DEFAULT_DB_ALIAS)))
        rows: Iterable[Any] = fixed_rows(self.sql, self.filled(values))
        if self.converters:
            rows = map(self.read, rows)
        return self.models.made(rows) if self.models else list(map(tuple, rows))

    def filled(self, values: tuple[Value, ...]) -> tuple[Any, ...]:
        given = list(self.parameters)
        for at, place in self.places.items():
            given[at] = adapted(values[place], like=given[at])
        return tuple(given)


class _Bound:
    """What a QuerySet asks of its query and its iterables of a compiler, here of one whose work is done."""

    def __init__(self, plan: Plan, values: tuple[Value, ...]) -> None:
        self.plan, self.values = plan, values
        compiler = plan.compiler
        self.select, self.klass_info = compiler.select, compiler.klass_info
        self.annotation_col_map = compiler.annotation_col_map

    def get_compiler(self, using: str) -> _Bound:
        return self

    def execute_sql(self, *_how: Any, **_flags: Any) -> list[tuple[Any, ...]]:
        return fixed_rows(self.plan.sql, self.plan.filled(self.values))

    def results_iter(self, results: Any = None, tuple_expected: bool = False, **_flags: Any) -> Iterator[Any]:
        rows = self.execute_sql() if results is None else results
        if not self.plan.converters:
            return iter(rows)
        return map(tuple, map(self.plan.read, rows)) if tuple_expected else map(self.plan.read, rows)


def fixed_rows(sql: str, values: tuple[Any, ...]) -> list[tuple[Any, ...]]:
    """What a query that stays the same but for its values finds; PostgreSQL has a way of its own for them."""
    shorter = getattr(connection, "fixed_rows", None)
    if shorter is not None:
        return list(shorter(sql, values))
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())


class Prepared(Generic[Row]):
    """``build`` makes the queryset from as many values as there are ``kinds`` (int, str or datetime); it is called once
    a process. Each value must go into the query as it is, and nothing else may depend on it.
    """

    def __init__(self, build: Callable[..., QuerySet[Any, Row]], *kinds: type[Value]) -> None:
        self.build, self.kinds = build, kinds

    def first(self, *values: Value) -> Row | None:
        return next(iter(self.rows(*values)), None)

    def rows(self, *values: Value) -> list[Row]:
        """What the query finds with these values, read anew from the database."""
        if any(isinstance(value, int) and abs(value) > GREATEST_KEY for value in values):
            return []  # as Django has it: an address may hold any number
        return self._plan.found(values)

    def count(self, *values: Value) -> int:
        return int(fixed_rows(self._counted, self._plan.filled(values))[0][0])

    @cached_property
    def _counted(self) -> str:
        return f"SELECT COUNT(*) FROM ({self._plan.sql}) counted"  # noqa: S608  # nosec B608 # Django's own SQL

    @cached_property
    def _plan(self) -> Plan:
        stand_ins = [stand_in(kind, at) for at, kind in enumerate(self.kinds, start=1)]
        rows = self.build(*stand_ins)
        compiler = rows.query.get_compiler(using=DEFAULT_DB_ALIAS)
        sql, parameters = compiler.as_sql()
        known = [adapted(value) for value in stand_ins]
        places = {at: known.index(value) for at, value in enumerate(parameters) if value in known}
        if set(places.values()) != set(range(len(stand_ins))):
            raise ValueError("each value must stand in the query as it is")
        return Plan(rows.model, rows._iterable_class, compiler, sql, tuple(parameters), places)


class Gathered(Generic[Row]):
    """The same for rows that belong to any of some keys: ``build`` gets a list of them.

    A query is kept for each power of two; the last key is said again until it is full.
    """

    def __init__(self, build: Callable[[list[int]], QuerySet[Any, Row]]) -> None:
        self.build = build
        self.sized: dict[int, Prepared[Row]] = {}

    def rows(self, keys: Iterable[int]) -> list[Row]:
        asked = sorted(set(keys))
        if not asked:
            return []
        size = 1 << (len(asked) - 1).bit_length()
        if size > MOST_KEYS:
            return list(self.build(asked))
        if size not in self.sized:
            self.sized[size] = Prepared(lambda *places: self.build(list(places)), *[int] * size)
        return self.sized[size].rows(*asked, *asked[-1:] * (size - len(asked)))


def stand_in(kind: type[Value], at: int) -> Value:
    """A value of this kind that no query holds by chance, another one for each ``at``."""
    moment = datetime(1903, 1, 2, 3, 4, 5, at, UTC)
    values: dict[type[Value], Value] = {int: -91_000_000 - at, str: f"stand-in-{at}", datetime: moment}
    return values[kind]


def adapted(value: Value, like: Any = None) -> Any:
    """As the database's own layer would hand it over; drivers have types of their own for whole numbers."""
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return value if like is None else type(like)(value)
