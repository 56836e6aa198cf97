"""A worked-out self-check in the reader's words, for the result page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from demand.choices import Maturity
from demand.diagnosing import BEST, Asked, Outcome, diagnose
from demand.diagnosis_forms import in_words
from demand.models import Diagnosis
from demand.starters import Starter, starters_for
from demand.words import Words, lexicon
from matchmaker.reference.models import DiagnosisQuestion


@dataclass(frozen=True)
class AreaShown:
    name: str
    level: int | None
    level_words: str
    answered: int
    asked: int

    @property
    def width(self) -> int:
        """Per cent of the full bar."""
        return 0 if self.level is None else round(100 * self.level / BEST)


@dataclass(frozen=True)
class StepShown:
    question: str
    now: str
    next: str
    urgent: bool
    things: tuple[Words, ...]


@dataclass(frozen=True)
class ResultPage:
    diagnosis: Diagnosis
    outcome: Outcome
    system_words: str
    areas: tuple[AreaShown, ...]
    steps: tuple[StepShown, ...]
    starters: tuple[tuple[Starter, tuple[Words, ...]], ...]
    history: tuple[Diagnosis, ...]


FOOD = frozenset({"10", "11"})
FOOD_ONLY = frozenset({"SOL-HACCP", "EQP-DETECT"})


def asked_questions(rows: list[DiagnosisQuestion], industry: str | None = None) -> list[Asked]:
    """The questions for the scoring; what only food plants need is suggested to food plants only."""
    left_out = frozenset() if industry in FOOD else FOOD_ONLY
    return [
        Asked(row.code, row.area, row.points, [[c for c in codes if c not in left_out] for codes in row.suggestions])
        for row in rows
    ]


def work_out(answers: dict[str, Any], industry: str | None = None) -> Outcome:
    """The outcome of these answers by the questions as loaded."""
    return diagnose(asked_questions(list(DiagnosisQuestion.objects.all()), industry), answers)


def result_page(diagnosis: Diagnosis) -> ResultPage:
    questions = list(DiagnosisQuestion.objects.all())
    outcome = diagnose(asked_questions(questions, diagnosis.firm.industry_id), diagnosis.answers)
    words = lexicon()
    owned = list(diagnosis.firm.owned.values_list("pk", flat=True))
    return ResultPage(
        diagnosis=diagnosis,
        outcome=outcome,
        system_words="" if outcome.system_level is None else str(Maturity(str(outcome.system_level)).label),
        areas=tuple(_areas(outcome, questions)),
        steps=tuple(_steps(outcome, {row.code: row for row in questions}, words)),
        starters=tuple(
            (row, tuple(words[code] for code in row.codes))
            for row in starters_for(outcome, owned, timezone.localdate())
        ),
        history=tuple(diagnosis.firm.diagnoses.all()[:10]),
    )


def _areas(outcome: Outcome, questions: list[DiagnosisQuestion]) -> list[AreaShown]:
    names = {row.area: in_words(row, "area") for row in questions}
    return [
        AreaShown(
            names[row.area],
            row.level,
            "" if row.level is None else str(Maturity(str(row.level)).label),
            row.answered,
            row.asked,
        )
        for row in outcome.areas
    ]


def _steps(outcome: Outcome, questions: dict[str, DiagnosisQuestion], words: dict[str, Words]) -> list[StepShown]:
    shown = []
    for step in outcome.steps:
        row = questions[step.question]
        options = in_words(row, "options")
        things = tuple(words[code] for code in step.codes)
        following = options[min(step.answer + 1, BEST)]
        shown.append(StepShown(in_words(row, "question"), options[step.answer], following, step.urgent, things))
    return shown
