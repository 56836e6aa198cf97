"""What may reach a person by e-mail."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from matchmaker.accounts.models import User
from matchmaker.notifications.alimtalk import available
from matchmaker.notifications.attending import cadences_of
from matchmaker.notifications.choices import Cadence
from matchmaker.notifications.groups import ABOUT, DEADLINE_GROUP, Group
from matchmaker.notifications.models import Attention
from matchmaker.notifications.phones import chosen_groups, number_normal, phone_of


class PreferencesForm(forms.Form):
    """One choice for each group that concerns the person; opened with what holds now."""

    def __init__(self, data: Any = None, *, user: User) -> None:
        super().__init__(
            data, prefix="news"
        )  # a box named ``matches`` would hide the method that scripts ask a form for
        cadences = cadences_of(user)
        for name, cadence in cadences.items():
            group = Group(name)
            self.fields[name] = forms.ChoiceField(
                label=group.label, help_text=ABOUT[group], choices=Cadence.choices, initial=cadence
            )
        self.phone = phone_of(user)
        if self.phone is not None and self.phone.confirmed_at is not None:
            choices = [(DEADLINE_GROUP, _("답할 기한이 있는 일")), *((name, Group(name).label) for name in cadences)]
            self.fields["alimtalk"] = forms.MultipleChoiceField(
                label=_("카카오 알림톡으로도 받을 소식"),
                help_text=_("알림톡이 가지 못하면 이메일로 보냅니다."),
                choices=choices,
                initial=sorted(chosen_groups(user)),
                required=False,
                widget=forms.CheckboxSelectMultiple,
            )

    def cadences(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in Group.values if name in self.cleaned_data}


class PhoneForm(forms.Form):
    """A number to send a code to, or the code that came."""

    step = forms.ChoiceField(choices=[("number", ""), ("code", "")], widget=forms.HiddenInput)
    number = forms.CharField(
        label=_("휴대전화 번호"),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel", "placeholder": "010-1234-5678"}),
    )
    code = forms.CharField(
        label=_("받은 확인 번호"),
        required=False,
        max_length=6,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )

    def __init__(self, data: Any = None, *, user: Any) -> None:
        super().__init__(data)
        self.user = user

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if given.get("step") == "number":
            given["number"] = number_normal(given.get("number", ""))
            if not given["number"]:
                self.add_error("number", _("휴대전화 번호를 010-1234-5678처럼 적어 주세요."))
            elif not available():
                self.add_error("number", _("이 사이트에서는 아직 알림톡을 보내지 않습니다."))
        return given


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
