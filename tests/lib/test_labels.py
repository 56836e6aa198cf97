"""Words for values are those that Django finds, in the language of whoever reads."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import models
from django.utils.translation import override

from matchmaker.lib.labels import Labelled

LABELLED = [model for model in apps.get_models() if issubclass(model, Labelled)]
FIELDS = [(model, field) for model in LABELLED for field in model._meta.concrete_fields if field.choices]


def test_long_lists_have_such_fields() -> None:
    assert {"Offer", "Organisation", "MatchRun", "Need"} <= {model.__name__ for model, _ in FIELDS}


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize(("model", "field"), FIELDS, ids=str)
def test_each_value_has_the_word_that_django_says(
    model: type[models.Model], field: models.Field, language: str
) -> None:
    odd = [None, "", 7, "no such value"]
    with override(language):
        for value in [value for value, _ in field.flatchoices] + odd:
            row = model(**{field.attname: value})
            said = getattr(row, f"get_{field.name}_display")()
            assert said == models.Model._get_FIELD_display(row, field)
            assert type(said) in (str, type(value))
