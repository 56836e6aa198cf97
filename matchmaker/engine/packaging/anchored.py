"""The bound that holds the backbone standard and the home region fixed, without going through every region's cells.

With standard p and region h held, packages of the team and candidate q are worth at most ``min(low + gain, top)``:
``top`` is the team with its best newcomers, ``low`` the same without the last of them, and ``gain`` what q brings under
(p, h). Few candidates decide (top, low); what any other is worth follows by looking it up. Compiled.
"""

from __future__ import annotations

import numpy as np

from matchmaker.engine.packaging.compiling import compiled
from matchmaker.engine.types import Bools, Floats, Ints


@compiled
def best_few(values: Floats, size: int, best: Floats) -> float:
    """The sum of the largest positive ones of the first ``size`` values, which fill ``best`` falling."""
    last, total = len(best) - 1, 0.0
    for place in range(len(best)):
        best[place] = 0.0
    for at in range(size):
        value = values[at]
        if value > best[last]:
            place = last
            while place > 0 and best[place - 1] < value:
                best[place] = best[place - 1]
                place -= 1
            best[place] = value
    for place in range(len(best)):
        total += best[place]
    return total


@compiled
def hold_anchors(
    speaks: Bools,
    home: Ints,
    spoken: Ints,
    seated: Ints,
    points: tuple[float, float],
    crowd: Ints,
    gain: Floats,
    base: float,
    best: Floats,
    threshold: float,
    reached: Floats,
) -> int:
    """Lowers ``reached`` (c,) of the ``crowd`` (c,) to the best over all standards and regions held fixed, where that
    passes ``threshold`` (elsewhere to anything below it), and returns how many cells were worked through.

    ``gain`` (c,) of the crowd and ``base`` of the team are without anchors; ``spoken`` (P,) and ``seated`` (G,) count
    the team, ``points`` are those of a standard and of a region, ``best`` is room for as many as may still join.
    """
    size, room, last, (s, r) = len(crowd), len(best), len(best) - 1, points
    standards, regions = len(spoken), len(seated)
    best_few(gain, size, best)
    near, few, count, work = best[last] - (s + r), np.empty(size, dtype=np.int64), 0, size
    for at in range(size):
        if gain[at] >= near:
            few[count] = at
            count += 1
    top, low = np.empty(standards * regions), np.empty(standards * regions)
    which, live = np.empty(standards * regions, dtype=np.int64), 0
    value, seats = np.empty(count), np.zeros(regions, dtype=np.int64)
    for k in range(count):
        if home[crowd[few[k]]] >= 0:
            seats[home[crowd[few[k]]]] += 1
    for p in range(standards):
        here, away = base + s * spoken[p], 0.0
        for k in range(count):
            value[k] = gain[few[k]] + s * speaks[crowd[few[k]], p]
        away = best_few(value, count, best)
        least = best[last]
        work += count
        for h in range(regions):
            total, lowest = here + r * seated[h] + away, least
            if total + r * min(seats[h], room) < threshold:
                continue
            if seats[h]:
                for k in range(count):
                    who = crowd[few[k]]
                    value[k] = gain[few[k]] + s * speaks[who, p] + r * (home[who] == h)
                total = here + r * seated[h] + best_few(value, count, best)
                lowest = best[last]
                work += count
            if total >= threshold:
                place = live
                while place > 0 and top[place - 1] < total:
                    top[place], low[place], which[place] = top[place - 1], low[place - 1], which[place - 1]
                    place -= 1
                top[place], low[place], which[place] = total, total - lowest, p * regions + h
                live += 1
    _look_up(speaks, home, points, crowd, gain, (top[:live], low[:live]), which, regions, reached)
    return work + size * live


@compiled
def _look_up(
    speaks: Bools,
    home: Ints,
    points: tuple[float, float],
    crowd: Ints,
    gain: Floats,
    ends: tuple[Floats, Floats],
    which: Ints,
    regions: int,
    reached: Floats,
) -> None:
    """The most over the live pairs (standard, region), whose (top, low) are ``ends``, the highest ``top`` first."""
    (top, low), (s, r) = ends, points
    for at in range(len(crowd)):
        most = -np.inf
        for k in range(len(top)):
            if top[k] <= most:
                break  # the highest come first: no other allows more
            mine = gain[at] + s * speaks[crowd[at], which[k] // regions] + r * (home[crowd[at]] == which[k] % regions)
            most = max(most, min(low[k] + mine, top[k]))
        reached[at] = min(reached[at], most)
