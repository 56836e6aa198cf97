"""The next four quarters of a count, with an interval, and how far such forecasts held in the past.

``docs/matching.md`` section 10 has the rule. F fields, T quarters (oldest first), H quarters ahead. Errors are taken on
the scale 2 * sqrt(x + 3/8), where a Poisson count has the same spread at every size (Anscombe 1948); the damped trend
is Gardner and McKenzie's (1985) with fixed weights.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from matchmaker.engine.types import Bools, Floats, Ints

AHEAD = 4
# So many quarters have to lie behind before a forecast is tried at all.
LEAST = 4
NOMINAL, COVERED, ERROR, TESTS = 0.8, 0.7, 0.35, 3
CALIBRATED_ON = 20
# No interval is narrower than that of pure counting noise at 80 per cent.
NARROWEST = 1.2816
LEVEL, TREND, DAMP = 0.5, 0.3, 0.8


def _last(past: Floats) -> Floats:
    return np.repeat(past[:, -1:], AHEAD, axis=1)


def _mean(past: Floats) -> Floats:
    return np.repeat(past[:, -4:].mean(axis=1, keepdims=True), AHEAD, axis=1)


def _season(past: Floats) -> Floats:
    return past[:, -4:].copy()


def _trend(past: Floats) -> Floats:
    level = past[:, :2].mean(axis=1)
    slope = np.zeros(len(past))
    for value in past.T[2:]:
        before = level
        level = LEVEL * value + (1 - LEVEL) * (level + DAMP * slope)
        slope = TREND * (level - before) + (1 - TREND) * DAMP * slope
    steps = np.cumsum(DAMP ** np.arange(1, AHEAD + 1))
    return np.maximum(level[:, None] + slope[:, None] * steps, 0.0)


METHODS: dict[str, Callable[[Floats], Floats]] = {"mean": _mean, "last": _last, "season": _season, "trend": _trend}


@dataclass(frozen=True)
class Outlook:
    """``expected``, ``low``, ``high``, ``reason`` (F, H); ``reason`` "" where the line may be drawn, else why not:
    "short" (too little past), "missed" (past intervals held too rarely), "rough" (this field was too far off).

    (H,) each: ``tested`` forecasts looked back on, ``covered`` the share inside their interval, ``error`` the median
    relative error, ``plain`` that of repeating the last quarter. ``field_error`` (F, H).
    """

    method: str
    expected: Floats
    low: Floats
    high: Floats
    reason: tuple[tuple[str, ...], ...]
    tested: Ints
    covered: Floats
    error: Floats
    plain: Floats
    field_error: Floats

    @property
    def trusted(self) -> Bools:
        return np.array([[not why for why in row] for row in self.reason], dtype=bool).reshape(self.expected.shape)


def even(counts: Floats) -> Floats:
    """The scale on which a count's noise does not grow with it."""
    return np.asarray(2.0 * np.sqrt(np.maximum(counts, 0.0) + 0.375))


def back(values: Floats) -> Floats:
    return np.asarray(np.maximum(np.square(np.maximum(values, 0.0) / 2.0) - 0.375, 0.0))


@dataclass(frozen=True)
class _Tries:
    """Every method from every earlier quarter: ``miss`` (M, O, F, H) on the even scale, nan where not yet known."""

    origins: Ints
    guess: Floats
    miss: Floats


def _tried(table: Floats) -> _Tries:
    fields, quarters = table.shape
    origins = np.arange(LEAST, quarters)
    guess = np.array([[method(table[:, :at]) for at in origins] for method in METHODS.values()])
    guess = guess.reshape(len(METHODS), len(origins), fields, AHEAD)
    came = np.full((len(origins), fields, AHEAD), np.nan)
    for row, at in enumerate(origins):
        known = table[:, at : at + AHEAD]
        came[row, :, : known.shape[1]] = known
    return _Tries(origins, guess, even(came)[None] - even(guess))


def _known_by(tries: _Tries, now: int) -> Floats:
    """Misses that had come to light by quarter ``now``; later ones are nan."""
    due = tries.origins[:, None] + np.arange(1, AHEAD + 1)[None, :] <= now
    return np.where(due[None, :, None, :], tries.miss, np.nan)


def _chosen(known: Floats) -> int:
    """The method with the least mean miss so far; the mean of a year where nothing is known."""
    if not np.isfinite(known).any():
        return 0
    return int(np.argmin([np.nanmean(np.abs(one)) for one in known]))


def _reach(known: Floats) -> Floats:
    """(H,) half width on the even scale: the 80 % quantile of past misses, grown with the horizon where none is."""
    widths = np.full(AHEAD, NARROWEST)
    for ahead in range(AHEAD):
        seen = np.abs(known[..., ahead])
        seen = seen[np.isfinite(seen)]
        if len(seen) >= CALIBRATED_ON:
            widths[ahead] = max(NARROWEST, float(np.quantile(seen, NOMINAL)))
        else:
            widths[ahead] = max(widths[max(ahead - 1, 0)], NARROWEST) * (1.25 if ahead else 1.0)
    return widths


def forecast(table: Floats) -> Outlook:
    """From (F, T) counts by quarter. Each past forecast is made, and judged, with what was known at its time alone."""
    fields, quarters = table.shape
    if quarters < LEAST or not fields:
        return _nothing(fields)
    tries = _tried(table)
    inside, off, plain = _looked_back(table, tries)
    best = _chosen(_known_by(tries, quarters))
    width = _reach(_known_by(tries, quarters)[best])
    expected = list(METHODS.values())[best](table)
    low, high = back(even(expected) - width), back(even(expected) + width)
    tested = np.isfinite(inside).sum(axis=(0, 1))
    covered, error, naive = _share(inside), _middle(off), _middle(plain)
    by_field = np.array([_middle(off[:, [field], :]) for field in range(fields)])
    count = np.isfinite(off).sum(axis=0)
    reason = tuple(
        tuple(_why(count[field, h], covered[h], by_field[field, h]) for h in range(AHEAD)) for field in range(fields)
    )
    return Outlook(
        list(METHODS)[best], expected, low, high, reason, np.asarray(tested), covered, error, naive, by_field
    )


def _why(tests: int, covered: float, error: float) -> str:
    if tests < TESTS:
        return "short"
    if not covered >= COVERED:
        return "missed"
    return "" if error <= ERROR else "rough"


def _looked_back(table: Floats, tries: _Tries) -> tuple[Floats, Floats, Floats]:
    """(O, F, H): inside its interval (0 or 1), relative error, and that of the plain forecast; nan: not yet known."""
    shape = (len(tries.origins), table.shape[0], AHEAD)
    inside, off, plain = np.full(shape, np.nan), np.full(shape, np.nan), np.full(shape, np.nan)
    last = list(METHODS).index("last")
    for row, now in enumerate(tries.origins):
        known = _known_by(tries, int(now))
        method = _chosen(known)
        miss = tries.miss[method, row]
        there = np.isfinite(miss)
        inside[row][there] = (np.abs(miss) <= _reach(known[method]))[there]
        came = back(even(tries.guess[method, row]) + miss)
        for table_, which in ((off, method), (plain, last)):
            guess = tries.guess[which, row]
            table_[row][there] = (np.abs(came - guess) / np.maximum(came, 1.0))[there]
    return inside, off, plain


def _share(flags: Floats) -> Floats:
    return np.array([_of(flags[..., h], np.mean) for h in range(AHEAD)])


def _middle(values: Floats) -> Floats:
    return np.array([_of(values[..., h], np.median) for h in range(AHEAD)])


def _of(values: Floats, told: Callable[[Floats], object]) -> float:
    seen = values[np.isfinite(values)]
    return float(told(seen)) if len(seen) else float("nan")  # type: ignore[arg-type]


def _nothing(fields: int) -> Outlook:
    none, table = np.full(AHEAD, np.nan), np.full((fields, AHEAD), np.nan)
    why = tuple(("short",) * AHEAD for _ in range(fields))
    return Outlook("", table, table, table, why, np.zeros(AHEAD, dtype=np.int64), none, none, none, table)
