"""JSON of many kilobytes in which no query looks: deflated, and kept as one string in a column of JSON.

As plain ``jsonb`` an engine's result cost the database more to take apart and to compress than all else of a run. The
column stays what it was, so that rows from before are read as they stand and nothing has to be migrated.
"""

from __future__ import annotations

import zlib
from base64 import b64decode, b64encode
from functools import lru_cache
from typing import Any

import orjson
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

# Shorter texts gain nothing by it.
WORTH_IT = 1000
KEPT, KEPT_SIGNS = 24, 60_000  # values, each of a text no longer than this; .35 MB each in the demo
LEVEL = 1  # 6 takes three times as long for a quarter less


def pack(value: Any) -> Any:
    """What stands in the column. Dataclasses are objects; numbers of other kinds than Python's become floats."""
    text = _text(value)
    if len(text) < WORTH_IT:
        return orjson.loads(text)
    return b64encode(zlib.compress(text, LEVEL)).decode()


def _text(value: Any) -> bytes:
    return orjson.dumps(value, default=float, option=orjson.OPT_NON_STR_KEYS)


def json_text(value: Any) -> str:
    """As ``pack`` writes what it packs."""
    return _text(value).decode()


def unpack(text: str | bytes) -> Any:
    """The value, from the text of the column. Nobody may write into it: who reads the same text gets the same value."""
    found = orjson.loads(text)
    if not isinstance(found, str):
        return found
    return kept(found) if len(found) <= KEPT_SIGNS else inflated(found)


def inflated(packed: str) -> Any:
    return orjson.loads(zlib.decompress(b64decode(packed)))


@lru_cache(maxsize=KEPT)
def kept(packed: str) -> Any:
    """People go from an answer to its packages and back; making it anew took a sixth of such a page."""
    return inflated(packed)


class PackedJSON(models.JSONField):  # type: ignore[type-arg]
    """An object or a list, never a bare string: that is what tells a packed one."""

    def get_db_prep_value(self, value: Any, connection: BaseDatabaseWrapper, prepared: bool = False) -> Any:
        return super().get_db_prep_value(pack(value), connection, prepared)

    def from_db_value(self, value: Any, expression: Any, connection: BaseDatabaseWrapper) -> Any:
        return None if value is None else unpack(value)

    def get_transform(self, name: str) -> None:
        """No query asks about what is inside."""

    def deconstruct(self) -> Any:
        """For migrations it is the column of JSON that it stands in."""
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.JSONField", args, kwargs
