"""Rules for importing offers: the page's own form judges each row; capability and name say which offer it is."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from django.utils.translation import gettext_lazy as _

from matchmaker.accounts.choices import OrganisationKind
from matchmaker.accounts.models import Organisation
from matchmaker.exchange.kind import Column, Errors, Kind, Values, digest, form_errors
from matchmaker.exchange.known import Known
from matchmaker.exchange.links import links_read
from matchmaker.lib.addresses import region_codes_of
from matchmaker.lib.korea import won_ko
from matchmaker.reference.choices import CapabilityKind, PriceUnit
from matchmaker.reference.spellings import choice_spellings, plain_key, words_in
from suppliers.choices import Effort, ImportKind, Origin
from suppliers.import_offers_write import LINKS, offers_change, offers_create
from suppliers.models import Offer
from suppliers.offer_form import OfferForm
from suppliers.services import PLAIN, offer_fields, supplier_of
from suppliers.vocabulary import Vocabulary, vocabulary_load

ASIDE = ("capability_id", "price_low_krw", "price_typical_krw", "price_high_krw")
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


def word(known: dict[str, str], raw: dict[str, str], name: str, otherwise: str) -> str:
    """A choice by any of its spellings; empty is ``otherwise``, and what nobody knows stays as typed."""
    typed = raw.get(name, "")
    return known.get(plain_key(typed), typed) if typed else otherwise


class OfferKind(Kind):
    """A supplier's offers: what differs from a stored one changes it, what is new goes in as a draft."""

    name = ImportKind.OFFERS
    open_to = OrganisationKind.SUPPLIER
    columns = COLUMNS
    heading = _("제품·서비스를 표로 올리기")
    how = _(
        "가격은 3천만, 3,000만원, 30000000처럼, 지역은 '전국' 또는 '서울; 경기'처럼 적습니다. "
        "이름과 분야가 같은 줄은 이미 올린 것을 고칩니다."
    )
    after = _("새로 올라가는 것은 '작성 중'으로 들어갑니다. 살펴본 뒤 게시해 주세요.")
    back = "suppliers:offers"
    titled_by = ("title", "capability")

    def __init__(self, organisation: Organisation) -> None:
        super().__init__(organisation)
        self.supplier = supplier_of(organisation)
        self.vocabulary: Vocabulary = vocabulary_load(words=True)
        self.form = OfferForm(vocabulary=self.vocabulary)
        self.places = {plain_key(row.name_en): code for code, row in self.vocabulary.regions.items()}
        self.units = choice_spellings(PriceUnit) | MORE_UNITS
        self.origins = choice_spellings(Origin) | MORE_ORIGINS
        self.efforts = choice_spellings(Effort)

    @cached_property
    def known(self) -> Known:
        """Keys of the stored offers: their words are compared as people read them, which no database does."""
        rows = self.supplier.offers.order_by("pk").values_list("pk", "capability_id", "title").iterator()
        return Known((_key(capability, title), pk) for pk, capability, title in rows)

    def _data(self, raw: dict[str, str]) -> dict[str, Any]:
        """The form's data from a row's text; a word that nobody knows stays as typed, for the form to refuse."""
        data: dict[str, Any] = dict(raw)
        words = self.vocabulary.capability_words
        code = words.get(plain_key(raw.get("capability", "")), raw.get("capability", ""))
        capability = self.vocabulary.capabilities.get(code)
        data["capability"] = code
        usual = capability.price_unit if capability else "project"
        data["price_unit"] = word(self.units, raw, "price_unit", usual)
        data["origin_software"] = word(self.origins, raw, "origin_software", "")
        data["origin_parts"] = word(self.origins, raw, "origin_parts", "")
        data["effort"] = word(self.efforts, raw, "effort", Effort.CONFIGURE)
        data.setdefault("capacity_per_quarter", "2")
        regions = raw.get("regions", "")
        data["nationwide"] = plain_key(regions) in NATIONWIDE
        named = "; ".join(self.places.get(plain_key(one), one) for one in words_in(regions))
        found, unknown = (set(), []) if data["nationwide"] else region_codes_of(named)
        data["regions"] = [*sorted(found), *unknown]
        spoken = self.vocabulary.standard_words
        data["standards"] = [spoken.get(plain_key(w), w) for w in words_in(raw.get("standards", ""))]
        data["includes"] = [words.get(plain_key(w), w) for w in words_in(raw.get("includes", ""))]
        return data

    def judge(self, raw: dict[str, str]) -> tuple[Values, Errors]:
        if not self.form.judge(self._data(raw)):
            return {}, form_errors(self.form)
        cleaned = self.form.cleaned_data
        regions = self.vocabulary.regions if cleaned["nationwide"] else cleaned["regions"]
        linked = {
            "standards": sorted(int(pk) for pk in cleaned["standards"]),
            "regions": sorted(regions),
            "includes": sorted(cleaned["includes"]),
        }
        return offer_fields(cleaned) | linked, []

    def key(self, values: Values) -> str:
        return _key(values["capability_id"], values["title"])

    def find(self, values: Sequence[Values]) -> dict[str, Offer]:
        keys = self.known.rows_of(map(self.key, values))
        return {keys[pk]: row for pk, row in self.fetch(list(keys)).items()}

    def fetch(self, targets: Sequence[int]) -> dict[int, Offer]:
        rows = Offer.objects.filter(supplier=self.supplier).in_bulk(targets)
        for pk, links in links_read(Offer, LINKS, rows).items():
            rows[pk].links = links  # type: ignore[attr-defined]
        return rows

    def current(self, row: Offer) -> Values:
        own = {name: getattr(row, name) for name in (*PLAIN, *ASIDE)}
        return own | row.links | {"status": row.status}  # type: ignore[attr-defined]

    def create(self, values: Sequence[Values]) -> list[Offer]:
        rows = offers_create(self.supplier, values)
        self.known.add((self.key(value), row.pk) for value, row in zip(values, rows, strict=True))
        return rows

    def change(self, pairs: Sequence[tuple[Any, Values]]) -> None:
        offers_change(pairs)

    def delete(self, rows: Sequence[Any]) -> None:
        Offer.objects.filter(pk__in=[row.pk for row in rows]).delete()

    def examples(self) -> list[list[str]]:
        return kind_examples(self.vocabulary)


def _key(capability: str, title: str) -> str:
    return digest(capability, plain_key(title))


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
            "price_low": won_ko(found.price_min_krw),
            "price_typical": won_ko(found.price_typ_krw),
            "price_high": won_ko(found.price_max_krw),
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
