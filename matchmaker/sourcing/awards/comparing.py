"""Comparing the quotes of one need: plain values in, places with their reasons out. docs/comparing.md states it.

Every criterion gives a score of 0 to 1; weight times score, rounded to tenths of a point, is its contribution, and
the total is the sum of the contributions. What a quote leaves out is missing, never 0: for ranking only it counts as
the dearest of the others asks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from matchmaker.sourcing.awards.candidates import Candidate, Costs, counted
from matchmaker.sourcing.choices.comparing import Criterion
from matchmaker.sourcing.choices.quotes import DataOwner

WEIGHTS: dict[Criterion, int] = {
    Criterion.PRICE: 25,
    Criterion.RUNNING: 20,
    Criterion.TIME: 15,
    Criterion.COVERAGE: 20,
    Criterion.SERVICE: 10,
    Criterion.DATA: 5,
    Criterion.TRACK: 5,
}
TENTH = Decimal("0.1")
MUSTS_COUNT, LINES_COUNT = 0.8, 0.2
SLOWEST_HOURS, LONGEST_MONTHS = 72, 24
TRACK_NEUTRAL, TRACK_WEIGHT = 0.7, 3.0
OWNERSHIP = {DataOwner.CLIENT: 1.0, DataOwner.SHARED: 0.5, DataOwner.SUPPLIER: 0.0}


@dataclass(frozen=True)
class Contribution:
    """``rank`` from 1 among the quotes that can be chosen, ties share; None for one that cannot."""

    criterion: Criterion
    weight: int
    score: float
    points: Decimal
    rank: int | None


@dataclass(frozen=True)
class Standing:
    """Where a quote stands; ``place`` from 1."""

    candidate: Candidate
    place: int
    costs: Costs
    parts: tuple[Contribution, ...]
    total: Decimal = field(default=Decimal(0))

    @property
    def points(self) -> dict[Criterion, Decimal]:
        return {part.criterion: part.points for part in self.parts}

    @property
    def ranks(self) -> dict[str, int]:
        return {part.criterion.value: part.rank for part in self.parts if part.rank is not None}


@dataclass(frozen=True)
class Difference:
    """``points`` more (or less) than the other quote has by this criterion."""

    criterion: Criterion
    points: Decimal


def compare(
    candidates: Iterable[Candidate], *, budget_krw: int | None = None, deadline_weeks: int | None = None
) -> tuple[Standing, ...]:
    """The quotes in order, best first; those that cannot be chosen stand last. The order given plays no role."""
    rows = sorted(candidates, key=lambda row: row.key)
    pool = [row for row in rows if row.choosable] or rows
    costs = counted(rows, pool)
    marks = {row.key: _marks(row, costs[row.key]) for row in rows}
    best = {row.key: _references([other for other in pool if other.key != row.key]) for row in rows}
    score = {row.key: _scores(row, costs[row.key], best[row.key], budget_krw, deadline_weeks) for row in rows}
    judged = [
        _standing(row, costs[row.key], score[row.key], _ranks(row, pool, marks) if row.choosable else {})
        for row in rows
    ]
    judged.sort(key=lambda one: (not one.candidate.choosable, -one.total, one.costs.five_year_krw, one.candidate.key))
    return tuple(
        Standing(one.candidate, place, one.costs, one.parts, one.total) for place, one in enumerate(judged, start=1)
    )


def differences(one: Standing, other: Standing) -> tuple[Difference, ...]:
    """What makes up the distance between two quotes, the largest first; what is equal is left out."""
    theirs = other.points
    found = [Difference(part.criterion, part.points - theirs[part.criterion]) for part in one.parts]
    return tuple(sorted((row for row in found if row.points), key=lambda row: -abs(row.points)))


def shrunk_track(rated: Sequence[tuple[float, int]]) -> float | None:
    """The members' mean of (sum + 0.7 * 3) / (number + 3); None without any rating.

    ``rated``: for each member the sum of its ratings as 0-1, and their number.
    """
    if not any(number for _, number in rated):
        return None
    each = [(total + TRACK_NEUTRAL * TRACK_WEIGHT) / (number + TRACK_WEIGHT) for total, number in rated]
    return sum(each) / len(each)


# --- scores ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _References:
    """The least that the others said; None without any. Never one's own, nor what was imputed from one's own.

    Otherwise a quote could lose points by lowering its price.
    """

    build_krw: int | None
    five_year_krw: int | None
    weeks: int | None


def _references(others: list[Candidate]) -> _References:
    whole = [row for row in others if row.complete] or others
    return _References(
        build_krw=min((row.build_said for row in whole), default=None),
        five_year_krw=min((row.five_year_said for row in whole), default=None),
        weeks=min((row.weeks for row in others if row.weeks is not None), default=None),
    )


def _scores(
    row: Candidate, costs: Costs, best: _References, budget: int | None, deadline: int | None
) -> dict[Criterion, float]:
    return {
        Criterion.PRICE: _against(costs.build_krw, budget, best.build_krw),
        Criterion.RUNNING: _against(costs.five_year_krw, None, best.five_year_krw),
        Criterion.TIME: 0.0 if row.weeks is None else _against(row.weeks, deadline, best.weeks),
        Criterion.COVERAGE: _coverage(row),
        Criterion.SERVICE: _service(row),
        Criterion.DATA: OWNERSHIP.get(DataOwner(row.data_owner), 0.0) if row.data_owner else 0.0,
        Criterion.TRACK: TRACK_NEUTRAL if row.track is None else row.track,
    }


def _against(value: int, limit: int | None, least: int | None) -> float:
    """With a limit: 1 at half of it or less, 0.5 at it, 0 at one and a half. Without: 1 at the least, 0 at double."""
    if limit:
        return _clamp(1.5 - value / limit)
    if least is None:
        return 1.0
    return _clamp(2 - value / least) if least else float(value == 0)


def _coverage(row: Candidate) -> float:
    musts = row.musts_covered / row.musts_asked if row.musts_asked else 1.0
    lines = 1 - row.lines_missing / row.lines_asked if row.lines_asked else 1.0
    return _clamp(MUSTS_COUNT * musts + LINES_COUNT * lines)


def _service(row: Candidate) -> float:
    onsite = 0.0 if row.onsite_hours is None else _clamp(1 - row.onsite_hours / SLOWEST_HOURS)
    return (onsite + min((row.warranty_months or 0) / LONGEST_MONTHS, 1.0)) / 2


def _clamp(value: float) -> float:
    return min(max(value, 0.0), 1.0)


def _standing(row: Candidate, costs: Costs, scores: dict[Criterion, float], ranks: dict[Criterion, int]) -> Standing:
    parts = tuple(
        Contribution(criterion, weight, scores[criterion], _points(weight, scores[criterion]), ranks.get(criterion))
        for criterion, weight in WEIGHTS.items()
    )
    return Standing(row, 0, costs, parts, sum((part.points for part in parts), Decimal(0)))


def _points(weight: int, score: float) -> Decimal:
    return (Decimal(weight) * Decimal(repr(score))).quantize(TENTH, ROUND_HALF_UP)


def _marks(row: Candidate, costs: Costs) -> dict[Criterion, float]:
    """What ranks go by, more is better: the value itself, so that two far beyond the budget still differ."""
    return {
        Criterion.PRICE: -costs.build_krw,
        Criterion.RUNNING: -costs.five_year_krw,
        Criterion.TIME: float("-inf") if row.weeks is None else -row.weeks,
        Criterion.COVERAGE: _coverage(row),
        Criterion.SERVICE: _service(row),
        Criterion.DATA: OWNERSHIP.get(DataOwner(row.data_owner), 0.0) if row.data_owner else 0.0,
        Criterion.TRACK: TRACK_NEUTRAL if row.track is None else row.track,
    }


def _ranks(row: Candidate, pool: list[Candidate], marks: dict[int, dict[Criterion, float]]) -> dict[Criterion, int]:
    def rank(of: Callable[[int], float]) -> int:
        return 1 + sum(of(other.key) > of(row.key) for other in pool)

    return {criterion: rank(lambda key, c=criterion: marks[key][c]) for criterion in WEIGHTS}
