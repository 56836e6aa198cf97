"""What may reach a person by e-mail."""

from __future__ import annotations

from typing import Any

from django import forms

from matchmaker.accounts.models import User
from matchmaker.notifications.attending import cadences_of
from matchmaker.notifications.choices import Cadence
from matchmaker.notifications.groups import ABOUT, Group


class PreferencesForm(forms.Form):
    """One choice for each group that concerns the person; opened with what holds now."""

    def __init__(self, data: Any = None, *, user: User) -> None:
        super().__init__(data)
        for name, cadence in cadences_of(user).items():
            group = Group(name)
            self.fields[name] = forms.ChoiceField(
                label=group.label, help_text=ABOUT[group], choices=Cadence.choices, initial=cadence
            )

    def cadences(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in Group.values if name in self.cleaned_data}
