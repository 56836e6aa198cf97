"""A quote as the rules see it: plain facts of both sides, of rivals, and of what was before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

Place = tuple[str, int, str, int]  # head, slot, grade, year of a line


@dataclass(frozen=True)
class Party:
    """An organisation. ``people``: key of each member's account -> (e-mail, name). ``networks``: of recent log-ins."""

    pk: int
    name: str
    number: str = ""
    phone: str = ""
    address: str = ""
    employees: int | None = None
    people: Mapping[int, tuple[str, str]] = field(default_factory=dict)
    networks: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Bid:
    """A quote. ``days``: of engineering, by the party that promises them. ``total_krw``: of building it."""

    pk: int
    parties: tuple[Party, ...]
    lines: Mapping[Place, int] = field(default_factory=dict)
    days: Mapping[int, float] = field(default_factory=dict)
    weeks: int | None = None
    total_krw: int = 0
    words: str = ""


@dataclass(frozen=True)
class Case:
    """``texts``: (where it stands, text). ``together``: awards of this pair before, ``leads``: of this lead in all.

    ``band``: what building it usually costs, None where the units do not add up. ``before``: the revision that had
    been chosen before this one.
    """

    firm: Party
    need_words: str
    bid: Bid
    rivals: tuple[Bid, ...] = ()
    texts: tuple[tuple[str, str], ...] = ()
    together: int = 0
    leads: int = 0
    band: tuple[int, int] | None = None
    before: Bid | None = None
