"""Team draft (Radlinski, Kurup and Joachims 2008): two models fill one list in turns, and get what their picks bring.

Where both would take the same row next, it belongs to nobody: it says nothing about which of them is better. So picks
come in couples, one a model, and a coin decides who is above.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from matchmaker.engine.judging.credit import Duels, Signal, credits_of, first_needs, last_needs, signal_of
from matchmaker.engine.judging.swaps import Seed
from matchmaker.engine.types import Floats, Ints

NOBODY, OLD, NEW = -1, 0, 1


@dataclass(frozen=True)
class Draft:
    """``order`` (N,) rows as to be shown, ``teams`` (N,) whose pick each is: OLD, NEW or NOBODY."""

    order: Ints
    teams: Ints


@dataclass(frozen=True)
class Judged:
    """What interleaving says, on quotes and on awards, over the same needs."""

    quotes: Signal
    awards: Signal


def team_draft(old: Ints, new: Ints, *, seed: Seed) -> Draft:
    """``old`` and ``new``: different rows each, best first; lists of different rows or lengths may meet.

    The draft holds every row of both once. What one list has left when the other has run out belongs to nobody.
    """
    rng = np.random.default_rng(seed)
    coins = rng.random(max(len(old), len(new))) < 0.5
    lists, at, seen = (list(map(int, old)), list(map(int, new))), [0, 0], set[int]()
    order: list[int] = []
    teams: list[int] = []
    for coin in coins:
        first, second = (NEW, OLD) if coin else (OLD, NEW)
        above, below = (_next(lists[team], at, team, seen) for team in (first, second))
        if above is None or below is None:
            break
        picks = [(above, NOBODY)] if above == below else [(above, first), (below, second)]
        for row, team in picks:
            order.append(row)
            teams.append(team)
            seen.add(row)
    left = [row for one in lists for row in one if row not in seen]
    return Draft(np.array(order + left, np.int64), np.array(teams + [NOBODY] * len(left), np.int64))


def _next(rows: list[int], at: list[int], team: int, seen: set[int]) -> int | None:
    while at[team] < len(rows) and rows[at[team]] in seen:
        at[team] += 1
    return rows[at[team]] if at[team] < len(rows) else None


def couples(needs: Ints, places: Ints, teams: Ints, gains: Floats) -> Duels:
    """Shown rows of drafts as duels. (M,) each: need, place from 0, team, what the row gained (quotes or awards).

    A pick whose partner was not shown is left out: the coin gives that fate to both models alike.
    """
    rows = np.flatnonzero(teams != NOBODY)
    rows = rows[np.lexsort((places[rows], needs[rows]))]
    inside = needs[rows]
    turn = np.arange(len(rows)) - np.searchsorted(inside, inside, side="left")
    upper = np.flatnonzero((turn[:-1] % 2 == 0) & (inside[1:] == inside[:-1])) if len(rows) else rows
    above, below = rows[upper], rows[upper + 1] if len(rows) else rows
    sides = np.where(teams[above] == NEW, 1.0, -1.0)
    return Duels(needs[above], places[above], sides, np.asarray(gains[above] - gains[below], np.float64))


def judged(
    needs: Ints,
    places: Ints,
    teams: Ints,
    quotes: Floats,
    awards: Floats,
    *,
    first: int | None = None,
    last: int | None = None,
) -> Judged:
    """Shown rows of drafts, oldest first, (M,) each. ``first``: only so many needs, the number fixed before (one look);
    ``last``: only the latest so many, for the watch over a served model.
    """
    kept = np.ones(len(needs), np.bool_)
    if first is not None:
        kept &= first_needs(needs, first)
    if last is not None:
        kept &= last_needs(needs, last)
    looked = len(np.unique(needs[kept]))
    found = (
        signal_of(credits_of(couples(needs[kept], places[kept], teams[kept], gains[kept]))[1], looked)
        for gains in (quotes, awards)
    )
    return Judged(*found)
