"""Suppliers that meet again and again before many needs, with preferences that are known: where exposure piles up.

1,500 suppliers (small 76 %, outside the capital region 46 %, without any project 29 %), 200 drawn for each need, as
concentrated as the real market was (the most shown tenth holds between two and three fifths). The features are the
product's own; what owners want is not additive (a jump where the offer is exact, a hinge at the budget) and holds a
quality that no feature shows. Simulated: ratios say something about the rule, values do not.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from matchmaker.engine.features import NAMES, SIGNS
from matchmaker.engine.learning import PairwiseAdditive
from matchmaker.engine.ranking import PRIOR, AdditiveRanker, prior_ranker
from matchmaker.engine.rotating import SlotList, Suppliers

SMALL, OUTSIDE, NEW = 0.76, 0.46, 0.29
SHOWN, TRADES = 20, 12
GRADES = (0.75, 0.90, 0.95, 0.98)
AT = {name: column for column, name in enumerate(NAMES)}


@dataclass(frozen=True)
class Firms:
    """(S,) each: what stays the same over all needs; ``good_at`` (S, 12) by trade; only owners see ``quality``."""

    small: np.ndarray
    outside: np.ndarray
    new: np.ndarray
    room: np.ndarray
    seat: np.ndarray
    dear: np.ndarray
    slow: np.ndarray
    proof: np.ndarray
    reply: np.ndarray
    outcome: np.ndarray
    onsite: np.ndarray
    good_at: np.ndarray
    quality: np.ndarray


@dataclass(frozen=True)
class Asked:
    """One need: suppliers (N,), features (N, F), what each is worth to the owner (N,)."""

    rows: np.ndarray
    X: np.ndarray
    worth: np.ndarray


def firms(count: int, seed: int) -> Firms:
    rng = np.random.default_rng([seed, count])
    small, new = rng.random(count) < SMALL, rng.random(count) < NEW
    skill = np.clip(rng.beta(4.0, 5.0, count) + 0.05 * ~small, 0, 1)
    return Firms(
        small=small,
        outside=rng.random(count) < OUTSIDE,
        new=new,
        room=np.maximum(rng.poisson(np.where(small, 1.5, 4.0)), 1),
        seat=rng.integers(0, 17, count),
        dear=rng.normal(0, 0.12, count),
        slow=rng.normal(0, 0.12, count),
        proof=np.where(new, rng.integers(0, 2, count), rng.integers(0, 3, count) + (skill > 0.5)),
        reply=rng.beta(6, 3, count),
        outcome=np.where(new, 0.7, np.clip(rng.normal(0.45 + 0.4 * skill, 0.1), 0.05, 1)),
        onsite=rng.integers(2, 100, count).astype(float),
        good_at=rng.beta(0.8, 2.0, (count, TRADES)) * (0.6 + skill[:, None]),
        quality=rng.normal(0, 1, count),
    )


def table(market: Firms, rows: np.ndarray, skill: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """(N, F) the product's features of these suppliers for one need that asks for this ``skill`` (N,)."""
    count = len(rows)
    hops = np.minimum(np.abs(market.seat[rows] - rng.integers(0, 17)) // 3, 9).astype(float)
    like = ~market.new[rows] & (rng.random(count) < 0.2 + 0.5 * skill)
    columns = {
        "exactness": rng.choice([1.0, 0.5, 1 / 3], count, p=[0.6, 0.3, 0.1]),
        "text": np.clip(rng.gamma(2.0, 0.05, count) + 0.15 * skill, 0, 1),
        "votes": like * np.clip(rng.normal(0.2 + 0.6 * skill, 0.15), 0, 1),
        "industry": np.minimum(like * rng.poisson(1.2, count), 5).astype(float),
        "price": np.exp(market.dear[rows] + rng.normal(0, 0.3, count)),
        "time": np.clip(0.7 * np.exp(market.slow[rows] + rng.normal(0, 0.3, count)), 0.1, 2),
        "distance": hops,
        "onsite": np.minimum(market.onsite[rows] + 8 * hops, 168),
        "standards": rng.integers(0, 4, count) / 3,
        "capacity": np.minimum(market.room[rows], 4).astype(float),
        "evidence": market.proof[rows].astype(float),
        "reply": market.reply[rows],
        "outcome": market.outcome[rows],
    }
    return np.column_stack([columns[name] for name in NAMES])


def liking(X: np.ndarray, skill: np.ndarray, quality: np.ndarray, large: bool) -> np.ndarray:  # noqa: N803
    """(N,) what the owner would feel about each, were all of them known well."""
    at = {name: X[:, column] for name, column in AT.items()}
    worth = 1.1 * (at["exactness"] > 0.9) + 1.2 * skill + 0.4 * at["votes"] + 2.0 * np.sqrt(at["text"])
    worth += 0.15 * at["industry"] - 1.4 * np.maximum(at["price"] - 1.0, 0) - 0.5 * at["price"]
    worth += -0.8 * np.maximum(at["time"] - 0.9, 0) - 0.12 * at["distance"] - 0.004 * at["onsite"]
    worth += (0.35 if large else 0.1) * at["evidence"] + 0.5 * at["reply"] + 1.2 * at["outcome"]
    return worth + 0.2 * at["standards"] + 0.35 * quality


def asked(market: Firms, seed: int, number: int, candidates: int = 200) -> Asked:
    rng = np.random.default_rng([seed, 3, number])
    rows = np.sort(rng.choice(len(market.small), candidates, replace=False))
    skill = np.clip(market.good_at[rows, rng.integers(0, TRADES)], 0, 1)
    X = table(market, rows, skill, rng)  # noqa: N806
    return Asked(rows, X, liking(X, skill, market.quality[rows], bool(rng.random() < 0.4)))


def learnt(needs: list[Asked], seed: int) -> AdditiveRanker:
    """The product's learner on a biased log: twenty shown by the prior with noise, the k-th looked at 1 time in k."""
    rng, prior = np.random.default_rng([seed, 5]), prior_ranker()
    X, y, group, seen = [], [], [], []  # noqa: N806
    for number, one in enumerate(needs):
        shown = np.argsort(-(prior.sum_curves(one.X) + rng.normal(0, 0.05, len(one.rows))), kind="stable")[:SHOWN]
        chance = 1.0 / np.arange(1, len(shown) + 1)
        wanted = 1 / (1 + np.exp(-2.0 * (one.worth[shown] - np.quantile(one.worth, 0.9))))
        invited = (rng.random(len(shown)) < chance) & (rng.random(len(shown)) < wanted)
        won = invited & (rng.random(len(shown)) < 0.35)
        X.append(one.X[shown])
        y.append(invited + 1.0 * won)
        group.append(np.full(len(shown), number))
        seen.append(chance)
    learner = PairwiseAdditive(signs=SIGNS, prior=tuple(PRIOR[name] for name in NAMES))
    return learner.fit(np.vstack(X), np.concatenate(y), np.concatenate(group), np.concatenate(seen)).ranker()


def lists(needs: list[Asked], ranker: AdditiveRanker) -> list[tuple[SlotList, ...]]:
    """Each need as one list; gains 2 ** grade - 1, grades 0 to 4 by the share of candidates that are liked less."""
    found = []
    for one in needs:
        grade = np.searchsorted(np.quantile(one.worth, GRADES), one.worth, side="right")
        found.append((SlotList(one.rows, one.rows, ranker.sum_curves(one.X), np.exp2(grade) - 1.0, 1.0),))
    return found


def facts(market: Firms) -> Suppliers:
    return Suppliers(market.new, market.room, {"small": market.small, "outside": market.outside, "new": market.new})
