"""Branch and bound over sets of suppliers, many nodes at a time."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from matchmaker.engine.packaging.bounds import Bound, coverable, newcomer, reach
from matchmaker.engine.packaging.ground import Ground
from matchmaker.engine.packaging.leaf import Assigner
from matchmaker.engine.types import Bools, Floats, Ints

CELLS = 400_000
EDGE = 1e-9


@dataclass
class Nodes:
    """Open nodes of one size: ``bound`` (N,), ``team`` (N, k) suppliers in, ``allowed`` (N, n) who may still join."""

    bound: Floats
    team: Ints
    allowed: Bools

    def take(self, rows: Ints | Bools) -> Nodes:
        return Nodes(self.bound[rows], self.team[rows], self.allowed[rows])

    def joined(self, other: Nodes) -> Nodes:
        return Nodes(np.append(self.bound, other.bound), np.concatenate([self.team, other.team]),
                     np.concatenate([self.allowed, other.allowed]))


@dataclass(frozen=True)
class Found:
    """One member set (suppliers of the ground) with its best cover (offers of the ground)."""

    value: float
    members: tuple[int, ...]
    cover: tuple[int, ...]


@dataclass
class Search:
    """Finds member sets worth more than ``threshold``.

    ``keep`` is the pool's band in points: None keeps only the best (and its exact ties), so that every find raises the
    threshold. ``bound`` after ``run``: no set outside ``found`` is worth more.
    """

    ground: Ground
    bounds: list[Bound]
    share: Floats
    rows: Ints
    threshold: float
    assigner: Assigner
    keep: bool = False
    limit: int = 20_000
    found: list[Found] = field(default_factory=list)
    nodes: int = 0
    bound: float = -np.inf

    def __post_init__(self) -> None:
        ground, rows = self.ground, self.rows
        self.local = [bound.keep(rows) for bound in self.bounds]
        self.covers = coverable(ground)[rows]
        self.must = np.append(ground.must, True)
        self.speaks, self.homes = ground.speaks[rows], ground.homes[rows]
        self.newcomer = newcomer(ground)[rows]
        self.booked = self._booked()
        self.joint = self.booked + self.booked.T
        self.credit = self.booked.sum(axis=1)
        self.lead, self.base = ground.lead[rows], ground.base[rows]
        self.batch = int(np.clip(CELLS // max(self.covers.size, 1), 8, 256))

    def _booked(self) -> Floats:
        """(n, n) points of the pair (s, t) booked at s, among the suppliers of this search."""
        place = np.full(self.ground.suppliers, -1)
        place[self.rows] = np.arange(len(self.rows))
        ends = place[self.ground.pairs].reshape(-1, 2)
        inside = (ends >= 0).all(axis=1)
        points, share = self.ground.pair_points[inside], self.share[inside]
        booked = np.zeros((len(self.rows), len(self.rows)))
        np.add.at(booked, (ends[inside, 0], ends[inside, 1]), share * points)
        np.add.at(booked, (ends[inside, 1], ends[inside, 0]), (1 - share) * points)
        return booked

    def run(self) -> None:
        pinned = np.flatnonzero(self.ground.pinned[self.rows])
        allowed = np.ones((1, len(self.rows)), dtype=bool)
        allowed[:, pinned] = False
        levels = {len(pinned): Nodes(np.array([np.inf]), pinned[None, :], allowed)}
        while levels:
            size = max(levels, key=lambda k: float(levels[k].bound.max()))
            if self.nodes >= self.limit:
                break
            batch = self._pop(levels, size)
            self.nodes += len(batch.bound)
            children = self._expand(batch, size)
            if children is not None:
                levels[size + 1] = levels[size + 1].joined(children) if size + 1 in levels else children
            self._prune(levels)
        self.bound = max((float(nodes.bound.max()) for nodes in levels.values()), default=-np.inf)

    def _pop(self, levels: dict[int, Nodes], size: int) -> Nodes:
        nodes = levels.pop(size)
        count = min(self.batch, len(nodes.bound))
        order = np.argsort(-nodes.bound, kind="stable")
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
        """Bounds the nodes, tries each as a package, and returns their children."""
        room = self.ground.members - size
        covered = self.covers[nodes.team].any(axis=1)
        opened = self.must & ~covered
        anchors, joint = self._synergy(nodes.team)
        complete = ~opened.any(axis=1)
        self._try(nodes.team[complete], (anchors + joint)[complete])
        if room <= 0:
            return None
        forced = self._cover_filter(opened, nodes.allowed, room)
        alive = forced.any(axis=1)
        reached = np.where(forced, np.inf, -np.inf)
        for bound in self.local:
            if not alive.any():
                return None
            part = self._forced(bound, nodes.team[alive], forced[alive], anchors[alive], joint[alive], room)
            reached[alive] = np.minimum(reached[alive], part)
            forced = reached >= self.threshold - EDGE
            alive = forced.any(axis=1)
        return self._branch(nodes, opened, forced, reached)

    def _synergy(self, team: Ints) -> tuple[Floats, Floats]:
        """(N,) points of the anchors and (N,) points of pairs among the team."""
        ground = self.ground
        anchors, joint = np.zeros(len(team)), np.zeros(len(team))
        for belongs, points in ((self.speaks, ground.protocol_points), (self.homes, ground.region_points)):
            if belongs.shape[1]:
                anchors += points * belongs[team].sum(axis=1).max(axis=1)
        for k in range(team.shape[1]):
            joint += self.joint[team[:, k:k + 1], team[:, :k]].sum(axis=1)
        return anchors, joint

    def _cover_filter(self, opened: Bools, allowed: Bools, room: int) -> Bools:
        """(N, n) suppliers that can join at all: the open must slots fit into the room that is left."""
        counts = np.where(allowed, opened.astype(np.float32) @ self.covers.T.astype(np.float32), -1.0)
        most = counts.max(axis=1, initial=0.0)
        return allowed & (counts + ((room - 1) * most - opened.sum(axis=1))[:, None] >= 0)

    def _forced(self, bound: Bound, team: Ints, allowed: Bools, anchors: Floats, joint: Floats, room: int) -> Floats:
        """(N, n) bound on packages that contain the team and each supplier."""
        current = bound.start[None, :] if not team.shape[1] else np.maximum(bound.start, bound.worth[team].max(axis=1))
        gains = bound.gains(current) + self.credit + self.booked[team].sum(axis=1)
        base = bound.const + current.sum(axis=1) + bound.fix[team].sum(axis=1)
        if bound.direct:
            gains += self.newcomer
            base = base + anchors
        base = base + joint
        gains = np.where(allowed, gains, -np.inf)
        return base[:, None] + reach(gains, room)[1]

    def _branch(self, nodes: Nodes, opened: Bools, forced: Bools, reached: Floats) -> Nodes | None:
        """Children by who covers the open must slot with fewest candidates; each forbids its elder siblings."""
        counts = forced.astype(np.float32) @ self.covers.astype(np.float32)
        counts[~opened] = np.inf
        slot = counts.argmin(axis=1)
        parts = []
        for row in range(len(slot)):
            able = forced[row]
            if opened[row].any():
                able = able & self.covers[:, slot[row]]
            choice = np.flatnonzero(able)
            if choice.size:
                choice = choice[np.argsort(-reached[row, choice], kind="stable")]
                allowed = np.repeat(forced[row:row + 1], len(choice), axis=0)
                allowed[:, choice] = ~np.tri(len(choice), dtype=bool)
                team = np.column_stack([np.repeat(nodes.team[row:row + 1], len(choice), axis=0), choice])
                parts.append(Nodes(reached[row, choice], team, allowed))
        if not parts:
            return None
        return Nodes(*(np.concatenate(part) for part in zip(*((p.bound, p.team, p.allowed) for p in parts), strict=True)))

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
        top = max((found.value for found in self.found), default=-np.inf)
        return min((found for found in self.found if found.value >= top - EDGE), key=lambda found: found.members, default=None)
