"""The self-check as a form: one field a question, built from its row; no answer and 모름 are the same."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from demand.diagnosing import PAIN
from matchmaker.reference.models import DiagnosisQuestion

UNKNOWN = "unknown"
MOST_PAINS = 2


def in_words(row: DiagnosisQuestion, field: str) -> Any:
    """``row.question_ko`` or its like in the reader's language."""
    language = "en" if (get_language() or "ko").startswith("en") else "ko"
    return getattr(row, f"{field}_{language}")


class DiagnosisForm(forms.Form):
    """``cleaned_data`` maps question codes to 0-4, to a list (the pains) or to None for 모름."""

    def __init__(self, *args: Any, questions: Iterable[DiagnosisQuestion], **options: Any) -> None:
        super().__init__(*args, **options)
        for row in questions:
            choices = [(str(at), words) for at, words in enumerate(in_words(row, "options"))]
            if row.code == PAIN:
                boxes = forms.CheckboxSelectMultiple
                field: forms.Field = forms.MultipleChoiceField(choices=choices, required=False, widget=boxes)
                field.error_messages["invalid_choice"] = _("보기 가운데서 골라 주세요.")
            else:
                options = [*choices, (UNKNOWN, _("모름"))]
                field = forms.ChoiceField(choices=options, required=False, widget=forms.RadioSelect)
                field.error_messages["invalid_choice"] = _("보기 가운데서 골라 주세요.")
            field.label = in_words(row, "question")
            self.fields[row.code] = field

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if len(data.get(PAIN) or []) > MOST_PAINS:
            self.add_error(PAIN, _("가장 급한 것 두 가지만 골라 주세요."))
        answers = {code: _answer(value) for code, value in data.items()}
        if not self.errors and all(answer in (None, []) for answer in answers.values()):
            raise ValidationError(_("아는 것 하나라도 답해 주세요. 모르는 것은 ‘모름’으로 두셔도 됩니다."))
        return answers


def _answer(value: Any) -> int | list[int] | None:
    if isinstance(value, list):
        return [int(part) for part in value]
    return int(value) if value and value != UNKNOWN else None


def initial_from(answers: dict[str, Any]) -> dict[str, Any]:
    """A stored self-check as the form's starting values."""
    return {
        code: [str(part) for part in answer] if isinstance(answer, list) else UNKNOWN if answer is None else str(answer)
        for code, answer in answers.items()
    }
