"""Input of projects, parsed once."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from matchmaker.lib.amounts import WonField
from matchmaker.sourcing.choices import ChangeKind, ChangeReason, MilestoneStatus
from matchmaker.sourcing.fields import PICK, pick_one, reason_field, telling
from matchmaker.sourcing.models import Milestone, Project
from matchmaker.sourcing.presenting import said
from matchmaker.sourcing.projects.file_checks import ACCEPT

MOST_AT_ONCE = 10


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files; ``cleaned_data`` holds a list. What is in them is looked at when they are kept."""

    default_error_messages = {
        "required": _("올릴 파일을 골라 주세요."),
        "too_many": _("한 번에 10개까지 올릴 수 있습니다."),
    }

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", FilesInput(attrs={"accept": ACCEPT}))
        options.setdefault("help_text", _("PDF, 사진, 엑셀, 워드, 한글, CSV, TXT. 파일마다 10MB까지입니다."))
        super().__init__(allow_empty_file=True, **options)

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        given = [one for one in (data if isinstance(data, list | tuple) else [data]) if one]
        if not given:
            super().clean(None, initial)
        if len(given) > MOST_AT_ONCE:
            raise forms.ValidationError(self.error_messages["too_many"], code="too_many")
        return [super(FilesField, self).clean(one, initial) for one in given]


class FileForm(forms.Form):
    files = FilesField(label=_("파일"))
    milestone = forms.ModelChoiceField(
        label=_("어느 일정의 증빙인가요?"),
        queryset=Milestone.objects.none(),
        required=False,
        empty_label=_("일정과 상관없는 파일"),
        error_messages=PICK,
    )

    def __init__(self, project: Project, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["milestone"]
        field.queryset = project.milestones.exclude(status=MilestoneStatus.MET)  # type: ignore[attr-defined]
        field.label_from_instance = lambda row: row.get_kind_display()  # type: ignore[attr-defined]


class ReportForm(forms.Form):
    text = telling(
        _("무엇을 마쳤나요?"),
        rows=3,
        required=_("무엇을 마쳤는지 적어 주세요."),
        help_text=_("수요기업이 알아보기 쉽게 적어 주세요. 예: 1공장 설비 12대 연결, 시험 운전 3일 마침"),
    )
    files = FilesField(label=_("증빙 파일"), required=False)


class DecideForm(forms.Form):
    """What the firm says of a milestone; the present state is not among the choices."""

    status = pick_one(_("어떻게 되었나요?"))
    note = forms.CharField(label=_("덧붙일 말"), required=False, max_length=300)

    def __init__(self, milestone: Milestone, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        words = {
            MilestoneStatus.MET: _("약속대로 마쳤습니다"),
            MilestoneStatus.PARTLY: _("일부만 마쳤습니다"),
            MilestoneStatus.MISSED: _("지키지 못했습니다"),
        }
        early = timezone.localdate() <= milestone.due_on
        field = self.fields["status"]
        field.choices = [  # type: ignore[attr-defined]
            (status.value, label) for status, label in words.items() if not (early and status == MilestoneStatus.MISSED)
        ]


def _way(label: Any, more: Any, less: Any) -> forms.ChoiceField:
    """Which way something changes; amounts themselves are typed without a sign."""
    return forms.ChoiceField(
        label=label,
        choices=[("", _("그대로")), ("1", more), ("-1", less)],
        required=False,
        error_messages=PICK,
    )


class ChangeForm(forms.Form):
    """``signed`` gives what the service takes: deltas with their sign, 0 where nothing changes."""

    kind = pick_one(_("무엇을 바꾸나요?"), ChangeKind.choices)
    reason = reason_field(_("왜 바꾸나요?"), [("", "–"), *ChangeReason.choices])
    text = telling(_("무엇이 어떻게 달라지나요?"), rows=3, required=_("상대가 알아볼 수 있게 적어 주세요."))
    price_way = _way(_("금액"), _("늘어납니다"), _("줄어듭니다"))
    price = WonField(label=_("얼마나(부가세 별도)"), required=False, most=10_000_000_000)
    weeks_way = _way(_("완료일"), _("늦어집니다"), _("당겨집니다"))
    weeks = forms.IntegerField(
        label=_("몇 주나"),
        required=False,
        min_value=1,
        max_value=52,
        error_messages={
            "invalid": _("1부터 52까지의 숫자로 적어 주세요."),
            "min_value": _("1부터 52까지의 숫자로 적어 주세요."),
            "max_value": _("1부터 52까지의 숫자로 적어 주세요."),
        },
    )
    slot = forms.ChoiceField(label=_("어느 부분을"), required=False, help_text=_("맡는 공급기업을 바꿀 때만 고릅니다."))
    newcomer = forms.ChoiceField(label=_("누가 새로 맡나요?"), required=False)

    def __init__(self, project: Project, names: dict[str, str], *args: Any, **options: Any) -> None:
        super().__init__(*args, auto_id="change_%s", **options)
        self.slots = {str(row.pk): row for row in project.slots.all() if row.until is None}
        people = [row.standby for row in self.slots.values() if row.standby] + [
            row.supplier for row in self.slots.values()
        ]
        self.people = {str(row.pk): row for row in people}
        parts = [(pk, f"{said(row.codes, names)} ({row.supplier})") for pk, row in self.slots.items()]
        self.fields["slot"].choices = [("", "–"), *parts]  # type: ignore[attr-defined]
        choices = [("", _("정해 둔 이어받을 곳")), *((pk, str(row)) for pk, row in self.people.items())]
        self.fields["newcomer"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        kind = given.get("kind")
        self._whole("price", needed=kind == ChangeKind.PRICE)
        self._whole("weeks", needed=kind == ChangeKind.SCHEDULE)
        if kind == ChangeKind.MEMBER:
            if not given.get("slot") and "slot" not in self.errors:
                self.add_error("slot", _("어느 부분을 바꾸는지 골라 주세요."))
            if given.get("price_way") or given.get("weeks_way"):
                self.add_error("kind", _("맡는 곳을 바꾸는 제안과 금액·일정 제안은 따로 내 주세요."))
        return given

    def _whole(self, field: str, *, needed: bool) -> None:
        """Which way and how much belong together."""
        way, much = self.cleaned_data.get(f"{field}_way"), self.cleaned_data.get(field)
        if field in self.errors or f"{field}_way" in self.errors:
            return
        if way and not much:
            self.add_error(field, _("얼마나 달라지는지 적어 주세요."))
        elif much and not way:
            self.add_error(f"{field}_way", _("늘어나는지 줄어드는지 골라 주세요."))
        elif needed and not way:
            self.add_error(f"{field}_way", _("어떻게 달라지는지 골라 주세요."))

    def signed(self) -> dict[str, Any]:
        given = self.cleaned_data
        member = given["kind"] == ChangeKind.MEMBER
        return {
            "kind": given["kind"],
            "reason": given["reason"],
            "text": given["text"],
            "price_delta_krw": int(given["price_way"] or 0) * (given["price"] or 0),
            "weeks_delta": int(given["weeks_way"] or 0) * (given["weeks"] or 0),
            "slot": self.slots[given["slot"]] if member else None,
            "newcomer": self.people.get(given["newcomer"]) if member else None,
        }
