"""The board in words, written once for everybody who looks at it the same way and kept in this process.

Counts are made at night and read all day. The key names all that a text depends on: each night's count by its row and
moment, the state of the reference tables, the way of looking, the language, and the year, since days of other years are
told with theirs. So a text is never older than what it tells of. Nobody is in it: it is drawn from a context of its
own, which knows of its reader only from how many on a figure may be told.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django.template.loader import render_to_string
from django.urls import get_script_prefix
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from matchmaker.coverage.few import Reader
from matchmaker.coverage.gap_map import Seen
from matchmaker.coverage.gap_pages import board
from matchmaker.coverage.gap_selectors import NIGHTS
from matchmaker.coverage.models import GapSnapshot
from matchmaker.lib.prepared import Prepared
from matchmaker.reference.book import State, book

MOST = 16  # ways of looking; a text has some hundred thousand signs
COUNTED: Prepared[tuple[int, datetime]] = Prepared(
    lambda: GapSnapshot.objects.order_by("-day").values_list("pk", "taken_at")[:NIGHTS]
)


@dataclass(frozen=True)
class Key:
    nights: tuple[tuple[int, datetime], ...]
    reference: State
    seen: Seen
    least: int
    language: str | None
    prefix: str
    year: int


@dataclass(frozen=True)
class Texts:
    """``year`` is the picture of the year at the head of the page, ``board`` all that stands below."""

    year: SafeString
    board: SafeString


def texts_of(seen: Seen, least: int) -> Texts:
    key = Key(
        nights=tuple(COUNTED.rows()),
        reference=book().state,
        seen=seen,
        least=least,
        language=get_language(),
        prefix=get_script_prefix(),
        year=timezone.localdate().year,
    )
    # Of rows that nobody knows the state of, nothing may be kept.
    return _kept(key) if key.reference else _drawn(key)


@lru_cache(maxsize=MOST)
def _kept(key: Key) -> Texts:
    return _drawn(key)


def _drawn(key: Key) -> Texts:
    context = board(key.seen, least=key.least) | {"actor": Reader(sees_firms=not key.least)}
    return Texts(*(render_to_string(f"coverage/gaps_{name}.html", context) for name in ("year", "board")))
