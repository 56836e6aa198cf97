"""What may reach a person by e-mail."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from matchmaker.accounts.models import User
from matchmaker.notifications.attending import cadences_of
from matchmaker.notifications.choices import Cadence
from matchmaker.notifications.groups import ABOUT, Group
from matchmaker.notifications.models import Attention


class PreferencesForm(forms.Form):
    """One choice for each group that concerns the person; opened with what holds now."""

    def __init__(self, data: Any = None, *, user: User) -> None:
        super().__init__(data)
        for name, cadence in cadences_of(user).items():
            group = Group(name)
            self.fields[name] = forms.ChoiceField(
                label=group.label, help_text=ABOUT[group], choices=Cadence.choices, initial=cadence
            )

    def cadences(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in Group.values if name in self.cleaned_data}


ZONES = {
    "Asia/Seoul": _("한국 (서울)"),
    "Asia/Tokyo": _("일본 (도쿄)"),
    "Asia/Shanghai": _("중국 (상하이)"),
    "Asia/Ho_Chi_Minh": _("베트남 (호찌민)"),
    "Asia/Kolkata": _("인도 (콜카타)"),
    "Europe/Berlin": _("독일 (베를린)"),
    "America/New_York": _("미국 동부 (뉴욕)"),
    "America/Los_Angeles": _("미국 서부 (로스앤젤레스)"),
}


class AttentionForm(forms.ModelForm):
    zone = forms.ChoiceField(label=_("어느 곳 시간인가요?"), choices=list(ZONES.items()))

    class Meta:
        model = Attention
        fields = ["quiet_from", "quiet_until", "zone", "on_holidays", "daily_cap"]
        clock = {"type": "time", "step": "60"}
        widgets = {
            "quiet_from": forms.TimeInput(attrs=clock, format="%H:%M"),
            "quiet_until": forms.TimeInput(attrs=clock, format="%H:%M"),
        }
        help_texts = {
            "quiet_until": _("그사이 온 소식은 이때 보냅니다. 모아 보내는 소식도 일하는 날 이때 나갑니다."),
            "daily_cap": _("이보다 많이 오면 나머지는 다음 근무일 아침 한 통에 모읍니다."),
        }
