"""The what-if form: sliders for money and time, things to leave out, suppliers to leave out or to insist on."""

from __future__ import annotations

import math
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from matchmaker.engine.matching import WhatIf

STEP_KRW = 1_000_000
LONGEST_WEEKS = 104
SMALLEST_SHARE = 0.25


class WhatIfForm(forms.Form):
    """``limits``: budget_krw, deadline_weeks (None: not said) and price_high of the dearest card.

    A slider left where "no limit" stands, at its very end, sets no limit. ``change`` is what the engine tries.
    """

    budget = forms.IntegerField(label=_("예산"), min_value=0, required=False)
    deadline = forms.IntegerField(label=_("기한"), min_value=1, max_value=LONGEST_WEEKS, required=False)
    drop = forms.MultipleChoiceField(label=_("이번에는 빼 볼 것"), required=False, widget=forms.CheckboxSelectMultiple)
    exclude = forms.MultipleChoiceField(label=_("빼고 찾을 기업"), required=False, widget=forms.CheckboxSelectMultiple)
    pin = forms.MultipleChoiceField(label=_("꼭 넣을 기업"), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(
        self, *args: Any, limits: dict[str, Any], slots: list[Any], firms: list[tuple[int, str]], **kw: Any
    ) -> None:
        super().__init__(*args, **kw)
        self.limits = limits
        self.fields["drop"].choices = [(str(slot.at), slot.name) for slot in slots if slot.asked]
        self.fields["exclude"].choices = self.fields["pin"].choices = [(str(pk), name) for pk, name in firms]
        self.codes = {str(slot.at): slot.codes for slot in slots}
        self._slider("budget", self.budget_range, STEP_KRW, limits.get("budget_krw"))
        self._slider("deadline", self.deadline_range, 1, limits.get("deadline_weeks"))

    def _slider(self, name: str, ends: tuple[int, int], step: int, said: float | None) -> None:
        low, high = ends
        field = self.fields[name]
        start = high if said is None else round(said)
        field.initial = start
        field.widget = forms.NumberInput(attrs={"type": "range", "min": low, "max": high, "step": step})
        field.widget.is_required = False
        if self.is_bound:  # a slider that the address does not name stands where the need puts it
            self.data = self.data.copy()
            self.data.setdefault(name, str(start))

    @property
    def budget_range(self) -> tuple[int, int]:
        most = max(self.limits.get("budget_krw") or 0, self.limits.get("price_high") or 0, 20 * STEP_KRW)
        return _down(SMALLEST_SHARE * most), _up(1.5 * most)

    @property
    def deadline_range(self) -> tuple[int, int]:
        said = self.limits.get("deadline_weeks") or 0
        return 2, int(min(max(2 * said, 52), LONGEST_WEEKS))

    def shown(self, name: str) -> int:
        """What a slider stands at, for the words beside it: nonsense in the address counts as nothing said."""
        value = self.cleaned_data.get(name) if self.is_bound and self.is_valid() else None
        return self.fields[name].initial if value is None else value

    @property
    def budget_shown(self) -> int:
        return self.shown("budget")

    @property
    def deadline_shown(self) -> int:
        return self.shown("deadline")

    @property
    def chosen(self) -> bool:
        """Something in the lists is ticked or wrong, so they must not be folded away."""
        return any(self[name].value() or self[name].errors for name in ("drop", "exclude", "pin"))

    @property
    def lists(self) -> list[forms.BoundField]:
        return [self[name] for name in ("drop", "exclude", "pin") if self.fields[name].choices]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        both = set(data.get("exclude", [])) & set(data.get("pin", []))
        if both:
            self.add_error("pin", _("같은 기업을 빼면서 넣을 수는 없습니다. 하나만 골라 주세요."))
        if self.fields["drop"].choices and len(data.get("drop", [])) == len(self.fields["drop"].choices):
            self.add_error("drop", _("모두 빼면 찾을 것이 없습니다. 하나는 남겨 주세요."))
        return data

    def change(self) -> WhatIf:
        data = self.cleaned_data
        return WhatIf(
            budget_krw=self._moved("budget", "budget_krw", self.budget_range[1]),
            deadline_weeks=self._moved("deadline", "deadline_weeks", self.deadline_range[1]),
            drop=tuple(code for at in data["drop"] for code in self.codes[at]),
            exclude=tuple(int(pk) for pk in data["exclude"]),
            pin=tuple(int(pk) for pk in data["pin"]),
        )

    def _moved(self, name: str, limit: str, end: int) -> float | None:
        """None where the slider says what the need says; the far end stands for "no limit" if none was said."""
        value, said = self.cleaned_data.get(name), self.limits.get(limit)
        if value is None or (said is None and value >= end):
            return None
        snapped = STEP_KRW if limit == "budget_krw" else 1
        return None if said is not None and abs(value - said) < snapped else float(value)


def _down(amount: float) -> int:
    return int(amount // STEP_KRW * STEP_KRW)


def _up(amount: float) -> int:
    return int(math.ceil(amount / STEP_KRW) * STEP_KRW)
