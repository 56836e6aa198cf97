"""Muting an alert; the limits, all in one form."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from matchmaker.coverage.alerts.choices import AlertRule, MuteReason
from matchmaker.coverage.alerts.figures import limits_now, standards
from matchmaker.coverage.alerts.rules import Limit
from matchmaker.coverage.alerts.services import LONGEST_MUTE

PROPOSED = 30
WRONG_DAY = _("오늘부터 90일 안의 날짜를 적어 주세요. 더 오래 조용하려면 기준을 바꾸세요.")


class MuteForm(forms.Form):
    reason = forms.ChoiceField(
        label=_("왜 알리지 않을까요"),
        choices=MuteReason.choices,
        error_messages={"required": _("까닭을 하나 골라 주세요.")},
    )
    until = forms.DateField(
        label=_("언제까지"),
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"required": WRONG_DAY, "invalid": WRONG_DAY},
    )
    note = forms.CharField(label=_("덧붙일 말"), max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["until"].initial = timezone.localdate() + timedelta(days=PROPOSED)

    def clean_until(self) -> Any:
        day, today = self.cleaned_data["until"], timezone.localdate()
        if not today <= day <= today + timedelta(days=LONGEST_MUTE):
            raise forms.ValidationError(WRONG_DAY)
        return day


PARTS = {
    "opens": _("알리는 값"),
    "closes": _("닫는 값"),
    "least": _("적어도 몇 건일 때"),
}
UNITS = {
    AlertRule.CELL: _("답 셋 가운데 기대할 수 있는 답의 수. 이보다 작아지면 알립니다."),
    AlertRule.FIRST: _("평소의 몇 배. 이보다 오래 걸리면 알립니다."),
    AlertRule.PROMISE: _("평소를 지금으로 나눈 값. 이보다 커지면 알립니다."),
    AlertRule.TOP_FIVE: _("다섯 곳의 몫(0~1). 이보다 커지면 알립니다."),
    AlertRule.HHI: _("0(고름)~1(한 곳이 모두). 이보다 커지면 알립니다."),
    AlertRule.GINI: _("0(고름)~1(한 곳이 모두). 이보다 커지면 알립니다."),
}


class LimitsForm(forms.Form):
    """For each rule ``<rule>-on``, ``-opens``, ``-closes`` and ``-least``; what is in force stands in it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for rule, limit in limits_now().items():
            bounds = standards()[rule]
            self.fields[f"{rule}-on"] = forms.BooleanField(
                label=_("이 규칙을 씁니다"), required=False, initial=limit.on
            )
            for part, label in PARTS.items():
                low, high = (1, 10_000) if part == "least" else (bounds.lowest, bounds.highest)
                wrong = _("%(low)s에서 %(high)s 사이의 수를 적어 주세요.") % {"low": f"{low:g}", "high": f"{high:g}"}
                self.fields[f"{rule}-{part}"] = forms.FloatField(
                    label=label,
                    min_value=low,
                    max_value=high,
                    initial=f"{getattr(limit, part):g}",
                    widget=forms.NumberInput(attrs={"step": "any", "inputmode": "decimal"}),
                    error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), wrong),
                )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for rule, standard in standards().items():
            opens, closes = data.get(f"{rule}-opens"), data.get(f"{rule}-closes")
            if opens is None or closes is None:
                continue
            if standard.limit.falls and closes < opens:
                self.add_error(f"{rule}-closes", _("닫는 값은 알리는 값보다 작을 수 없습니다."))
            if not standard.limit.falls and closes > opens:
                self.add_error(f"{rule}-closes", _("닫는 값은 알리는 값보다 클 수 없습니다."))
        return data

    def limits(self) -> list[Limit]:
        """What the service takes."""
        data = self.cleaned_data
        return [
            Limit(
                rule,
                standard.limit.falls,
                data[f"{rule}-opens"],
                data[f"{rule}-closes"],
                data[f"{rule}-least"],
                data[f"{rule}-on"],
            )
            for rule, standard in standards().items()
        ]

    def groups(self) -> list[tuple[str, str, list[Any], Any]]:
        """(name, what the figures mean, fields, standard) of each rule, for the page."""
        return [
            (
                str(AlertRule(rule).label),
                str(UNITS[AlertRule(rule)]),
                [self[f"{rule}-{part}"] for part in ("on", *PARTS)],
                {part: f"{getattr(standard.limit, part):g}" for part in PARTS},
            )
            for rule, standard in standards().items()
        ]
