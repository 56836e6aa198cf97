"""The rows of data/*.csv, held in this process while nobody loads others.

A page needs many of them and they change with a release. ``book()`` asks once a request which state is loaded (one
small query) and reads the rows only when that changed. They are shared by all threads: nobody writes to them.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from django.utils.translation import get_language

from matchmaker.lib.prepared import Prepared
from matchmaker.lib.templatetags.house import in_language
from matchmaker.reference.models import Alias, Capability, Industry, ReferenceVersion, Region, Standard

Made = TypeVar("Made")
State = tuple[tuple[Any, ...], ...]
# Loading writes the moment too, so not even the same files loaded into another database pass for these rows.
LOADED: Prepared[Any] = Prepared(
    lambda: ReferenceVersion.objects.order_by("pk").values_list("pk", "table", "checksum", "loaded_at")
)


@dataclass(frozen=True)
class Book:
    """The tables in their order, by key; ``aliases`` are (capability, language, words).

    ``spoken``: keys of the standards that a capability's products speak, where there are any.
    """

    state: State
    capabilities: dict[str, Capability]
    regions: dict[str, Region]
    industries: dict[str, Industry]
    standards: dict[int, Standard]
    spoken: dict[str, frozenset[int]]
    aliases: tuple[tuple[str, str, str], ...]
    _made: dict[Any, Any] = field(default_factory=dict)

    def regions_on(self, day: date) -> list[Region]:
        """Regions whose name holds on that day."""
        return [
            row
            for row in self.regions.values()
            if (row.valid_from is None or row.valid_from <= day) and (row.valid_to is None or row.valid_to >= day)
        ]

    @property
    def regions_now(self) -> list[Region]:
        """Regions that have no last day."""
        return [row for row in self.regions.values() if row.valid_to is None]

    def names(self, table: str) -> dict[str, str]:
        """Names of "capabilities", "regions" or "industries" by code, in the reader's language."""
        rows: dict[str, Any] = getattr(self, table)
        made: dict[str, str] = self.made(
            ("names", table, (get_language() or "ko")[:2]),
            lambda: {code: in_language(row) for code, row in rows.items()},
        )
        return made

    def made(self, name: tuple[str, ...], build: Callable[[], Made]) -> Made:
        """What ``build`` makes of these rows alone, made once; ``name`` says all else that it depends on (a language).

        Names are few: none may hold what a person wrote.
        """
        if name not in self._made:
            self._made[name] = build()
        return self._made[name]  # type: ignore[no-any-return]


class _Request(threading.local):
    """``open``: between the beginning and the end of a request of this thread; ``book``: what it was told."""

    open = False
    book: Book | None = None


_request = _Request()
_last: Book | None = None


def request_begins(**_signal: Any) -> None:
    _request.open, _request.book = True, None


def request_ends(**_signal: Any) -> None:
    _request.open, _request.book = False, None


def book() -> Book:
    """The rows as loaded now; inside a request as they were when it first asked."""
    global _last
    if _request.book is not None:
        return _request.book
    state, found = tuple(LOADED.rows()), _last
    if found is None or found.state != state or not state:
        found = _last = _read(state)
    if _request.open:
        _request.book = found
    return found


def _read(state: State) -> Book:
    """Rows are read after the state, so they may be newer than it, never older; then the next request reads again."""
    spoken: dict[str, set[int]] = {}
    for code, standard in Capability.standards.through.objects.values_list("capability_id", "standard_id"):
        spoken.setdefault(code, set()).add(standard)
    return Book(
        state=state,
        capabilities={row.pk: row for row in Capability.objects.all()},
        regions={row.pk: row for row in Region.objects.all()},
        industries={row.pk: row for row in Industry.objects.all()},
        standards={row.pk: row for row in Standard.objects.all()},
        spoken={code: frozenset(keys) for code, keys in spoken.items()},
        aliases=tuple(Alias.objects.order_by("pk").values_list("capability_id", "language", "words")),
    )
