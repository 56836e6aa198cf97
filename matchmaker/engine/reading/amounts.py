"""Amounts of money as Koreans write them, and the few English forms.

억 is 10^8, 만 10^4; a bare 천 or 백 in money is 천만 or 백만 ("5천" is fifty million). What is followed by a counter
("5천개", "20인", "3대") is not money.
"""

from __future__ import annotations

import re

from ..text import Prepared
from ..types import AmountReading

MAN, EOK = 10_000, 100_000_000
LARGEST = 10**16
DIGITS = {c: i for i, c in enumerate("영일이삼사오육칠팔구")}
SMALL_UNITS = {"십": 10, "백": 100, "천": 1000}

NUM = r"\d[\d,]{0,17}(?:\.\d{1,4})?"
REST = (
    rf"(?=\d)(?:(?:{NUM}\s?천\s?)?(?:{NUM}\s?백\s?)?(?:{NUM}\s?십\s?)?(?:{NUM}\s?)?만|"
    rf"(?:{NUM}\s?천)(?:\s?{NUM}\s?백)?|{NUM}\s?백(?!만))"
)
KOREAN = rf"{NUM}\s?억(?:\s?(?:{REST}))?|{NUM}\s?백만|{NUM}\s?천만|{REST}"
SPOKEN = (
    r"(?<![가-힣\d])[일이삼사오육칠팔구십백천]*[만억](?:\s?[일이삼사오육칠팔구십백천]+만?)?(?=\s?원)|"
    r"(?<![가-힣\d])(?:[일이삼사오육칠팔구]?[천백]|[일이삼사오육칠팔구])[만억](?![가-힣])"
)
WON = r"(?:\s?원)?"
RANGE = re.compile(rf"({KOREAN}|{NUM}){WON}\s?(?:~|∼|〜|–|-|에서|부터)\s?({KOREAN})(\s?원)?")
SINGLE = re.compile(rf"(?:{KOREAN})(?:\s?원)?|(?:{SPOKEN})(?:\s?원)?")
PLAIN_WON = re.compile(
    rf"(?:₩|krw\s?)({NUM})(?![\d.]|\s?(?:m|k|b|million|thousand|billion)\b)|({NUM})\s?(천원|원|krw\b|won\b)"
)
ENGLISH = re.compile(
    rf"(?:(₩|krw|won|(?<![a-z])w(?=\d))\s?)?(?:(?<![\w.])|(?<=w))({NUM})\s?(millions?|mil|mln|mn|m|thousand|k|billion|bn)(?![a-z])\s?(krw|won|₩|원)?"
)
ENGLISH_RANGE = re.compile(rf"({NUM})\s?(?:m|k|million)?\s?(?:-|–|~|to)\s?(?:krw\s?)?$")
MONEY_BEFORE = re.compile(r"(?:budget|fee|below|under|less than|up to|at most|max)\s(?:of\s|is\s|about\s)*$")
PERIODIC_BARE = re.compile(
    rf"(?<![\d가-힣])(?:월|매월|매달|한\s?달(?:에)?|연|연간|매년|1년에)\s?({NUM})(?![\d억만천백개월])"
)
LONE = re.compile(
    r"(?<![\w.,~#-])(\d{3,5}|\d{1,2},\d{3})(?=\s*(?:정도|이내|이하|미만|선|내외|쯤|까지|안쪽|있|잡|[.,!?)]|$))"
)

COUNTERS = re.compile(
    r"\s?(?:개(?!월)|대(?![를가]?\s?(?:예산|금액|로|에서))|명|인(?![데천])|여?\s?명|톤|t\b|kg|g\b|킬로|키로|미터|m\b|mm|평|장|점|곳|군데|회|번|시간|"
    r"분|초|일(?![가-힣])|주(?![가-힣])|달|년|층|종|포대|박스|포기|마리|봉|병|건|세트|카피|리터|도(?!\s?(?:면|입))|%|v\b|kw|rpm|ea\b|"
    r"톤급|유저|채널|포인트|수|벌|켤레|판|매(?![월달년])|줄|자루|통|캔|팩)"
)
AT_MOST = re.compile(r"\s?(?:이내|이하|미만|안쪽|안에|안으로|안넘|한도|내(?![외년])|까지|밑|아래|넘지|max)")
AT_LEAST = re.compile(r"\s?(?:이상|넘게|부터\b)")
ABOUT = re.compile(r"\s?(?:정도|내외|선(?![에입])|쯤|가량|안팎|전후)")
IN_THE = re.compile(r"\s?대(?![당구전])")
EN_LEAST = re.compile(r"(?:at least|(?<!not )(?<!no )more than|(?<!not )over|from)\s*$")
EN_ABOUT = re.compile(r"(?:about|around|approx\.?|approximately|roughly|circa|~|∼|약)\s*$")
MONTH_BEFORE = re.compile(
    r"(?:(?:(?<![\d가-힣])|(?<=[다요고로은는에]))(?:월|매월|매달|한\s?달(?:에)?|달에|다달이)|월\s?(?:사용료|이용료|구독료|렌탈료|요금|정액|납)(?:은|는|이|가)?|"
    r"monthly(?:\s(?:fee|payment|cost|budget|rate))?(?:\s(?:is|of|below|under|up to|less than|max))*|"
    r"월정액)\s*(?:약|최대)?\s*$"
)
YEAR_BEFORE = re.compile(
    r"(?:(?<![\d가-힣])(?:연|연간|매년|년간?|해마다)|1년에|일년에|yearly|annual(?:ly)?)\s*(?:약|최대)?\s*$"
)
MONTH_AFTER = re.compile(
    r"\W{0,3}(?:이하|이내|정도)?\s?(?:/\s?(?:월|mo|month)|씩?\s?(?:매월|매달)|(?:krw|won)?\s*(?:per|a|each|every|"
    r"/)\s?(?:month|mo\b)|monthly|(?:krw|won)?\s*monthly|월납)"
)
YEAR_AFTER = re.compile(
    r"\W{0,3}(?:/\s?(?:년|yr|year)|(?:krw|won)?\s*(?:per|a|each|every|/)\s?(?:year|yr|annum)|yearly|annually)"
)
OWN_BEFORE = re.compile(
    r"(?:자부담금?|우리\s?돈|자체\s?자금|자기\s?부담|자비|민간\s?부담금?|"
    r"own(?: share| money)?|self[- ]funded)\s?(?:은|는|이|"
    r"으로|로|:|of)?\s*(?:최대)?\s*$"
)
SUBSIDY_BEFORE = re.compile(
    r"(?:정부\s?지원금?|지원금|보조금|국비|도비|시비|국고|바우처|subsidy|grant)\s?(?:은|는|이|가|으로|로|:|of)?\s*(?:최대|총)?\s*$"
)


SPENT_BEFORE = re.compile(
    r"(?:인건비|일당|벌금|과태료|월급|연봉|전기요금|전기세|전기료|가스비)\s?(?:은|는|이|가|만|로)?\s*"
    r"(?:월|연|한\s?달에?|매달|하루에?)?\s*(?:약|거의)?\s*$"
)
SPENT_AFTER = re.compile(r"\s?(?:만\s?원|원)?\s?(?:이|가|씩|이나)?\s?(?:나가|나갑|나옵|나와|깨지|깨집)")


def _number(text: str) -> float:
    return float(text.replace(",", ""))


def spoken_number(text: str) -> int:
    """삼천 -> 3000, 천오백 -> 1500, 십 -> 10; the value of syllables below 만."""
    total, digit = 0, 0
    for char in text:
        if char in DIGITS:
            digit = DIGITS[char]
        else:
            total += (digit or 1) * SMALL_UNITS[char]
            digit = 0
    return total + digit


def _spoken_value(text: str) -> int:
    text = re.sub(r"\s", "", text)
    value = 0
    for unit, size in (("억", EOK), ("만", MAN)):
        if unit in text:
            head, text = text.split(unit, 1)
            value += (spoken_number(head) or 1) * size
    return value + spoken_number(text) * MAN


def _digits_value(text: str) -> int:
    """Value of a Korean amount in figures. A rest without 만 still counts in 만 (1억5천, 3천5백)."""
    text = re.sub(r"[\s,]", "", text)
    value, rest = 0.0, text
    if "억" in rest:
        head, rest = rest.split("억", 1)
        value += _number(head) * EOK
    for part, unit in re.findall(
        r"([\d.]+)?(천만|백만|천|백|십|만)?", rest.removesuffix("만") if rest[-1:] == "만" else rest
    ):
        if part or unit:
            value += float(part or 1) * {"천만": 1000, "백만": 100, "천": 1000, "백": 100, "십": 10}.get(unit, 1) * MAN
    return round(value)


def amount_value(text: str) -> int:
    """Won in a Korean amount without 원: "1억2천3백만" -> 123000000, "5천" -> 50000000, "삼천만" -> 30000000."""
    return _digits_value(text) if re.match(r"\s*\d", text) else _spoken_value(text)


def _leading_unit(text: str) -> int:
    found = re.match(rf"\s*{NUM}\s?(억|천만|백만|천|백|십만|만)", text)
    sizes = {
        "억": EOK,
        "천만": 1000 * MAN,
        "백만": 100 * MAN,
        "천": 1000 * MAN,
        "백": 100 * MAN,
        "십만": 10 * MAN,
        "만": MAN,
    }
    return sizes[found.group(1)] if found else MAN


class _Finder:
    """Collects amounts of one text and never reads the same letters twice."""

    def __init__(self, prepared: Prepared) -> None:
        self.prepared = prepared
        self.norm = prepared.norm
        self.taken: list[tuple[int, int]] = []
        self.found: list[AmountReading] = []

    def free(self, start: int, end: int) -> bool:
        return all(end <= a or b <= start for a, b in self.taken)

    def period(self, start: int, end: int) -> str:
        before, after = self.norm[max(0, start - 28) : start], self.norm[end : end + 24]
        if MONTH_BEFORE.search(before) or MONTH_AFTER.match(after):
            return "month"
        return "year" if YEAR_BEFORE.search(before) or YEAR_AFTER.match(after) else "once"

    def kind(self, start: int) -> str:
        before = self.norm[max(0, start - 16) : start]
        if OWN_BEFORE.search(before):
            return "own"
        return "subsidy" if SUBSIDY_BEFORE.search(before) else "total"

    def add(self, start: int, end: int, low: int | None, high: int | None, *, period: str = "") -> None:
        if max(low or 0, high or 0) > LARGEST:
            return
        after, before = self.norm[end : end + 8], self.norm[max(0, start - 14) : start]
        if SPENT_BEFORE.search(before) or SPENT_AFTER.match(after):
            return
        period = period or self.period(start, end)
        if AT_LEAST.match(after) or EN_LEAST.search(before):
            low, high = low or high, None
        about = bool(ABOUT.match(after) or EN_ABOUT.search(before))
        for bound in (AT_MOST, ABOUT, AT_LEAST):
            said = bound.match(after)
            if said:
                end += said.end()
                break
        self.taken.append((start, end))
        self.found.append(
            AmountReading(
                low,
                high,
                self.kind(start),
                period,
                self.prepared.words(start, end),
                self.prepared.span(start, end),
                about,
            )
        )


def _ranges(finder: _Finder) -> None:
    for found in RANGE.finditer(finder.norm):
        left, right = found.group(1), found.group(2)
        if COUNTERS.match(finder.norm, found.end()) and not found.group(3):
            continue
        high = amount_value(right)
        bare = re.fullmatch(rf"{NUM}", left.strip())
        low = round(_number(left) * _leading_unit(right)) if bare else amount_value(left)
        if 0 < low < high:
            finder.add(found.start(), found.end(), low, high)


def _singles(finder: _Finder) -> None:
    for found in SINGLE.finditer(finder.norm):
        start, end = found.span()
        won = found.group().endswith("원")
        if not finder.free(start, end) or re.match(r"[\d.]", finder.norm[max(0, start - 1) : start] or " "):
            continue
        if not won and not IN_THE_MONEY.match(finder.norm, end) and COUNTERS.match(finder.norm, end):
            continue
        words = found.group().removesuffix("원").rstrip()
        if won and re.fullmatch(rf"{NUM}\s?[천백]", words):
            continue
        value = amount_value(words)
        band = IN_THE.match(finder.norm, end) if won or IN_THE_MONEY.match(finder.norm, end) else None
        if band:
            finder.add(start, band.end(), value, value + _band_above(value))
        elif value >= MAN:
            finder.add(start, end, None, value)


# "5천대 예산", "1억대": a band, but only when money is plainly meant; "30대" stays a count.
IN_THE_MONEY = re.compile(r"\s?대(?:\s?(?:예산|금액|로|에서|정도|[.,]|$))")


def _band_above(value: int) -> int:
    """4천만원대 goes to 49 M; of 2억대 the last hundredth is left out (299 M)."""
    unit = _last_unit(value)
    return unit * 99 // 100 if unit >= EOK else unit * 9 // 10


def _last_unit(value: int) -> int:
    unit = 1
    while value % (unit * 10) == 0 and unit * 10 <= value:
        unit *= 10
    return unit


def _figures(finder: _Finder) -> None:
    for found in PLAIN_WON.finditer(finder.norm):
        start, end = found.span()
        value = _number(found.group(1) or found.group(2)) * (1000 if found.group(3) == "천원" else 1)
        if finder.free(start, end) and 10 * MAN <= value < 10**15:
            finder.add(start, end, None, round(value))


EN_UNITS = {"m": 10**6, "k": 1000, "t": 1000, "b": 10**9}


def _english(finder: _Finder) -> None:
    for found in ENGLISH.finditer(finder.norm):
        start, end = found.span()
        before, number, unit, after = found.groups()
        short = finder.prepared.cased[found.start(3) : found.end(3)]
        told = before or after or MONEY_BEFORE.search(finder.norm[max(0, start - 20) : start])
        if not told and (unit in ("k", "thousand") or short == "m"):
            continue
        if not finder.free(start, end):
            continue
        size = EN_UNITS[unit[0]]
        ranged = ENGLISH_RANGE.search(finder.norm[max(0, start - 12) : start])
        low = round(_number(ranged.group(1)) * size) if ranged else None
        finder.add(start - len(ranged.group()) if ranged else start, end, low, round(_number(number) * size))


def _bare(finder: _Finder) -> None:
    """Numbers that say no unit: after 월 and 연, or as the closing word of a Korean need, they count in 만."""
    for found in PERIODIC_BARE.finditer(finder.norm):
        start, end = found.span(1)
        if finder.free(start, end) and not COUNTERS.match(finder.norm, end):
            period = "year" if re.match(r"연|매년|1년", found.group()) else "month"
            finder.add(start, end, None, round(_number(found.group(1)) * MAN), period=period)
    for found in LONE.finditer(finder.norm):
        start, end = found.span(1)
        value = int(_number(found.group(1)))
        word_before = re.search(r"([a-z]+)\s*$", finder.norm[:start])
        if not finder.found and not word_before and value >= 200 and value % 50 == 0:
            finder.add(start, end, None, value * MAN)


def read_amounts(prepared: Prepared, language: str) -> tuple[AmountReading, ...]:
    """All amounts, in the order of the text. ``about`` marks 정도/내외/선: the reader may widen it by a fifth."""
    finder = _Finder(prepared)
    _ranges(finder)
    _singles(finder)
    _english(finder)
    _figures(finder)
    if language == "ko":
        _bare(finder)
    return tuple(sorted(finder.found, key=lambda amount: amount.span.start))


def main_amount(amounts: tuple[AmountReading, ...]) -> AmountReading | None:
    """The one that limits a package: a total before the own share before a subsidy, the largest of a kind."""
    order = {"total": 0, "own": 1, "subsidy": 2}
    return min(amounts, key=lambda a: (order[a.kind], -(a.high or a.low or 0)), default=None)
