"""Rows of a query made into models, as Django's own ``from_db`` makes them, without going through every field anew.

For each model Django runs its constructor, which sends two signals and sets each value through the field's descriptor.
Where nobody listens and the descriptors only put values into the instance, the values are put there all at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from inspect import getattr_static
from typing import Any

from django.db.models import Model
from django.db.models.base import ModelState
from django.db.models.fields.files import FileDescriptor
from django.db.models.fields.related_descriptors import ForeignKeyDeferredAttribute
from django.db.models.query import RelatedPopulator, get_related_populators
from django.db.models.query_utils import DeferredAttribute
from django.db.models.signals import post_init, pre_init
from django.db.models.sql.compiler import SQLCompiler

PUTTING = (DeferredAttribute, ForeignKeyDeferredAttribute, FileDescriptor)
OWN = ("__init__", "__new__", "__setattr__")


def puts_values_only(model: type[Model]) -> bool:
    """Whether making one of these means no more than to put its values into it."""
    watched = pre_init.has_listeners(model) or post_init.has_listeners(model)
    own = any(getattr(model, name) is not getattr(Model, name) for name in OWN)
    own = own or model.from_db.__func__ is not Model.from_db.__func__  # type: ignore[attr-defined]
    fields = model._meta.concrete_fields
    return not (watched or own) and all(type(getattr_static(model, one.attname)) in PUTTING for one in fields)


class Maker:
    """Stands where Django asks a model for ``from_db``."""

    def __init__(self, model: Any) -> None:
        self.model = model

    def from_db(self, db: str, names: Iterable[str], values: Sequence[Any]) -> Model:
        made: Model = self.model.__new__(self.model)
        state = ModelState()
        state.adding, state.db = False, db
        inside = made.__dict__
        inside["_state"] = state
        inside.update(zip(names, values, strict=True))
        return made


def maker(model: type[Model]) -> Any:
    return Maker(model) if puts_values_only(model) else model


class ModelRows:
    """What Django's ``ModelIterable`` works out of a compiled query before each first row, worked out once."""

    def __init__(self, compiler: SQLCompiler, db: str) -> None:
        klass_info: Any = compiler.klass_info  # there once the query is compiled
        select: Any = compiler.select
        places = klass_info["select_fields"]
        self.db, self.start, self.end = db, places[0], places[-1] + 1
        self.names = [column.target.attname for column, *_ in select[self.start : self.end]]
        self.maker = maker(klass_info["model"])
        self.related = [_quick(one) for one in get_related_populators(klass_info, select, db)]
        self.annotations = list((compiler.annotation_col_map or {}).items())

    def made(self, rows: Iterable[Sequence[Any]]) -> list[Any]:
        return [self._one(row) for row in rows]

    def _one(self, row: Sequence[Any]) -> Any:
        made = self.maker.from_db(self.db, self.names, row[self.start : self.end])
        for one in self.related:
            one.populate(row, made)
        for name, place in self.annotations:
            setattr(made, name, row[place])
        return made


def _quick(populator: RelatedPopulator) -> RelatedPopulator:
    populator.model_cls = maker(populator.model_cls)
    populator.related_populators = [_quick(one) for one in populator.related_populators]
    return populator
