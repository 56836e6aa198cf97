"""Branch and bound over sets of suppliers, many nodes at a time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

import numpy as np

from matchmaker.engine.packaging.anchored import anchors_of, packed, reached_with_anchors
from matchmaker.engine.packaging.booked import booked_pairs
from matchmaker.engine.packaging.bounds import Bound, added_by, coverable, newcomer, reach
from matchmaker.engine.packaging.ground import Ground
from matchmaker.engine.packaging.leaf import Assigner
from matchmaker.engine.packaging.nodes import Crowd, Nodes, masks
from matchmaker.engine.types import Bools, Floats, Ints

CELLS = 400_000
EDGE = 1e-9
SPARE = 0.8
BATCH = 256
DEEP = 8


@dataclass(frozen=True)
class Found:
    """One member set (suppliers of the ground) with its best cover (offers of the ground)."""

    value: float
    members: tuple[int, ...]
    cover: tuple[int, ...]


@dataclass
class Search:
    """Finds member sets worth more than ``threshold``.

    ``keep``: the threshold stays, so that all of them are found; otherwise every find raises it and the best is left.
    ``effort``: most array cells to work through, a clock that is the same on every machine.
    ``first``: any package will do. ``bound`` after ``run``: no set outside ``found`` is worth more.
    """

    ground: Ground
    bounds: list[Bound]
    share: Floats
    rows: Ints
    threshold: float
    assigner: Assigner
    keep: bool = False
    limit: int = 20_000
    effort: float = np.inf
    first: bool = False
    found: list[Found] = field(default_factory=list)
    nodes: int = 0
    spent: int = 0
    bound: float = -np.inf

    def __post_init__(self) -> None:
        ground, rows = self.ground, self.rows
        self.local = [bound.keep(rows) for bound in self.bounds]
        self.covers = coverable(ground)[rows]
        self.must = np.append(ground.must, True)
        self.masks = masks(self.covers)
        self.anchors = anchors_of(ground.speaks[rows], ground.homes[rows], ground.protocol_points, ground.region_points)
        self.newcomer = newcomer(ground)[rows]
        self.booked = booked_pairs(ground, self.share, rows)
        self.lead, self.base = ground.lead[rows], ground.base[rows]

    def run(self) -> None:
        pinned = np.flatnonzero(self.ground.pinned[self.rows])
        allowed = np.ones((1, len(self.rows)), dtype=bool)
        allowed[:, pinned] = False
        levels = {len(pinned): Nodes(np.array([np.inf]), pinned[None, :], allowed)}
        turn = 0
        while levels and self.nodes < self.limit and self.spent < self.effort and not (self.first and self.found):
            turn += 1
            deep = turn % 2 and not self.keep
            size = max(levels) if deep else max(levels, key=lambda k: float(levels[k].bound.max()))
            batch = self._pop(
                levels, size, DEEP if deep else BATCH if self.keep else min(max(self.nodes // 4, 64), BATCH)
            )
            self.nodes += len(batch.bound)
            children = self._expand(batch, size)
            if children is not None:
                levels[size + 1] = levels[size + 1].joined(children) if size + 1 in levels else children
            self._prune(levels)
        self.bound = max((float(nodes.bound.max()) for nodes in levels.values()), default=-np.inf)

    def _pop(self, levels: dict[int, Nodes], size: int, most: int) -> Nodes:
        nodes = levels.pop(size)
        count = min(most, len(nodes.bound))
        order = np.argsort(-nodes.bound, kind="stable")
        widths = np.cumsum(nodes.allowed[order[:count]].sum(axis=1)) * self.covers.shape[1]
        count = max(int(np.searchsorted(widths, CELLS)), 1)
        if count < len(order):
            levels[size] = nodes.take(order[count:])
        return nodes.take(order[:count])

    def _prune(self, levels: dict[int, Nodes]) -> None:
        for size in list(levels):
            alive = levels[size].bound >= self.threshold - EDGE
            if not alive.all():
                levels[size] = levels[size].take(alive)
            if not len(levels[size].bound):
                del levels[size]

    def _expand(self, nodes: Nodes, size: int) -> Nodes | None:
        """Bounds the nodes, tries each as a package, and returns those children that may grow further."""
        room = self.ground.members - size
        opened, anchors, joint = self._tried(nodes.team)
        if room <= 0:
            return None
        crowd = self._cover_filter(self._crowd(nodes, opened, anchors, joint), room)
        self.spent += crowd.who.size * self.covers.shape[1]
        steps: list[Callable[[Crowd, int], Floats]] = [partial(self._forced, bound) for bound in self.local]
        for step in (*steps[:2], self._anchored, *steps[2:]):
            if not len(crowd.team):
                return None
            crowd.reached = np.minimum(crowd.reached, step(crowd, room))
            crowd = self._left(crowd, crowd.reached >= self.threshold - EDGE)
        if not len(crowd.team):
            return None
        children = self._branch(crowd, room)
        growing = np.asarray(children.allowed.any(axis=1))
        self.nodes += int(len(growing) - growing.sum())
        self._tried(children.team[~growing])
        return children.take(growing) if growing.any() else None

    def _tried(self, team: Ints) -> tuple[Bools, Floats, Floats]:
        """Tries the teams (N, k) that cover every must; (N, R+1) what stays open, points of anchors and of pairs."""
        opened = self.must & ~self.covers[team].any(axis=1)
        anchors, joint = self._synergy(team)
        complete = ~opened.any(axis=1)
        self._try(team[complete], (anchors + joint)[complete])
        return opened, anchors, joint

    @staticmethod
    def _left(crowd: Crowd, alive: Bools) -> Crowd:
        """Only the candidates ``alive``; where nearly all are, the others are only marked."""
        if alive.sum() >= SPARE * alive.size and alive.any(axis=1).all():
            crowd.reached = np.where(alive, crowd.reached, -np.inf)
            return crowd
        return crowd.narrowed(alive)

    def _crowd(self, nodes: Nodes, opened: Bools, anchors: Floats, joint: Floats) -> Crowd:
        who, real = packed(nodes.allowed)
        reached = np.where(real, nodes.bound[:, None], -np.inf)
        paired = self.booked.towards(nodes.team, who)
        return Crowd(nodes.team, opened, anchors, joint, who, reached, paired, np.zeros(who.shape))

    def _synergy(self, team: Ints) -> tuple[Floats, Floats]:
        """(N,) points of the anchors and (N,) points of pairs among the team."""
        anchors = self.anchors.spoken(team).max(axis=1) + self.anchors.seated(team).max(axis=1)
        return anchors, self.booked.within(team)

    def _cover_filter(self, crowd: Crowd, room: int) -> Crowd:
        """Keeps suppliers that can join at all: the open must slots fit into the room that is left. From here on
        ``extra`` says what each adds at the dual prices.
        """
        opened = masks(crowd.opened)
        able = np.zeros(crowd.who.shape, dtype=np.int64)
        for word, slots in zip(self.masks.T, opened.T, strict=True):
            able += np.bitwise_count(word[crowd.who] & slots[:, None])
        most = np.where(crowd.real, able, 0).max(axis=1, initial=0)
        short = crowd.opened.sum(axis=1) - (room - 1) * most
        crowd = crowd.narrowed(crowd.real & (able >= short[:, None]))
        crowd.extra = self._extra(self.local[0], crowd)
        return crowd

    def _current(self, bound: Bound, crowd: Crowd) -> Floats:
        """(N, R+1) what the team is worth in each slot, or the start where that is more."""
        if not crowd.team.shape[1]:
            return np.broadcast_to(bound.start, (len(crowd.team), len(bound.start)))
        return np.maximum(bound.start, bound.worth[crowd.team].max(axis=1))

    def _extra(self, bound: Bound, crowd: Crowd) -> Floats:
        return added_by(bound.columns, crowd.who, self._current(bound, crowd))

    def _gains(self, bound: Bound, crowd: Crowd) -> tuple[Floats, Floats]:
        """(N, c) most that each candidate adds, pairs included and anchors as in ``bound``, and (N,) what is there."""
        same = bound.start is self.local[0].start
        gains = (crowd.extra if same else self._extra(bound, crowd)) + crowd.paired
        gains += (bound.fix + self.booked.credit)[crowd.who]
        base = bound.const + self._current(bound, crowd).sum(axis=1) + bound.fix[crowd.team].sum(axis=1) + crowd.joint
        return np.where(crowd.real, gains, -np.inf), base

    def _reach(self, bound: Bound, crowd: Crowd, room: int) -> tuple[Floats, Floats]:
        """(N,) bound on the packages that contain the team, and (N, c) on those that contain each candidate too."""
        gains, base = self._gains(bound, crowd)
        if bound.direct:
            gains += self.newcomer[crowd.who]
            base = base + crowd.anchors
        total, forced = reach(gains, room)
        return base + total, base[:, None] + forced

    def _forced(self, bound: Bound, crowd: Crowd, room: int) -> Floats:
        return self._reach(bound, crowd, room)[1]

    def _anchored(self, crowd: Crowd, room: int) -> Floats:
        """As ``_forced``, but as the best over every choice of backbone standard and home region, each held fixed."""
        gains, base = self._gains(self.local[1], crowd)
        reached, work = reached_with_anchors(
            self.anchors, crowd.who, crowd.team, gains, base, room, self.threshold - EDGE
        )
        self.spent += work
        return reached

    def _branch(self, crowd: Crowd, room: int) -> Nodes:
        """Children by who covers the open must slot with fewest candidates; each forbids its elder siblings."""
        row, place = np.nonzero(crowd.real)
        ends = np.searchsorted(row, np.arange(len(crowd.team) + 1))
        who, reached = crowd.who[row, place], crowd.reached[row, place]
        counts = np.add.reduceat(self.covers[who], ends[:-1], axis=0, dtype=np.int64).astype(float)
        counts[~crowd.opened] = np.inf
        slot = np.where(crowd.opened.any(axis=1), counts.argmin(axis=1), -1)
        lost = self._lost(crowd, room)[:, row, place] if room > 1 else np.zeros((0, len(row)))
        parts = [
            self._children(team, who[a:b], reached[a:b], s, lost[:, a:b], room)
            for team, a, b, s in zip(crowd.team, ends[:-1], ends[1:], slot, strict=True)
        ]
        return Nodes(*(np.concatenate(part) for part in zip(*parts, strict=True)))

    def _lost(self, crowd: Crowd, room: int) -> Floats:
        """(B, N, c) how much of what a node may lose each candidate takes, for the bounds of the dual prices: two that
        together take more than all of it (1) are in no package worth the threshold.
        """
        lost = []
        for bound in self.local[:2]:
            top, forced = self._reach(bound, crowd, room)
            spare = np.maximum(top - self.threshold, 0.0) + EDGE
            lost.append((top[:, None] - forced) / spare[:, None])
        return np.array(lost)

    def _children(
        self, team: Ints, who: Ints, reached: Floats, slot: int, lost: Floats, room: int
    ) -> tuple[Floats, Ints, Bools]:
        able = np.flatnonzero(self.covers[who, slot]) if slot >= 0 else np.arange(len(who))
        able = able[np.argsort(-reached[able], kind="stable")]
        allowed = np.zeros((len(able), len(self.rows)), dtype=bool)
        if room > 1:
            both = np.ones((len(able), len(who)), dtype=bool)
            for part in lost:
                both &= part[able, None] + part <= 1.0 + EDGE
            both[:, able] &= ~np.tri(len(able), dtype=bool)
            allowed[:, who] = both
        return reached[able], np.column_stack([np.tile(team, (len(able), 1)), who[able]]), allowed

    def _try(self, team: Ints, synergy: Floats) -> None:
        """Solves the exact assignment of those complete teams that may pass the threshold, the best first."""
        if not len(team) or not team.shape[1]:
            return
        fixed = self.base[team].sum(axis=1) + synergy + self.lead[team].max(axis=1)
        upper = np.full(len(team), np.inf)
        for bound in self.local:
            if bound.direct and not bound.start[:-1].any():
                worth = bound.worth[team][:, :, :-1].max(axis=1)
                worth = np.where(self.ground.must, worth, np.maximum(worth, 0.0))
                upper = np.minimum(upper, bound.const + worth.sum(axis=1) + fixed)
        for row in np.argsort(-upper, kind="stable").tolist():
            if upper[row] >= self.threshold - EDGE:
                self._assign(tuple(np.sort(self.rows[team[row]]).tolist()), float(fixed[row]))

    def _assign(self, members: tuple[int, ...], fixed: float) -> None:
        answer = self.assigner.assign(members, self.threshold - EDGE - fixed)
        if answer is None:
            return
        self.found.append(Found(answer[0] + fixed, members, answer[1]))
        if not self.keep:
            self.threshold = max(self.threshold, answer[0] + fixed)

    def best(self) -> Found | None:
        """The most valuable set; among ties the lexicographically first members."""
        return best_of_found(self.found)


def best_of_found(found: list[Found]) -> Found | None:
    """The most valuable set; among ties the lexicographically first members."""
    top = max((one.value for one in found), default=-np.inf)
    return min((one for one in found if one.value >= top - EDGE), key=lambda one: one.members, default=None)
