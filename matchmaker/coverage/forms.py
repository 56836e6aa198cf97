"""What administrators type: searches and decisions."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from matchmaker.accounts.choices import OrganisationKind
from suppliers.choices import Verification
from suppliers.vocabulary import vocabulary_load

ANY = ("", _("모두"))
SIDES = [ANY, (OrganisationKind.SUPPLIER, _("공급기업")), (OrganisationKind.DEMAND, _("수요기업"))]


class RegisterFilter(forms.Form):
    """A search that never fails: what it does not understand it leaves out."""

    q = forms.CharField(
        label=_("이름·번호"), required=False, max_length=60, widget=forms.TextInput(attrs={"type": "search"})
    )
    region = forms.ChoiceField(label=_("지역"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["region"].choices = [ANY, *vocabulary_load().region_choices]

    def wanted(self) -> dict[str, str]:
        self.is_valid()
        return {name: self.cleaned_data.get(name, "") for name in self.fields}


class FirmFilter(RegisterFilter):
    side = forms.ChoiceField(label=_("어느 쪽"), required=False, choices=SIDES)
    status = forms.ChoiceField(label=_("확인 상태"), required=False, choices=[ANY, *Verification.choices])
    field_order = ["q", "side", "region", "status"]


class DoneForm(forms.Form):
    """How a coordinator dealt with what the market could not settle."""

    note = forms.CharField(
        label=_("어떻게 조치했나요"),
        max_length=300,
        error_messages={"required": _("무엇을 했는지 한 줄로 적어 주세요.")},
    )
