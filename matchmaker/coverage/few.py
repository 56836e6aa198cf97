"""Figures about so few firms that they would tell of one: people who see figures alone do not get them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace

import numpy as np

from matchmaker.accounts.access import Actor
from matchmaker.coverage.gap_store import Kept
from matchmaker.coverage.models import GapCell

FEWEST = 5


@dataclass(frozen=True)
class Reader:
    """All of a person that decides how figures are told."""

    sees_firms: bool


def too_few(count: float | None, least: int = FEWEST) -> bool:
    return count is not None and 0 < count < least


def least_for(actor: Actor) -> int:
    """How many firms a figure must be about before this person may see it; 0 where names may be seen too."""
    return 0 if actor.sees_firms else FEWEST


def enough(cell: GapCell, least: int) -> bool:
    """Whether a cell is about enough who ask, and about no supplier or enough: else its gap tells of one."""
    return not any(too_few(count, least) for count in (cell.demand, cell.firms, cell.suppliers))


def without_few(kept: Kept, cells: Iterable[GapCell], least: int) -> Kept:
    """The cube without what few suppliers answer, so that no sum over it tells of them either."""
    few = {(cell.capability_id, cell.region_id) for cell in cells if too_few(cell.suppliers, least)}
    if not few:
        return kept
    cube = kept.cube
    places = zip(cube.code, cube.region, strict=True)
    stays = np.array([(kept.codes[code], kept.regions[place]) not in few for code, place in places], dtype=bool)
    return replace(kept, cube=replace(cube, **{one.name: getattr(cube, one.name)[stays] for one in fields(cube)}))
