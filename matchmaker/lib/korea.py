"""Korean forms: amounts as people say them, business numbers, particles, working days."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from functools import cache

import holidays

WEIGHTS = (1, 3, 7, 1, 3, 7, 1, 3, 5)


def business_number_normal(raw: str) -> str:
    """The ten digits of a business number, whatever separates them."""
    return re.sub(r"[\s\-.‐–]", "", raw)


def business_number_valid(raw: str) -> bool:
    """Check digit and forbidden parts of a 사업자등록번호; says nothing on whether the business is open.

    Weights 1 3 7 1 3 7 1 3 5 over nine digits, plus floor(ninth * 5 / 10); the tenth closes the sum to tens.
    """
    number = business_number_normal(raw)
    if not re.fullmatch(r"[0-9]{10}", number):
        return False
    if int(number[:3]) < 101 or number[3:5] == "00" or number[5:9] == "0000":
        return False
    digits = [int(digit) for digit in number]
    total = sum(digit * weight for digit, weight in zip(digits[:9], WEIGHTS, strict=True)) + digits[8] * 5 // 10
    return (10 - total % 10) % 10 == digits[9]


def business_number_shown(raw: str) -> str:
    number = business_number_normal(raw)
    return f"{number[:3]}-{number[3:5]}-{number[5:]}" if len(number) == 10 else raw


def won_ko(amount: int) -> str:
    """An amount as people say it: 120000000 -> 1억 2,000만원. Below 1만 the won themselves."""
    sign, amount = ("-" if amount < 0 else ""), abs(int(amount))
    eok, rest = divmod(amount, 100_000_000)
    man, won = divmod(rest, 10_000)
    parts = [f"{eok:,}억"] if eok else []
    parts += [f"{man:,}만"] if man else []
    parts += [f"{won:,}"] if won and not eok else []
    return sign + " ".join(parts or ["0"]) + "원"


def won_en(amount: int) -> str:
    """The same for English readers: ₩120M, ₩1.2B, ₩500K."""
    size = abs(amount)
    for unit, letter in ((1_000_000_000, "B"), (1_000_000, "M"), (1_000, "K")):
        if size >= unit:
            return f"₩{amount / unit:,.2f}".rstrip("0").rstrip(".") + letter
    return f"₩{amount:,}"


def josa(word: str, pair: str) -> str:
    """The word with its fitting particle, the second of the pair after a vowel: 공장 with 을/를 is 공장을."""
    with_final, without = pair.split("/")
    last = word.rstrip(")]\"'”’ ")[-1:]
    if "가" <= last <= "힣":
        final = (ord(last) - ord("가")) % 28
        has_final = final != 0 and not (pair == "으로/로" and final == 8)
    else:
        has_final = last in set("013678LMNRlmnr") and not (pair == "으로/로" and last in set("178LRlr"))
    return word + (with_final if has_final else without)


WEEKDAYS_KO = "월화수목금토일"
WEEKDAYS_EN = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS_EN = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def day_ko(day: date, this_year: int | None = None) -> str:
    """A day as people say it: 11월 24일(화); with its year where that is not the one the reader lives in."""
    year = "" if this_year in (None, day.year) else f"{day.year}년 "
    return f"{year}{day.month}월 {day.day}일({WEEKDAYS_KO[day.weekday()]})"


def day_en(day: date, this_year: int | None = None) -> str:
    year = "" if this_year in (None, day.year) else f" {day.year}"
    return f"{WEEKDAYS_EN[day.weekday()]} {day.day} {MONTHS_EN[day.month - 1]}{year}"


def moment_ko(at: datetime, this_year: int | None = None) -> str:
    """A moment as people say it: 11월 24일(화) 오후 6시, with minutes only where there are some."""
    half, hour = ("오전" if at.hour < 12 else "오후"), at.hour % 12 or at.hour  # noon is 오후 12시, midnight 오전 0시
    minute = f" {at.minute}분" if at.minute else ""
    return f"{day_ko(at.date(), this_year)} {half} {hour}시{minute}"


def moment_en(at: datetime, this_year: int | None = None) -> str:
    return f"{day_en(at.date(), this_year)}, {at:%H:%M}"


@cache
def _public_holidays(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("KR", years=year))


def is_working_day(day: date) -> bool:
    return day.weekday() < 5 and day not in _public_holidays(day.year)


def working_days_after(day: date, count: int) -> date:
    """The date that lies ``count`` Korean working days after ``day``."""
    while count > 0:
        day += timedelta(days=1)
        count -= is_working_day(day)
    return day


def working_days_before(day: date, count: int) -> date:
    """The date that lies ``count`` Korean working days before ``day``."""
    while count > 0:
        day -= timedelta(days=1)
        count -= is_working_day(day)
    return day
