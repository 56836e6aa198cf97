"""By when: spans ("3개월 안에") always, dates ("연말까지") only when the caller says what day it is."""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta

from ..text import Prepared
from ..types import ValueReading
from .seasons import named_days

WEEKS_A_MONTH = 52 / 12
SPOKEN = {
    "한": 1,
    "두": 2,
    "석": 3,
    "세": 3,
    "넉": 4,
    "네": 4,
    "다섯": 5,
    "여섯": 6,
    "일곱": 7,
    "여덟": 8,
    "열": 10,
    "반": 6,
}
EN_SPOKEN = {
    "a": 1,
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "eight": 8,
    "ten": 10,
    "twelve": 12,
}
NOT_A_DEADLINE = (
    r"(?!\s?(?:전|째|간격|마다|치|동안|차|에\s?(?:한|두|\d)|걸|넘게|"
    r"만에|단위|주기|된|되|지난|이상|분량|정도\s?걸|사용|무상|보증|약정|계약|내내))"
)
KO_SPAN = re.compile(
    rf"(?<![\d.가-힣])(?:(\d{{1,2}})(?:\s?[~-]\s?(\d{{1,2}}))?|(한|두|석|세|넉|네|다섯|여섯|일곱|여덟|열))\s?(개월|달|주일?|"
    rf"년)(?!에|간(?!\s?안)|차|도|식|된|형|째){NOT_A_DEADLINE}"
    r"\s?(정도\s?)?(안에|이내|내로|내에|내|안으로|안|후|뒤|까지|완료|납기)?"
)
LASTS_BEFORE = re.compile(
    r"(?:데|외주|프로그램\s?\(|과정\s?\(|교육\s?\(|만|에만|에|은|는|씩|평균|최소|거의|무려|벌써|꼬박|지난|약|"
    r"보통)\s*$"
)
KO_CUED_BEFORE = re.compile(r"(?:납기|기한|기간|일정|구축기간|완료)\s?(?:은|는|이|가|:)?\s*(?:최대|약)?\s*$")
EN_SPAN = re.compile(
    r"(within|in|under|less than|max(?:imum)?|by)?\s*(?:the next\s)?\b(\d{1,2}|a|one|two|three|four|"
    r"five|six|eight|ten|twelve)(?:\s?(?:-|to)\s?(\d{1,2}))?[\s-](months?|weeks?)\b(?!\s(?:ago|old|"
    r"warranty|subscription|contract|of\b))"
)
KO_DAYS = re.compile(r"(?<![\d.월])(?<!월\s)(\d{1,3})\s?일\s?(?:안에|안으로|이내|내로|내에)")
KO_MONTH = re.compile(
    r"(내년|명년|올해|금년|20\d\d년|'?\d\d년)?\s?(?<!\d)(1[0-2]|[1-9])월\s?(초|중순|중|말|\d{1,2}일)?\s?(까지|안에|안으로|이내|"
    r"전|내|가동|오픈|완료|목표|입주|시작|납기|준공|심사)"
)
KO_EDGE = re.compile(
    r"(내년\s?)?(연말|년말|연내|올해\s?안|올해\s?말|금년\s?내|상반기|하반기|다음\s?달|담달|이번\s?달|이달|1분기|2분기|3분기|"
    r"4분기)(\s?말)?\s?(?:까지|안에|안으로|내에|내|중|에)?"
)
EN_MONTH = re.compile(
    r"\b(?:by|before|until)\s(?:the\s)?(?:(end of|mid|early)\s)?(january|february|march|april|may|"
    r"june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul|aug|sep|oct|nov|"
    r"dec)\b(?:\s(20\d\d))?|\b(?:by\s)?(?:year[- ]end|end of (?:the |this )?year)"
)
EN_MONTHS = {name.lower(): i for i, name in enumerate(calendar.month_abbr) if name}


def _reading(prepared: Prepared, start: int, end: int, weeks: float) -> ValueReading:
    return ValueReading(str(max(1, round(weeks))), prepared.words(start, end).strip(), prepared.span(start, end))


def _spans(prepared: Prepared) -> list[tuple[int, ValueReading]]:
    """Readings with a rank: said to be a limit (0) before a bare span of time (1)."""
    readings = []
    for found in KO_SPAN.finditer(prepared.norm):
        low, high, spoken, unit, _, cue = found.groups()
        count = int(high or low) if low else SPOKEN[spoken]
        cued = bool(cue) or bool(KO_CUED_BEFORE.search(prepared.norm[max(0, found.start() - 10) : found.start()]))
        lasts = bool(LASTS_BEFORE.search(prepared.norm[max(0, found.start() - 8) : found.start()]))
        if not count or (not cued and (spoken or lasts or unit == "년")):
            continue
        weeks = count * {"개": WEEKS_A_MONTH, "달": WEEKS_A_MONTH, "주": 1, "년": 52}[unit[0]]
        readings.append((0 if cued else 1, _reading(prepared, found.start(), found.end(), weeks)))
    for found in KO_DAYS.finditer(prepared.norm):
        readings.append((0, _reading(prepared, found.start(), found.end(), int(found.group(1)) / 7)))
    for found in EN_SPAN.finditer(prepared.norm):
        cue, low, high, unit = found.groups()
        if low == "a" and not cue:
            continue
        count = int(high or (low if low.isdigit() else EN_SPOKEN[low]))
        weeks = count * (WEEKS_A_MONTH if unit.startswith("month") else 1)
        readings.append((0 if cue else 1, _reading(prepared, found.start(), found.end(), weeks)))
    return readings


def _month_end(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


def _day_meant(today: date, year_word: str | None, month: int, part: str | None) -> date:
    year = today.year
    if year_word in ("내년", "명년"):
        year += 1
    elif year_word and year_word[-1] == "년":
        digits = re.sub(r"\D", "", year_word)
        year = int(digits) if len(digits) == 4 else 2000 + int(digits or today.year % 100)
    elif month < today.month:
        year += 1
    year = min(max(year, 1), 9998)
    if part and part[0].isdigit():
        return date(year, month, min(int(part[:-1]), _month_end(year, month).day) or 1)
    return (
        date(year, month, {"초": 5, "중순": 15, "중": 15}.get(part or "", 1))
        if part != "말"
        else _month_end(year, month)
    )


EDGES = {
    "연말": 12,
    "년말": 12,
    "연내": 12,
    "올해안": 12,
    "올해말": 12,
    "금년내": 12,
    "상반기": 6,
    "하반기": 12,
    "1분기": 3,
    "2분기": 6,
    "3분기": 9,
    "4분기": 12,
}


def _edge(today: date, next_year: bool, word: str) -> date:
    if word in ("다음달", "담달"):
        first = date(today.year, today.month, 28) + timedelta(days=7)
        return _month_end(first.year, first.month)
    if word in ("이번달", "이달"):
        return _month_end(today.year, today.month)
    end = _month_end(today.year + next_year, EDGES[word])
    return end if end >= today else _month_end(end.year + 1, end.month)


def _dates(prepared: Prepared, today: date) -> list[tuple[int, ValueReading]]:
    days = []
    for found in KO_MONTH.finditer(prepared.norm):
        day = _day_meant(today, found.group(1), int(found.group(2)), found.group(3))
        days.append((found, day))
    for found in KO_EDGE.finditer(prepared.norm):
        days.append((found, _edge(today, bool(found.group(1)), re.sub(r"\s", "", found.group(2)))))
    for found in EN_MONTH.finditer(prepared.norm):
        days.append((found, _english_day(today, found)))
    days += named_days(prepared.norm, today)
    return [
        (0, _reading(prepared, found.start(), found.end(), (day - today).days / 7))
        for found, day in days
        if day >= today
    ]


def _english_day(today: date, found: re.Match[str]) -> date:
    part, name, year = found.groups()
    if not name:
        return _month_end(today.year, 12)
    month = EN_MONTHS[name[:3]]
    chosen = int(year) if year else today.year + (month < today.month)
    return _month_end(chosen, month) if part == "end of" else date(chosen, month, 15 if part == "mid" else 1)


def read_deadline(prepared: Prepared, today: date | None) -> ValueReading | None:
    """Weeks from now; 3개월 is 13, 4개월 is 17. Dates stay unread without ``today`` (the engine has no clock)."""
    readings = _spans(prepared) + (_dates(prepared, today) if today else [])
    return min(readings, key=lambda ranked: ranked[0], default=(0, None))[1]
