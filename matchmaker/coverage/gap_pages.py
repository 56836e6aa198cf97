"""What the board shows: from rows of the latest snapshot, never counted anew. A constant number of queries.

Of a snapshot there must be one. ``gap_kept.py`` keeps what is written from it.
"""

from __future__ import annotations

from typing import Any

from django.http import QueryDict

from matchmaker.coverage.few import enough, without_few
from matchmaker.coverage.fields import NAMES
from matchmaker.coverage.gap_board import board_context, year_lines
from matchmaker.coverage.gap_map import Seen, Words, map_of, seen_of, within, words_now
from matchmaker.coverage.gap_said import quarter_ago, said_and_came
from matchmaker.coverage.gap_selectors import nights
from matchmaker.coverage.gap_store import cube_of
from matchmaker.coverage.gap_tables import FOR_ANALYSTS, TABLES
from matchmaker.coverage.models import GapCell, GapSnapshot
from matchmaker.engine.gaps import ANSWERS
from suppliers.vocabulary import name_of

WORST = 10


def asked_of(address: QueryDict) -> Seen:
    """Unknown choices in the address fall back to the first ones."""
    return seen_of(address, words_now().choices())


def board(seen: Seen, *, least: int = 0) -> dict[str, Any]:
    """What is about fewer than ``least`` is left out."""
    snapshot, words = GapSnapshot.objects.latest(), words_now()
    before, kept = quarter_ago(snapshot), cube_of(snapshot)
    every = list(snapshot.cells.filter(demand__gt=0).order_by("pk"))
    cells = [cell for cell in every if enough(cell, least)]
    kept = without_few(kept, every, least) if kept else None
    by_key = {(cell.capability_id, cell.region_id): cell for cell in cells}
    found = map_of(kept, by_key, seen, words, least=least) if kept else {"columns": [], "lines": [], "quiet": 0}
    return {
        "of": ANSWERS,
        "seen": seen,
        "narrowed": narrowed(seen, words),
        "words": words,
        "fields": list(NAMES.items()),
        "worst": _worst(seen, cells, words),
        "year": year_lines(nights()),
        **found,
        **board_context(snapshot, words.capabilities, least=least),
        "looked": said_and_came(before.fields, snapshot.fields, least=least) if before else [],
        "said_on": before.day if before else None,
        "least": least,
        "tables": FOR_ANALYSTS if least else TABLES,
    }


def narrowed(seen: Seen, words: Words) -> list[tuple[str, str, str, str]]:
    """(side, key, name, address without it) of each slice that the map is narrowed to."""
    names = {
        "stage": lambda key: "",
        "field": lambda key: str(NAMES[key]),
        "region": lambda key: name_of(words.regions[key]),
        "industry": lambda key: words.industries[key],
        "level": lambda key: words.levels[key],
    }
    given = [(side, getattr(seen, side)) for side in names if getattr(seen, side)]
    return [(side, key, names[side](key), seen.address(**{side: ""})) for side, key in given]


def _worst(seen: Seen, cells: list[GapCell], words: Words) -> list[tuple[Any, Any, GapCell]]:
    """Cells with most missing answers within stage, field and region; a region merged since is left out."""
    inside = {code for code, row in words.capabilities.items() if within(row, seen)}
    places = {seen.region} if seen.region else set(words.regions)
    bad = sorted((cell for cell in cells if cell.gap > 0), key=lambda cell: (-cell.demand * cell.gap, cell.pk))
    known = [cell for cell in bad if cell.capability_id in inside and cell.region_id in places]
    return [(words.capabilities[cell.capability_id], words.regions[cell.region_id], cell) for cell in known[:WORST]]
