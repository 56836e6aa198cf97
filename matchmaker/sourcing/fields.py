"""The fields that several forms of sourcing ask with, so that the same mistake is answered in the same words."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from matchmaker.lib.templatetags.house import in_language
from matchmaker.reference.models import Programme
from matchmaker.sourcing.projects.file_checks import ACCEPT

OFF_THE_LIST = _("목록에서 골라 주세요.")
PICK = {"required": _("하나를 골라 주세요."), "invalid_choice": OFF_THE_LIST, "invalid_list": OFF_THE_LIST}
WHY = {"required": _("이유를 하나 골라 주세요."), "invalid_choice": OFF_THE_LIST}


def pick_one(label: Any, choices: Any = (), **options: Any) -> forms.ChoiceField:
    """One of a few, all of them in sight."""
    return forms.ChoiceField(label=label, choices=choices, widget=forms.RadioSelect, error_messages=PICK, **options)


def reason_field(label: Any, choices: Any, **options: Any) -> forms.ChoiceField:
    """Why not, as a code: what can be counted later is not typed."""
    return forms.ChoiceField(label=label, choices=choices, error_messages=WHY, **options)


def one_file(label: Any, help_text: Any) -> forms.FileField:
    """A file that may be left out; what is in it is looked at when it is kept, an empty one too."""
    return forms.FileField(
        label=label,
        required=False,
        allow_empty_file=True,
        help_text=help_text,
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
    )


def telling(label: Any, *, rows: int = 4, required: Any = "", most: int = 2000, **options: Any) -> forms.CharField:
    """A few sentences; ``required`` is what is said when they are missing, empty where they may be."""
    return forms.CharField(
        label=label,
        required=bool(required),
        max_length=most,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": required} if required else {},
        **options,
    )


class ProgrammeField(forms.ModelChoiceField):
    """``unfit``: codes of those that do not seem to fit; they can be chosen, but are told."""

    unfit: frozenset[str] = frozenset()

    def label_from_instance(self, row: Any) -> str:
        name = in_language(row)
        return _("%(name)s (맞지 않아 보임)") % {"name": name} if row.pk in self.unfit else name


def programme_field(label: Any, **options: Any) -> ProgrammeField:
    """Empty until the form says which programmes there are now."""
    return ProgrammeField(label=label, queryset=Programme.objects.none(), required=False, **options)
