"""Input of sourcing, parsed once."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from matchmaker.sourcing.choices import CANCEL_CHOICES, DeclineReason


class RequestForm(forms.Form):
    note = forms.CharField(
        label=_("공급기업에 전할 말"),
        required=False,
        max_length=1000,
        help_text=_("방문하기 좋은 요일, 꼭 물어보고 싶은 것 등. 비워 두셔도 됩니다."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class DeclineForm(forms.Form):
    reason = forms.ChoiceField(
        label=_("어려운 이유"),
        choices=DeclineReason.choices,
        error_messages={"required": _("이유를 하나 골라 주세요."), "invalid_choice": _("목록에서 골라 주세요.")},
    )
    note = forms.CharField(label=_("덧붙일 말"), required=False, max_length=300)


class CancelForm(forms.Form):
    reason = forms.ChoiceField(
        label=_("취소하는 이유"),
        choices=CANCEL_CHOICES,
        widget=forms.RadioSelect,
        error_messages={"required": _("이유를 하나 골라 주세요."), "invalid_choice": _("목록에서 골라 주세요.")},
    )
