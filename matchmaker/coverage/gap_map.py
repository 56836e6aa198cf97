"""The heat map: any two sides of the cube, any of its slices. The address keeps the state; a click goes one step in."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import get_language

from demand.choices import Maturity
from matchmaker.coverage.fields import FIELDS, NAMES, field_of
from matchmaker.coverage.gap_store import Kept
from matchmaker.coverage.models import GapCell
from matchmaker.engine.gap_cube import over
from matchmaker.engine.types import Bools, Floats
from matchmaker.reference.book import Book, book
from matchmaker.reference.models import Capability, Region
from suppliers.vocabulary import name_of

STAGES = ("DESG", "PROC", "PROD", "LOGI", "SALE", "SERV")
ROWS = ("capability", "field", "stage")
COLUMNS = ("region", "industry", "level")
STEPS = (0.25, 0.5, 0.75)
Names = dict[str, str]


@dataclass(frozen=True)
class Seen:
    """What of the cube is looked at: which rows and columns, and the slices that narrow it; "" is no limit."""

    rows: str = ROWS[0]
    by: str = COLUMNS[0]
    stage: str = ""
    field: str = ""
    region: str = ""
    industry: str = ""
    level: str = ""

    def address(self, **changes: str) -> str:
        asked, standard = replace(self, **changes), Seen()
        query = QueryDict(mutable=True)
        for name, value in vars(asked).items():
            if value != getattr(standard, name):
                query[name] = value
        return reverse("coverage:gaps") + (f"?{query.urlencode()}" if query else "") + "#map"


def seen_of(asked: QueryDict, known: dict[str, Any]) -> Seen:
    """From the address; what is not known there is no limit."""
    found = {name: str(asked.get(name, "")) for name in vars(Seen())}
    given = {name: value for name, value in found.items() if value in known[name]}
    return Seen(**given)


@dataclass(frozen=True)
class Words:
    """Names of everything the map may show, in the reader's language."""

    capabilities: dict[str, Capability]
    regions: dict[str, Region]
    industries: Names
    levels: Names = field(default_factory=lambda: {key: str(label) for key, label in Maturity.choices})

    def choices(self) -> dict[str, Any]:
        return {
            "rows": ROWS,
            "by": COLUMNS,
            "stage": STAGES,
            "field": FIELDS,
            "region": self.regions,
            "industry": self.industries,
            "level": self.levels,
        }


def words_now() -> Words:
    rows = book()
    return rows.made(("words of the map", get_language() or ""), lambda: _words(rows))


def _words(rows: Book) -> Words:
    regions = sorted(rows.regions_now, key=lambda row: (not row.capital_region, row.code))
    return Words(rows.capabilities, {row.pk: row for row in regions}, rows.names("industries"))


@dataclass(frozen=True)
class Square:
    """One figure of the map. ``step`` 0 (no gap) to 4; ``cell`` has the parts where they are kept for it."""

    demand: float
    gap: float
    link: str = ""
    cell: GapCell | None = None

    @property
    def step(self) -> int:
        return 0 if self.gap <= 0 else 1 + sum(self.gap >= limit for limit in STEPS)


@dataclass(frozen=True)
class Line:
    """A row and its squares; ``total`` of all of them together."""

    key: str
    name: str
    link: str
    squares: list[Square | None]
    total: Square


def map_of(
    kept: Kept, cells: dict[tuple[str, str], GapCell], seen: Seen, words: Words, *, least: int = 0
) -> dict[str, Any]:
    """Columns and lines of the map as looked at; no queries. Squares of fewer than ``least`` requests count as none."""
    mask, axis, keys, names = _sliced(kept, seen, words)
    rows = _rows(kept, seen, words)
    cube = kept.cube
    shape = (len(kept.codes), len(keys))
    asked, mean = over(cube, np.where(mask, cube.code, -1), axis, shape=shape)
    belongs = np.array([[code in codes for code in kept.codes] for _, _, codes in rows], dtype=np.float64)
    table = belongs.reshape(len(rows), len(kept.codes))
    demand, missing = table @ asked, table @ (asked * mean)
    demand, missing = np.where(demand < least, 0.0, demand), np.where(demand < least, 0.0, missing)
    gap = np.divide(missing, demand, out=np.zeros_like(demand), where=demand > 0)
    order = np.argsort(-missing.sum(axis=1), kind="stable")
    lines = [_line(rows[at], demand[at], gap[at], keys, seen, cells) for at in order if demand[at].sum() > 0]
    return {
        "columns": [(key, names[key], seen.address(by=_next(seen.by), **{seen.by: key})) for key in keys],
        "lines": lines,
        "quiet": int((demand.sum(axis=1) <= 0).sum()),
        "total": _square(float(demand.sum()), float(missing.sum())),
    }


def _sliced(kept: Kept, seen: Seen, words: Words) -> tuple[Bools, Any, list[str], Names]:
    """Which cells count, the index of each into the columns (-1: none), and the columns with their names."""
    cube = kept.cube
    regions = [code for code in words.regions if code in kept.regions]
    sides: dict[str, tuple[Any, tuple[str, ...], list[str], Names]] = {
        "region": (cube.region, kept.regions, regions, {key: name_of(row) for key, row in words.regions.items()}),
        "industry": (cube.industry, kept.industries, sorted(kept.industries), words.industries),
        "level": (cube.level, tuple(words.levels), list(words.levels), words.levels),
    }
    mask = np.ones(len(cube.code), dtype=bool)
    for name, (axis, known, _, _) in sides.items():
        wanted = getattr(seen, name)
        if wanted:
            mask &= axis == (known.index(wanted) if wanted in known else -2)
    axis, known, keys, names = sides[seen.by]
    place = np.array([keys.index(key) if key in keys else -1 for key in known] or [-1], dtype=np.int64)
    return mask, np.where(axis >= 0, place[np.maximum(axis, 0)], -1), keys, {key: names.get(key, key) for key in keys}


def within(row: Capability, seen: Seen) -> bool:
    """Whether the slices by stage and field leave the capability in."""
    return (not seen.stage or seen.stage in row.stages.split(";")) and (
        not seen.field or seen.field == field_of(row.pk)
    )


def _rows(kept: Kept, seen: Seen, words: Words) -> list[tuple[str, str, frozenset[str]]]:
    """(key, name, capabilities) of each row, within the slices by stage and field."""
    inside = [row for code, row in words.capabilities.items() if code in kept.codes and within(row, seen)]
    if seen.rows == "field":
        groups = {key: [row.pk for row in inside if field_of(row.pk) == key] for key in FIELDS}
        return [(key, str(NAMES[key]), frozenset(codes)) for key, codes in groups.items() if codes]
    if seen.rows == "stage":
        groups = {key: [row.pk for row in inside if key in row.stages.split(";")] for key in STAGES}
        return [(key, "", frozenset(codes)) for key, codes in groups.items() if codes]
    return [(row.pk, name_of(row), frozenset({row.pk})) for row in inside]


def _next(by: str) -> str:
    """What is looked at after one column was picked."""
    return {"region": "industry", "industry": "region", "level": "region"}[by]


def _line(
    row: tuple[str, str, frozenset[str]],
    demand: Floats,
    gap: Floats,
    keys: list[str],
    seen: Seen,
    cells: dict[tuple[str, str], GapCell],
) -> Line:
    key, name, _codes = row
    narrow = {} if seen.rows == "capability" else {"rows": "capability", seen.rows: key}
    plain = seen.rows == "capability" and seen.by == "region" and not (seen.industry or seen.level)
    squares: list[Square | None] = []
    for at, column in enumerate(keys):
        if demand[at] <= 0:
            squares.append(None)
            continue
        cell = cells.get((key, column)) if plain else None
        if cell is not None:
            link = reverse("coverage:gap", args=[key, column])
        else:
            link = seen.address(**narrow, **({} if narrow else {"by": _next(seen.by)}), **{seen.by: column})
        squares.append(Square(float(demand[at]), float(gap[at]), link, cell))
    link = seen.address(**narrow) if narrow else ""
    return Line(key, name, link, squares, _square(float(demand.sum()), float((demand * gap).sum())))


def _square(demand: float, missing: float) -> Square:
    return Square(demand, missing / demand if demand > 0 else 0.0)
