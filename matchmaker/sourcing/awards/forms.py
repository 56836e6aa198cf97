"""Input of the choice, parsed once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from matchmaker.reference.models import Programme
from matchmaker.sourcing.choices import LOSS_CHOICES, REFUSAL_CHOICES, ProgrammeResult, QuoteScope
from matchmaker.sourcing.fields import PICK, pick_one, programme_field, reason_field

REOFFERS = [(QuoteScope.SELF_PAID.value, _("우리 돈으로 전체")), (QuoteScope.REDUCED.value, _("범위를 줄여서"))]


class AwardForm(forms.Form):
    """Under which programme, if any, and what each of the others is to hear."""

    programme = programme_field(
        _("지원사업"),
        empty_label=_("지원금 없이 바로 시작"),
        error_messages=PICK,
        help_text=_("고르면 지원사업 결과가 나올 때까지 조건부로 선정합니다."),
    )
    result_by = forms.DateField(
        label=_("결과가 나오는 날"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"invalid": _("날짜를 2026-12-31처럼 적어 주세요.")},
        help_text=_("비워 두시면 지원사업이 알린 날로 정합니다. 알린 날이 없는 사업이면 적어 주세요."),
    )

    def __init__(
        self,
        *args: Any,
        programmes: QuerySet[Programme],
        losers: Iterable[tuple[int, str, str]],
        unfit: Iterable[str] = (),
        **kw: Any,
    ) -> None:
        """``losers``: (quote key, its name, the reason that the comparison suggests); ``unfit``: programmes' keys."""
        super().__init__(*args, **kw)
        self.fields["programme"].unfit = frozenset(unfit)
        self.fields["programme"].queryset = programmes
        self.losers = [f"loss_{pk}" for pk, _name, _reason in losers]
        for pk, name, reason in losers:
            self.fields[f"loss_{pk}"] = forms.ChoiceField(
                label=name, choices=LOSS_CHOICES, initial=reason, required=False, error_messages=PICK
            )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if "result_by" not in self.errors:
            given["result_by"] = given.get("result_by") or _announced(given.get("programme"))
        when = given.get("result_by")
        if given.get("programme") and not when and "result_by" not in self.errors:
            self.add_error("result_by", _("지원사업을 고르셨다면 결과가 나오는 날을 적어 주세요."))
        if given.get("programme") and when and when <= timezone.localdate():
            self.add_error("result_by", _("결과가 나오는 날은 오늘보다 뒤여야 합니다."))
        return given

    @property
    def loss_fields(self) -> list[Any]:
        return [self[name] for name in self.losers]

    @property
    def losses(self) -> dict[str, str]:
        said = {name.removeprefix("loss_"): self.cleaned_data.get(name, "") for name in self.losers}
        return {key: reason for key, reason in said.items() if reason}


def _announced(programme: Programme | None) -> date | None:
    """The day on which the programme says that its result comes, while that lies ahead."""
    day = programme.result_on if programme else None
    return day if day and day > timezone.localdate() else None


class RefuseForm(forms.Form):
    reason = reason_field(_("어려운 이유"), REFUSAL_CHOICES, widget=forms.RadioSelect)


class ExtendForm(forms.Form):
    reason = forms.CharField(
        label=_("더 필요한 이유"),
        max_length=300,
        min_length=5,
        help_text=_("예: 현장 방문 일정, 이사회 일정. 나중에 기록으로 남습니다."),
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={
            "required": _("이유를 적어 주세요."),
            "min_length": _("이유를 다섯 글자는 적어 주세요."),
        },
    )


class ResultForm(forms.Form):
    result = pick_one(_("결과"), ProgrammeResult.choices)


class ReofferForm(forms.Form):
    scope = forms.ChoiceField(label=_("다시 제안받을 범위"), choices=REOFFERS, error_messages=PICK)
    left_out = forms.TypedMultipleChoiceField(
        label=_("이번에는 빼는 부분"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages=PICK,
    )

    def __init__(self, *args: Any, slots: Iterable[tuple[int, str]], **kw: Any) -> None:
        """``slots``: number and name of each slot that the quote covers."""
        super().__init__(*args, **kw)
        self.slots = list(slots)
        self.fields["left_out"].choices = self.slots

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        out = given.get("left_out") or []
        if given.get("scope") == QuoteScope.REDUCED and not self.errors:
            if not out:
                self.add_error("left_out", _("뺄 부분을 골라 주세요."))
            elif len(out) >= len(self.slots):
                self.add_error("left_out", _("한 가지는 남겨 주세요."))
        return given
