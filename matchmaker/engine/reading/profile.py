"""What the text says of the firm itself: its industry and how many people work there."""

from __future__ import annotations

import re

from ..text import Prepared, is_latin
from ..types import ValueReading

MOST_PEOPLE = 3000
PEOPLE = re.compile(
    r"(?:(?<![가-힣])(?:종업원|직원|사원|인원|상시근로자|근로자|종사자|임직원)\s?(?:수)?(?:은|는|이|가)?\s?(?:약|총|전체)?\s?)(\d{1,4})\s?(?:여\s?)?(?:명|인|분|$)?|"
    r"(?<![\d.])(\d{1,4})\s?(?:여\s?)?(?:명|인)(?:\s?(?:규모|짜리|회사|업체|공장|기업|사업장|일하|근무|있는|이\s?일|인데|입니다|이고|정도|남짓|미만|이하)|(?![가-힣\s])|\s|$)|"
    r"(\d{1,4})[\s-](?:employees|people|person|workers|staff|man)\b"
)
NOT_THE_FIRM = re.compile(
    r"(?:작업자|검사원|검사자|용접공|용접사|담당자?|영업사원|경리|인부|알바|사무직|기사|조장|반장|교육생|인원|사람)(?:이|가|은|는|만)?\s?$"
)
FIRM_AFTER = re.compile(
    r"\s?(?:공장|업체|회사|제조|가공업|기업|하는|만드는|사업장|라인|전문|shop|plant|factory|company|maker|manufacturer|workshop|parts)"
)


def read_employees(prepared: Prepared) -> ValueReading | None:
    for found in PEOPLE.finditer(prepared.norm):
        number = next(group for group in found.groups() if group)
        firm_said = bool(found.group(1))
        if not firm_said and NOT_THE_FIRM.search(prepared.norm[max(0, found.start() - 8) : found.start()]):
            continue
        if 0 < int(number) <= MOST_PEOPLE:
            return ValueReading(number, prepared.words(*found.span()).strip(), prepared.span(*found.span()))
    return None


def read_industry(prepared: Prepared, words: tuple[tuple[str, str], ...]) -> ValueReading | None:
    """KSIC division of the best word: one before 공장/업체/shop wins, then the longest, then the first."""
    best: tuple[tuple[bool, int, int], str, int, int] | None = None
    for word, division in words:
        first = prepared.squash.find(word)
        if first < 0:
            continue
        start, end = prepared.stretch(first, first + len(word))
        joined = len(word) <= 2 and end - start > len(word)  # 휴가 전 is no 가전
        if joined or not _whole(prepared, start, end):
            continue
        rank = (bool(FIRM_AFTER.match(prepared.norm, end)), len(word), -start)
        if best is None or rank > best[0]:
            best = (rank, division, start, end)
    if best is None:
        return None
    rank, division, start, end = best
    return ValueReading(division, prepared.words(start, end), prepared.span(start, end), sure=rank[0] or rank[1] >= 4)


def _whole(prepared: Prepared, start: int, end: int) -> bool:
    if is_latin(prepared.norm[start]):
        around = (prepared.norm[start - 1 : start], prepared.norm[end : end + 1])
        return not any(char and is_latin(char) for char in around)
    return not (
        start and prepared.norm[start - 1 : start] > "가" and end - start <= 2 and prepared.norm[start - 1] <= "힣"
    )
