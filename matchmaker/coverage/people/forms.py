"""Searches for people and for lines of the audit log, and what is decided about a person."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from matchmaker.accounts.choices import AuditAction, CloseReason, OrganisationKind, Role

ANY = ("", _("모두"))


class SearchForm(forms.Form):
    """A search that never fails: what it does not understand it leaves out."""

    def wanted(self) -> dict[str, Any]:
        self.is_valid()
        return {name: self.cleaned_data.get(name) or "" for name in self.fields}


class PeopleForm(SearchForm):
    q = forms.CharField(
        label=_("이름·이메일·회사"), required=False, max_length=60, widget=forms.TextInput(attrs={"type": "search"})
    )
    kind = forms.ChoiceField(label=_("어느 쪽"), required=False, choices=[ANY, *OrganisationKind.choices])
    state = forms.ChoiceField(label=_("계정"), required=False, choices=[ANY, ("closed", _("닫힌 계정만"))])


class AuditForm(SearchForm):
    who = forms.CharField(
        label=_("누가(이름·이메일)"), required=False, max_length=60, widget=forms.TextInput(attrs={"type": "search"})
    )
    action = forms.ChoiceField(label=_("한 일"), required=False, choices=[ANY, *AuditAction.choices])
    kind = forms.CharField(label=_("무엇(종류)"), required=False, max_length=60)
    target = forms.CharField(label=_("무엇(번호)"), required=False, max_length=60)
    since = forms.DateField(label=_("언제부터"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label=_("언제까지"), required=False, widget=forms.DateInput(attrs={"type": "date"}))


class RoleForm(forms.Form):
    role = forms.ChoiceField(choices=Role.choices)


class CloseForm(forms.Form):
    reason = forms.ChoiceField(
        label=_("닫는 이유"),
        choices=[("", _("고르지 않음")), *CloseReason.choices],
        error_messages={"required": _("이유를 골라 주세요.")},
    )
