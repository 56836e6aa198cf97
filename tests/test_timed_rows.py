"""Whatever waits for a moment says so in ``next_check_at``, and beat finds it by an index."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.core.exceptions import FieldDoesNotExist


def timed() -> list[type]:
    found = []
    for model in apps.get_models():
        try:
            model._meta.get_field("next_check_at")
        except FieldDoesNotExist:
            continue
        found.append(model)
    return found


@pytest.mark.parametrize("model", timed(), ids=lambda model: model.__name__)
def test_what_is_due_is_found_by_an_index(model: type) -> None:
    field = model._meta.get_field("next_check_at")
    assert field.db_index or any(index.fields[:1] == ["next_check_at"] for index in model._meta.indexes)


def test_there_is_something_timed() -> None:
    assert len(timed()) >= 10
