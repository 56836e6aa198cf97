"""Names of capabilities in the text, with the boundary rules that keep 보안경 from being 보안."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ..text import Prepared, is_hangul, is_latin
from .vocabulary import Alias, Vocabulary

# Two-letter names that are also English words or syllables: read only as capitals or right before Hangul.
SHY = frozenset({"as", "si", "ap", "ce", "bi", "it", "isp", "gw"})
FOLLOWERS = re.compile(
    r"(?:을|를|이|가|은|는|도|만|로|으로|와|과|랑|이랑|하고|의|에|에서|부터|까지|나|이나|및|용|형|식|화|기(?!술)|기기|장비|장치|설비|시스템|프로그램|솔루션|도입|구축|"
    r"관리|설치|연동|연결|자동|데이터|검사|셀|업체|필수|필요|견적|문의|가능|교체|수리|보수|추가|적용|작업|라인|값|만들|달|하|해|되|된|됨|받|시|요|인데|입니다|좀|업|팔|서비스|대행|계약|담당|전문|"
    r"대책|체계|점검|진단|교육|컨설팅|사업|사용|운영|제작|지원|개발|인프라|망|팀|센터|결재|접수|측정|렌탈|구독|판|품)"
)
MAINTENANCE = re.compile(
    r"maintenance|bearing|spindle|vibration|pump|motor|compressor|예지|베어링|진동|스핀들|고장|모터|펌프|보전|감속기"
)
LONG_WORD = 9


@dataclass(frozen=True)
class Mention:
    """norm[start:end] names the capability ``code``; ``rule`` says how it was recognised."""

    code: str
    start: int
    end: int
    sure: bool
    rule: str


def find_aliases(prepared: Prepared, vocabulary: Vocabulary) -> list[Mention]:
    """Non-overlapping names, the longest first; one name may stand for several capabilities."""
    hits = []
    for last, aliases in vocabulary.automaton.iter(prepared.squash):
        size = len(aliases[0].form)
        start, end = prepared.stretch(last - size + 1, last + 1)
        if _bounded(prepared, aliases[0], start, end):
            hits.append((start, end, aliases))
    chosen: list[Mention] = []
    taken: list[tuple[int, int]] = []
    for start, end, aliases in sorted(hits, key=lambda hit: (-len(hit[2][0].form), hit[0])):
        if all(end <= a or b <= start for a, b in taken):
            taken.append((start, end))
            chosen.extend(_mention(prepared, alias, start, end) for alias in aliases)
    return sorted(chosen, key=lambda mention: mention.start)


def _mention(prepared: Prepared, alias: Alias, start: int, end: int) -> Mention:
    code = alias.code
    if alias.form == "pdm":
        code = _which_pdm(prepared, start, end)
    return Mention(code, start, end, not alias.weak, "alias")


def _which_pdm(prepared: Prepared, start: int, end: int) -> str:
    """PDM keeps drawings, PdM predicts failures; spelling decides, then the words around."""
    if prepared.cased[start:end] == "PdM" or MAINTENANCE.search(prepared.norm):
        return "SOL-PHM"
    return "SOL-PDM"


def _bounded(prepared: Prepared, alias: Alias, start: int, end: int) -> bool:
    inside = prepared.norm[start:end]
    if is_latin(alias.form[0]):
        return _latin_starts(prepared, alias, start, end, inside) and _latin_ends(prepared, alias, end)
    return _hangul_bounded(prepared.norm, alias, start, end, inside)


def _latin_starts(prepared: Prepared, alias: Alias, start: int, end: int, inside: str) -> bool:
    if start and is_latin(prepared.norm[start - 1]):
        return False
    if " " in inside and " " not in alias.words and "-" not in alias.words:
        return False
    if alias.form in SHY:
        after = prepared.norm[end : end + 2].lstrip()
        return prepared.cased[start:end].isupper() or (
            bool(after) and is_hangul(after[0]) and not _english_before(prepared, start)
        )
    return True


def _english_before(prepared: Prepared, start: int) -> bool:
    return bool(re.search(r"[a-z]{2,}\s$", prepared.norm[:start]))


def _latin_ends(prepared: Prepared, alias: Alias, end: int) -> bool:
    if not is_latin(alias.form[-1]):
        return _hangul_ends(prepared.norm, alias, end)
    rest = prepared.norm[end : end + 20].split(maxsplit=1)[0] if prepared.norm[end : end + 1].strip() else ""
    rest = rest[: next((i for i, char in enumerate(rest) if not is_latin(char)), len(rest))]
    return rest == "" or alias.open or (rest in ("s", "es") and len(alias.form) >= 3)


def _word_around(norm: str, start: int, end: int) -> str:
    while start and is_hangul(norm[start - 1]):
        start -= 1
    while end < len(norm) and is_hangul(norm[end]):
        end += 1
    return norm[start:end]


def _hangul_bounded(norm: str, alias: Alias, start: int, end: int, inside: str) -> bool:
    size = sum(is_hangul(char) for char in alias.form)
    if size >= 4:
        return True
    if " " in inside and " " not in alias.words:
        return False
    if start and is_hangul(norm[start - 1]):
        unspaced = len(_word_around(norm, start, end)) >= LONG_WORD
        joined = size == 3 and norm[start - 1] not in "비무미불"
        if not (joined or (unspaced and norm[start - 1] in "은는이가을를로고에서도와과랑의요인형동품")):
            return False
    return _hangul_ends(norm, alias, end)


def _hangul_ends(norm: str, alias: Alias, end: int) -> bool:
    if end >= len(norm) or not is_hangul(norm[end]) or len(alias.form) >= 3:
        return True
    return bool(FOLLOWERS.match(norm, end))
