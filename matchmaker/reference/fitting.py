"""Whether a support programme fits a need or a quote. Pure: no table is read, and the same facts give the same answer.

What nobody told is unknown, never against. The words for reasons belong to the demand side (``demand/fitting.py``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from matchmaker.reference.choices import SECURITY
from matchmaker.reference.programme_models import Programme

FITS, NOT, UNKNOWN = "fits", "not", "unknown"
AGAINST, OPEN, NOTE = "against", "open", "note"
WEEKS_A_MONTH = Fraction(365, 7 * 12)


@dataclass(frozen=True)
class Facts:
    """What is known of a need; of a quote also ``members`` and ``weeks`` with ``quoted``. None: not told.

    ``codes``: capabilities in the package, None before anything was confirmed. ``level`` 0 to 4.
    """

    day: date
    level: int | None = None
    region: str | None = None
    size: str = ""
    codes: frozenset[str] | None = None
    quoted: bool = False
    members: int | None = None
    weeks: int | None = None


@dataclass(frozen=True)
class Reason:
    """``state``: against, open (cannot tell) or note (fits, but to know). ``told``: the figures it speaks of."""

    code: str
    state: str
    told: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Fit:
    verdict: str
    reasons: tuple[Reason, ...] = ()

    @property
    def fits(self) -> bool:
        return self.verdict == FITS

    @property
    def unfit(self) -> bool:
        return self.verdict == NOT


def fit_of(programme: Programme, facts: Facts) -> Fit:
    """``not`` where anything speaks against it, ``unknown`` where something has to be known first, else ``fits``."""
    checks = (_dates, _level, _region, _size, _requires, _security, _members, _months)
    reasons = tuple(reason for check in checks for reason in check(programme, facts))
    states = {reason.state for reason in reasons}
    return Fit(NOT if AGAINST in states else UNKNOWN if OPEN in states else FITS, reasons)


def best_first(rows: Iterable[Programme], facts: Facts) -> list[tuple[Programme, Fit]]:
    """Those that fit, then those of which one cannot tell, then the others; their order kept otherwise."""
    found = [(row, fit_of(row, facts)) for row in rows]
    return sorted(found, key=lambda pair: (FITS, UNKNOWN, NOT).index(pair[1].verdict))


def _dates(row: Programme, facts: Facts) -> Iterator[Reason]:
    last = row.applies_to or row.valid_to
    if row.ended_on is not None and row.ended_on <= facts.day:
        yield Reason("ended", AGAINST, (row.ended_on,))
    elif facts.day > last:
        yield Reason("closed", AGAINST, (last,))
    elif facts.day < row.valid_from:
        yield Reason("before", AGAINST, (row.valid_from,))
    elif row.applies_from is not None and facts.day < row.applies_from:
        yield Reason("opens", NOTE, (row.applies_from,))
    elif row.applies_to is not None:
        yield Reason("until", NOTE, (row.applies_to,))


def _level(row: Programme, facts: Facts) -> Iterator[Reason]:
    if row.level_min is None and row.level_max is None:
        return
    if facts.level is None:
        yield Reason("level_unknown", OPEN, (row.level_min, row.level_max))
    elif row.level_min is not None and facts.level < row.level_min:
        yield Reason("level_low", AGAINST, (row.level_min, facts.level))
    elif row.level_max is not None and facts.level > row.level_max:
        yield Reason("level_high", AGAINST, (row.level_max, facts.level))


def _region(row: Programme, facts: Facts) -> Iterator[Reason]:
    if row.regions and facts.region is None:
        yield Reason("region_unknown", OPEN, tuple(row.regions))
    elif row.regions and facts.region not in row.regions:
        yield Reason("region", AGAINST, tuple(row.regions))


def _size(row: Programme, facts: Facts) -> Iterator[Reason]:
    if row.sizes and not facts.size:
        yield Reason("size_unknown", OPEN, tuple(row.sizes))
    elif row.sizes and facts.size not in row.sizes:
        yield Reason("size", AGAINST, tuple(row.sizes))


def _requires(row: Programme, facts: Facts) -> Iterator[Reason]:
    groups = row.required_groups
    if groups and facts.codes is None:
        yield Reason("requires_unknown", OPEN, groups)
    elif missing := tuple(group for group in groups if not facts.codes & set(group)):  # type: ignore[operator]
        yield Reason("requires", AGAINST, missing)


def _security(row: Programme, facts: Facts) -> Iterator[Reason]:
    if row.security_from is None or (facts.codes is not None and SECURITY in facts.codes):
        return
    if facts.level is None or (facts.codes is None and facts.level >= row.security_from):
        yield Reason("security_unknown", OPEN, (row.security_from,))
    elif facts.level >= row.security_from:
        yield Reason("security", AGAINST, (row.security_from,))


def _members(row: Programme, facts: Facts) -> Iterator[Reason]:
    if row.min_members is None:
        return
    if not facts.quoted:
        yield Reason("members_later", NOTE, (row.min_members,))
    elif facts.members is None or facts.members < row.min_members:
        yield Reason("members", AGAINST, (row.min_members, facts.members or 0))


def _months(row: Programme, facts: Facts) -> Iterator[Reason]:
    if row.months is None:
        return
    if not facts.quoted:
        yield Reason("months_later", NOTE, (row.months,))
    elif facts.weeks is None:
        yield Reason("months_unknown", OPEN, (row.months,))
    elif facts.weeks > row.months * WEEKS_A_MONTH:
        yield Reason("months", AGAINST, (row.months, facts.weeks))
