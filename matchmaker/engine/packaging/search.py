"""A search over sets of suppliers: what is looked for, what was found, and what is proved of the rest."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from matchmaker.engine.packaging.bounds import Bound
from matchmaker.engine.packaging.field import field_of, steps_of
from matchmaker.engine.packaging.ground import Ground
from matchmaker.engine.packaging.leaf import Assigner
from matchmaker.engine.packaging.tree import EDGE, Finds, walk
from matchmaker.engine.types import Floats, Ints

FEW_FINDS, MOST_FINDS = 1_000, 10_000


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

    def run(self) -> None:
        if not len(self.rows):
            return
        ground, room = self.ground, MOST_FINDS if self.keep else FEW_FINDS
        arrays = field_of(ground, self.bounds, self.share, self.rows, self.assigner.offers)
        team, cover = np.empty((room, ground.members), np.int64), np.empty((room, len(ground.must)), np.int64)
        finds = Finds(np.empty(room), team, cover)
        count, self.nodes, self.spent, self.bound, self.threshold = walk(
            arrays,
            steps_of(arrays),
            finds,
            ground.pinned[self.rows],
            float(self.threshold),
            self.keep,
            self.first,
            self.limit,
            float(self.effort),
        )
        told = (finds.value[:count].tolist(), team[:count].tolist(), cover[:count].tolist())
        for value, members, offers in zip(*told, strict=True):
            self.found.append(Found(value, tuple(one for one in members if one >= 0), tuple(offers)))

    def best(self) -> Found | None:
        """The most valuable set; among ties the lexicographically first members."""
        return best_of_found(self.found)


def best_of_found(found: list[Found]) -> Found | None:
    """The most valuable set; among ties the lexicographically first members."""
    top = max((one.value for one in found), default=-np.inf)
    return min((one for one in found if one.value >= top - EDGE), key=lambda one: one.members, default=None)
