"""Branch and bound over sets of suppliers, depth first: the walk itself. Compiled."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from matchmaker.engine.packaging.anchored import best_few, hold_anchors
from matchmaker.engine.packaging.compiling import compiled
from matchmaker.engine.packaging.field import Field, Steps, join
from matchmaker.engine.packaging.leaf import assigned
from matchmaker.engine.types import Bools, Floats, Ints

EDGE = 1e-9


class Finds(NamedTuple):
    """Room for what is found: ``value`` (F,), ``team`` (F, members) sorted, -1 where shorter, ``cover`` (F, R)."""

    value: Floats
    team: Ints
    cover: Ints


@compiled
def walk(
    field: Field,
    steps: Steps,
    finds: Finds,
    pinned: Bools,
    threshold: float,
    keep: bool,
    first: bool,
    limit: int,
    effort: float,
) -> tuple[int, int, int, float, float]:
    """All sets worth ``threshold``, or with ``keep`` false, where every find raises it, the best of them.

    Returns (how many were found, nodes, cells worked through, the most that any set not looked at is worth, the
    threshold at the end). ``pinned`` (n,) are in every team. Where the room for finds is used up the walk ends.
    """
    root, found, nodes, spent = _begin(field, steps, pinned), 0, 1, 0
    if limit <= 0 or effort <= 0:
        return 0, 0, 0, np.inf, threshold
    d, entered = root, True
    while d >= root:
        if entered:
            entered = False
            worth = _tried(field, steps, d, threshold, finds.team[found], finds.cover[found])
            if worth > -np.inf:
                finds.value[found] = worth
                found += 1
                if not keep:
                    threshold = max(threshold, worth)
                if first:
                    break
            spent += _opened(field, steps, d, threshold)
        turn = steps.turn[d]
        if turn >= steps.children[d] or steps.reached[d, steps.child[d, turn]] < threshold - EDGE:
            d -= 1
            continue
        if nodes >= limit or spent >= effort or found >= len(finds.value) - 1:
            break
        nodes += 1
        join(field, steps, d, steps.crowd[d, steps.child[d, turn]])
        _allow(field, steps, d)
        d, entered = d + 1, True
    bound = -np.inf
    for e in range(root, d + 1):
        if steps.turn[e] < steps.children[e]:
            bound = max(bound, steps.reached[e, steps.child[e, steps.turn[e]]])
    return found, nodes, spent, bound if bound >= threshold - EDGE else -np.inf, threshold


@compiled
def _begin(field: Field, steps: Steps, pinned: Bools) -> int:
    """The pinned are in, anybody else may join."""
    root, size = 0, 0
    for who in range(len(pinned)):
        if pinned[who]:
            join(field, steps, root, who)
            root += 1
    for who in range(len(pinned)):
        if not pinned[who]:
            steps.crowd[root, size], steps.reached[root, size] = who, np.inf
            size += 1
    steps.size[root] = size
    return root


@compiled
def _allow(field: Field, steps: Steps, d: int) -> None:
    """Who may join the next child of d: nobody that is an elder sibling or loses too much beside it."""
    turn, size = steps.turn[d], 0
    place = steps.child[d, turn]
    if field.members - d > 1:
        one, other, most = steps.lost[d, 0, place], steps.lost[d, 1, place], steps.reached[d, place]
        for at in range(steps.size[d]):
            if steps.rank[d, at] <= turn:
                continue
            if one + steps.lost[d, 0, at] <= 1.0 + EDGE and other + steps.lost[d, 1, at] <= 1.0 + EDGE:
                steps.crowd[d + 1, size] = steps.crowd[d, at]
                steps.reached[d + 1, size] = min(most, steps.reached[d, at])
                size += 1
    steps.size[d + 1] = size
    steps.turn[d] += 1


@compiled
def _anchors(field: Field, steps: Steps, d: int) -> float:
    """Points of the team of d for its best standard and its best region."""
    spoken, seated = 0, 0
    for p in range(steps.spoken.shape[1]):
        spoken = max(spoken, steps.spoken[d, p])
    for h in range(steps.seated.shape[1]):
        seated = max(seated, steps.seated[d, h])
    return field.standard * spoken + field.region * seated


@compiled
def _tried(field: Field, steps: Steps, d: int, threshold: float, team: Ints, cover: Ints) -> float:
    """The worth of the team of d as a package, in ``team`` and ``cover``; -inf if it is none or not worth it."""
    if d == 0:
        return -np.inf
    slots = steps.opened.shape[1]
    for slot in range(slots):
        if steps.opened[d, slot]:
            return -np.inf
    fixed = steps.base[d] + steps.joint[d] + steps.lead[d] + _anchors(field, steps, d)
    for b in range(len(field.const)):
        most = field.const[b] + fixed
        for slot in range(slots - 1):
            most += steps.current[d, b, slot]
        if field.zero[b] and most < threshold - EDGE:
            return -np.inf
    for at in range(d):
        row, place = field.rows[steps.team[at]], at
        while place > 0 and team[place - 1] > row:
            team[place] = team[place - 1]
            place -= 1
        team[place] = row
    for at in range(d, len(team)):
        team[at] = -1
    return assigned(field.offers, team[:d], threshold - EDGE - fixed, cover) + fixed


@compiled
def _opened(field: Field, steps: Steps, d: int, threshold: float) -> int:
    """Bounds the crowd of d, leaves only those that may be in a package worth it, and orders the children."""
    room, slots = field.members - d, len(field.must)
    steps.children[d] = steps.turn[d] = 0
    if room <= 0 or not steps.size[d]:
        return 0
    _coverers(field.covers, steps.opened[d], room, steps.crowd[d], steps.reached[d], steps.size[d : d + 1])
    _pair(field, steps, d)
    work, best = steps.size[d] * slots, np.empty(room)
    for b in range(len(field.const)):
        if b != 1:  # the second has the worth and the start of the first
            _extra(field.worth[b], steps.current[d, b], steps.crowd[d], steps.size[d], steps.extra)
        _force(field, steps, d, b, best)
        _left(steps.crowd[d], steps.reached[d], steps.size[d : d + 1], threshold)
        if b == 1:
            work += _hold(field, steps, d, best, threshold)
            _left(steps.crowd[d], steps.reached[d], steps.size[d : d + 1], threshold)
        if not steps.size[d]:
            return work
    _extra(field.worth[0], steps.current[d, 0], steps.crowd[d], steps.size[d], steps.extra)
    for b in range(2):
        spare = max(_force(field, steps, d, b, best) - threshold, 0.0) + EDGE
        for at in range(steps.size[d]):
            steps.lost[d, b, at] = (best[room - 1] - min(steps.gain[at], best[room - 1])) / spare
    _line_up(field, steps, d)
    return work


@compiled
def _coverers(covers: Bools, opened: Bools, room: int, crowd: Ints, reached: Floats, size: Ints) -> None:
    """Keeps suppliers that can join at all: the open must slots fit into the room that is left."""
    able, most, missing, left = np.zeros(size[0], dtype=np.int64), 0, 0, 0
    for slot in range(len(opened)):
        if opened[slot]:
            missing += 1
            for at in range(size[0]):
                able[at] += covers[crowd[at], slot]
    for at in range(size[0]):
        most = max(most, able[at])
    for at in range(size[0]):
        if able[at] >= missing - (room - 1) * most:
            crowd[left], reached[left] = crowd[at], reached[at]
            left += 1
    size[0] = left


@compiled
def _pair(field: Field, steps: Steps, d: int) -> None:
    """(n,) points booked at the team of d for its pairs with each supplier."""
    for who in range(len(steps.pair)):
        steps.pair[who] = 0.0
    for at in range(d):
        one = steps.team[at]
        for place in range(field.pair_first[one], field.pair_first[one + 1]):
            steps.pair[field.pair_other[place]] += field.booked[place]


@compiled
def _extra(worth: Floats, current: Floats, crowd: Ints, size: int, extra: Floats) -> None:
    """(n,) what each of the crowd adds to what is there; a member must cover something."""
    for at in range(size):
        total, most = 0.0, -np.inf
        for slot in range(len(current)):
            over = worth[crowd[at], slot] - current[slot]
            most = max(most, over)
            total += max(over, 0.0)
        extra[crowd[at]] = total + min(most, 0.0)


@compiled
def _gain(field: Field, steps: Steps, d: int, b: int) -> float:
    """(c,) most that each of the crowd adds by bound b, pairs included and anchors as there, and what is there."""
    for at in range(steps.size[d]):
        who = steps.crowd[d, at]
        steps.gain[at] = steps.extra[who] + steps.pair[who] + field.fix[b, who] + field.credit[who]
    base = field.const[b] + steps.fixed[d, b] + steps.joint[d]
    for slot in range(steps.current.shape[2]):
        base += steps.current[d, b, slot]
    return base


@compiled
def _force(field: Field, steps: Steps, d: int, b: int, best: Floats) -> float:
    """Lowers ``reached`` to the bound b with each of the crowd forced in; returns the bound with anybody."""
    base = _gain(field, steps, d, b)
    if field.direct[b]:
        base += _anchors(field, steps, d)
        for at in range(steps.size[d]):
            steps.gain[at] += field.newcomer[steps.crowd[d, at]]
    top = base + best_few(steps.gain, steps.size[d], best)
    last = best[len(best) - 1]
    for at in range(steps.size[d]):
        steps.reached[d, at] = min(steps.reached[d, at], top - last + min(steps.gain[at], last))
    return top


@compiled
def _hold(field: Field, steps: Steps, d: int, best: Floats, threshold: float) -> int:
    size, base = steps.size[d], _gain(field, steps, d, 1)
    return hold_anchors(
        field.speaks,
        field.home,
        steps.spoken[d],
        steps.seated[d],
        (field.standard, field.region),
        steps.crowd[d, :size],
        steps.gain,
        base,
        best,
        threshold - EDGE,
        steps.reached[d],
    )


@compiled
def _left(crowd: Ints, reached: Floats, size: Ints, threshold: float) -> None:
    left = 0
    for at in range(size[0]):
        if reached[at] >= threshold - EDGE:
            crowd[left], reached[left] = crowd[at], reached[at]
            left += 1
    size[0] = left


@compiled
def _line_up(field: Field, steps: Steps, d: int) -> None:
    """The children: who covers the open must slot with fewest candidates, the highest bound first."""
    crowd, reached, child, size = steps.crowd[d], steps.reached[d], steps.child[d], steps.size[d]
    chosen, fewest, children = -1, size + 1, 0
    for slot in range(len(field.must)):
        if steps.opened[d, slot]:
            count = 0
            for at in range(size):
                count += field.covers[crowd[at], slot]
            if count < fewest:
                chosen, fewest = slot, count
    for at in range(size):
        steps.rank[d, at] = size
        if chosen < 0 or field.covers[crowd[at], chosen]:
            child[children] = at
            children += 1
    gap = children // 2
    while gap > 0:  # shell sort: few lines, quick to compile
        for end in range(gap, children):
            one, place = child[end], end
            while place >= gap and _after(reached, child[place - gap], one):
                child[place] = child[place - gap]
                place -= gap
            child[place] = one
        gap //= 2
    for turn in range(children):
        steps.rank[d, child[turn]] = turn
    steps.children[d] = children


@compiled
def _after(reached: Floats, one: int, other: int) -> bool:
    return reached[one] < reached[other] or (reached[one] == reached[other] and one > other)
