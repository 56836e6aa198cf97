"""Asking for help, handing on, closing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from matchmaker.accounts.models import Membership
from matchmaker.coverage.referrals.choices import ReferralReason, ReferralResult

NONE = ("", _("고르지 않음"))
PICK = {"required": _("하나를 골라 주세요.")}


class HelpForm(forms.Form):
    reason = forms.ChoiceField(
        label=_("무엇이 어려우세요?"), choices=ReferralReason.choices, widget=forms.RadioSelect, error_messages=PICK
    )
    words = forms.CharField(
        label=_("덧붙이고 싶은 말"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class HandForm(forms.Form):
    adviser = forms.TypedChoiceField(label=_("우리 쪽 상담원"), coerce=int, empty_value=None, required=False)
    centre = forms.CharField(label=_("또는 밖의 센터 이름"), max_length=80, required=False)
    contact = forms.CharField(label=_("센터 연락처"), max_length=80, required=False)
    reason = forms.ChoiceField(label=_("왜 맡기나요"), choices=ReferralReason.choices)
    note = forms.CharField(
        label=_("상담에 도움이 될 메모"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, advisers: Iterable[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = [(row.user_id, f"{row.user} · {row.organisation.name}") for row in advisers]
        self.fields["adviser"].choices = [NONE, *people]  # type: ignore[attr-defined]


class CloseForm(forms.Form):
    result = forms.ChoiceField(label=_("어떻게 되었나요"), choices=[NONE, *ReferralResult.choices], error_messages=PICK)
    note = forms.CharField(label=_("메모"), max_length=300, required=False)
