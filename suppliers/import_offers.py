"""Rules for importing offers: the page's own form judges each row; capability and name say which offer it is."""

from __future__ import annotations

import re
from collections.abc import Hashable
from typing import Any

from django.utils import timezone
from django.utils.translation import override

from matchmaker.reference.choices import CapabilityKind, PriceUnit
from suppliers.addresses import region_codes_of
from suppliers.choices import Effort, Origin
from suppliers.import_offers_write import offers_write
from suppliers.importing import Column, Verdict, form_errors
from suppliers.models import Offer, Supplier
from suppliers.offer_form import OfferForm, initial_of
from suppliers.vocabulary import Vocabulary, plain_key, vocabulary_load

COLUMNS = (
    Column("capability", "역량", "capability", needed=True, also=("역량코드", "code", "capability code")),
    Column("title", "이름", "title", needed=True, also=("제품명", "name", "상품명")),
    Column("description", "설명", "description"),
    Column("price_low", "최저가격", "price low", also=("최저", "low")),
    Column("price_typical", "보통가격", "price typical", needed=True, also=("가격", "price", "typical")),
    Column("price_high", "최고가격", "price high", also=("최고", "high")),
    Column("price_unit", "가격단위", "price unit", also=("단위", "unit")),
    Column("weeks", "기간(주)", "weeks", needed=True, also=("구축기간", "납기")),
    Column("standards", "표준", "standards", also=("통신표준",)),
    Column("regions", "지역", "regions", needed=True, also=("서비스지역", "region")),
    Column("onsite_hours", "출동(시간)", "onsite hours", also=("현장출동", "출동시간")),
    Column("capacity_per_quarter", "분기당 건수", "capacity per quarter", also=("분기가능건수", "capacity")),
    Column("warranty_months", "무상보수(개월)", "warranty months", also=("하자보수", "warranty")),
    Column("service_terms", "사후관리", "service terms"),
    Column("origin_software", "SW 원산지", "software origin", also=("소프트웨어원산지",)),
    Column("origin_parts", "부품 원산지", "parts origin"),
    Column("effort", "연결 수고", "effort"),
    Column("includes", "포함 역량", "includes", also=("포함",)),
)
NATIONWIDE = {"전국", "전지역", "all", "nationwide", "korea"}
MORE_UNITS = {"프로젝트": "project", "식": "set", "월정액": "month", "연": "year", "개월": "month"}
MORE_ORIGINS = {"한국": "KR", "국내": "KR", "대한민국": "KR", "korea": "KR", "외산": "ZZ", "usa": "US", "기타": "ZZ"}


def _labels(choices: type[Any]) -> dict[str, str]:
    """Every value by its own spelling and by its label in both languages, whoever reads."""
    known = {plain_key(value): value for value in choices.values}
    for language in ("ko", "en"):
        with override(language):
            known |= {plain_key(str(label)): value for value, label in choices.choices}
    return known


def _many(text: str) -> list[str]:
    return [part.strip() for part in re.split(r"[,;|\n]", text) if part.strip()]


class OfferRules:
    """Rules for one supplier. Loads its vocabulary and offers once; ``judge`` asks no further query."""

    columns = COLUMNS

    def __init__(self, supplier: Supplier) -> None:
        self.supplier = supplier
        self.vocabulary: Vocabulary = vocabulary_load(words=True)
        self.form = OfferForm(vocabulary=self.vocabulary)
        self.units = _labels(PriceUnit) | MORE_UNITS
        self.origins = _labels(Origin) | MORE_ORIGINS
        self.efforts = _labels(Effort)
        rows = Offer.objects.filter(supplier=supplier).prefetch_related("standards", "regions", "includes")
        self.known = {(row.capability_id, plain_key(row.title)): row for row in rows}

    def data_of(self, raw: dict[str, str]) -> dict[str, Any]:
        """The form's data from a row's text; a word that nobody knows stays as typed, for the form to refuse."""
        data: dict[str, Any] = dict(raw)
        code = self.vocabulary.capability_words.get(plain_key(raw.get("capability", "")), raw.get("capability", ""))
        capability = self.vocabulary.capabilities.get(code)
        data["capability"] = code
        data["price_unit"] = self._word(
            self.units, raw, "price_unit", capability.price_unit if capability else "project"
        )
        data["origin_software"] = self._word(self.origins, raw, "origin_software", "")
        data["origin_parts"] = self._word(self.origins, raw, "origin_parts", "")
        data["effort"] = self._word(self.efforts, raw, "effort", Effort.CONFIGURE)
        data.setdefault("capacity_per_quarter", "2")
        regions = raw.get("regions", "")
        data["nationwide"] = plain_key(regions) in NATIONWIDE
        found, unknown = (set(), []) if data["nationwide"] else region_codes_of(regions)
        data["regions"] = [*sorted(found), *unknown]
        data["standards"] = [
            self.vocabulary.standard_words.get(plain_key(w), w) for w in _many(raw.get("standards", ""))
        ]
        data["includes"] = [
            self.vocabulary.capability_words.get(plain_key(w), w) for w in _many(raw.get("includes", ""))
        ]
        return data

    @staticmethod
    def _word(known: dict[str, str], raw: dict[str, str], name: str, otherwise: str) -> str:
        typed = raw.get(name, "")
        return known.get(plain_key(typed), typed) if typed else otherwise

    def judge(self, raw: dict[str, str]) -> tuple[dict[str, Any], list[tuple[str, str]]]:
        good = self.form.judge(self.data_of(raw))
        return (dict(self.form.cleaned_data), []) if good else ({}, form_errors(self.form))

    def identity(self, cleaned: dict[str, Any]) -> Hashable:
        return cleaned["capability"], plain_key(cleaned["title"])

    def existing(self, cleaned: dict[str, Any]) -> Offer | None:
        return self.known.get((cleaned["capability"], plain_key(cleaned["title"])))

    def differs(self, cleaned: dict[str, Any], existing: Offer) -> bool:
        before = initial_of(existing, self.vocabulary)
        if cleaned["nationwide"] != before["nationwide"]:
            return True
        many = ("standards", "includes") + (() if cleaned["nationwide"] else ("regions",))
        plain = [name for name in cleaned if name not in ("standards", "includes", "regions", "nationwide")]
        return any(set(cleaned[name]) != set(before[name]) for name in many) or any(
            cleaned[name] != before[name] for name in plain
        )

    def write(self, verdicts: list[Verdict]) -> None:
        offers_write(self.supplier, verdicts, sorted(self.vocabulary.regions), timezone.now())


def kind_examples(vocabulary: Vocabulary) -> list[list[str]]:
    """One filled row of each kind of capability, for the template; prices are the taxonomy's estimates."""
    rows = []
    for kind in CapabilityKind:
        found = next(row for row in vocabulary.capabilities.values() if row.kind == kind)
        standards = [row.name for row in found.standards.all()[:2]]
        cells = {
            "capability": found.name_ko,
            "title": found.name_ko,
            "description": found.plain_ko,
            "price_low": f"{found.price_min_krw // 10_000:,}만원",
            "price_typical": f"{found.price_typ_krw // 10_000:,}만원",
            "price_high": f"{found.price_max_krw // 10_000:,}만원",
            "price_unit": str(PriceUnit(found.price_unit).label),
            "weeks": str(found.lead_typ_wk),
            "standards": "; ".join(standards),
            "regions": "전국" if kind == CapabilityKind.SOLUTION else "서울; 경기; 인천",
            "onsite_hours": "24",
            "capacity_per_quarter": "3",
            "warranty_months": "12",
            "service_terms": "연 10% 유지보수 계약",
            "origin_software": "국산",
            "origin_parts": "국산" if kind == CapabilityKind.EQUIPMENT else "",
            "effort": str(Effort.CONFIGURE.label),
            "includes": "",
        }
        rows.append([cells[column.name] for column in COLUMNS])
    return rows
