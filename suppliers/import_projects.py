"""Importing delivered work. A row that changes a claim takes its proof away, as on the page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cached_property
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from matchmaker.accounts.choices import OrganisationKind
from matchmaker.accounts.models import Organisation
from matchmaker.exchange.kind import Column, Errors, Kind, Values, digest, form_errors
from matchmaker.exchange.known import Known
from matchmaker.exchange.links import links_read, links_set, links_write
from matchmaker.lib.addresses import region_code_of
from matchmaker.lib.amounts import WonField
from matchmaker.reference.spellings import industry_spellings, plain_key, words_in
from suppliers.choices import Evidence, ImportKind
from suppliers.forms import finished_day
from suppliers.models import PastProject, Supplier
from suppliers.offer_form import NOT_LISTED
from suppliers.services import supplier_of, supplier_touch
from suppliers.vocabulary import vocabulary_load

PLAIN = ("title", "description", "amount_krw", "client_industry_id", "client_region_id")
LINKS = {"capabilities": "capability_id", "partners": "supplier_id"}
DAYS = ["%Y-%m-%d", "%Y.%m.%d", "%Y/%m/%d", "%Y-%m-%d %H:%M:%S", "%Y년 %m월 %d일"]


class ProjectRowForm(forms.Form):
    """The rules of the page's form, with words instead of boxes to tick."""

    title = forms.CharField(label=_("사업 이름"), max_length=120)
    description = forms.CharField(label=_("한 일"), max_length=2000, required=False)
    finished_on = forms.DateField(label=_("끝난 날"), input_formats=DAYS)
    amount_krw = WonField(label=_("금액"), required=False)
    client_industry = forms.ChoiceField(label=_("고객의 업종"), required=False, error_messages=NOT_LISTED)
    client_region = forms.ChoiceField(label=_("고객의 지역"), required=False, error_messages=NOT_LISTED)
    capabilities = forms.MultipleChoiceField(label=_("맡은 역량"), error_messages=NOT_LISTED)
    partners = forms.MultipleChoiceField(
        label=_("함께한 공급기업"),
        required=False,
        error_messages={"invalid_choice": _("등록된 회사에서 찾지 못했습니다: %(value)s")},
    )

    def clean_finished_on(self) -> date:
        return finished_day(self.cleaned_data["finished_on"])


class ProjectKind(Kind):
    """A supplier's past projects; one is known by its name and the day it ended."""

    name = ImportKind.PROJECTS
    open_to = OrganisationKind.SUPPLIER
    columns = (
        Column("title", "사업이름", "title", needed=True, also=("사업명", "name", "실적")),
        Column("finished_on", "끝난날", "finished on", needed=True, also=("완료일", "준공일", "finished")),
        Column("capabilities", "맡은역량", "capabilities", needed=True, also=("역량", "capability")),
        Column("description", "한일", "description", also=("설명",)),
        Column("amount_krw", "금액", "amount"),
        Column("client_industry", "고객업종", "client industry", also=("업종",)),
        Column("client_region", "고객지역", "client region", also=("지역",)),
        Column("partners", "함께한기업", "partners", also=("함께한공급기업",)),
    )
    heading = _("납품 실적을 표로 올리기")
    how = _(
        "끝난 날은 2025-06-30처럼, 여러 역량은 'MES; 협동로봇'처럼 적습니다. "
        "이름과 끝난 날이 같은 줄은 이미 올린 것을 고칩니다."
    )
    after = _("고친 실적은 다시 '본인 기재'가 됩니다. 확인한 것과 적힌 것이 달라지기 때문입니다.")
    back = "suppliers:projects"

    def __init__(self, organisation: Organisation) -> None:
        super().__init__(organisation)
        self.supplier = supplier_of(organisation)
        self.vocabulary = vocabulary_load(words=True)
        self.industries = industry_spellings()
        regions = self.vocabulary.regions.items()
        self.places = {plain_key(word): code for code, row in regions for word in (code, row.name_en)}
        others = Supplier.objects.exclude(pk=self.supplier.pk).values_list("pk", "organisation__name")
        self.others = {plain_key(name): str(pk) for pk, name in others.iterator()}
        self.form = ProjectRowForm()
        self.form.fields["client_industry"].choices = [(code, code) for code in self.industries.values()]
        self.form.fields["client_region"].choices = [(code, code) for code in self.vocabulary.regions]
        self.form.fields["capabilities"].choices = self.vocabulary.capability_choices
        self.form.fields["partners"].choices = [(pk, pk) for pk in self.others.values()]

    @cached_property
    def known(self) -> Known:
        rows = self.supplier.projects.order_by("pk").values_list("pk", "title", "finished_on").iterator()
        return Known((digest(plain_key(title), f"{day}"), pk) for pk, title, day in rows)

    def judge(self, raw: dict[str, str]) -> tuple[Values, Errors]:
        words, region, industry = (
            self.vocabulary.capability_words,
            raw.get("client_region", ""),
            raw.get("client_industry", ""),
        )
        data = raw | {
            "client_industry": self.industries.get(plain_key(industry), industry),
            "client_region": self.places.get(plain_key(region)) or region_code_of(region) or region,
            "capabilities": [words.get(plain_key(one), one) for one in words_in(raw.get("capabilities", ""))],
            "partners": [self.others.get(plain_key(one), one) for one in words_in(raw.get("partners", ""))],
        }
        self.form.data, self.form.is_bound = data, True
        self.form.full_clean()
        if self.form.errors:
            return {}, form_errors(self.form)
        cleaned = self.form.cleaned_data
        return {
            "title": cleaned["title"],
            "description": cleaned["description"],
            "finished_on": cleaned["finished_on"].isoformat(),
            "amount_krw": cleaned["amount_krw"],
            "client_industry_id": cleaned["client_industry"] or None,
            "client_region_id": cleaned["client_region"] or None,
            "capabilities": sorted(set(cleaned["capabilities"])),
            "partners": sorted({int(pk) for pk in cleaned["partners"]}),
        }, []

    def key(self, values: Values) -> str:
        return digest(plain_key(values["title"]), values["finished_on"])

    def find(self, values: Sequence[Values]) -> dict[str, PastProject]:
        keys = self.known.rows_of(map(self.key, values))
        return {keys[pk]: row for pk, row in self.fetch(list(keys)).items()}

    def fetch(self, targets: Sequence[int]) -> dict[int, PastProject]:
        rows = PastProject.objects.filter(supplier=self.supplier).in_bulk(targets)
        for pk, links in links_read(PastProject, LINKS, rows).items():
            rows[pk].links = links  # type: ignore[attr-defined]
        return rows

    def current(self, row: PastProject) -> Values:
        own = {name: getattr(row, name) for name in (*PLAIN, "evidence")}
        return own | row.links | {"finished_on": f"{row.finished_on}"}  # type: ignore[attr-defined]

    def create(self, values: Sequence[Values]) -> list[PastProject]:
        rows = PastProject.objects.bulk_create(PastProject(supplier=self.supplier, **_own(value)) for value in values)
        links_write(PastProject, LINKS, [(row.pk, value) for row, value in zip(rows, values, strict=True)])
        supplier_touch(self.supplier)
        self.known.add((self.key(value), row.pk) for value, row in zip(values, rows, strict=True))
        return rows

    def change(self, pairs: Sequence[tuple[Any, Values]]) -> None:
        """New words lose their proof; words that an undo brings back bring it along."""
        if not pairs:
            return
        for row, value in pairs:
            for name, item in (_own(value) | {"evidence": value.get("evidence", Evidence.SELF)}).items():
                setattr(row, name, item)
        names = [name.removesuffix("_id") for name in _own(pairs[0][1])]
        rows = [row for row, _value in pairs]
        PastProject.objects.bulk_update(rows, sorted({*names, "evidence"}), batch_size=100)
        links_set(PastProject, LINKS, [(row.pk, value) for row, value in pairs])
        supplier_touch(self.supplier)

    def delete(self, rows: Sequence[Any]) -> None:
        PastProject.objects.filter(pk__in=[row.pk for row in rows]).delete()
        supplier_touch(self.supplier)

    def examples(self) -> list[list[str]]:
        return [["사출 공장 MES 구축", "2025-06-30", "MES", "작업지시부터 실적까지", "8천만원", "", "경남", ""]]


def _own(value: Values) -> dict[str, Any]:
    own = {name: item for name, item in value.items() if name not in LINKS}
    return own | {"finished_on": date.fromisoformat(own["finished_on"])}
