"""What is still missing, one thing at a time, and what each answer would be worth.

The score says how well suppliers could answer the need as it stands: 0 nothing to go by, 100 all they usually ask.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from demand.choices import Strength
from demand.models import Need, Requirement
from matchmaker.engine import answering
from matchmaker.reference.book import book

MAN = 10_000


@dataclass(frozen=True)
class Question:
    """``fact`` names the form that takes the answer; ``options`` are (field, value, words) for one press."""

    key: str
    fact: str
    title: str | Promise
    why: str | Promise
    options: tuple[tuple[str, str, str | Promise], ...] = ()

    @property
    def worth(self) -> int:
        """Points of the score that an answer earns."""
        return answering.POINTS[self.key]


@dataclass(frozen=True)
class Gain:
    """One part of the score: its points, whether they are earned, and the replies to expect once they are."""

    key: str
    title: str | Promise
    points: int
    earned: int
    replies: float = 0.0

    @property
    def missing(self) -> int:
        return self.points - self.earned


@dataclass(frozen=True)
class Answerability:
    """``replies``: how many suppliers are likely to answer as it stands, an estimate of the engine."""

    score: int
    gains: tuple[Gain, ...]
    question: Question | None
    replies: float = 0.0

    @property
    def open_gains(self) -> list[Gain]:
        return sorted((gain for gain in self.gains if gain.missing), key=lambda gain: -gain.missing)


TITLES = {
    "wanted": _("무엇이 필요한지"),
    "money": _("예산"),
    "region": _("공장이 있는 곳"),
    "deadline": _("기한"),
    "industry": _("업종"),
    "employees": _("일하는 사람"),
}


def answerability(need: Need, rows: list[Requirement]) -> Answerability:
    """Score, its parts, and the question whose answer is worth most among those not skipped."""
    known = _known(need, rows)
    facts = answering.NeedFacts(frozenset(), frozenset(key for key, said in known.items() if said))
    estimate = answering.answerability(facts, among=TITLES)
    after = {question.key: question.replies for question in estimate.questions}
    gains = tuple(_gain(key, known[key], after.get(key, estimate.replies)) for key in TITLES)
    skipped = set(need.reading.get("skipped", []))
    waiting = [gain.key for gain in sorted(gains, key=lambda gain: -gain.points) if gain.missing]
    asked = next((key for key in waiting if key in QUESTIONS and key not in skipped), None)
    question = _question(need, asked) if asked else None
    return Answerability(estimate.score, gains, question, estimate.replies)


def _gain(key: str, known: bool, replies: float) -> Gain:
    points = answering.POINTS[key]
    return Gain(key, TITLES[key], points, points if known else 0, replies)


def _known(need: Need, rows: list[Requirement]) -> dict[str, bool]:
    return {
        "wanted": any(row.confirmed and row.strength == Strength.MUST for row in rows),
        "money": need.budget_krw is not None or need.own_krw is not None,
        "region": need.region_id is not None,
        "deadline": need.deadline_weeks is not None,
        "industry": need.industry_id is not None,
        "employees": need.employees is not None,
    }


QUESTIONS = {
    "money": Question(
        "money",
        "money",
        _("예산은 어느 정도 생각하세요?"),
        _("대략이라도 알면 감당할 수 있는 묶음만 보여 드립니다."),
        (
            ("budget_krw", str(2_000 * MAN), _("2천만원까지")),
            ("budget_krw", str(5_000 * MAN), _("5천만원까지")),
            ("budget_krw", str(10_000 * MAN), _("1억원까지")),
            ("budget_krw", str(20_000 * MAN), _("2억원까지")),
        ),
    ),
    "region": Question(
        "region",
        "region",
        _("공장은 어디에 있나요?"),
        _("가까운 업체일수록 고장 났을 때 빨리 옵니다. 본사가 아니라 공장 자리를 알려 주세요."),
    ),
    "deadline": Question(
        "deadline",
        "deadline",
        _("언제까지 쓰고 싶으세요?"),
        _("그때까지 끝낼 수 있는 업체만 고릅니다."),
        (
            ("deadline_weeks", "13주", _("3개월 안")),
            ("deadline_weeks", "26주", _("6개월 안")),
            ("deadline_weeks", "52주", _("1년 안")),
        ),
    ),
    "industry": Question(
        "industry",
        "industry",
        _("무엇을 만드는 공장인가요?"),
        _("같은 업종에서 해 본 업체를 먼저 보여 드립니다."),
    ),
    "employees": Question(
        "employees",
        "employees",
        _("몇 분이 일하세요?"),
        _("규모에 맞는 제품과 값을 고르는 데 씁니다."),
        (
            ("employees", "10", _("10명쯤")),
            ("employees", "20", _("20명쯤")),
            ("employees", "50", _("50명쯤")),
            ("employees", "100", _("100명쯤")),
        ),
    ),
}


def _question(need: Need, key: str) -> Question:
    """The question; where the words could mean two places or two trades, those are the answers to press."""
    question = QUESTIONS[key]
    source = need.reading.get("sources", {}).get(key, {})
    if source.get("sure", True):
        return question
    codes = [source["value"], *source.get("others", [])]
    names = book().names("regions" if key == "region" else "industries")
    options = tuple((key, code, names[code]) for code in dict.fromkeys(codes) if code in names)
    title = _("‘%(words)s’라고 하신 것은 어느 쪽인가요?") % {"words": source["words"]}
    return Question(key, question.fact, title, question.why, options)
