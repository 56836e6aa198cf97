"""Days that people name without a number: "내년 봄 전에", "추석 전까지", "여름휴가 전", "by next spring"."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from datetime import date
from functools import cache, partial

import holidays

# The first day and the last month of each season, as the weather office counts them.
SEASONS = {"봄": (3, 5), "여름": (6, 8), "가을": (9, 11), "겨울": (12, 2)}
EN_SEASONS = {"spring": "봄", "summer": "여름", "autumn": "가을", "fall": "가을", "winter": "겨울"}
# Most plants close in the first days of August; the rains begin around the 20th of June.
DAYS = {"휴가": (8, 1), "장마": (6, 20)}
FEASTS = {"설": ("설날",), "구정": ("설날",), "추석": ("추석",), "한가위": ("추석",), "명절": ("설날", "추석")}
NEXT_YEAR = ("내년", "명년")
YEAR = r"(?<![가-힣\d])(?:(내년|명년|올해|금년|올|이번|오는|돌아오는|다음|20\d\d년)\s?)?"
# "휴가 전 직원" are all of the people, not those before it.
BEFORE = (
    r"(?:(?:이|가|철|연휴|성수기)\s?)?(?:(?:오기|되기|시작하기|시작되기|시작|들어가기)\s?)?전"
    r"(?:까지|에|$|(?=[.,!?)])|(?=\s(?!직원|사원|인원|라인|공정|공장|설비|품목)))"
)
UNTIL = r"(?:까지|안에|안으로|이내|중으로|중에)"
FIRM = r"(?:내년|명년|오는|돌아오는)"
KO_SEASON = re.compile(rf"{YEAR}(봄|여름|가을|겨울)(?!\s?휴가)(?:철)?\s?(?:({BEFORE})|{UNTIL})")
KO_SEASON_NAMED = re.compile(rf"(?<![가-힣\d])({FIRM})\s?(봄|여름|가을|겨울)(?!\s?휴가)(?:철)?\s?(?:쯤|께|에|부터|중)")
KO_FEAST = re.compile(rf"{YEAR}(설|구정|추석|한가위|명절)(?:날)?\s?(?:연휴|명절)?\s?(?:{BEFORE}|{UNTIL}|쇠기\s?전)")
KO_DAY = re.compile(rf"{YEAR}(?:여름\s?|하계\s?)?(휴가|장마)(?:철)?\s?(?:{BEFORE}|{UNTIL})")
EN_SEASON = re.compile(
    r"\b(by|before|until)\s(the\send\sof\s)?(?:the\s)?(?:(next|this|coming)\s)?(spring|summer|autumn|fall|winter)"
    r"(?=\s?(?:[.,;!?)]|$|20\d\d|season|at the latest))(?:\s?(20\d\d))?"
)


def named_days(text: str, today: date) -> list[tuple[re.Match[str], date]]:
    """Each place in ``text`` (normalised) that names a season, a feast or the summer break as a limit, and its day."""
    found = [(one, _season(today, one[1], one[2], before=bool(one[3]))) for one in KO_SEASON.finditer(text)]
    found += [(one, _season(today, one[1], one[2], before=False)) for one in KO_SEASON_NAMED.finditer(text)]
    found += [(one, _feast(today, one[1], one[2])) for one in KO_FEAST.finditer(text)]
    found += [(one, _nearest(today, one[1], _same_day(*DAYS[one[2]]))) for one in KO_DAY.finditer(text)]
    return found + [(one, _english(today, one)) for one in EN_SEASON.finditer(text)]


def _nearest(today: date, year_word: str | None, day_in: Callable[[int], date]) -> date:
    """The day in the year that was said, else the first one that is not past."""
    if year_word in NEXT_YEAR:
        return day_in(today.year + 1)
    if year_word and year_word[:2] == "20":
        return day_in(int(year_word[:4]))
    near = map(day_in, range(today.year - 1, today.year + 2))
    return min((day for day in near if day >= today), default=date.min)


def _season(today: date, year_word: str | None, name: str, *, before: bool) -> date:
    """Its first day, or its last one."""
    first, last = SEASONS[name]
    if before:
        return _nearest(today, year_word, _same_day(first, 1))

    def end(year: int) -> date:
        year += last < first
        return date(year, last, calendar.monthrange(year, last)[1])

    return _nearest(today, year_word, end)


def _same_day(month: int, day: int) -> Callable[[int], date]:
    return lambda year: date(year, month, day)


def _feast(today: date, year_word: str | None, name: str) -> date:
    return min(_nearest(today, year_word, partial(_feast_day, feast)) for feast in FEASTS[name])


@cache
def _feast_day(name: str, year: int) -> date:
    """By the moon: from the calendar of holidays, which the quiet hours go by too; before all days where it ends."""
    days = holidays.country_holidays("KR", years=year, language="ko")
    return min((day for day, names in days.items() if name in names.split("; ")), default=date.min)


def _english(today: date, found: re.Match[str]) -> date:
    cue, end, which, season, year = found.groups()
    name = EN_SEASONS[season]
    if which == "next":
        year = str(_season(today, None, name, before=True).year)
    return _season(today, year, name, before=cue == "before" and not end)
