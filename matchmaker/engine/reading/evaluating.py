"""How well needs are read: the columns of an expected file against what the reader returns."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from ..types import Reading, RequirementReading
from .amounts import main_amount
from .phrases import split_groups
from .reader import read_need
from .vocabulary import Vocabulary

DEADLINE_SLACK_WEEKS = 1


@dataclass
class Tally:
    """Right answers out of questions."""

    right: int = 0
    asked: int = 0

    def add(self, right: bool) -> None:
        self.right += right
        self.asked += 1

    @property
    def share(self) -> float:
        return round(self.right / self.asked, 4) if self.asked else 1.0


@dataclass
class Evaluation:
    """Figures and, row by row, what was missed (``misses``: id, what, expected, got)."""

    recall: Tally = field(default_factory=Tally)
    precision: Tally = field(default_factory=Tally)
    amount: Tally = field(default_factory=Tally)
    region: Tally = field(default_factory=Tally)
    deadline: Tally = field(default_factory=Tally)
    milliseconds: list[float] = field(default_factory=list)
    misses: list[tuple[str, str, str, str]] = field(default_factory=list)

    def figures(self) -> dict[str, float | int]:
        return {
            "required_recall": self.recall.share,
            "precision": self.precision.share,
            "amount_accuracy": self.amount.share,
            "region_accuracy": self.region.share,
            "deadline_accuracy": self.deadline.share,
            "ms_per_need": round(sum(self.milliseconds) / max(1, len(self.milliseconds)), 3),
            "needs": len(self.milliseconds),
            "required_groups": self.recall.asked,
            "returned": self.precision.asked,
        }


def evaluate(rows: Iterable[dict[str, str]], vocabulary: Vocabulary, today: date | None = None) -> Evaluation:
    """Score every row; definitions in docs/reading.md. Only sure must and nice readings count as returned."""
    result = Evaluation()
    for row in rows:
        started = time.perf_counter()
        reading = read_need(row["text"], vocabulary, today)
        result.milliseconds.append((time.perf_counter() - started) * 1000)
        _judge_requirements(row, reading, result)
        _judge_amount(row, reading, result)
        _judge_region(row, reading, result)
        _judge_deadline(row, reading, result)
    return result


def returned(reading: Reading) -> list[RequirementReading]:
    return [r for r in reading.requirements if r.sure and r.strength in ("must", "nice")]


def _judge_requirements(row: dict[str, str], reading: Reading, result: Evaluation) -> None:
    required = split_groups(row["expected_required"])
    allowed = {code for group in required for code in group} | set(row["expected_acceptable"].split(";"))
    answers = returned(reading)
    codes = {code for answer in answers for code in answer.codes}
    shown = " ".join("|".join(answer.codes) for answer in answers)
    for group in required:
        found = bool(codes & set(group))
        result.recall.add(found)
        if not found:
            result.misses.append((row["id"], "required", "|".join(group), shown))
    for answer in answers:
        right = bool(allowed & set(answer.codes))
        result.precision.add(right)
        if not right:
            result.misses.append(
                (row["id"], "precision", row["expected_required"], f"{'|'.join(answer.codes)} [{answer.words}]")
            )


def _whole(value: str) -> int | None:
    return int(value) if value.strip() else None


def _judge_amount(row: dict[str, str], reading: Reading, result: Evaluation) -> None:
    amount = main_amount(reading.amounts)
    got = (amount.low, amount.high, amount.period) if amount else (None, None, "")
    expected = (_whole(row["budget_min_krw"]), _whole(row["budget_max_krw"]), row["budget_period"])
    result.amount.add(got == expected)
    if got != expected:
        result.misses.append((row["id"], "amount", str(expected), str(got)))


def _judge_region(row: dict[str, str], reading: Reading, result: Evaluation) -> None:
    got = reading.region.value if reading.region else ""
    result.region.add(got == row["region_code"])
    if got != row["region_code"]:
        result.misses.append((row["id"], "region", row["region_code"], got))


def _judge_deadline(row: dict[str, str], reading: Reading, result: Evaluation) -> None:
    """Counts rows that expect a deadline, and rows that expect none but got one (a false reading is wrong)."""
    expected = _whole(row["deadline_weeks"])
    got = int(reading.deadline_weeks.value) if reading.deadline_weeks else None
    if expected is None and got is None:
        return
    right = expected is not None and got is not None and abs(expected - got) <= DEADLINE_SLACK_WEEKS
    result.deadline.add(right)
    if not right:
        result.misses.append((row["id"], "deadline", str(expected), str(got)))
