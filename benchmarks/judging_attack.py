"""One need in twenty made up for one supplier, in the simulated market: how far places move, held and free."""

from __future__ import annotations

import numpy as np

from benchmarks.ranking import Row, row
from benchmarks.simulated_market import AWARDED, CANDIDATES, Market, place_chances
from matchmaker.engine.features import NAMES, SIGNS
from matchmaker.engine.learning import PairwiseAdditive
from matchmaker.engine.poisoning import Caps
from matchmaker.engine.ranking import PRIOR
from matchmaker.engine.types import Floats, Ints

LISTS, ATTACKS, ONE_IN, OWN = 100, 6, 20, -1
FREE = Caps(1.0, 1.0, 1.0, np.inf, np.inf, np.inf)
Columns = tuple[Floats, Floats, Ints, Ints, Ints]


def attack_rows(market: Market, needs: int) -> list[Row]:
    """Places of all candidates in lists of 300; targets are the stated bound: a fifth of the list, a tenth for 99 %."""
    log = market.log(needs)
    honest = (log.X, log.levels.astype(float), log.groups, log.places, log.suppliers)
    lists = market.test(LISTS)[0]
    moved = {name: _moved(honest, lists, caps) for name, caps in (("held", Caps()), ("free", FREE))}
    most, nearly = (max(one) for one in zip(*moved["held"], strict=True))
    free = tuple(max(one) for one in zip(*moved["free"], strict=True))
    note = f"{ATTACKS} attacks on {needs} needs"
    return [
        row(
            "attack: places moved in 300, most",
            most,
            CANDIDATES / 5,
            "places",
            at_most=True,
            note=f"{note}; free {free[0]:.0f}",
        ),
        row(
            "attack: places moved in 300, 99 of 100",
            nearly,
            CANDIDATES / 10,
            "places",
            at_most=True,
            note=f"free {free[1]:.0f}",
        ),
    ]


def _moved(honest: Columns, lists: Floats, caps: Caps) -> list[tuple[float, float]]:
    """Most and 99 % of the places that anybody moves, the attacker included, attack by attack."""
    before = _learnt(honest, caps)
    found = []
    for number in range(ATTACKS):
        rng = np.random.default_rng(number)
        own = lists[rng.integers(len(lists))]
        after = _learnt(_attacked(honest, own, rng), caps)
        scores = [one.predict(lists).reshape(LISTS, CANDIDATES) for one in (before, after)]
        old, new = (np.argsort(np.argsort(-one, axis=1), axis=1) for one in scores)
        places = [
            (score > one.predict(own[None])[0]).sum(axis=1) for score, one in zip(scores, (before, after), strict=True)
        ]
        moves = np.concatenate([np.abs(old - new).ravel(), np.abs(places[0] - places[1])])
        found.append((float(moves.max()), float(np.quantile(moves, 0.99))))
    return found


def _attacked(honest: Columns, own: Floats, rng: np.random.Generator) -> Columns:
    table, levels, needs, places, suppliers = (one.copy() for one in honest)
    for need in rng.choice(needs[-1] + 1, (needs[-1] + 1) // ONE_IN, replace=False):
        rows = np.flatnonzero(needs == need)
        table[rows[-1]], suppliers[rows[-1]], levels[rows] = own, OWN, 0.0
        levels[rows[-1]] = AWARDED
    return table, levels, needs, places, suppliers


def _learnt(columns: Columns, caps: Caps) -> PairwiseAdditive:
    table, levels, needs, places, suppliers = columns
    learner = PairwiseAdditive(signs=SIGNS, prior=tuple(PRIOR[name] for name in NAMES), knots=6, caps=caps)
    return learner.fit(table, levels, needs, place_chances(places), actors=needs, suppliers=suppliers)
