"""Importing a firm's own needs: each row is read as if it had been typed, and lands as a draft to be confirmed."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from demand.choices import NeedStatus, Strength
from demand.forms import DeadlineForm, EmployeesForm, MoneyForm, TextForm, regions_of
from demand.models import Need, Requirement
from demand.services import firm_ensure, need_create, need_facts_change, requirement_add
from matchmaker.accounts.choices import OrganisationKind
from matchmaker.accounts.models import Organisation
from matchmaker.exchange.kind import Column, Errors, Kind, Values, digest, form_errors
from matchmaker.exchange.known import Known
from matchmaker.lib.addresses import region_code_of
from matchmaker.reference.models import Capability
from matchmaker.reference.spellings import capability_spellings, industry_spellings, plain_key, words_in

FACTS = ("region_id", "industry_id", "employees", "budget_krw", "own_krw", "subsidy_krw", "deadline_weeks")
NOT_LISTED = {"invalid_choice": _("고를 수 있는 값이 아닙니다: %(value)s")}
ASKED = {"musts": Strength.MUST, "nices": Strength.NICE}


class NeedRowForm(TextForm, MoneyForm, DeadlineForm, EmployeesForm):
    """The rules of the boxes on the need's page, all in one row."""

    region = forms.ChoiceField(label=_("공장이 있는 곳"), required=False, error_messages=NOT_LISTED)
    industry = forms.ChoiceField(label=_("업종"), required=False, error_messages=NOT_LISTED)
    musts = forms.MultipleChoiceField(label=_("꼭 필요"), required=False, error_messages=NOT_LISTED)
    nices = forms.MultipleChoiceField(label=_("있으면 좋음"), required=False, error_messages=NOT_LISTED)


class NeedKind(Kind):
    """A firm's needs; one is known by its words. Only drafts change: what was confirmed is changed on its page."""

    name = "needs"
    open_to = OrganisationKind.DEMAND
    columns = (
        Column("text", "불편한점", "need", needed=True, also=("내용", "요청", "무엇이 불편한가", "text")),
        Column("musts", "꼭필요", "must have", also=("필수",)),
        Column("nices", "있으면좋음", "nice to have", also=("선택",)),
        Column("region", "지역", "region", also=("공장위치",)),
        Column("industry", "업종", "industry"),
        Column("employees", "직원수", "employees", also=("인원",)),
        Column("budget_krw", "예산", "budget", also=("총예산",)),
        Column("own_krw", "우리돈", "own money", also=("자부담",)),
        Column("subsidy_krw", "정부지원금", "subsidy", also=("지원금",)),
        Column("deadline_weeks", "기한", "deadline"),
    )
    heading = _("요청을 표로 올리기")
    how = _(
        "불편한 점만 말하듯이 적어도 됩니다. 나머지 칸은 아는 것만 채우세요. "
        "예산은 1억 5천, 기한은 3개월처럼 적습니다. 같은 글은 작성 중인 요청을 고칩니다."
    )
    after = _("모두 '작성 중'으로 들어갑니다. 하나씩 살펴보고 확인해 주세요.")
    back = "demand:needs"
    titled_by = ("text",)
    most_rows = 1_000  # each is read by the engine, and somebody has to confirm each

    def __init__(self, organisation: Organisation) -> None:
        super().__init__(organisation)
        self.firm = firm_ensure(organisation=organisation)
        capabilities = list(Capability.objects.all())
        self.words = capability_spellings(capabilities)
        self.industries = industry_spellings()
        regions = regions_of(timezone.localdate()).values_list("pk", "name_en")
        self.places = {plain_key(word): code for code, name in regions for word in (code, name)}
        self.form = NeedRowForm()
        self.form.fields["region"].choices = [(code, code) for code in self.places.values()]
        self.form.fields["industry"].choices = [(code, code) for code in self.industries.values()]
        for name in ASKED:
            self.form.fields[name].choices = [(row.code, row.code) for row in capabilities]

    @cached_property
    def known(self) -> Known:
        rows = self.firm.needs.exclude(status=NeedStatus.CLOSED).order_by("pk").values_list("pk", "text")
        return Known((digest(plain_key(text)), pk) for pk, text in rows.iterator())

    def judge(self, raw: dict[str, str]) -> tuple[Values, Errors]:
        region, industry = raw.get("region", ""), raw.get("industry", "")
        data: dict[str, Any] = raw | {
            "region": self.places.get(plain_key(region)) or region_code_of(region) or region,
            "industry": self.industries.get(plain_key(industry), industry),
        }
        for name in ASKED:
            data[name] = [self.words.get(plain_key(one), one) for one in words_in(raw.get(name, ""))]
        self.form.data, self.form.is_bound = data, True
        self.form.full_clean()
        if self.form.errors:
            return {}, form_errors(self.form)
        cleaned = self.form.cleaned_data
        facts = {name: cleaned[name.removesuffix("_id")] for name in FACTS}
        asked = {name: sorted(set(cleaned[name])) for name in ASKED}
        said = {name: value for name, value in (facts | asked).items() if value not in (None, "", [])}
        return {"text": cleaned["text"]} | said, []

    def key(self, values: Values) -> str:
        return digest(plain_key(values["text"]))

    def find(self, values: Sequence[Values]) -> dict[str, Need]:
        keys = self.known.rows_of(map(self.key, values))
        return {keys[pk]: row for pk, row in self.fetch(list(keys)).items()}

    def fetch(self, targets: Sequence[int]) -> dict[int, Need]:
        rows = Need.objects.filter(firm=self.firm, pk__in=targets)
        return {row.pk: row for row in rows.select_related("firm").prefetch_related("requirements")}

    def current(self, row: Need) -> Values:
        asked = [{name: getattr(item, name) for name in REQUIREMENT} for item in row.requirements.all()]
        own = {name: getattr(row, name) for name in (*FACTS, "text", "budget_period", "reading", "flags", "status")}
        return own | {"requirements": asked, "version": row.version}

    def differs(self, values: Values, current: Values) -> bool:
        asked = {(tuple(item["codes"]), item["strength"]) for item in current["requirements"] if item["confirmed"]}
        wanted = {((code,), strength) for name, strength in ASKED.items() for code in values.get(name, [])}
        return not wanted <= asked or any(values[name] != current[name] for name in FACTS if name in values)

    def blocked(self, row: Need) -> str:
        return "" if row.status == NeedStatus.DRAFT else str(_("이미 확인한 요청입니다. 요청 화면에서 고쳐 주세요."))

    def create(self, values: Sequence[Values]) -> list[Need]:
        rows = []
        for value in values:
            row = need_create(organisation=self.organisation, text=value["text"])
            self._say(row, value)
            rows.append(row)
        self.known.add((self.key(value), row.pk) for value, row in zip(values, rows, strict=True))
        return rows

    def change(self, pairs: Sequence[tuple[Any, Values]]) -> None:
        for row, value in pairs:
            if "requirements" in value:
                _restore(row, value)
            else:
                self._say(row, value)

    def _say(self, row: Need, value: Values) -> None:
        """What the row says beside its text, as if it had been typed on the page."""
        facts = {name: value[name] for name in FACTS if name in value}
        if facts:
            need_facts_change(need=row, values=facts, actor=None)
        for name, strength in ASKED.items():
            for code in value.get(name, []):
                requirement_add(need=row, codes=[code], strength=strength, actor=None)

    def delete(self, rows: Sequence[Any]) -> None:
        Need.objects.filter(pk__in=[row.pk for row in rows]).delete()

    def examples(self) -> list[list[str]]:
        said = "생산실적을 손으로 적어서 늘 하루가 늦습니다. 불량이 어디서 나는지도 모르겠습니다."
        return [[said, "MES", "", "경남 창원", "", "32", "1억 5천", "5천만원", "", "6개월"]]


REQUIREMENT = ("codes", "strength", "sure", "confirmed", "words", "start", "end", "rule", "position")


def _restore(row: Need, value: Values) -> None:
    """A draft as it stood before the import."""
    for name in (*FACTS, "budget_period", "reading", "flags"):
        setattr(row, name, value[name])
    row.changed_at = timezone.now()
    row.save()
    row.requirements.all().delete()
    Requirement.objects.bulk_create(Requirement(need=row, **item) for item in value["requirements"])
