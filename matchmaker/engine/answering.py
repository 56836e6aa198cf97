"""How well suppliers could answer a need as it stands, and what each missing answer is worth.

An estimate by rule until replies can be counted; the formula and its assumptions are in docs/reading.md.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from .types import Reading

MOST_REPLIES = 4.2  # six invitations, seven in ten answered when nothing is missing
SCALE = 50  # points that cost a factor e of the replies
POINTS: Mapping[str, int] = {
    "wanted": 40,
    "money": 20,
    "region": 15,
    "deadline": 10,
    "machines": 10,
    "industry": 8,
    "employees": 7,
    "owned": 7,
}
TOUCHES_MACHINES = frozenset(
    {"SOL-IIOT", "SOL-SCADA", "SOL-PHM", "SOL-AI", "SOL-TWIN", "EQP-GATEWAY", "EQP-PLC", "SVC-RETROFIT"}
)
JOINS_SYSTEMS = frozenset(
    {"SOL-MES", "SOL-APS", "SOL-WMS", "SOL-BI", "SOL-SCM", "SOL-PLM", "SOL-OMS", "SVC-SI", "SOL-TRACE", "SOL-QMS"}
)


@dataclass(frozen=True)
class NeedFacts:
    """What is known of a need. ``asked``: codes surely wanted; ``known``: keys of ``POINTS`` already answered."""

    asked: frozenset[str]
    known: frozenset[str]


@dataclass(frozen=True)
class OpenQuestion:
    """One missing answer: ``points`` it adds to the score, ``replies`` to be expected once it is given."""

    key: str
    points: int
    replies: float


@dataclass(frozen=True)
class Answerability:
    """``score`` 0-100; ``replies`` expected now (an estimate); ``questions`` the most valuable first."""

    score: int
    replies: float
    questions: tuple[OpenQuestion, ...]

    @property
    def next(self) -> OpenQuestion | None:
        return self.questions[0] if self.questions else None


def answerability(facts: NeedFacts, among: Collection[str] = frozenset(POINTS)) -> Answerability:
    """Score = 100 x known points / all points that matter here; replies = 4.2 x exp(-missing points / 50).

    ``among`` limits the questions to those that the asking page can put.
    """
    points = {key: POINTS[key] for key in questions_for(facts.asked) if key in among}
    missing = {key: worth for key, worth in points.items() if key not in facts.known}
    everything, lost = sum(points.values()) or 1, sum(missing.values())
    ordered = sorted(missing, key=lambda key: (-missing[key], key))
    questions = [
        OpenQuestion(key, round(100 * missing[key] / everything), expected_replies(lost - missing[key]))
        for key in ordered
    ]
    return Answerability(round(100 * (1 - lost / everything)), expected_replies(lost), tuple(questions))


def expected_replies(missing_points: float) -> float:
    return round(MOST_REPLIES * math.exp(-missing_points / SCALE), 1)


def questions_for(asked: Iterable[str]) -> tuple[str, ...]:
    """Keys that matter for these capabilities: controllers only where machines are touched, systems where they join."""
    codes = set(asked)
    barred = set()
    if not codes & TOUCHES_MACHINES:
        barred.add("machines")
    if not codes & JOINS_SYSTEMS:
        barred.add("owned")
    return tuple(key for key in POINTS if key not in barred)


def facts_of(reading: Reading) -> NeedFacts:
    """What a reading is sure of."""
    sure = [r for r in reading.requirements if r.sure]
    asked = frozenset(code for r in sure if r.strength == "must" for code in r.codes)
    known = {
        "wanted": bool(asked),
        "money": bool(reading.amounts),
        "region": reading.region is not None and reading.region.sure,
        "deadline": reading.deadline_weeks is not None,
        "industry": reading.industry is not None and reading.industry.sure,
        "employees": reading.employees is not None,
        "owned": any(r.strength == "owned" for r in sure),
        "machines": "machine_signals" in reading.flags,
    }
    return NeedFacts(asked, frozenset(key for key, said in known.items() if said))
