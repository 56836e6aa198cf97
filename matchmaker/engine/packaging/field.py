"""What the compiled search reads and writes: one search as arrays, and the state of each step down its tree."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from matchmaker.engine.packaging.bounds import Bound, coverable
from matchmaker.engine.packaging.compiling import compiled
from matchmaker.engine.packaging.ground import Ground
from matchmaker.engine.packaging.leaf import Offers
from matchmaker.engine.types import Bools, Floats, Ints


class Field(NamedTuple):
    """One search over n suppliers, in arrays of its own numbering; ``rows`` leads back to the ground.

    Bounds b: ``worth`` (B, n, R+1), ``start`` (B, R+1), ``fix`` (B, n), ``const``, ``direct``, ``zero`` (B,), where
    ``zero`` says that the slots start at nothing. The last slot is the lead. Pairs of s are the places
    ``pair_first[s]`` to ``pair_first[s + 1]`` of ``pair_other``: ``booked`` points at s, ``whole`` for the pair;
    ``credit`` (n,) is all that is booked at each, ``newcomer`` (n,) the anchor points that one more member can bring at
    most. ``home`` (n,): a region or -1.
    """

    rows: Ints
    worth: Floats
    start: Floats
    fix: Floats
    const: Floats
    direct: Bools
    zero: Bools
    covers: Bools
    must: Bools
    base: Floats
    lead: Floats
    newcomer: Floats
    credit: Floats
    pair_first: Ints
    pair_other: Ints
    booked: Floats
    whole: Floats
    speaks: Bools
    home: Ints
    regions: int
    standard: float
    region: float
    members: int
    offers: Offers


class Steps(NamedTuple):
    """Row d belongs to the team of the first d of ``team``: what it holds, who may join it (``crowd``, ``size`` of
    them), the bound on packages with each of them (``reached``), what each takes of the room above the threshold by
    two bounds (``lost``), and which of them are the children, in order.
    """

    team: Ints
    current: Floats
    fixed: Floats
    opened: Bools
    base: Floats
    lead: Floats
    joint: Floats
    spoken: Ints
    seated: Ints
    crowd: Ints
    size: Ints
    reached: Floats
    lost: Floats
    child: Ints
    rank: Ints
    children: Ints
    turn: Ints
    pair: Floats
    extra: Floats
    gain: Floats


def field_of(ground: Ground, bounds: list[Bound], share: Floats, rows: Ints, offers: Offers) -> Field:
    """``share`` (E,) of each pair's points belongs to its first end."""
    homes = with_none(ground.homes[rows]) > 0
    first, other, booked, whole, credit = booked_pairs(ground, share, rows)
    return Field(
        rows=rows.astype(np.int64),
        worth=np.ascontiguousarray([bound.worth[rows] for bound in bounds]),
        start=np.ascontiguousarray([bound.start for bound in bounds]),
        fix=np.ascontiguousarray([bound.fix[rows] for bound in bounds]),
        const=np.array([bound.const for bound in bounds], dtype=np.float64),
        direct=np.array([bound.direct for bound in bounds]),
        zero=np.array([bound.direct and not bound.start[:-1].any() for bound in bounds]),
        covers=np.ascontiguousarray(coverable(ground)[rows]),
        must=np.append(ground.must, True),
        base=ground.base[rows],
        lead=ground.lead[rows],
        newcomer=(ground.speaking + ground.seated)[rows],
        credit=credit,
        pair_first=first,
        pair_other=other,
        booked=booked,
        whole=whole,
        speaks=np.ascontiguousarray(with_none(ground.speaks[rows]) > 0),
        home=np.where(homes.any(axis=1), homes.argmax(axis=1), -1),
        regions=homes.shape[1],
        standard=float(ground.protocol_points),
        region=float(ground.region_points),
        members=int(ground.members),
        offers=offers,
    )


def with_none(belongs: Floats) -> Floats:
    """Only anchors that somebody belongs to, but at least one column."""
    some = belongs[:, belongs.any(axis=0)]
    return some if some.shape[1] else np.zeros((len(belongs), 1))


def booked_pairs(ground: Ground, share: Floats, rows: Ints) -> tuple[Ints, Ints, Floats, Floats, Floats]:
    """The pairs among ``rows`` in both directions, sorted by their first end: (first, other, booked, whole, credit)."""
    size = len(rows)
    seat = np.full(ground.suppliers, -1)
    seat[rows] = np.arange(size)
    pairs = seat[ground.pairs].reshape(-1, 2)
    inside = (pairs >= 0).all(axis=1)
    (one, other), share, points = pairs[inside].T, share[inside], ground.pair_points[inside]
    start, end = np.concatenate([one, other]), np.concatenate([other, one])
    booked, whole = np.concatenate([share * points, (1 - share) * points]), np.concatenate([points, points])
    order = np.argsort(start, kind="stable")
    first = np.searchsorted(start[order], np.arange(size + 1))
    credit = np.bincount(start, booked, size).astype(np.float64)
    return first, end[order], booked[order].astype(np.float64), whole[order].astype(np.float64), credit


def steps_of(field: Field) -> Steps:
    """Room for every step, the first of them for the empty team that anybody may join."""
    bounds, n, slots = field.worth.shape
    deep = field.members + 1
    steps = Steps(
        team=np.zeros(deep, dtype=np.int64),
        current=np.zeros((deep, bounds, slots)),
        fixed=np.zeros((deep, bounds)),
        opened=np.zeros((deep, slots), dtype=bool),
        base=np.zeros(deep),
        lead=np.full(deep, -np.inf),
        joint=np.zeros(deep),
        spoken=np.zeros((deep, field.speaks.shape[1]), dtype=np.int64),
        seated=np.zeros((deep, field.regions), dtype=np.int64),
        crowd=np.zeros((deep, n), dtype=np.int64),
        size=np.zeros(deep, dtype=np.int64),
        reached=np.zeros((deep, n)),
        lost=np.zeros((deep, 2, n)),
        child=np.zeros((deep, n), dtype=np.int64),
        rank=np.zeros((deep, n), dtype=np.int64),
        children=np.zeros(deep, dtype=np.int64),
        turn=np.zeros(deep, dtype=np.int64),
        pair=np.zeros(n),
        extra=np.zeros(n),
        gain=np.zeros(n),
    )
    steps.current[0] = field.start
    steps.opened[0] = field.must
    return steps


@compiled
def join(field: Field, steps: Steps, d: int, who: int) -> None:
    """``who`` joins the team of d: step d + 1 says what that one holds."""
    steps.team[d] = who
    for b in range(len(field.const)):
        for slot in range(field.start.shape[1]):
            steps.current[d + 1, b, slot] = max(steps.current[d, b, slot], field.worth[b, who, slot])
        steps.fixed[d + 1, b] = steps.fixed[d, b] + field.fix[b, who]
    for slot in range(len(field.must)):
        steps.opened[d + 1, slot] = steps.opened[d, slot] and not field.covers[who, slot]
    steps.base[d + 1] = steps.base[d] + field.base[who]
    steps.lead[d + 1] = max(steps.lead[d], field.lead[who])
    for p in range(field.speaks.shape[1]):
        steps.spoken[d + 1, p] = steps.spoken[d, p] + field.speaks[who, p]
    for h in range(field.regions):
        steps.seated[d + 1, h] = steps.seated[d, h]
    if field.home[who] >= 0:
        steps.seated[d + 1, field.home[who]] += 1
    joint = steps.joint[d]
    for place in range(field.pair_first[who], field.pair_first[who + 1]):
        for at in range(d):
            if field.pair_other[place] == steps.team[at]:
                joint += field.whole[place]
    steps.joint[d + 1] = joint
