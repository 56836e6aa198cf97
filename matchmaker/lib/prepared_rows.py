"""Queries for models that every page asks, worked out once; ``prepared.py`` does the same for plain values.

Django builds and compiles a query anew each time, which takes longer than the database does to answer a small one.
Here the SQL is kept and only its values change; rows become models in Django's own way. Values are plain numbers and
texts, as they come from keys: nothing that a database would want in a form of its own.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Generic, TypeVar

from django.core.paginator import Page, Paginator
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import Model, QuerySet
from django.db.models.query import ModelIterable
from django.db.models.sql.compiler import SQLCompiler
from django.http import HttpRequest

from matchmaker.lib.prepared import stand_in

Row = TypeVar("Row", bound=Model)
GREATEST_KEY = 2**63 - 1


@dataclass(frozen=True)
class _Cut:
    """What a Paginator cuts pages from; most people look at the first one only."""

    rows: QuerySet[Any]
    first: Callable[[], list[Any]]
    ordered = True

    def __getitem__(self, cut: slice) -> Any:
        return self.first() if cut.stop and not cut.start else self.rows[cut]


def counted_page(
    request: HttpRequest, rows: QuerySet[Any], size: int, *, count: int, first: Callable[[], list[Any]]
) -> Page:
    """The page that the address asks for, of rows that were counted already; ``first`` finds the first one."""
    paginator = Paginator(_Cut(rows, first), size)  # type: ignore[arg-type]
    paginator.__dict__["count"] = count  # a cached property of Django's
    return paginator.get_page(request.GET.get("page"))


@dataclass(frozen=True)
class Plan:
    """A compiled query; ``places`` says which of its parameters are which of the values."""

    compiler: SQLCompiler
    sql: str
    parameters: tuple[Any, ...]
    places: dict[int, int]

    def filled(self, values: tuple[int | str, ...]) -> tuple[Any, ...]:
        return tuple(
            values[self.places[at]] if at in self.places else known for at, known in enumerate(self.parameters)
        )


@dataclass(frozen=True)
class _Bound:
    """What a QuerySet asks of its query: the compiler, here one that has its answer ready."""

    plan: Plan
    values: tuple[int | str, ...]

    def get_compiler(self, using: str) -> SQLCompiler:
        compiler = copy.copy(self.plan.compiler)
        compiler.connection = connections[using]
        compiler.as_sql = lambda *_, **__: (self.plan.sql, self.plan.filled(self.values))
        return compiler


class PreparedRows(Generic[Row]):
    """``build`` makes the queryset from as many values as there are ``kinds``; it is called once a process."""

    def __init__(self, build: Callable[..., QuerySet[Row]], *kinds: type[int] | type[str]) -> None:
        self.build, self.kinds = build, kinds

    def first(self, *values: int | str) -> Row | None:
        return next(iter(self.rows(*values)), None)

    def rows(self, *values: int | str) -> list[Row]:
        if any(isinstance(value, int) and abs(value) > GREATEST_KEY for value in values):
            return []  # as Django has it: an address may hold any number
        bound = _Bound(self._plan, values)
        return list(ModelIterable(QuerySet(model=self._plan.compiler.query.model, query=bound, using=DEFAULT_DB_ALIAS)))  # type: ignore[arg-type]

    def count(self, *values: int | str) -> int:
        with connection.cursor() as cursor:
            counted = f"SELECT COUNT(*) FROM ({self._plan.sql}) counted"  # noqa: S608  # nosec B608 # Django's own SQL
            cursor.execute(counted, self._plan.filled(values))
            return int(cursor.fetchone()[0])

    @cached_property
    def _plan(self) -> Plan:
        stand_ins = [stand_in(kind, at) for at, kind in enumerate(self.kinds, start=1)]
        compiler = self.build(*stand_ins).query.get_compiler(using=DEFAULT_DB_ALIAS)
        sql, parameters = compiler.as_sql()
        places = {at: stand_ins.index(known) for at, known in enumerate(parameters) if known in stand_ins}
        if set(places.values()) != set(range(len(stand_ins))):
            raise ValueError("each value must stand in the query as it is")
        return Plan(compiler, sql, tuple(parameters), places)
