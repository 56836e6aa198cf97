"""What is typed about outcomes, read once."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BaseFormSet, formset_factory
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from matchmaker.sourcing.choices import Better, KpiField
from matchmaker.sourcing.fields import one_file, telling
from matchmaker.sourcing.models import Kpi
from matchmaker.sourcing.outcomes.errors import weights_off
from matchmaker.sourcing.outcomes.kpi_services import MOST_ROWS, Wanted
from matchmaker.sourcing.outcomes.measuring import towards

MOST = Decimal(1_000_000_000)
JUMP = 20
PICK = [("", gettext_lazy("골라 주세요"))]
PLEASE = {"required": gettext_lazy("적어 주세요."), "invalid": gettext_lazy("숫자로 적어 주세요. 예: 12.5")}

PICKED = {"required": gettext_lazy("골라 주세요."), "invalid_choice": gettext_lazy("목록에서 골라 주세요.")}


class FigureField(forms.DecimalField):
    """A figure of 0 or more with at most three places; people may type 1,200 or 12%."""

    def __init__(self, **options: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        given = {"min_value": 0, "max_value": MOST, "max_digits": 14, "decimal_places": 3, "widget": widget, **options}
        super().__init__(**{"error_messages": PLEASE, **given})

    def to_python(self, value: Any) -> Decimal | None:
        return super().to_python(value.replace(",", "").strip().removesuffix("%") if isinstance(value, str) else value)


def percent_trouble(unit: str, value: Decimal | None) -> str:
    if value is not None and unit.strip().startswith("%") and value > 100:
        return _("퍼센트는 100을 넘을 수 없습니다.")
    return ""


class KpiForm(forms.Form):
    """One figure to watch. Left wholly empty it is no row."""

    field = forms.ChoiceField(label=gettext_lazy("분야"), choices=[*PICK, *KpiField.choices], error_messages=PICKED)
    name = forms.CharField(label=gettext_lazy("지표"), max_length=60, error_messages=PLEASE)
    unit = forms.CharField(label=gettext_lazy("단위"), max_length=20, error_messages=PLEASE)
    better = forms.ChoiceField(label=gettext_lazy("방향"), choices=[*PICK, *Better.choices], error_messages=PICKED)
    before = FigureField(label=gettext_lazy("도입 전"))
    target = FigureField(label=gettext_lazy("목표"))
    weight = FigureField(
        label=gettext_lazy("가중치"), min_value=Decimal("0.01"), max_value=1, max_digits=3, decimal_places=2
    )

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        for name in ("before", "target"):
            if trouble := percent_trouble(told.get("unit", ""), told.get(name)):
                self.add_error(name, trouble)
        known = [told.get(name) for name in ("before", "target", "better")]
        if None not in known and (trouble := target_trouble(*known)):
            self.add_error("target", trouble)
        return told


def target_trouble(before: Decimal, target: Decimal, better: str) -> str:
    """Why such a target cannot be meant; empty when it can."""
    if not towards(before, target, better):
        if better == Better.UP:
            return _("클수록 좋은 지표이니 목표는 도입 전보다 커야 합니다.")
        return _("작을수록 좋은 지표이니 목표는 도입 전보다 작아야 합니다.")
    if before and target > JUMP * before:
        return _("도입 전의 %(n)s배가 넘습니다. 0이 더 붙지 않았는지 확인해 주세요.") % {"n": JUMP}
    return ""


class BaseKpis(BaseFormSet):
    """Rows that were left wholly empty are none; whatever is typed is read anew, with no regard to what stood there."""

    def initial_form_count(self) -> int:
        return 0 if self.is_bound else super().initial_form_count()

    def add_fields(self, form: forms.Form, index: int | None) -> None:
        super().add_fields(form, index)
        form.fields["DELETE"].label = _("이 지표 빼기")

    def clean(self) -> None:
        if any(self.errors):
            return
        rows = self.rows()
        if not rows:
            raise ValidationError(_("지표를 하나 이상 적어 주세요."))
        names = [row.name for row in rows]
        if len(set(names)) < len(names):
            raise ValidationError(_("같은 이름의 지표가 두 개 있습니다. 하나를 빼거나 이름을 다르게 적어 주세요."))
        if trouble := weights_off(sum((row.weight for row in rows), Decimal(0))):
            raise ValidationError(trouble)

    def rows(self) -> list[Wanted]:
        """The rows that were filled in and not taken out."""
        told = [form.cleaned_data for form in self.forms if form.has_changed()]
        return [Wanted(**{key: row[key] for key in KpiForm.base_fields}) for row in told if not row.get("DELETE")]


KpiFormSet = formset_factory(
    KpiForm, formset=BaseKpis, extra=0, can_delete=True, max_num=MOST_ROWS, absolute_max=MOST_ROWS, validate_max=True
)


class AnswerForm(forms.Form):
    """Still in use, what was measured, and a word on it. One field a figure, named value_<key>."""

    in_use = forms.TypedChoiceField(
        label=gettext_lazy("지금도 쓰고 계신가요?"),
        choices=[("yes", gettext_lazy("예, 쓰고 있습니다")), ("no", gettext_lazy("아니요, 쓰지 않습니다"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("둘 중 하나를 골라 주세요.")},
    )
    evidence = one_file(
        gettext_lazy("근거 파일"),
        gettext_lazy("생산일보, 검사 기록, 화면 사진 등. 없어도 됩니다. 10MB까지입니다."),
    )
    note = telling(
        gettext_lazy("덧붙일 말"),
        help_text=gettext_lazy("어떻게 쟀는지, 무엇이 달라졌는지, 왜 쓰지 않는지 적어 주시면 도움이 됩니다."),
    )

    def __init__(self, *args: Any, kpis: Iterable[Kpi], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kpis = {f"value_{kpi.pk}": kpi for kpi in kpis}
        for name, kpi in self.kpis.items():
            told = {"before": figure(kpi.before), "target": figure(kpi.target), "unit": _(kpi.unit)}
            hint = _("도입 전 %(before)s, 목표 %(target)s %(unit)s") % told
            self.fields[name] = FigureField(label=_(kpi.name), required=False, help_text=hint)
        self.order_fields(["in_use", *self.kpis, "evidence", "note"])

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        for name, kpi in self.kpis.items():
            if trouble := percent_trouble(kpi.unit, told.get(name)):
                self.add_error(name, trouble)
        return told

    @property
    def value_fields(self) -> list[tuple[Any, str]]:
        return [(self[name], _(kpi.unit)) for name, kpi in self.kpis.items()]

    @property
    def values(self) -> dict[int, Decimal]:
        told = {kpi.pk: self.cleaned_data.get(name) for name, kpi in self.kpis.items()}
        return {pk: value for pk, value in told.items() if value is not None}


def figure(value: Decimal) -> str:
    """A figure as people write it: 12.500 is 12.5, 1200.000 is 1,200."""
    return f"{value:,.3f}".rstrip("0").rstrip(".")


class ReviewForm(forms.Form):
    """Points from 1 to 5 for each part, and a comment."""

    comment = forms.CharField(
        label=gettext_lazy("덧붙일 말"),
        required=False,
        max_length=1000,
        help_text=gettext_lazy("공개됩니다. 사람 이름이나 연락처는 적지 마세요."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    POINTS = [
        (5, gettext_lazy("5 아주 좋음")),
        (4, gettext_lazy("4 좋음")),
        (3, gettext_lazy("3 보통")),
        (2, gettext_lazy("2 아쉬움")),
        (1, gettext_lazy("1 아주 아쉬움")),
    ]

    def __init__(self, *args: Any, parts: Iterable[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.parts = list(parts)
        wrong = {"required": _("점수를 골라 주세요."), "invalid_choice": _("목록에서 골라 주세요.")}
        for code, label in self.parts:
            self.fields[code] = forms.TypedChoiceField(
                label=label, choices=self.POINTS, coerce=int, widget=forms.RadioSelect, error_messages=wrong
            )
        self.order_fields([*(code for code, _label in self.parts), "comment"])

    @property
    def part_fields(self) -> list[Any]:
        return [self[code] for code, _label in self.parts]

    @property
    def points(self) -> dict[str, int]:
        return {code: self.cleaned_data[code] for code, _label in self.parts}
