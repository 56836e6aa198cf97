"""A market whose preferences are known, and the biased log it leaves: what a learner is proved on (docs/learning.md).

2,000 suppliers; each need meets 300 of them with the product's thirteen features. What a firm wants is not a line:
jumps, hinges, a too-low price that looks wrong, a dear offer forgiven for proof, tastes that differ from need to need,
and a quality that no feature shows. It sees the 20 best of the hand prior with noise, looks at place k with chance
1 / k, sometimes opens by mistake, invites, is answered or not, and awards one quote or none.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import expit

from matchmaker.engine.features import NAMES, onsite_hours
from matchmaker.engine.judging.swaps import swapped
from matchmaker.engine.propensities import place_chances
from matchmaker.engine.ranking import prior_ranker
from matchmaker.engine.types import Floats, Ints

SUPPLIERS, CANDIDATES, SHOWN, TRUE_ETA = 2_000, 300, 20, 1.0
TOPICS, INDUSTRIES, REGIONS = 12, 10, 17
HAND_NOISE, MISTAKES, SWAP_SHARE, BATCH = 0.04, 0.02, 0.2, 250
OPENED, INVITED, ACCEPTED, QUOTED, AWARDED = 1, 2, 3, 4, 5


@dataclass(frozen=True)
class Suppliers:
    """(S,) each, ``skill`` (S, TOPICS) and ``done`` (S, INDUSTRIES); ``quality`` and ``hunger`` are seen by nobody."""

    region: Ints
    breadth: Ints
    price: Floats
    pace: Floats
    promised: Floats
    joins: Floats
    capacity: Floats
    evidence: Floats
    reply: Floats
    outcome: Floats
    skill: Floats
    done: Ints
    quality: Floats
    hunger: Floats


@dataclass(frozen=True)
class Needs:
    """(Q,) each; ``strict``: standards are named; the two tastes are seen by nobody."""

    topic: Ints
    industry: Ints
    region: Ints
    tightness: Floats
    weeks: Floats
    strict: np.ndarray
    price_taste: Floats
    near_taste: Floats


@dataclass(frozen=True)
class Log:
    """Rows as shown, need after need, place after place: features, place from 1, how far it went, need, supplier.

    ``tossed`` (T, 2): need and upper place, from 1, of each pair of neighbours that a coin was tossed for.
    """

    X: Floats
    places: Ints
    levels: Ints
    groups: Ints
    tossed: Ints
    suppliers: Ints

    def first(self, needs: int) -> Log:
        """The log as it was after so many needs."""
        kept, early = self.groups < needs, self.tossed[:, 0] < needs
        parts = (one[kept] for one in (self.X, self.places, self.levels, self.groups))
        return Log(*parts, self.tossed[early], self.suppliers[kept])


def draw_suppliers(rng: np.random.Generator, count: int = SUPPLIERS) -> Suppliers:
    quality, size = rng.normal(0, 1, count), rng.gamma(1.2, 1.0, count)
    done = rng.poisson(size[:, None] * rng.dirichlet(np.full(INDUSTRIES, 0.4), count) * 6)
    return Suppliers(
        region=np.minimum(rng.geometric(0.18, count) - 1, REGIONS - 1),
        breadth=1 + rng.poisson(1.2, count),
        price=np.exp(rng.normal(0.12 * quality, 0.3)),
        pace=np.exp(rng.normal(-0.05 * quality, 0.35)),
        promised=np.where(rng.random(count) < 0.15, np.nan, rng.choice([4.0, 8.0, 24.0, 48.0, 72.0], count)),
        joins=rng.integers(0, 4, count) / 3.0,
        capacity=np.minimum(rng.poisson(1.6, count), 4).astype(float),
        evidence=np.clip(np.round(rng.normal(1.0 + 0.5 * quality, 0.9)), 0, 3),
        reply=expit(rng.normal(0.6 + 0.3 * quality, 1.0)),
        outcome=expit(rng.normal(0.4 + 0.5 * quality, 0.7)),
        skill=rng.gamma(0.5, 1.0, (count, TOPICS)) * np.sqrt(size)[:, None],
        done=done,
        quality=quality,
        hunger=rng.normal(0, 1, count),
    )


def draw_needs(rng: np.random.Generator, count: int) -> Needs:
    return Needs(
        topic=rng.integers(0, TOPICS, count),
        industry=rng.integers(0, INDUSTRIES, count),
        region=np.minimum(rng.geometric(0.18, count) - 1, REGIONS - 1),
        tightness=np.exp(rng.normal(0.0, 0.25, count)),
        weeks=np.exp(rng.normal(0.1, 0.3, count)),
        strict=rng.random(count) < 0.4,
        price_taste=np.exp(rng.normal(0, 0.35, count)),
        near_taste=np.exp(rng.normal(0, 0.35, count)),
    )


def features(sold: Suppliers, asked: Needs, who: Ints, rng: np.random.Generator) -> Floats:
    """(Q, C, 13) in the order of NAMES; ``who`` (Q, C) suppliers."""
    hops = np.minimum(np.abs(sold.region[who] - asked.region[:, None]), 9).astype(float)
    skill = sold.skill[who, asked.topic[:, None]]
    columns = {
        "exactness": np.minimum(1 + rng.poisson(0.6, who.shape), sold.breadth[who]) / sold.breadth[who],
        "text": 0.6 * -np.expm1(-skill * rng.gamma(2.0, 0.25, who.shape)),
        "votes": -np.expm1(-0.5 * rng.poisson(1.5 * skill)),
        "industry": np.minimum(sold.done[who, asked.industry[:, None]], 5),
        "price": np.clip(sold.price[who] * asked.tightness[:, None] * np.exp(rng.normal(0, 0.2, who.shape)), 0, 4),
        "time": np.clip(0.8 * sold.pace[who] / asked.weeks[:, None], 0, 2),
        "distance": hops,
        "onsite": onsite_hours(sold.promised[who], hops),
        "standards": np.where(asked.strict[:, None], np.round(2 * sold.joins[who]) / 2, sold.joins[who]),
        "capacity": sold.capacity[who],
        "evidence": sold.evidence[who],
        "reply": sold.reply[who],
        "outcome": sold.outcome[who],
    }
    return np.stack([np.asarray(columns[name], dtype=float) for name in NAMES], axis=-1)


def worth(table: Floats, asked: Needs, quality: Floats) -> Floats:
    """(Q, C) what each supplier is truly worth to each firm, in log-odds."""
    f = {name: table[..., place] for place, name in enumerate(NAMES)}
    proved, over = f["evidence"] >= 2, np.maximum(f["price"] - 1.0, 0)
    fit = 1.0 * (f["exactness"] >= 0.5) + 0.6 * f["exactness"] + 1.3 * np.sqrt(f["text"]) + 1.6 * f["votes"] ** 0.7
    fit += 0.9 * np.log1p(f["industry"]) / np.log(6) + 0.6 * f["votes"] * proved
    price = 1.6 * over + 1.6 * np.maximum(f["price"] - 1.4, 0) + 0.9 * over * ~proved
    price += 1.2 * np.maximum(0.6 - f["price"], 0)
    late = 1.2 * np.maximum(f["time"] - 0.7, 0) + 1.0 * (f["time"] > 1.0)
    far = 0.14 * f["distance"] + 0.9 * np.sqrt(f["onsite"] / 168.0)
    proof = np.choose(f["evidence"].astype(int), [0.0, 0.2, 0.8, 1.1]) + 0.4 * f["reply"]
    proof += 2.0 * np.maximum(f["outcome"] - 0.5, 0) + 0.25 * np.minimum(f["capacity"], 2)
    joined = 0.5 * f["standards"] + 0.9 * (f["standards"] >= 1.0) * asked.strict[:, None]
    wanted = fit + proof + joined - late - price * asked.price_taste[:, None] - far * asked.near_taste[:, None]
    return np.asarray(wanted + 0.6 * quality)


def quote_chance(table: Floats, hunger: Floats) -> Floats:
    """Chance that an invited supplier quotes: those who answer, have room, are near and earn by it do so oftener."""
    f = {name: table[..., place] for place, name in enumerate(NAMES)}
    room = 0.9 * np.minimum(f["capacity"], 2) - 0.12 * f["distance"]
    money = 0.8 * (f["price"] - 1.0) - 0.8 * np.maximum(f["time"] - 1.0, 0)
    return np.asarray(expit(-1.4 + 2.2 * f["reply"] + room + money + 0.6 * hunger))


class Market:
    """One market of one seed: ``log(needs)`` for learning, ``test(needs)`` for judging, never the same needs."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.suppliers = draw_suppliers(np.random.default_rng([seed, 0]))
        self.prior = prior_ranker()

    def meet(self, rng: np.random.Generator, count: int) -> tuple[Needs, Ints, Floats, Floats]:
        """Needs, the suppliers each meets (Q, C), features (Q, C, F) and true worth (Q, C)."""
        asked = draw_needs(rng, count)
        who = np.argpartition(rng.random((count, len(self.suppliers.region))), CANDIDATES, axis=1)[:, :CANDIDATES]
        table = features(self.suppliers, asked, who, rng)
        return asked, who, table, worth(table, asked, self.suppliers.quality[who])

    def test(self, count: int) -> tuple[Floats, Floats, Ints]:
        """All candidates of fresh needs: X, grades 0-4 by true worth inside the need, groups."""
        _, _, table, wanted = self.meet(np.random.default_rng([self.seed, 2]), count)
        places = np.argsort(np.argsort(-wanted, axis=1), axis=1)
        grades = np.digitize(-places, [-75, -30, -10, -3], right=True).astype(float)
        return table.reshape(-1, len(NAMES)), grades.ravel(), np.repeat(np.arange(count), CANDIDATES)

    def log(self, needs: int, *, kind: int = 1, swaps: float = SWAP_SHARE) -> Log:
        """What ``needs`` firms left behind; another ``kind`` gives other needs."""
        parts = []
        for start in range(0, needs, BATCH):
            rng = np.random.default_rng([self.seed, 10 + kind, start])
            parts.append(self._batch(rng, min(BATCH, needs - start), start, swaps))
        return Log(*(np.concatenate([part[column] for part in parts]) for column in range(6)))

    def _batch(self, rng: np.random.Generator, count: int, start: int, swaps: float) -> tuple[Floats, ...]:
        _, who, table, wanted = self.meet(rng, count)
        hand = self.prior.sum_curves(table.reshape(-1, len(NAMES))).reshape(who.shape)
        shown = np.argsort(-(hand + rng.normal(0, HAND_NOISE, hand.shape)), axis=1)[:, :SHOWN]
        tossed = []
        for need in np.flatnonzero(rng.random(count) < swaps):
            turned = swapped(shown[need], seed=(self.seed, start, int(need)))
            shown[need] = turned.order
            tossed += [(start + need, upper + 1) for upper in turned.uppers]
        across = np.arange(count)[:, None]
        levels = steps(table[across, shown], wanted[across, shown], self.suppliers.hunger[who[across, shown]], rng)
        return (
            table[across, shown].reshape(-1, len(NAMES)),
            np.tile(np.arange(1, SHOWN + 1), count),
            levels.ravel(),
            np.repeat(np.arange(start, start + count), SHOWN),
            np.array(tossed, dtype=np.int64).reshape(-1, 2),
            who[across, shown].ravel(),
        )


def steps(table: Floats, wanted: Floats, hunger: Floats, rng: np.random.Generator) -> Ints:
    """(Q, 20) how far each shown supplier went, 0 shown to 5 awarded."""
    seen = rng.random(wanted.shape) < place_chances(np.arange(1, SHOWN + 1), TRUE_ETA)
    opened = seen & (rng.random(wanted.shape) < expit(1.5 * (wanted - 3.0)))
    invited = opened & (rng.random(wanted.shape) < expit(1.5 * (wanted - 3.0)))
    opened |= rng.random(wanted.shape) < MISTAKES
    quoted = invited & (rng.random(wanted.shape) < quote_chance(table, hunger))
    accepted = quoted | (invited & (rng.random(wanted.shape) < 0.15))
    liked = np.where(quoted, wanted + rng.gumbel(0, 0.5, wanted.shape), -np.inf)
    best = liked.argmax(axis=1)
    awarded = np.zeros_like(quoted)
    awarded[np.arange(len(best)), best] = liked[np.arange(len(best)), best] > 4.0
    return np.max([opened * OPENED, invited * INVITED, accepted * ACCEPTED, quoted * QUOTED, awarded * AWARDED], axis=0)
