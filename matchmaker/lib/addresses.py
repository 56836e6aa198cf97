"""Which region an address lies in, by how people and registers spell it. Pure: no rows, no clock."""

from __future__ import annotations

import re
from functools import lru_cache

SPELLINGS: dict[str, tuple[str, ...]] = {
    "11": ("서울특별시", "서울시", "서울"),
    "26": ("부산광역시", "부산시", "부산"),
    "27": ("대구광역시", "대구시", "대구"),
    "28": ("인천광역시", "인천시", "인천"),
    "29": ("광주광역시", "광주시", "광주"),
    "30": ("대전광역시", "대전시", "대전"),
    "31": ("울산광역시", "울산시", "울산"),
    "36": ("세종특별자치시", "세종시", "세종"),
    "41": ("경기도", "경기"),
    "43": ("충청북도", "충북"),
    "44": ("충청남도", "충남"),
    "46": ("전라남도", "전남"),
    "47": ("경상북도", "경북"),
    "48": ("경상남도", "경남"),
    "50": ("제주특별자치도", "제주도", "제주시", "제주"),
    "51": ("강원특별자치도", "강원도", "강원"),
    "52": ("전북특별자치도", "전라북도", "전북"),
}
MERGED = "전남광주통합특별시"
GWANGJU, JEONNAM, GYEONGGI = "29", "46", "41"
GWANGJU_DISTRICTS = re.compile(r"(동구|서구|남구|북구|광산구)")
GYEONGGI_GWANGJU = re.compile(r"^(경안동|송정동|탄벌동|광남|쌍령동|역동|태전동|고산동|\S+[읍면])")
BY_LENGTH = sorted(
    ((word, code) for code, words in SPELLINGS.items() for word in words), key=lambda pair: -len(pair[0])
)


@lru_cache(maxsize=2048)
def region_code_of(address: str) -> str | None:
    """Code of the region that ``address`` begins with, None if it names none.

    광주시 is the city in 경기도 when a 읍, 면 or one of its 동 follows. The region that two others became in July 2026
    is told apart by district.
    """
    text = re.sub(r"^\s*(?:[\[(]?\d{5,6}[\])]?|\d{3}-\d{3}|대한민국)\s*", "", address.strip())
    if text.startswith(MERGED):
        rest = text.removeprefix(MERGED).strip()
        return GWANGJU if GWANGJU_DISTRICTS.match(rest) else JEONNAM
    for word, code in BY_LENGTH:
        if text.startswith(word):
            rest = text.removeprefix(word).strip()
            return GYEONGGI if word == "광주시" and GYEONGGI_GWANGJU.match(rest) else code
    return None


def region_codes_of(names: str) -> tuple[set[str], list[str]]:
    """Codes of a list like ``서울, 경기도; 부산`` and the words that name no region."""
    found: set[str] = set()
    unknown: list[str] = []
    for name in re.split(r"[,;/|·\n]+", names):
        if not (name := name.strip()):
            continue
        if code := name if name in SPELLINGS else region_code_of(name):
            found.add(code)
        else:
            unknown.append(name)
    return found, unknown
