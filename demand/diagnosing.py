"""The self-check worked out: scores, levels, the next steps, and when nothing is needed now. No rows, no request.

Not the official level check. Scoring is an assumption of this project: area level = floor of the mean answer; system
level = median of Q5, Q9 and Q11, at most one above the lowest of them; score = sum(points x answer / 4).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from statistics import mean, median

SYSTEM = ("Q5", "Q9", "Q11")
CUTS = (250, 450, 650, 850)
BEST = 4
MOST_STEPS = 3
PLAN, PAIN, MONEY, WAY = "Q1", "P1", "P2", "P3"
MONEY_KRW = (20_000_000, 50_000_000, 100_000_000, 200_000_000, None)
ENOUGH_ANSWERS = 8
GOOD, SETTLED = 3, 2

Answer = int | list[int] | None


@dataclass(frozen=True)
class Asked:
    """A question as the scoring needs it; ``suggestions[a]`` are capability codes after answer a."""

    code: str
    area: str
    points: int
    suggestions: Sequence[Sequence[str]]


@dataclass(frozen=True)
class AreaLevel:
    """``level`` 0-4, None when nothing in the area was answered."""

    area: str
    level: int | None
    answered: int
    asked: int


@dataclass(frozen=True)
class Step:
    """Where the firm gains most next: from the answer it gave to the one above."""

    question: str
    answer: int
    codes: tuple[str, ...]
    urgent: bool


@dataclass(frozen=True)
class Outcome:
    """``score`` 0-1000 over what was answered; ``possible`` the most those answers could have brought."""

    score: int
    possible: int
    level: int
    system_level: int | None
    answered: int
    unknown: int
    areas: tuple[AreaLevel, ...]
    steps: tuple[Step, ...]
    money_krw: int | None
    subsidy_only: bool
    not_needed: bool

    def as_json(self) -> dict[str, object]:
        return asdict(self)


def diagnose(questions: Sequence[Asked], answers: Mapping[str, Answer]) -> Outcome:
    """Work out one self-check. Missing answers and None are 모름: unanswered, never counted as 0."""
    scored = [row for row in questions if row.points]
    given = {row.code: answer for row in scored if isinstance(answer := answers.get(row.code), int)}
    score = sum(row.points * given[row.code] / BEST for row in scored if row.code in given)
    system = _system_level(given)
    pains = _pains(answers)
    return Outcome(
        score=round(score),
        possible=sum(row.points for row in scored if row.code in given),
        level=1 + sum(score >= cut for cut in CUTS),
        system_level=system,
        answered=len(given),
        unknown=len(scored) - len(given),
        areas=tuple(_areas(scored, given)),
        steps=tuple(_steps(questions, given, pains)),
        money_krw=_money(answers),
        subsidy_only=answers.get(WAY) == BEST,
        not_needed=_not_needed(given, system, pains),
    )


def _system_level(given: Mapping[str, int]) -> int | None:
    known = [given[code] for code in SYSTEM if code in given]
    return min(int(median(known)), min(known) + 1) if known else None


def _areas(scored: Sequence[Asked], given: Mapping[str, int]) -> list[AreaLevel]:
    areas = dict.fromkeys(row.area for row in scored)
    found = []
    for area in areas:
        asked = [row.code for row in scored if row.area == area]
        known = [given[code] for code in asked if code in given]
        found.append(AreaLevel(area, int(mean(known)) if known else None, len(known), len(asked)))
    return found


def _pains(answers: Mapping[str, Answer]) -> list[int]:
    said = answers.get(PAIN)
    return said if isinstance(said, list) else [] if said is None else [said]


def _money(answers: Mapping[str, Answer]) -> int | None:
    said = answers.get(MONEY)
    return MONEY_KRW[said] if isinstance(said, int) else None


def _steps(questions: Sequence[Asked], given: Mapping[str, int], pains: Sequence[int]) -> list[Step]:
    """The steps with the largest gap x points, those that touch a pain first; without a plan, the plan leads."""
    pain = next((row for row in questions if row.code == PAIN), None)
    wished = {code for at in pains for code in (pain.suggestions[at] if pain else ())}
    rows = [row for row in questions if row.points and row.code in given and row.suggestions[given[row.code]]]
    worth = {row.code: (BEST - given[row.code]) * row.points for row in rows}
    urgent = {row.code: bool(wished & set(row.suggestions[given[row.code]])) for row in rows}
    rows.sort(
        key=lambda row: (given.get(PLAN) == 0 and row.code == PLAN, urgent[row.code], worth[row.code]), reverse=True
    )
    return [
        Step(row.code, given[row.code], tuple(row.suggestions[given[row.code]]), urgent[row.code])
        for row in rows[:MOST_STEPS]
    ]


def _not_needed(given: Mapping[str, int], system: int | None, pains: Sequence[int]) -> bool:
    """Nothing to buy now: everything answered is good, or the systems are settled and nothing presses."""
    if len(given) < ENOUGH_ANSWERS:
        return False
    return min(given.values()) >= GOOD or (not pains and system is not None and system >= SETTLED)
