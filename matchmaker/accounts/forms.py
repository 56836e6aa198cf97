"""Input about people and organisations, parsed once."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from matchmaker.accounts.choices import OrganisationKind, Role, roles_in
from matchmaker.accounts.models import User
from matchmaker.lib.korea import business_number_normal, business_number_valid

BAD_NUMBER = _("번호가 맞지 않습니다. 사업자등록증에 있는 숫자 10자리를 다시 확인해 주세요.")


class OrganisationForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("어떤 회사인가요?"),
        choices=[(kind.value, kind.label) for kind in (OrganisationKind.DEMAND, OrganisationKind.SUPPLIER)],
        widget=forms.RadioSelect,
        error_messages={"required": _("두 가지 중 하나를 골라 주세요.")},
    )
    name = forms.CharField(
        label=_("회사 이름"),
        min_length=2,
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
        error_messages={"required": _("회사 이름을 적어 주세요.")},
    )
    business_number = forms.CharField(
        label=_("사업자등록번호"),
        max_length=30,
        help_text=_("숫자 10자리입니다. 예: 123-45-67891"),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"required": _("사업자등록번호를 적어 주세요.")},
    )

    def clean_name(self) -> str:
        return " ".join(self.cleaned_data["name"].split())

    def clean_business_number(self) -> str:
        """The ten digits."""
        raw = self.cleaned_data["business_number"]
        if not business_number_valid(raw):
            raise forms.ValidationError(BAD_NUMBER)
        return business_number_normal(raw)


class RoleForm(forms.Form):
    """Any role that a member of an organisation of ``kind`` can have."""

    role = forms.ChoiceField(label=_("역할"), initial=Role.MEMBER)

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = roles_in(kind)


class InviteForm(RoleForm):
    email = forms.EmailField(
        label=_("초대할 사람의 이메일"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    field_order = ["email", "role"]


class ProfileForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ["name", "language"]
        help_texts = {"language": _("화면과 알림 메일을 이 언어로 보여 드립니다.")}

    def clean_name(self) -> str:
        return " ".join(self.cleaned_data["name"].split())
