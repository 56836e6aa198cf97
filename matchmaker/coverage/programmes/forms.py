"""A programme's rules as an administrator writes them: per cent, amounts and names as people say them."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from demand.choices import FirmSize, Maturity
from matchmaker.coverage.programmes.wording import LABELS, percent_said
from matchmaker.lib.amounts import WonField
from matchmaker.reference.models import Capability, Programme, Region
from matchmaker.reference.programmes import RULES
from matchmaker.reference.spellings import capability_spellings, plain_key
from suppliers.vocabulary import name_of

OR = re.compile(r"\s+또는\s+|\s+or\s+|\|")
CODE = r"[A-Z0-9][A-Z0-9-]{1,34}[A-Z0-9]"
MOST_KRW, MOST_PLAN_KRW = 100_000_000_000, 100_000_000_000_000
ORDERED = (
    ("level_min", "level_max", _("아래 수준은 위 수준보다 높을 수 없습니다.")),
    ("valid_from", "valid_to", _("끝나는 날은 시작하는 날보다 뒤여야 합니다.")),
    ("applies_from", "applies_to", _("접수 마감은 접수 시작보다 뒤여야 합니다.")),
    ("applies_to", "result_on", _("결과가 나오는 날은 접수 마감보다 뒤여야 합니다.")),
)
ASK = {"required": _("이 칸을 적어 주세요.")}
NUMBER = {**ASK, "invalid": _("숫자만 적어 주세요.")}


def _day(name: str, *, required: bool = False) -> forms.DateField:
    said = {**ASK, "invalid": _("날짜를 2026-12-31처럼 적어 주세요.")}
    box = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(label=LABELS[name], required=required, widget=box, error_messages=said)


def _count(name: str, most: int, **options: Any) -> forms.IntegerField:
    return forms.IntegerField(
        label=LABELS[name], min_value=1, max_value=most, required=False, error_messages=NUMBER, **options
    )


def _level(name: str, nothing: Any) -> forms.TypedChoiceField:
    choices = [("", nothing), *Maturity.choices]
    return forms.TypedChoiceField(
        label=LABELS[name], choices=choices, coerce=int, empty_value=None, required=False,
        error_messages={"invalid_choice": _("목록에서 골라 주세요.")},
    )  # fmt: skip


def _some(name: str, choices: Any = ()) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=LABELS[name], choices=choices, required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("아무것도 고르지 않으면 모두 됩니다."),
        error_messages={"invalid_choice": _("목록에서 골라 주세요.")},
    )  # fmt: skip


def _text(name: str, most: int, *, required: bool = False, **options: Any) -> forms.CharField:
    return forms.CharField(label=LABELS[name], max_length=most, required=required, error_messages=ASK, **options)


class RequiresField(forms.CharField):
    """One capability a line, by name or code; alternatives on one line with 또는 between."""

    widget = forms.Textarea(attrs={"rows": 3})

    def clean(self, value: Any) -> str:
        lines = [line.strip() for line in (super().clean(value) or "").splitlines() if line.strip()]
        if not lines:
            return ""
        known = capability_spellings(Capability.objects.all())
        groups = []
        for line in lines:
            words = [word.strip() for word in OR.split(line) if word.strip()]
            if unknown := [word for word in words if plain_key(word) not in known]:
                raise ValidationError(
                    _("이 역량을 알아보지 못했습니다: %(words)s. 역량의 이름이나 코드를 적어 주세요."),
                    params={"words": ", ".join(unknown)},
                )
            groups.append("|".join(dict.fromkeys(known[plain_key(word)] for word in words)))
        found = ";".join(dict.fromkeys(groups))
        if len(found) > Programme._meta.get_field("requires").max_length:
            raise ValidationError(_("너무 많습니다. 꼭 필요한 것만 적어 주세요."))
        return found


class RulesForm(forms.Form):
    """An amendment: every rule, filled with what holds now."""

    year = forms.IntegerField(
        label=LABELS["year"],
        min_value=2014,
        max_value=2100,
        error_messages=NUMBER,
    )
    name_ko = _text("name_ko", 80, required=True)
    name_en = _text("name_en", 120, required=True)
    rate = forms.DecimalField(
        label=_("지원비율(%)"), min_value=Decimal("0.1"), max_value=100, decimal_places=1,
        error_messages=NUMBER, help_text=_("구축비 가운데 나라가 내는 몫. 예: 50"),
    )  # fmt: skip
    cap_krw = WonField(label=LABELS["cap_krw"], least=1, most=MOST_KRW, error_messages=ASK, help_text=_("예: 2억"))
    months = _count("months", 60, help_text=_("몇 달 안에 구축을 마쳐야 하나요? 정해지지 않았으면 비워 두세요."))
    level_min = _level("level_min", _("아무 수준이나"))
    level_max = _level("level_max", _("아무 수준이나"))
    sizes = _some("sizes", FirmSize.choices)
    regions = _some("regions")
    requires = RequiresField(
        label=LABELS["requires"], required=False, max_length=1000,
        help_text=_(
            "한 줄에 하나씩 적습니다. 여럿 가운데 하나면 되는 것은 ‘또는’으로 이어 주세요. "
            "예: 제조실행시스템 또는 기업자원관리"
        ),
    )  # fmt: skip
    min_members = _count("min_members", 20, help_text=_("몇 곳 이상이어야 하나요?"))
    security_from = _level("security_from", _("필요 없음"))
    conditions_ko = _text("conditions_ko", 240, help_text=_("위 칸에 담기지 않는 조건을 그대로 보여 줍니다."))
    conditions_en = _text("conditions_en", 240)
    source = _text("source", 80, help_text=_("공고 번호나 자료 이름"))
    valid_from, valid_to = _day("valid_from", required=True), _day("valid_to", required=True)
    applies_from, applies_to = _day("applies_from"), _day("applies_to")
    result_on = _day("result_on")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        regions = Region.objects.filter(valid_to__isnull=True)
        self.fields["regions"].choices = [(row.pk, name_of(row)) for row in regions]

    def clean_rate(self) -> float:
        return float(self.cleaned_data["rate"] / 100)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        for first, last, why in ORDERED:
            if None not in (given.get(first), given.get(last)) and given[first] > given[last]:
                self.add_error(last, why)
        return given

    @property
    def rules(self) -> dict[str, Any]:
        """As the rows hold them."""
        given = {name: self.cleaned_data[name] for name in RULES}
        return given | {name: sorted(given[name]) for name in ("regions", "sizes")}


class ProgrammeForm(RulesForm):
    """A new programme: its code as well."""

    code = forms.RegexField(
        CODE, label=_("코드"), max_length=36,
        error_messages={**ASK, "invalid": _("영어 대문자, 숫자, 붙임표만 씁니다. 예: 2026-GOV")},
        help_text=_("예: 2026-GOV. 나중에 바꿀 수 없습니다."),
    )  # fmt: skip
    field_order = ["code"]


class EndForm(forms.Form):
    ended_on = forms.DateField(
        label=_("이날부터 새로 고를 수 없습니다"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={**ASK, "invalid": _("날짜를 2026-12-31처럼 적어 주세요.")},
    )

    def clean_ended_on(self) -> Any:
        if self.cleaned_data["ended_on"] < timezone.localdate():
            raise ValidationError(_("오늘이나 그 뒤의 날을 골라 주세요."))
        return self.cleaned_data["ended_on"]


class PlanForm(forms.Form):
    plan_krw = WonField(
        label=_("올해 계획한 지원금 모두"), required=False, least=1_000_000, most=MOST_PLAN_KRW,
        help_text=_("공고에 나온 예산만 적어 주세요. 알려지지 않았으면 비워 두세요. 예: 702억"),
    )  # fmt: skip


def filled(row: Programme, lines: str) -> dict[str, Any]:
    """What the form begins with; ``lines``: what has to be in, in words."""
    first = {name: getattr(row, name) for name in RULES}
    return first | {"rate": percent_said(row.rate).removesuffix("%"), "requires": lines}
