"""What members and the lead type into a joint quote, parsed once. An empty box is missing, 0 is free."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from matchmaker.lib.amounts import WonField, amount_box
from matchmaker.sourcing.choices.quotes import MAINTENANCE_YEARS, CostHead, DataOwner, Grade
from matchmaker.sourcing.choices.requests import WITHDRAW_CHOICES
from matchmaker.sourcing.fields import reason_field, telling
from matchmaker.sourcing.models import QuoteLine, QuotePart
from matchmaker.sourcing.quotes.drafting import Entry
from matchmaker.sourcing.quotes.wording import LIABILITY_SAID

MOST_KRW = 10_000_000_000
MOST_RATE_KRW = 5_000_000
MOST_DAYS = 2000
SINGLE = (CostHead.INTEGRATION, CostHead.TRAINING, CostHead.INSTALLATION, CostHead.EXIT)
FOREIGN = re.compile(r"item-(-?\d+)(?:-note)?$")


class LinesForm(forms.Form):
    """The lines of one member: ``part`` says whose, ``names`` how its slots are called (slot -> name)."""

    def __init__(self, *args: Any, part: QuotePart, names: Mapping[int, str], **options: Any) -> None:
        self.part, self.slots = part, tuple(part.slots)
        super().__init__(*args, initial=_initial(part), **options)
        for slot in self.slots:
            self.fields[f"item-{slot}"] = _won(names.get(slot, str(slot)))
            self.fields[f"item-{slot}-note"] = forms.CharField(
                label=_("제품 이름·수량"), required=False, max_length=200
            )
        for grade, label in Grade.choices:
            self.fields[f"days-{grade}"] = _days(label)
            self.fields[f"rate-{grade}"] = _won(label, most=MOST_RATE_KRW, example=400_000)
        for head in SINGLE:
            self.fields[head.value] = _won(head.label)
        for year in MAINTENANCE_YEARS:
            self.fields[f"maintenance-{year}"] = _won(_("%(n)s년차") % {"n": year}, example=5_000_000)

    def items(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        return [(self[f"item-{slot}"], self[f"item-{slot}-note"]) for slot in self.slots]

    def grades(self) -> list[tuple[str, forms.BoundField, forms.BoundField]]:
        return [(str(label), self[f"days-{grade}"], self[f"rate-{grade}"]) for grade, label in Grade.choices]

    def years(self) -> list[forms.BoundField]:
        return [self[f"maintenance-{year}"] for year in MAINTENANCE_YEARS]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        foreign = {int(found[1]) for key in self.data if (found := FOREIGN.match(key))} - set(self.slots)
        if foreign:
            raise ValidationError(_("우리 회사가 맡지 않은 부분의 금액은 적을 수 없습니다."), code="foreign")
        for grade in Grade.values:
            self._pair(data, f"days-{grade}", f"rate-{grade}")
        if not self.errors:
            self._whole(data)
        return data

    def _pair(self, data: dict[str, Any], days: str, rate: str) -> None:
        if (data.get(days) is None) == (data.get(rate) is None) or days in self.errors or rate in self.errors:
            return
        missing = days if data.get(days) is None else rate
        self.add_error(missing, _("일수와 하루 금액을 함께 적어 주세요."))

    def _whole(self, data: dict[str, Any]) -> None:
        """The dearest box is where a nought too many most likely stands."""
        amounts = {self._box(entry): entry.values["amount_krw"] for entry in entries_of(data, self.slots)}
        if sum(amounts.values()) > MOST_KRW:
            self.add_error(
                max(amounts, key=lambda name: amounts[name]),
                _("우리 줄을 모두 더하면 100억원이 넘습니다. 0이 더 붙지 않았는지 확인해 주세요."),
            )

    @staticmethod
    def _box(entry: Entry) -> str:
        if entry.head == CostHead.ITEM:
            return f"item-{entry.slot}"
        if entry.head == CostHead.ENGINEERING:
            return f"days-{entry.grade}"
        return f"maintenance-{entry.year}" if entry.year else entry.head

    @property
    def entries(self) -> list[Entry]:
        return entries_of(self.cleaned_data, self.slots)


def entries_of(data: Mapping[str, Any], slots: tuple[int, ...]) -> list[Entry]:
    """The lines that were typed; an empty box makes none."""
    found = [
        Entry(CostHead.ITEM, data[f"item-{slot}"], slot=slot, note=data.get(f"item-{slot}-note", ""))
        for slot in slots
        if data.get(f"item-{slot}") is not None
    ]
    found += [
        Entry(CostHead.ENGINEERING, grade=grade, days=data[f"days-{grade}"], rate_krw=data[f"rate-{grade}"])
        for grade in Grade.values
        if data.get(f"days-{grade}") is not None and data.get(f"rate-{grade}") is not None
    ]
    found += [
        Entry(CostHead.MAINTENANCE, data[f"maintenance-{year}"], year=year)
        for year in MAINTENANCE_YEARS
        if data.get(f"maintenance-{year}") is not None
    ]
    return found + [Entry(head, data[head.value]) for head in SINGLE if data.get(head.value) is not None]


def _initial(part: QuotePart) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for line in part.lines.all():
        found |= _boxes(line)
    return found


def _boxes(line: QuoteLine) -> dict[str, Any]:
    if line.head == CostHead.ITEM:
        return {f"item-{line.slot}": line.amount_krw, f"item-{line.slot}-note": line.note}
    if line.head == CostHead.ENGINEERING:
        return {f"days-{line.grade}": f"{float(line.days or 0):g}", f"rate-{line.grade}": line.rate_krw}
    return {f"maintenance-{line.year}" if line.year else line.head: line.amount_krw}


def _won(label: Any, *, most: int = MOST_KRW, example: int = 30_000_000) -> WonField:
    widget = amount_box(example, autocomplete="off")
    return WonField(label=label, required=False, most=most, max_length=40, widget=widget)


def _days(label: Any) -> forms.DecimalField:
    wrong = {
        "invalid": _("날수를 숫자로 적어 주세요. 예: 12.5"),
        "min_value": _("날수는 0보다 작을 수 없습니다."),
        "max_value": _("한 등급에 2,000일까지만 적을 수 있습니다."),
        "max_decimal_places": _("반나절은 0.5처럼 소수 한 자리까지 적어 주세요."),
    }
    return forms.DecimalField(
        label=label,
        required=False,
        min_value=Decimal(0),
        max_value=Decimal(MOST_DAYS),
        max_digits=6,
        decimal_places=1,
        error_messages=wrong,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "placeholder": "20", "autocomplete": "off"}),
    )


def _number(label: Any, least: int, most: int, **options: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, required=False, min_value=least, max_value=most, **options)


class TermsForm(forms.Form):
    """The lead's terms. All may stay empty while it is a draft; handing in asks for them."""

    liability = forms.ChoiceField(
        label=_("책임 방식"), choices=LIABILITY_SAID, required=False, widget=forms.RadioSelect,
        help_text=_("바꾸면 모두 다시 서명해야 합니다."),
    )  # fmt: skip
    subcontract_pct = forms.DecimalField(
        label=_("하도급 비율(%)"), required=False, min_value=0, max_value=100, max_digits=5, decimal_places=2,
        help_text=_("이 견적에 없는 회사에 맡길 금액의 비율입니다. 없으면 0."),
    )  # fmt: skip
    valid_until = forms.DateField(
        label=_("견적 유효일"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("지원사업 결과를 기다려야 하면 결과 발표일보다 뒤로 잡아 주세요."),
    )  # fmt: skip
    delivery_weeks = _number(_("구축 기간(주)"), 1, 260)
    onsite_hours = _number(_("현장 출동 약속(시간)"), 1, 720, help_text=_("고장을 알린 때부터 현장에 오기까지."))
    warranty_months = _number(_("무상 하자보수(개월)"), 0, 120)
    data_owner = forms.ChoiceField(
        label=_("데이터 주인"), choices=[("", _("골라 주세요")), *DataOwner.choices],
        required=False, help_text=_("공장에서 모은 데이터가 누구 것인지 밝힙니다."),
    )  # fmt: skip
    note = telling(_("덧붙일 말"))

    def clean_valid_until(self) -> Any:
        day = self.cleaned_data["valid_until"]
        if day is not None and day <= timezone.localdate():
            raise ValidationError(_("오늘보다 뒤의 날짜를 골라 주세요."), code="past")
        if day is not None and day > timezone.localdate() + timedelta(days=730):
            raise ValidationError(_("2년 안의 날짜를 골라 주세요."), code="far")
        return day


class WithdrawForm(forms.Form):
    reason = reason_field(_("빠지는 이유"), WITHDRAW_CHOICES, widget=forms.RadioSelect)
