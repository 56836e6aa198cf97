"""What the reader makes of a visitor's sentence, for the front page. Nothing is stored and no database is asked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from matchmaker.engine.reading import read_need
from matchmaker.engine.types import Reading, RequirementReading, Span
from matchmaker.reference.vocabulary import load_vocabulary, read_rows

MOST = 600
SENTENCES = {
    "ko": "창원에서 자동차 부품을 깎는 20명 공장입니다. 작업일지를 손으로 써서 오늘 몇 개 만들었는지 바로 모릅니다. "
    "불량이 나면 어느 로트에서 났는지 추적도 안 돼요. ERP는 이미 있고, 6개월 안에 1억 2천만원 안쪽으로 하고 싶습니다.",
    "en": "We are a plant of 20 people in Changwon, machining car parts. Work logs are written by hand, so we never "
    "know today's output. When a part is bad we cannot trace which lot it came from. We already have an ERP, and would "
    "like this done within 6 months for at most 120 million won.",
}


@dataclass(frozen=True)
class Piece:
    """A stretch of the text; ``mark`` is how it was read, empty where nothing was."""

    text: str
    mark: str


@dataclass(frozen=True)
class Found:
    """One thing that was read. ``kind``: a strength, ``guess``, or ``region``, ``employees``, ``amount``, ``weeks``.

    ``name`` is the trade's word for what ``value`` says plainly; empty for facts.
    """

    kind: str
    value: str
    name: str = ""


@dataclass(frozen=True)
class Example:
    pieces: tuple[Piece, ...]
    found: tuple[Found, ...]
    own: bool


def example(language: str, said: str = "") -> Example:
    """The visitor's own words if there are any, else the sample sentence of the language."""
    text = said.strip()[:MOST] or SENTENCES[language]
    reading = read_need(text, load_vocabulary())
    return Example(tuple(_pieces(text, reading)), tuple(_found(reading, language)), own=bool(said.strip()))


def _mark(one: RequirementReading) -> str:
    return one.strength if one.sure else "guess"


def _marks(reading: Reading) -> list[tuple[Span, str]]:
    facts = [reading.region, reading.deadline_weeks, reading.industry, reading.employees, *reading.amounts]
    marks = [(one.span, _mark(one)) for one in reading.requirements]
    marks += [(fact.span, "fact") for fact in facts if fact is not None]
    return sorted(marks, key=lambda mark: (mark[0].start, -mark[0].end))


def _pieces(text: str, reading: Reading) -> Iterator[Piece]:
    at = 0
    for span, mark in _marks(reading):
        if span.start < at or span.end <= span.start:
            continue
        if span.start > at:
            yield Piece(text[at : span.start], "")
        yield Piece(text[span.start : span.end], mark)
        at = span.end
    if at < len(text):
        yield Piece(text[at:], "")


def _found(reading: Reading, language: str) -> Iterator[Found]:
    names = _column("capabilities", f"name_{language}")
    plain = names | _column("capability_words", f"plain_{language}")
    for one in reading.requirements:
        code = one.codes[0]
        yield Found(_mark(one), plain[code], names[code])
    if reading.region:
        value = reading.region.value
        yield Found("region", _column("regions", f"name_{language}").get(value, reading.region.words))
    if reading.employees:
        yield Found("employees", reading.employees.value)
    for amount in reading.amounts:
        if (most := amount.high or amount.low) is not None:
            yield Found("amount", str(most))
    if reading.deadline_weeks:
        yield Found("weeks", str(round(float(reading.deadline_weeks.value))))


@cache
def _column(name: str, column: str) -> dict[str, str]:
    """Code to text, from a reference file."""
    return {row["code"]: row[column] for row in read_rows(name) if row[column]}
