"""A reviewer's verdict."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from matchmaker.coverage.flags.choices import FlagStatus


class VerdictForm(forms.Form):
    to = forms.ChoiceField(
        label=_("살펴본 결과"),
        choices=[(FlagStatus.CLEARED, FlagStatus.CLEARED.label), (FlagStatus.CONFIRMED, FlagStatus.CONFIRMED.label)],
        widget=forms.RadioSelect,
        error_messages={"required": _("두 가지 중 하나를 골라 주세요.")},
    )
    note = forms.CharField(
        label=_("무엇을 보고 그렇게 정했나요"),
        max_length=300,
        error_messages={"required": _("무엇을 확인했는지 한 줄로 적어 주세요.")},
    )
