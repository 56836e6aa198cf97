"""Changes since an approval in the reader's words: what it is called, what stood there, what stands there now."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from matchmaker.lib.templatetags.house import business_number, dated, won
from matchmaker.reference.choices import PriceUnit
from suppliers.approving import CERTIFICATES_PART, OFFERS_PART, Change
from suppliers.choices import Effort, Origin, SupplierKind, SupplierSize
from suppliers.vocabulary import Vocabulary, name_of, vocabulary_load

LABELS: dict[str, str | Promise] = {
    "organisation": gettext_lazy("회사 이름"),
    "business_number": gettext_lazy("사업자등록번호"),
    "kind": gettext_lazy("사업 형태"),
    "size": gettext_lazy("기업 규모"),
    "region_id": gettext_lazy("지역"),
    "address": gettext_lazy("주소"),
    "founded_on": gettext_lazy("설립일"),
    "employees": gettext_lazy("종사자 수"),
    "sales_krw": gettext_lazy("연 매출"),
    "homepage": gettext_lazy("홈페이지"),
    "phone": gettext_lazy("전화"),
    "about": gettext_lazy("소개"),
    "capacity_per_quarter": gettext_lazy("분기에 맡을 수 있는 건수"),
    "can_lead": gettext_lazy("대표 공급기업을 맡을 수 있음"),
    "programme_level": gettext_lazy("역량진단 등급"),
    "programme_level_until": gettext_lazy("역량진단 유효일"),
    "title": gettext_lazy("이름"),
    "capability_id": gettext_lazy("역량"),
    "description": gettext_lazy("설명"),
    "price_low_krw": gettext_lazy("최저 가격"),
    "price_typical_krw": gettext_lazy("보통 가격"),
    "price_high_krw": gettext_lazy("최고 가격"),
    "price_unit": gettext_lazy("가격 단위"),
    "weeks": gettext_lazy("걸리는 기간(주)"),
    "onsite_hours": gettext_lazy("현장 출동 약속(시간)"),
    "warranty_months": gettext_lazy("무상 하자보수(개월)"),
    "service_terms": gettext_lazy("사후관리 조건"),
    "origin_software": gettext_lazy("소프트웨어 원산지"),
    "origin_parts": gettext_lazy("부품 원산지"),
    "effort": gettext_lazy("연결에 드는 수고"),
    "includes": gettext_lazy("함께 들어 있는 것"),
    "standards": gettext_lazy("표준"),
    "regions": gettext_lazy("가는 지역"),
    "name": gettext_lazy("인증 이름"),
    "number": gettext_lazy("번호"),
    "issued_on": gettext_lazy("발급일"),
    "valid_until": gettext_lazy("유효일"),
}
CODED = {"kind": SupplierKind, "size": SupplierSize, "price_unit": PriceUnit, "effort": Effort}
CODED |= {"origin_software": Origin, "origin_parts": Origin}


@dataclass(frozen=True)
class Told:
    """One line of the comparison; ``fields`` is empty where all of it came or went."""

    what: str
    title: str
    fields: list[tuple[str, str, str]]


def told(changes: Iterable[Change]) -> list[Told]:
    """Grouped by what they are about, the profile first; each field as (name, before, after). Three queries."""
    rows = list(changes)
    words = vocabulary_load() if rows else Vocabulary({}, {}, {})
    groups: dict[tuple[str, str, str], list[tuple[str, str, str]]] = {}
    for row in rows:
        fields = groups.setdefault((row.what, row.part, row.name), [])
        if row.field:
            say = speaker(row.field, words)
            fields.append((str(LABELS.get(row.field, row.field)), say(row.before), say(row.after)))
    return [Told(what, _title(part, name), fields) for (what, part, name), fields in groups.items()]


def _title(part: str, name: str) -> str:
    if part == OFFERS_PART:
        return _("제품·서비스 ‘%(name)s’") % {"name": name}
    if part == CERTIFICATES_PART:
        return _("인증 ‘%(name)s’") % {"name": name}
    return _("회사 정보")


def speaker(field: str, words: Vocabulary) -> Callable[[Any], str]:
    """How a value of this field is said; nothing there is said as a dash."""

    def say(value: Any) -> str:
        if value in (None, "", []):
            return "–"
        if isinstance(value, bool):
            return _("예") if value else _("아니요")
        if isinstance(value, list):
            return _list(field, value, words)
        return _one(field, value, words)

    return say


def _list(field: str, value: list[Any], words: Vocabulary) -> str:
    if field == "regions" and set(words.regions) <= set(value):
        return _("전국")
    return ", ".join(_one(field, one, words) for one in value)


def _one(field: str, value: Any, words: Vocabulary) -> str:
    if field.endswith("_krw"):
        return won(value)
    if field == "business_number":
        return business_number(value)
    if field in ("region_id", "regions"):
        return name_of(words.regions[value]) if value in words.regions else str(value)
    if field in ("capability_id", "includes"):
        return name_of(words.capabilities[value]) if value in words.capabilities else str(value)
    if field == "standards":
        return words.standards.get(str(value), str(value))
    if field in CODED and value in CODED[field].values:
        return str(CODED[field](value).label)
    if field.endswith(("_on", "_until")):
        return dated(date.fromisoformat(value))
    return str(value)
