"""A row of programmes.csv, checked: a rule that is wrong must stop the load, not reach a firm's own share."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date
from typing import Any, TypeVar

from matchmaker.reference.choices import LEVELS, SIZES

Value = TypeVar("Value")
MOST_MONTHS, MOST_MEMBERS = 60, 20


class BadRow(ValueError):
    """Line and column of the file, and what is wrong there."""

    def __init__(self, line: int, column: str, why: str) -> None:
        super().__init__(f"programmes.csv, line {line}, {column}: {why}")
        self.line, self.column = line, column


def programme_of(row: dict[str, str], line: int, *, regions: Collection[str], codes: Collection[str]) -> dict[str, Any]:
    """Rules by name, ``code`` and ``plan_krw`` among them. Raises BadRow. ``regions``, ``codes``: those there are."""

    def cell(name: str, parse: Callable[[str], Value], *, holds: Callable[[Value], bool], why: str) -> Value:
        try:
            value = parse((row.get(name) or "").strip())
        except ValueError as wrong:
            raise BadRow(line, name, why) from wrong
        if not holds(value):
            raise BadRow(line, name, why)
        return value

    def whole(name: str, least: int, most: int) -> int:
        return cell(name, int, holds=lambda n: least <= n <= most, why=f"a whole number from {least} to {most}")

    def maybe(name: str, least: int, most: int) -> int | None:
        return whole(name, least, most) if (row.get(name) or "").strip() else None

    def day(name: str) -> date:
        return cell(name, date.fromisoformat, holds=lambda _day: True, why="a day as 2026-12-31")

    def maybe_day(name: str) -> date | None:
        return day(name) if (row.get(name) or "").strip() else None

    def some_of(name: str, known: Collection[str]) -> list[str]:
        return cell(name, _listed, holds=lambda got: set(got) <= set(known), why="codes that there are, with ; between")

    def words(name: str, *, must: bool = False) -> str:
        return cell(name, str, holds=lambda text: bool(text) or not must, why="may not be empty")

    found = {name: words(name, must=True) for name in ("code", "name_ko", "name_en")}
    found |= {name: words(name) for name in ("conditions_ko", "conditions_en", "source")}
    found |= {"year": whole("year", 2014, 2100), "cap_krw": whole("cap_krw", 1, 10**12)}
    found["rate"] = cell("rate", float, holds=lambda rate: 0 < rate <= 1, why="a share above 0, at most 1")
    found |= {"months": maybe("months", 1, MOST_MONTHS), "min_members": maybe("min_members", 1, MOST_MEMBERS)}
    levels = ("level_min", "level_max", "security_from")
    found |= {name: maybe(name, LEVELS[0], LEVELS[-1]) for name in levels}
    found |= {"regions": some_of("regions", regions), "sizes": some_of("sizes", SIZES)}
    found["requires"] = cell(
        "requires", str, holds=lambda said: _codes(said) <= set(codes), why="capabilities there are"
    )
    found |= {name: day(name) for name in ("valid_from", "valid_to")}
    found |= {name: maybe_day(name) for name in ("applies_from", "applies_to", "result_on")}
    found["plan_krw"] = maybe("plan_krw", 1, 10**14)
    for first, last in (("level_min", "level_max"), ("valid_from", "valid_to"), ("applies_from", "applies_to")):
        if None not in (found[first], found[last]) and found[first] > found[last]:
            raise BadRow(line, last, f"not before {first}")
    return found


def _listed(said: str) -> list[str]:
    return sorted({part.strip() for part in said.split(";") if part.strip()})


def _codes(said: str) -> set[str]:
    return {code for group in said.split(";") for code in group.split("|")} - {""}
