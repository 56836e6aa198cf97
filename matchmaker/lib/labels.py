"""Words for the values of fields with choices, looked up instead of worked out: a table says a few in every row."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.utils.encoding import force_str


class Labelled:
    """Base of rows in long lists: ``get_…_display`` finds what Django's finds, without going through all choices."""

    def _get_FIELD_display(self, field: Any) -> Any:  # noqa: N802
        value = getattr(self, field.attname)
        return force_str(_labels(field).get(value, value), strings_only=True)


@cache
def _labels(field: Any) -> dict[Any, Any]:
    """Choices stand in the code, so a process reads them once; their words become the reader's when they are said."""
    return dict(field.flatchoices)
