"""What is asked to keep a view or to order a report."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from matchmaker.coverage.reports.choices import Cadence, Listed, ReportForm, Weekday

LAST_DAY = 31


class ViewForm(forms.Form):
    name = forms.CharField(
        label=_("이 보기의 이름"), max_length=60, error_messages={"required": _("나중에 알아볼 이름을 적어 주세요.")}
    )
    shared = forms.BooleanField(label=_("우리 기관 사람들과 함께 보기"), required=False)
    listed = forms.ChoiceField(choices=Listed.choices, widget=forms.HiddenInput)
    query = forms.CharField(required=False, max_length=2000, widget=forms.HiddenInput)


class MakeForm(forms.Form):
    form = forms.ChoiceField(label=_("파일 형식"), choices=ReportForm.choices)


class ScheduleForm(MakeForm):
    """``weekday`` counts for weekly reports, ``monthday`` for monthly ones."""

    cadence = forms.ChoiceField(label=_("얼마나 자주"), choices=Cadence.choices)
    weekday = forms.ChoiceField(label=_("매주라면 무슨 요일"), choices=Weekday.choices, required=False)
    monthday = forms.IntegerField(
        label=_("매달이라면 며칠"), min_value=1, max_value=LAST_DAY, required=False, initial=1
    )
    field_order = ["cadence", "weekday", "monthday", "form"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        weekly = data.get("cadence") == Cadence.WEEKLY
        needed = "weekday" if weekly else "monthday"
        if data.get("cadence") and needed not in self.errors and data.get(needed) in (None, ""):
            self.add_error(needed, _("언제 받을지 골라 주세요."))
        return data

    def order(self) -> dict[str, Any]:
        """What the service takes."""
        data = self.cleaned_data
        day = int(data["weekday"]) if data["cadence"] == Cadence.WEEKLY else data["monthday"]
        return {"cadence": data["cadence"], "day": day, "form": data["form"]}
