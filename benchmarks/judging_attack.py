"""One need in twenty made up for one supplier, in the simulated market: how far places move, held and free."""

from __future__ import annotations

import numpy as np

from benchmarks.ranking import Row, row
from benchmarks.simulated_market import AWARDED, CANDIDATES, Market, place_chances
from matchmaker.engine.choosing import FEEDBACK
from matchmaker.engine.evaluating import by_group
from matchmaker.engine.features import NAMES, SIGNS
from matchmaker.engine.learning import PairwiseAdditive
from matchmaker.engine.poisoning import Caps
from matchmaker.engine.ranking import PRIOR
from matchmaker.engine.types import Floats, Ints

LISTS, ATTACKS, ONE_IN, OWN = 100, 6, 20, -1
FREE = Caps(1.0, 1.0, 1.0, np.inf, np.inf, np.inf)
Columns = tuple[Floats, Floats, Ints, Ints, Ints]


def attack_rows(market: Market, needs: int) -> list[Row]:
    """Places of all candidates in lists of 300; the stated bound: a quarter of the list, a tenth for 99 of 100."""
    log = market.log(needs)
    honest = (log.X, log.levels.astype(float), log.groups, log.places, log.suppliers)
    lists, grades, groups = market.test(LISTS)
    moved, price, vandals = {}, {}, {}
    for name, caps in (("held", Caps()), ("free", FREE)):
        before = _learnt(honest, caps)
        price[name] = float(np.nanmean(by_group(grades, before.predict(lists), groups)))
        moved[name] = _most([_moved(honest, number, before, lists, caps) for number in range(ATTACKS)])
        vandals[name] = _shift(before, _learnt(_vandalised(honest, before), caps), lists)
    (most, nearly), free = moved["held"], moved["free"]
    note = f"{ATTACKS} attacks on {needs} needs, free {free[0]:.0f}"
    concert = [np.quantile(vandals[name], 0.99) for name in ("held", "free")]
    return [
        row("attack: places moved in 300, most", most, CANDIDATES / 4, "places", at_most=True, note=note),
        row("attack: the same, 99 of 100", nearly, CANDIDATES / 10, "places", at_most=True, note=f"free {free[1]:.0f}"),
        _told("firms in concert: the same, 99 of 100", concert[0], f"free {concert[1]:.0f}"),
        _told("NDCG@10 x 100 where all are honest", 100 * price["held"], f"free {100 * price['free']:.1f}"),
    ]


def _told(name: str, value: float, note: str) -> Row:
    return {"row": name, "value": float(value), "target": "-", "reached": None, "note": note}


def _most(moves: list[Floats]) -> tuple[float, float]:
    """The most places that anybody moves in any attack, and the 99 % of the worst one."""
    return max(float(one.max()) for one in moves), max(float(np.quantile(one, 0.99)) for one in moves)


def _moved(honest: Columns, number: int, before: PairwiseAdditive, lists: Floats, caps: Caps) -> Floats:
    """Places that all candidates and the attacker itself move."""
    rng = np.random.default_rng(number)
    own = lists[rng.integers(len(lists))]
    after = _learnt(_attacked(honest, own, rng), caps)
    old, new = (
        (one.predict(lists).reshape(LISTS, CANDIDATES) > one.predict(own[None])[0]).sum(axis=1)
        for one in (before, after)
    )
    return np.concatenate([_shift(before, after, lists), np.abs(old - new)])


def _shift(before: PairwiseAdditive, after: PairwiseAdditive, lists: Floats) -> Floats:
    old, new = (
        np.argsort(np.argsort(-one.predict(lists).reshape(LISTS, CANDIDATES), axis=1), axis=1)
        for one in (before, after)
    )
    return np.abs(old - new).ravel()


def _vandalised(honest: Columns, model: PairwiseAdditive) -> Columns:
    """Each twentieth firm awards the three that the model likes least, whoever they are."""
    table, levels, needs, places, suppliers = (one.copy() for one in honest)
    scores = model.predict(table)
    for need in range(0, needs[-1] + 1, ONE_IN):
        rows = np.flatnonzero(needs == need)
        levels[rows] = 0.0
        levels[rows[np.argsort(scores[rows])[:3]]] = AWARDED
    return table, levels, needs, places, suppliers


def _attacked(honest: Columns, own: Floats, rng: np.random.Generator) -> Columns:
    table, levels, needs, places, suppliers = (one.copy() for one in honest)
    for need in rng.choice(needs[-1] + 1, (needs[-1] + 1) // ONE_IN, replace=False):
        rows = np.flatnonzero(needs == need)
        table[rows[-1]], suppliers[rows[-1]], levels[rows] = own, OWN, 0.0
        levels[rows[-1]] = AWARDED
    return table, levels, needs, places, suppliers


def _learnt(columns: Columns, caps: Caps) -> PairwiseAdditive:
    table, levels, needs, places, suppliers = columns
    learner = PairwiseAdditive(signs=SIGNS, prior=tuple(PRIOR[name] for name in NAMES), caps=caps, **FEEDBACK)
    return learner.fit(table, levels, needs, place_chances(places), actors=needs, suppliers=suppliers)
