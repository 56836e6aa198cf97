"""Where the plant stands: names of cities, counties, districts and complexes, told apart from everyday words.

A name must start a word. What may follow depends on the name's ``care``: none, "care" (also an everyday word:
양산, 음성), "opening" (강화: only at the head of a clause or before a head count), "strict" (only with its province
before it or 시/군/구/산단 after it) or "shared" (광주, 고성).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from ..text import Prepared
from ..types import ValueReading

GWANGJU, GYEONGGI = "29", "41"
WORD = re.compile(r"[가-힣a-z]*[가-힣][가-힣a-z]*")
ADMIN = re.compile(
    r"(?:시|군|구|읍|면|동|광역시|특별시|특별자치시|국가산단|일반산단|산단|공단|산업단지|국가산업단지|농공단지|지역|소재|근처|인근|쪽|공장|사업장|본사|지점)(?![시군구단])"
)
PARTICLE = re.compile(
    r"(?:에|에서|에다|은|는|이|가|의|도|과|와|랑|로|으로|이고|고|인데|이며|이에요|예요|에요|이예요|입니다|임|이구요|이라|이라서|지만|이지만|에있는|에위치|요|이요|"
    r"만|까지|및|있는|위치)(?![가-힣])"
)
PLAIN_PARTICLE = re.compile(
    r"(?:에|에서|입니다|이고|인데|임|이에요|예요|에요|쪽|지만|이지만|이며|요|에있는)(?![가-힣])"
)
STAFF_AFTER = re.compile(r"\s?\d{1,3}\s?(?:명|인)")
PLANT_BEFORE = re.compile(
    r"(?:공장|플랜트|사업장|plant|factory|site|machines?|공장\s?위치)\s?(?:은|는|이|가|:|-|in|at|is in|are in|"
    r"located in)?\s*$"
)
PLANT_AFTER = re.compile(
    r"\s?(?:에\s?있는|에\s?위치한|제?\d?)?\s?(?:공장|플랜트|사업장|plant|factory)(?!\s?(?:에|로|으로)\s?납품)"
)
SEAT_BEFORE = re.compile(
    r"(?:본사|본점|사무소|사무실|연구소|법인|영업소|head ?office|headquarters?|"
    r"hq|based)\s?(?:은|는|이|가|:|in|at|is in|is)?\s*$"
)
SEAT_AFTER = re.compile(
    r"\s?(?:에\s?있는|에\s?위치한)?\s?(?:본사|본점|사무소|사무실|연구소|영업소|hq|head ?office|headquarters?|office)"
)
CUSTOMER_BEFORE = re.compile(
    r"(?:고객사|고객|납품처|거래처|원청|모기업|바이어|customers?|client)\s?(?:은|는|이|가|:|in|at)?\s*$"
)
CUSTOMER_AFTER = re.compile(r"\s?(?:공장|쪽|지역)?(?:에|로|으로)?\s?(?:납품|있는 고객|고객사|거래처|원청|출장)")
REJECTED_AFTER = re.compile(r"\s?(?:공장|본사|연구소|쪽)?\s?(?:말고|아니고|아닌|제외|not\b)")
MOVE_TARGET = re.compile(r"\s?(?:으로|로)\s?(?:이전|옮|이사)")


@dataclass(frozen=True)
class Place:
    name: str
    region: str
    kind: str
    care: str = ""
    not_before: tuple[str, ...] = ()


@dataclass(frozen=True)
class Mention:
    place: Place
    start: int
    end: int
    score: int = 0


@dataclass(frozen=True)
class Places:
    """Names by first two letters, and the English ones as one pattern."""

    by_name: dict[str, tuple[Place, ...]]
    longest: int
    english: dict[str, Place]
    english_pattern: re.Pattern[str]

    @classmethod
    def from_rows(cls, rows: list[dict[str, str]]) -> Places:
        by_name: dict[str, tuple[Place, ...]] = {}
        english: dict[str, Place] = {}
        for row in rows:
            not_before = tuple(filter(None, (row.get("not_before") or "").split("|")))
            place = Place(row["words"], row["region_code"], row["kind"], row.get("care", ""), not_before)
            if place.name:
                by_name[place.name.lower()] = (*by_name.get(place.name.lower(), ()), place)
            if row.get("english"):
                english.setdefault(row["english"].lower(), place)
        names = sorted(english, key=len, reverse=True)
        pattern = re.compile(rf"(?<![a-z])(?:{'|'.join(map(re.escape, names)) or '(?!)'})(?![a-z])")
        return cls(by_name, max(map(len, by_name), default=0), english, pattern)


def _fits(place: Place, rest: str, after: str, supported: bool, opens: bool) -> bool:
    """May this name be a place here? ``rest`` is the rest of its word, ``after`` all that follows the name."""
    if any(after.lstrip().startswith(word) for word in place.not_before):
        return False
    if ADMIN.match(rest):
        return True
    if place.care == "opening" and not (opens or supported or STAFF_AFTER.match(after)):
        return False
    if place.care == "strict":
        return supported and (not rest or bool(PARTICLE.match(rest)))
    if not rest:
        return True
    if place.care in ("care", "opening"):
        return bool(PLAIN_PARTICLE.match(rest))
    return bool(PARTICLE.match(rest)) or len(rest) >= 4


def _inner_starts(word: str) -> list[int]:
    """Where a name may start: at the word's start and, when blanks were left out, after a closing particle."""
    if len(word) < 8:
        return [0]
    return [0] + [i for i in range(2, len(word) - 1) if word[i - 1] in "에로는은이가고요다서을를도며하원"]


def _names_in(prepared: Prepared, places: Places) -> list[Mention]:
    found: list[Mention] = []
    for word in WORD.finditer(prepared.norm):
        taken = 0
        for inner in _inner_starts(word.group()):
            if inner < taken:
                continue
            start = word.start() + inner
            mention = _name_at(prepared.norm, start, word.end(), places, found, inner > 0)
            while mention:
                found.append(mention)
                taken = mention.end - word.start()
                mention = _name_at(prepared.norm, mention.end, word.end(), places, found, False)
    return found


def _name_at(norm: str, start: int, word_end: int, places: Places, found: list[Mention], inner: bool) -> Mention | None:
    if start and norm[start - 1].isdigit():
        return None
    for size in range(min(places.longest, word_end - start), 1, -1):
        for place in places.by_name.get(norm[start : start + size], ()):
            if inner and place.care:
                continue
            end = start + size
            supported = bool(found) and found[-1].place.region == place.region and start - found[-1].end <= 4
            opens = not norm[:start].strip() or norm[:start].rstrip()[-1] in ".!?(,"
            followed = not place.care and any(norm[end : end + more] in places.by_name for more in (2, 3, 4))
            if followed or _fits(place, norm[end:word_end], norm[end : end + 12], supported, opens):
                return Mention(place, start, end)
    return None


def _score(norm: str, mention: Mention) -> int:
    before, after = norm[max(0, mention.start - 16) : mention.start], norm[mention.end : mention.end + 20]
    score = 0
    score += 2 * bool(PLANT_BEFORE.search(before)) + 2 * bool(PLANT_AFTER.match(after)) + bool(MOVE_TARGET.match(after))
    score -= 2 * bool(SEAT_BEFORE.search(before)) + 3 * bool(SEAT_AFTER.match(after))
    score -= 2 * bool(CUSTOMER_BEFORE.search(before)) + 3 * bool(CUSTOMER_AFTER.match(after))
    return score - 5 * bool(REJECTED_AFTER.match(after))


def _join(norm: str, mentions: list[Mention]) -> list[Mention]:
    """Neighbours that belong together (충북 음성, 경기 광주, 부산 녹산) become one; the first one's province rules."""
    joined: list[Mention] = []
    for mention in mentions:
        last = joined[-1] if joined else None
        near = last is not None and not re.search(
            r"[^\s,(]|,\s*(?=$)", norm[last.end : mention.start].replace("시", "").replace("도", "")
        )
        if (
            last
            and near
            and (last.place.region == mention.place.region or (mention.place.care and last.place.kind == "province"))
        ):
            joined[-1] = Mention(replace(last.place, care=""), last.start, mention.end)
        else:
            joined.append(mention)
    return joined


def _settle(mention: Mention, mentions: list[Mention]) -> Mention:
    """A name that several provinces share takes the one that another mention speaks for."""
    if mention.place.care != "shared":
        return mention
    options = {"광주": (GWANGJU, GYEONGGI), "광주시": (GWANGJU, GYEONGGI), "고성": ("48", "51")}.get(
        mention.place.name, (mention.place.region,)
    )
    spoken_for = [m.place.region for m in mentions if m is not mention and m.place.region in options]
    region = spoken_for[0] if spoken_for else options[0]
    return replace(mention, place=replace(mention.place, region=region))


def find_places(prepared: Prepared, places: Places) -> list[Mention]:
    mentions = _names_in(prepared, places)
    for found in places.english_pattern.finditer(prepared.norm):
        mentions.append(Mention(replace(places.english[found.group()], care=""), *found.span()))
    mentions = _join(prepared.norm, sorted(mentions, key=lambda m: m.start))
    return [replace(_settle(m, mentions), score=_score(prepared.norm, m)) for m in mentions]


def read_region(prepared: Prepared, places: Places) -> ValueReading | None:
    """The region of the plant; other regions that were named are ``alternatives``."""
    mentions = find_places(prepared, places)
    best = max(mentions, key=lambda m: (m.score, -m.start), default=None)
    if best is None or best.score <= -3:
        return None
    others = tuple(
        dict.fromkeys(m.place.region for m in mentions if m.place.region != best.place.region and m.score > -3)
    )
    tied = any(m.score == best.score and m.place.region != best.place.region for m in mentions)
    unsettled = best.place.care == "shared" and best.place.name == "고성"
    return ValueReading(
        best.place.region,
        prepared.words(best.start, best.end),
        prepared.span(best.start, best.end),
        sure=not tied and not unsettled,
        alternatives=others,
    )
