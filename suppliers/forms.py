"""What suppliers type, read once: forms whose cleaned data are values of the domain."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from matchmaker.accounts.models import Organisation
from matchmaker.lib.amounts import WonField
from matchmaker.lib.korea import business_number_normal, business_number_shown, business_number_valid
from matchmaker.reference.models import Capability, Industry, Region
from suppliers.choices import NUMBER_FIXED
from suppliers.models import Certificate, PastProject, Supplier
from suppliers.vocabulary import name_of

MOST_SALES = 100_000_000_000_000


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class NamedChoice(forms.ModelChoiceField):
    """Rows with name_ko and name_en, shown in the reader's language."""

    def label_from_instance(self, obj: Any) -> str:
        return name_of(obj)


class ProfileForm(forms.ModelForm):
    """A supplier's profile. The business number is the organisation's and stays fixed once the firm is verified."""

    business_number = forms.CharField(
        label=_("사업자등록번호"),
        required=False,
        max_length=20,
        help_text=_("10자리. 예: 124-81-00998"),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    region = NamedChoice(label=_("회사가 있는 지역"), required=False, queryset=Region.objects.filter(valid_to=None))
    sales_krw = WonField(
        label=_("연 매출"), required=False, most=MOST_SALES, help_text=_("예: 12억. 대략이어도 됩니다.")
    )
    homepage = forms.URLField(label=_("홈페이지"), required=False, max_length=200, assume_scheme="https")
    field_order = ["business_number", "about", "kind", "size", "region", "address", "phone", "homepage"]

    class Meta:
        model = Supplier
        fields = [
            *(
                "kind",
                "size",
                "region",
                "address",
                "founded_on",
                "employees",
                "sales_krw",
                "homepage",
                "phone",
                "about",
            ),
            *("capacity_per_quarter", "open_projects", "open_invitation_limit", "can_lead"),
            *("programme_level", "programme_level_until"),
        ]
        widgets = {
            "about": forms.Textarea(attrs={"rows": 4}),
            "founded_on": DayInput,
            "programme_level_until": DayInput,
            "phone": forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
        }
        help_texts = {
            "about": _("무엇을 잘하는 회사인지 두세 문장으로 적어 주세요."),
            "open_projects": _("맡은 일이 많을 때는 추천에서 잠시 뒤로 물러납니다."),
            "can_lead": _("여러 회사가 함께할 때 고객과 이야기하는 대표 회사가 됩니다."),
            "programme_level": _("예: Level 2+. 회사가 적은 값으로 표시됩니다."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        number = self.fields["business_number"]
        number.initial = business_number_shown(self.instance.organisation.business_number)
        number.disabled = self.instance.status in NUMBER_FIXED
        for name, most in (("capacity_per_quarter", 500), ("open_projects", 500), ("open_invitation_limit", 50)):
            self.fields[name].max_value = most
            self.fields[name].validators.append(forms.fields.validators.MaxValueValidator(most))

    def clean_business_number(self) -> str:
        number = business_number_normal(self.cleaned_data["business_number"])
        if not number:
            return ""
        if not business_number_valid(number):
            raise ValidationError(_("사업자등록번호가 맞지 않습니다. 숫자 10자리를 다시 확인해 주세요."))
        firm = self.instance.organisation
        if Organisation.objects.filter(kind=firm.kind, business_number=number).exclude(pk=firm.pk).exists():
            raise ValidationError(_("이미 등록된 번호입니다. 같은 회사라면 그 회사의 담당자에게 초대를 부탁해 주세요."))
        return number

    def clean_founded_on(self) -> Any:
        return _not_in_future(self.cleaned_data["founded_on"])


def _not_in_future(day: Any) -> Any:
    if day and day > timezone.localdate():
        raise ValidationError(_("오늘보다 뒤의 날짜입니다. 다시 확인해 주세요."))
    return day


def finished_day(day: date) -> date:
    """The day a past project ended: past, and within a working life."""
    if _not_in_future(day) < timezone.localdate() - timedelta(days=365 * 40):
        raise ValidationError(_("너무 오래된 날짜입니다. 다시 확인해 주세요."))
    return day


class ManyNamed(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return name_of(obj)


class ProjectForm(forms.ModelForm):
    """Delivered work as the firm tells it; who stands behind it is not the firm's to choose."""

    amount_krw = WonField(label=_("금액"), required=False, help_text=_("대략이어도 됩니다. 예: 8천만원"))
    capabilities = ManyNamed(
        label=_("맡은 역량"), queryset=Capability.objects.all(), widget=forms.CheckboxSelectMultiple
    )
    client_industry = NamedChoice(label=_("고객의 업종"), required=False, queryset=Industry.objects.all())
    client_region = NamedChoice(label=_("고객의 지역"), required=False, queryset=Region.objects.filter(valid_to=None))
    partner_names = forms.CharField(
        label=_("함께한 공급기업"),
        required=False,
        max_length=400,
        help_text=_("이곳에 등록된 회사 이름을 쉼표로 이어 적어 주세요."),
    )
    field_order = ["title", "description", "finished_on", "amount_krw", "client_industry", "client_region"]

    class Meta:
        model = PastProject
        fields = [
            "title",
            "description",
            "finished_on",
            "amount_krw",
            "client_industry",
            "client_region",
            "capabilities",
        ]
        widgets = {"description": forms.Textarea(attrs={"rows": 4}), "finished_on": DayInput}
        help_texts = {"description": _("고객 이름은 적지 않아도 됩니다. 무엇이 좋아졌는지 적어 주세요.")}

    def __init__(self, *args: Any, supplier: Supplier, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.supplier = supplier
        if self.instance.pk:
            names = self.instance.partners.values_list("organisation__name", flat=True)
            self.fields["partner_names"].initial = ", ".join(names)

    def clean_finished_on(self) -> date:
        return finished_day(self.cleaned_data["finished_on"])

    def clean_partner_names(self) -> list[Supplier]:
        names = [name.strip() for name in re.split(r"[,;\n]", self.cleaned_data["partner_names"]) if name.strip()]
        others = Supplier.objects.exclude(pk=self.supplier.pk).select_related("organisation")
        found = {row.organisation.name: row for row in others.filter(organisation__name__in=names)}
        if unknown := [name for name in names if name not in found]:
            raise ValidationError(_("등록된 회사에서 찾지 못했습니다: %(names)s"), params={"names": ", ".join(unknown)})
        return list(found.values())


class CertificateForm(forms.ModelForm):
    class Meta:
        model = Certificate
        fields = ["name", "number", "issued_on", "valid_until"]
        widgets = {"issued_on": DayInput, "valid_until": DayInput}
        help_texts = {"name": _("예: ISO 9001, IEC 62443")}

    def clean_issued_on(self) -> Any:
        return _not_in_future(self.cleaned_data["issued_on"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        issued, until = data.get("issued_on"), data.get("valid_until")
        if issued and until and until < issued:
            self.add_error("valid_until", _("유효일이 발급일보다 앞섭니다."))
        return data
