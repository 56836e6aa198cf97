"""What an administrator answers about one supplier."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from suppliers.choices import Look, ReturnReason, SuspendReason, Verification
from suppliers.standing import EndNeeded, check_end

USUAL_SUSPENSION = timedelta(days=90)
NONE = ("", _("고르지 않음"))


class LookedForm(forms.Form):
    looked = forms.MultipleChoiceField(
        label=_("직접 살펴본 것"), choices=Look.choices, required=False, widget=forms.CheckboxSelectMultiple
    )


class DecideForm(LookedForm):
    """``seen`` is the state that the page showed: the decision is on that one and no other."""

    seen = forms.ChoiceField(choices=Verification.choices, widget=forms.HiddenInput)
    decision = forms.ChoiceField(choices=Verification.choices)
    reason = forms.ChoiceField(label=_("이유"), required=False, choices=[NONE, *ReturnReason.choices])


class SuspendForm(forms.Form):
    """Also changes the end of a suspension that goes on; the reason then stays what it was."""

    reason = forms.ChoiceField(
        label=_("정지하는 이유"),
        choices=[NONE, *SuspendReason.choices],
        error_messages={"required": _("이유를 골라 주세요.")},
    )
    until = forms.DateField(
        label=_("정지가 끝나는 날"),
        help_text=_("이날이 지나면 저절로 풀립니다."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": EndNeeded.message, "invalid": EndNeeded.message},
    )

    def __init__(self, *args: Any, running: bool = False, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"until": timezone.localdate() + USUAL_SUSPENSION})
        kwargs.setdefault("auto_id", "id_suspend_%s")  # the decision on the same page has a reason too
        super().__init__(*args, **kwargs)
        if running:
            del self.fields["reason"]

    def clean_until(self) -> Any:
        until = self.cleaned_data["until"]
        try:
            check_end(until)
        except EndNeeded as refused:
            raise forms.ValidationError(refused.message) from refused
        return until
