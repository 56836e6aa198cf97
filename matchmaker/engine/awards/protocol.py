"""The stated way of judging a ranker by later awards: what it may know, what it learns from, what counts.

Rank suppliers for the tenders of [cut, end). Profiles are frozen at the cut, or renewed on the first of each month.
The re-ranker learns on the year before the cut from history before that year. Relevant are the winners; winners that
history does not know count as misses ("all"); "known" are the tenders with at least one winner that it knows.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np

from matchmaker.engine.awards.evidence import FEATURES, Banks, Evidence, Table
from matchmaker.engine.awards.history import FutureRefused, History, before
from matchmaker.engine.awards.records import Tender
from matchmaker.engine.evaluating import ndcg, recall, reciprocal_rank
from matchmaker.engine.learning import PairwiseAdditive
from matchmaker.engine.types import Floats, Ints

BLIND_SAMPLE = 40
Maker = Callable[[Sequence[Tender], int], Evidence]


@dataclass(frozen=True)
class Judged:
    """A table with its answers: ``y`` (N,) 1 for winners, ``winners`` (Q,) how many there are, found or not,
    ``familiar`` (Q,) how many of them history knows.
    """

    table: Table
    y: Floats
    winners: Ints
    familiar: Ints

    @property
    def known(self) -> np.ndarray:
        return self.familiar > 0

    @cached_property
    def ends(self) -> Ints:
        return np.searchsorted(self.table.group, np.arange(self.table.questions + 1))


@dataclass(frozen=True)
class Measures:
    """(Q,) each, one value a tender. ``reachable``: NDCG with only the winners that history knows; nan without any."""

    ndcg: Floats
    reachable: Floats
    mrr: Floats
    recall: Floats


def makers(tenders: Sequence[Tender]) -> Maker:
    """How evidence is made for any cut of one log; texts are counted once."""
    texts = [one.question.text for one in tenders]
    names = sorted({name for one in tenders for name in one.winners})
    banks = Banks(texts, names)
    return lambda log, cut: Evidence(before(log, cut), banks)


def judged(tenders: Sequence[Tender], asked: Sequence[Tender], cut: int, make: Maker) -> Judged:
    """``asked`` against history before ``cut``; the answers are looked up after the features are made."""
    evidence = make(tenders, cut)
    table = evidence.table([one.question for one in asked])
    return label(table, asked, evidence.history)


def label(table: Table, asked: Sequence[Tender], history: History) -> Judged:
    won = [{history.place[name] for name in one.winners if name in history.place} for one in asked]
    pairs = zip(table.group.tolist(), table.supplier.tolist(), strict=True)
    y = np.array([supplier in won[group] for group, supplier in pairs], dtype=np.float64)
    winners = np.array([len(one.winners) for one in asked], dtype=np.int64)
    return Judged(table, y, winners, np.array([len(one) for one in won], dtype=np.int64))


def period(tenders: Sequence[Tender], start: int, end: int, make: Maker, *, monthly: bool = False) -> Judged:
    """All tenders of [start, end), from history frozen at ``start`` or at the first of each one's month."""
    asked = [one for one in tenders if start <= one.day < end]
    if not monthly:
        return judged(tenders, asked, start, make)
    parts = []
    for first in sorted({max(start, month_of(one.day)) for one in asked}):
        now = [one for one in asked if max(start, month_of(one.day)) == first]
        parts.append(judged(tenders, now, first, make))
    return joined(parts)


def joined(parts: Sequence[Judged]) -> Judged:
    """One table of several. Suppliers keep the row numbers of their own histories."""
    shift = np.cumsum([0, *(one.table.questions for one in parts)])
    groups = [one.table.group + by for one, by in zip(parts, shift.tolist(), strict=False)]
    table = Table(
        np.vstack([one.table.X for one in parts] or [np.empty((0, len(FEATURES)))]),
        np.concatenate([np.empty(0, np.int64), *(one.table.supplier for one in parts)]),
        np.concatenate([np.empty(0, np.int64), *groups]),
        int(shift[-1]),
    )
    winners, familiar = (
        np.array([x for one in parts for x in getattr(one, of)], int) for of in ("winners", "familiar")
    )
    return Judged(table, np.concatenate([np.empty(0), *(one.y for one in parts)]), winners, familiar)


def month_of(day: int) -> int:
    return date.fromordinal(day).replace(day=1).toordinal()


def year_before(cut: int) -> int:
    day = date.fromordinal(cut)
    return day.replace(year=day.year - 1, day=min(day.day, 28) if day.month == 2 else day.day).toordinal()


def learner(signs: Sequence[int] | None = None) -> PairwiseAdditive:
    """The product's learner as it is set for this evidence; ``docs/learning.md`` says when each value was fixed."""
    own = [sign for sign, _ in FEATURES.values()] if signs is None else signs
    return PairwiseAdditive(signs=own, knots=6, l2=10.0, level_step=0.0, rounds=2, most_losers=10_000)


def learn(past: Judged, signs: Sequence[int] | None = None) -> PairwiseAdditive:
    return learner(signs).fit(past.table.X, past.y, past.table.group)


def measure(case: Judged, scores: Floats, k: int = 10) -> Measures:
    """NDCG@k, reciprocal rank and recall@k of each tender; one without candidates scores nothing."""
    rows = []
    for number, (a, b) in enumerate(zip(case.ends, case.ends[1:], strict=False)):
        y, mine = case.y[a:b], scores[a:b]
        missed = int(case.winners[number] - y.sum())
        rows.append(
            (
                ndcg(y, mine, k, missed=np.ones(missed)),
                ndcg(y, mine, k, missed=np.ones(int(case.familiar[number] - y.sum()))),
                reciprocal_rank(y, mine),
                recall(y, mine, k, missed=missed),
            )
        )
    return Measures(*(np.array(column) for column in zip(*rows, strict=True)))


def check_blind(tenders: Sequence[Tender], cut: int, make: Maker, *, seed: int = 0) -> None:
    """Makes the evidence twice, the second time with later winners drawn anew from all names: no feature may notice.

    Raises FutureRefused if a feature of any of the sampled questions changes by one bit.
    """
    later = [one for one in tenders if one.day >= cut]
    rng = np.random.default_rng(seed)
    names = sorted({name for one in tenders for name in one.winners})
    drawn = [Tender(one.question, (names[rng.integers(len(names))],)) for one in later]
    other = [one for one in tenders if one.day < cut] + drawn
    sample = [later[row].question for row in sorted(rng.permutation(len(later))[:BLIND_SAMPLE])]
    first, second = (make(log, cut).table(sample) for log in (tenders, other))
    same = np.array_equal(first.supplier, second.supplier) and np.array_equal(first.X, second.X)
    if not same:
        raise FutureRefused(cut=str(date.fromordinal(cut)), changed="features know later winners")
