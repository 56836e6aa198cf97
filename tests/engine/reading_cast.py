"""What the tests of the reader share: the product's own vocabulary and short ways to ask."""

from __future__ import annotations

from datetime import date

from matchmaker.engine.reading import read_need
from matchmaker.engine.reading.amounts import main_amount
from matchmaker.engine.types import Reading
from matchmaker.reference.vocabulary import load_vocabulary


def read(text: str, today: date | None = None) -> Reading:
    return read_need(text, load_vocabulary(), today)


def asked(text: str) -> set[str]:
    """Codes that are surely asked for; alternatives joined by "|"."""
    return {"|".join(r.codes) for r in read(text).requirements if r.sure and r.strength in ("must", "nice")}


def strengths(text: str) -> dict[str, str]:
    return {"|".join(r.codes): r.strength for r in read(text).requirements if r.sure}


def amount(text: str) -> tuple[int | None, int | None, str, str] | None:
    found = main_amount(read(text).amounts)
    return (found.low, found.high, found.period, found.kind) if found else None


def region(text: str) -> str | None:
    found = read(text).region
    return found.value if found else None


def weeks(text: str, today: date | None = None) -> str | None:
    found = read(text, today).deadline_weeks
    return found.value if found else None
