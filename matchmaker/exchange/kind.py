"""What a kind of import knows: its columns, how a row is judged, and how rows are found, written and taken back.

Rows of the database travel as plain values (a dict that JSON can hold), so that one mechanism previews, writes,
remembers and undoes them all. An undo of a change is a change to the former values.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django.utils.functional import Promise

from matchmaker.accounts.models import Organisation

Values = dict[str, Any]
Errors = list[tuple[str, str]]
MOST_ROWS = 50_000


@dataclass(frozen=True)
class Column:
    """``name`` is the form's field; the header may say it in Korean, in English, or by one of ``also``."""

    name: str
    ko: str
    en: str
    needed: bool = False
    also: tuple[str, ...] = ()

    @property
    def spellings(self) -> set[str]:
        return {header_key(word) for word in (self.name, self.ko, self.en, *self.also)}

    def title(self, language: str) -> str:
        return self.ko if language.startswith("ko") else self.en


def header_key(text: str) -> str:
    """A header without blanks, units in brackets, underscores and case."""
    return re.sub(r"[\s_·*]+", "", re.sub(r"\(.*?\)|\[.*?\]|（.*?）", "", text)).casefold()


def digest(*parts: object) -> str:
    """Sixteen bytes that tell two values apart, for any that JSON can hold."""
    text = json.dumps(parts, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.blake2b(text.encode(errors="surrogatepass"), digest_size=16).hexdigest()


class Kind:
    """One kind of table for one organisation. Vocabulary is loaded once; a row asks no query of its own."""

    do_not_call_in_templates: ClassVar[bool] = True  # pages speak of the class
    name: ClassVar[str]
    open_to: ClassVar[str]  # the kind of organisation whose table this is
    columns: ClassVar[Sequence[Column]]
    heading: ClassVar[str | Promise]
    how: ClassVar[str | Promise]  # how to write the cells that are not obvious
    after: ClassVar[str | Promise] = ""  # what becomes of new rows
    back: ClassVar[str]  # the page of the list that the table fills
    titled_by: ClassVar[tuple[str, ...]] = ("title", "name")
    most_rows: ClassVar[int] = MOST_ROWS

    def __init__(self, organisation: Organisation) -> None:
        self.organisation = organisation

    def judge(self, raw: dict[str, str]) -> tuple[Values, Errors]:
        """What a row as typed means, or all that is wrong with it, in the language of whoever reads."""
        raise NotImplementedError

    def key(self, values: Values) -> str:
        """Two rows with the same key mean the same thing."""
        raise NotImplementedError

    def lock(self) -> None:
        """Take the lock that makes two imports for one organisation wait for one another."""
        Organisation.objects.select_for_update().get(pk=self.organisation.pk)

    def find(self, values: Sequence[Values]) -> dict[str, Any]:
        """Stored rows that these are about, by key."""
        raise NotImplementedError

    def fetch(self, targets: Sequence[int]) -> dict[int, Any]:
        """Stored rows by primary key."""
        raise NotImplementedError

    def current(self, row: Any) -> Values:
        """A stored row's values: those that an import may write, and those that must not have moved before an undo."""
        raise NotImplementedError

    def differs(self, values: Values, current: Values) -> bool:
        """Whether writing would change anything."""
        return any(current.get(name) != value for name, value in values.items())

    def blocked(self, row: Any) -> str:
        """Why this stored row must not be changed by an import; empty when it may."""
        return ""

    def create(self, values: Sequence[Values]) -> list[Any]:
        raise NotImplementedError

    def change(self, pairs: Sequence[tuple[Any, Values]]) -> None:
        raise NotImplementedError

    def delete(self, rows: Sequence[Any]) -> None:
        """Raises ProtectedError when something else stands on a row."""
        raise NotImplementedError

    def examples(self) -> list[list[str]]:
        """Filled rows for the table to start from."""
        return []

    def title_of(self, raw: dict[str, str]) -> str:
        """What to call a row in a list."""
        return next((raw[name] for name in self.titled_by if name in raw), "–")


def form_errors(form: Any) -> Errors:
    """(label, message) pairs of a form, all of them."""
    return [
        (str(form.fields[name].label) if name in form.fields else "", str(message))
        for name, messages in form.errors.items()
        for message in messages
    ]
