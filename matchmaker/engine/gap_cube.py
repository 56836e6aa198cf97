"""Gaps at their finest: capability x region x industry x level of whoever asks, only where somebody asks.

``docs/matching.md`` section 10 has the formula. C capabilities, G regions, I industries, L levels, N requests, S
suppliers, K cells. An index of -1 means "not known".
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from matchmaker.engine.gaps import ANSWERS, Demand, Gaps, Reach
from matchmaker.engine.types import Bools, Floats, Ints, Market, Taxonomy

LEVELS = 5
AXES = ("code", "region", "industry", "level")


@dataclass(frozen=True)
class Traits:
    """Who asks, (N,) each: ``industry`` an index into ``industries`` (KSIC divisions), ``level`` 0 to 4, ``firm``."""

    industry: Ints
    level: Ints
    firm: Ints
    industries: tuple[str, ...] = ()


@dataclass(frozen=True)
class Cube:
    """(K,) each, in the order of ``AXES``.

    ``demand`` requests · ``answers`` of the scarcest thing that the request waits for · ``proven`` suppliers within
    reach that delivered to this industry · ``gap`` 0 to 1.
    """

    code: Ints
    region: Ints
    industry: Ints
    level: Ints
    demand: Floats
    answers: Floats
    proven: Ints
    gap: Floats


def needed_first(answers: Floats, taxonomy: Taxonomy) -> Floats:
    """(C, G, L) answers for what has to be there before the capability; infinite where nothing is missing.

    A factory at level l is taken to have what belongs to stages up to l. Of a group of alternatives the best served
    counts, of several groups the worst.
    """
    place = {code: at for at, code in enumerate(taxonomy.capabilities)}
    first = np.full((*answers.shape, LEVELS), np.inf)
    for code, groups in taxonomy.hard_needs.items():
        for group in groups:
            rows = [place[one] for one in group]
            stage, best = int(taxonomy.level[rows].min()), answers[rows].max(axis=0)
            missing = first[place[code], :, :stage]
            np.minimum(missing, best[:, None], out=missing)
    return first


def gap_cube(market: Market, demand: Demand, traits: Traits, tables: Gaps) -> Cube:
    """Gap = max(0, 1 - min(answers, answers for what has to come first) / 3), for every cell with a request."""
    request, code = np.nonzero((demand.wanted > 0) & (demand.region >= 0)[:, None])
    keys = np.stack([code, demand.region[request], traits.industry[request], traits.level[request]], axis=1)
    found, which = np.unique(keys.reshape(-1, 4), axis=0, return_inverse=True)
    worth = demand.counted[request] * demand.wanted[request, code]
    asked: Floats = np.bincount(which.ravel(), weights=worth, minlength=len(found)).astype(np.float64)
    code, region, industry, level = (np.asarray(found[:, at], dtype=np.int64) for at in range(4))
    first = needed_first(tables.answers, market.taxonomy)[code, region, np.maximum(level, 0)]
    served = np.minimum(tables.answers[code, region], np.where(level >= 0, first, np.inf))
    gap = np.clip(1.0 - served / ANSWERS, 0.0, 1.0)
    proven = _proven(market, code, region, industry, traits.industries)
    return Cube(code, region, industry, level, asked, served, proven, gap)


def delivered_to(market: Market, industries: tuple[str, ...]) -> Bools:
    """(S, I) whether the supplier has delivered a project in the industry."""
    place = {int(name): at for at, name in enumerate(industries)}
    table = np.zeros((len(market.supplier_id), len(industries)), dtype=bool)
    known = np.array([place.get(int(one), -1) for one in market.project_industry], dtype=np.int64)
    table[market.project_supplier[known >= 0], known[known >= 0]] = True
    return table


def _proven(market: Market, code: Ints, region: Ints, industry: Ints, industries: tuple[str, ...]) -> Ints:
    reach, did = Reach(market), delivered_to(market, industries).astype(np.float32)
    counts = np.zeros(len(code), dtype=np.int64)
    for one in np.unique(region):
        here = (region == one) & (industry >= 0)
        table = reach.within(int(one)).T.astype(np.float32) @ did
        counts[here] = np.rint(table[code[here], industry[here]]).astype(np.int64)
    return counts


def asking_firms(demand: Demand, firm: Ints, codes: int, regions: int) -> Ints:
    """(C, G) different firms that ask, for deciding what may be told to strangers."""
    request, code = np.nonzero((demand.wanted > 0) & (demand.region >= 0)[:, None])
    keys = np.unique(np.stack([code, demand.region[request], firm[request]], axis=1).reshape(-1, 3), axis=0)
    counts = np.zeros((codes, regions), dtype=np.int64)
    np.add.at(counts, (keys[:, 0], keys[:, 1]), 1)
    return counts


def over(cube: Cube, *axes: Ints, shape: tuple[int, ...]) -> tuple[Floats, Floats]:
    """Requests and mean gap (weighed by requests) over any axes; ``axes`` (K,) indices, rows with a -1 left out."""
    kept = np.all([axis >= 0 for axis in axes], axis=0) if axes else np.ones(len(cube.code), dtype=bool)
    asked, missing = np.zeros(shape), np.zeros(shape)
    at = tuple(axis[kept] for axis in axes)
    np.add.at(asked, at, cube.demand[kept])
    np.add.at(missing, at, (cube.demand * cube.gap)[kept])
    return asked, np.divide(missing, asked, out=np.zeros(shape), where=asked > 0)
