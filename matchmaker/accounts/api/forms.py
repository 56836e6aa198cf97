"""What an owner says of a new token."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from matchmaker.accounts.access import Actor
from matchmaker.accounts.api.scopes import scopes_for
from matchmaker.accounts.api.tokens import roles_below

DAYS = [(30, _("30일")), (90, _("90일")), (365, _("1년"))]


class TokenForm(forms.Form):
    name = forms.CharField(
        label=_("어디에 쓰나요?"),
        max_length=60,
        help_text=_("나중에 알아볼 수 있게 적어 주세요. 예: 영업관리 프로그램, 품목 올리기"),
        error_messages={"required": _("어디에 쓸 토큰인지 적어 주세요.")},
    )
    role = forms.ChoiceField(label=_("토큰의 역할"))
    scopes = forms.MultipleChoiceField(
        label=_("할 수 있는 일"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("꼭 필요한 것만 골라 주세요. ‘보기’가 아닌 것을 고르면 보기도 함께 됩니다."),
        error_messages={"required": _("할 수 있는 일을 하나 이상 골라 주세요.")},
    )
    days = forms.TypedChoiceField(label=_("언제까지 쓸까요?"), choices=DAYS, coerce=int, initial=90)

    def __init__(self, *args: Any, actor: Actor, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["role"].choices = roles_below(actor.role, actor.organisation.kind)  # type: ignore[attr-defined]
        self.fields["scopes"].choices = scopes_for(actor.organisation.kind)  # type: ignore[attr-defined]
