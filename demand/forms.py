"""What people type, parsed once. Amounts and times are taken as people say them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import lru_cache
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.forms.models import ModelChoiceIterator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from demand.budget import LARGEST_KRW, SMALLEST_KRW
from demand.choices import BudgetPeriod, FirmSize, Strength
from demand.models import DemandFirm
from demand.understanding import MOST_PEOPLE, MOST_WEEKS
from matchmaker.lib.amounts import WonField
from matchmaker.lib.templatetags.house import in_language
from matchmaker.reference.book import book
from matchmaker.reference.models import Capability, Industry, Region

LONGEST_TEXT = 5_000
MAN_BELOW = 100_000
WEEKS = {"주": 1, "week": 1, "w": 1, "개월": 13 / 3, "달": 13 / 3, "month": 13 / 3, "년": 52, "year": 52}
HALF_YEAR = re.compile(r"^\s*(반\s*년|6개월\s*쯤|half a year)\s*$")
DURATION = re.compile(r"^\s*(\d{1,4})\s*(주|개월|달|년|weeks?|w|months?|years?)?\s*(?:일|간|안에|이내|정도)?\s*$", re.I)


def tidy(text: str) -> str:
    """The text without control characters and half characters, which no owner types and no database likes."""
    kept = (char for char in text if char in "\n\t" or unicodedata.category(char) not in ("Cc", "Cs"))
    return "".join(kept).strip()


class FreeText(forms.CharField):
    """Anything a person may type or paste; only control characters are dropped, quietly."""

    def __init__(self, **options: Any) -> None:
        super().__init__(strip=False, **options)
        self.validators = [rule for rule in self.validators if type(rule).__name__ != "ProhibitNullCharactersValidator"]

    def to_python(self, value: Any) -> str:
        return tidy(super().to_python(value).replace("\r\n", "\n"))


class TextForm(forms.Form):
    text = FreeText(
        label=_("무엇이 불편하신가요?"),
        widget=forms.Textarea(attrs={"rows": 7, "class": "big", "autocomplete": "off"}),
        error_messages={"required": _("한 문장이라도 적어 주세요. 말하듯이 적으시면 됩니다.")},
    )

    def clean_text(self) -> str:
        text = self.cleaned_data["text"]
        if len(text) > LONGEST_TEXT:
            raise ValidationError(
                _("글이 %(length)s자입니다. %(limit)s자 안으로 줄여 주세요. 적으신 글은 아래에 그대로 있습니다."),
                params={"length": f"{len(text):,}", "limit": f"{LONGEST_TEXT:,}"},
            )
        return text


class MoneyField(WonField):
    """An amount as owners say it: 5천 is 5천만원, and a small bare number counts in 만원."""

    def __init__(self, **options: Any) -> None:
        super().__init__(least=SMALLEST_KRW, most=LARGEST_KRW, required=False, **options)
        self.widget.attrs["placeholder"] = _("예: 1억 5천")

    def clean(self, value: object) -> int | None:
        text = re.sub(r"[\s,]", "", str(value or ""))
        if re.fullmatch(r"\d{1,5}", text) and 0 < int(text) < MAN_BELOW:
            text += "만"
        elif re.search(r"[천백](원)?$", text) and "억" not in text:
            text = re.sub(r"원?$", "만", text, count=1)
        return super().clean(text)


class MoneyForm(forms.Form):
    budget_krw = MoneyField(label=_("모두 합친 예산"))
    own_krw = MoneyField(label=_("그중 우리 돈"))
    subsidy_krw = MoneyField(label=_("받을 정부지원금"))
    budget_period = forms.ChoiceField(label=_("내는 방식"), choices=BudgetPeriod.choices, required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        total, own = data.get("budget_krw"), data.get("own_krw")
        if total is not None and own is not None and own > total:
            self.add_error("own_krw", _("우리 돈이 전체 예산보다 많습니다. 둘 중 하나를 고쳐 주세요."))
        data["budget_period"] = data.get("budget_period") or BudgetPeriod.ONCE
        return data


@lru_cache(maxsize=4)
def regions_of(day: date) -> QuerySet[Region]:
    """Regions whose name holds on that day."""
    begun = Q(valid_from__isnull=True) | Q(valid_from__lte=day)
    return Region.objects.filter(begun).filter(Q(valid_to__isnull=True) | Q(valid_to__gte=day))


def industries() -> Iterable[Industry]:
    return book().industries.values()


class NamedChoices(ModelChoiceIterator):
    """The options of a list: the field's held rows where it has them."""

    def __iter__(self) -> Iterator[Any]:
        if self.field.held is None:
            yield from super().__iter__()
            return
        if self.field.empty_label is not None:
            yield "", self.field.empty_label
        yield from map(self.choice, self.field.held())


class NamedChoice(forms.ModelChoiceField):
    iterator = NamedChoices

    def __init__(self, *args: Any, held: Callable[[], Iterable[Any]] | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.held = held

    def open_to(self, day: date) -> None:
        """Offer the regions whose name holds on that day."""
        self.queryset, self.held = regions_of(day), lambda: book().regions_on(day)

    def label_from_instance(self, row: Any) -> str:
        return in_language(row)


class RegionForm(forms.Form):
    region = NamedChoice(label=_("공장이 있는 곳"), queryset=Region.objects.none(), empty_label=_("고르지 않음"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["region"].open_to(timezone.localdate())
        self.fields["region"].required = False


class IndustryForm(forms.Form):
    industry = NamedChoice(
        label=_("무엇을 만드나요?"),
        queryset=Industry.objects.all(),
        empty_label=_("고르지 않음"),
        required=False,
        held=industries,
    )


class WeeksField(forms.CharField):
    """A time such as 3개월, 12주 or 1년, in weeks; a bare number counts in months up to 24, as owners say it."""

    def clean(self, value: Any) -> int | None:
        text = super().clean(value)
        if not text:
            return None
        found = DURATION.match("26주" if HALF_YEAR.match(text) else text)
        if not found:
            raise ValidationError(_("기간을 알아볼 수 없습니다. 3개월, 12주, 1년처럼 적어 주세요."))
        unit = (found[2] or "개월").lower()
        weeks = round(int(found[1]) * WEEKS[unit.rstrip("s") if unit.isascii() else unit])
        if not 0 < weeks <= MOST_WEEKS:
            raise ValidationError(_("1주부터 10년 사이로 적어 주세요. 급하지 않으면 비워 두세요."))
        return weeks

    def prepare_value(self, value: Any) -> Any:
        return str(_("%(weeks)s주") % {"weeks": value}) if isinstance(value, int) else value


class DeadlineForm(forms.Form):
    deadline_weeks = WeeksField(
        label=_("언제까지 쓰고 싶으세요?"),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"placeholder": _("예: 3개월")}),
    )


class EmployeesForm(forms.Form):
    employees = forms.IntegerField(
        label=_("일하는 사람 수"),
        required=False,
        min_value=1,
        max_value=MOST_PEOPLE,
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "placeholder": _("예: 20")}),
    )


FACT_FORMS: dict[str, type[forms.Form]] = {
    "money": MoneyForm,
    "region": RegionForm,
    "deadline": DeadlineForm,
    "industry": IndustryForm,
    "employees": EmployeesForm,
}


class StrengthForm(forms.Form):
    strength = forms.ChoiceField(choices=Strength.choices)


class RequirementForm(forms.Form):
    """One more thing to ask for: a code from the list, or words."""

    code = forms.CharField(required=False, max_length=20)
    what = FreeText(
        label=_("더 필요한 것"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"list": "capability-words", "placeholder": _("예: 바코드, 불량 검사, 재고")}),
    )
    strength = forms.ChoiceField(choices=Strength.choices, required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("code") and not data.get("what"):
            self.add_error("what", _("무엇이 더 필요한지 적거나 목록에서 골라 주세요."))
        if "strength" in self.errors:
            self.add_error("what", _("‘꼭 필요’처럼 목록에 있는 말로 골라 주세요."))
        data["strength"] = data.get("strength") or Strength.MUST
        return data


class FirmForm(forms.ModelForm):
    """The firm's profile, which prefills its needs."""

    region = NamedChoice(
        label=_("공장이 있는 곳"), queryset=Region.objects.none(), required=False, empty_label=_("고르지 않음")
    )
    industry = NamedChoice(
        label=_("무엇을 만드나요?"),
        queryset=Industry.objects.all(),
        required=False,
        empty_label=_("고르지 않음"),
        held=industries,
    )
    size = forms.ChoiceField(label=_("기업 규모"), required=False, choices=[("", _("모름")), *FirmSize.choices])
    employees = forms.IntegerField(label=_("일하는 사람 수"), required=False, min_value=1, max_value=MOST_PEOPLE)
    owned = forms.ModelMultipleChoiceField(
        label=_("이미 쓰고 있는 것"),
        queryset=Capability.objects.exclude(kind="service"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = DemandFirm
        fields = ("region", "industry", "size", "employees", "complex_name", "adopter", "owned")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["region"].open_to(timezone.localdate())
