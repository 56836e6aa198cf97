"""Input of after-care, parsed once."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from matchmaker.sourcing.care.dossier import looks_like_password
from matchmaker.sourcing.choices import DossierKind, TicketKind
from matchmaker.sourcing.fields import PICK, one_file, pick_one, telling
from suppliers.models import Supplier


class TicketForm(forms.Form):
    kind = pick_one(
        _("어떤 일인가요?"),
        [choice for choice in TicketKind.choices if choice[0] != TicketKind.MILESTONE],
        initial=TicketKind.FAULT,
    )
    title = forms.CharField(
        label=_("무엇이 안 되나요?"),
        max_length=120,
        widget=forms.TextInput(attrs={"placeholder": _("예: 바코드를 찍어도 화면에 안 나와요")}),
        error_messages={"required": _("무엇이 안 되는지 한 줄로 적어 주세요.")},
    )
    text = telling(
        _("조금 더 자세히"),
        help_text=_("언제부터, 어느 설비에서, 화면에 뭐라고 나오는지 아는 만큼만 적어 주세요."),
    )
    photo = one_file(_("사진이나 자료"), _("오류 화면이나 설비를 찍어 주시면 더 빨리 고칩니다. 10MB까지입니다."))


class ResolveForm(forms.Form):
    resolution = telling(
        _("무엇을 했나요?"),
        required=_("무엇을 했는지 적어 주세요."),
        help_text=_("공장에서 읽습니다. 원인과 한 일, 다시 생기면 해 볼 것을 적어 주세요."),
    )


class ReceivedForm(forms.Form):
    kinds = forms.MultipleChoiceField(
        label=_("무엇을 받았나요?"),
        required=False,
        choices=DossierKind.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("없어서 받지 못한 것은 비워 두세요. 공장이 무엇이 빠졌는지 알 수 있습니다."),
        error_messages=PICK,
    )


class ClosedForm(forms.Form):
    sure = forms.BooleanField(
        label=_("문을 닫았거나 더는 연락이 되지 않는 것을 확인했습니다."),
        error_messages={"required": _("확인했는지 표시해 주세요.")},
    )
    to = forms.ModelChoiceField(
        label=_("누구에게 물을까요?"),
        queryset=Supplier.objects.none(),
        required=False,
        empty_label=_("대기 공급기업에 차례로 묻기"),
        error_messages=PICK,
    )

    def __init__(self, *args: Any, others: QuerySet[Supplier] | None = None, **options: Any) -> None:
        """``others``: whom a coordinator may pick; without it there is nothing to pick."""
        super().__init__(*args, **options)
        if others is None:
            del self.fields["to"]
        else:
            self.fields["to"].queryset = others  # type: ignore[attr-defined]


class DossierForm(forms.Form):
    kind = pick_one(_("종류"), DossierKind.choices)
    title = forms.CharField(
        label=_("이름"),
        max_length=120,
        widget=forms.TextInput(attrs={"placeholder": _("예: PLC 연결 설명서, 서버 관리자 계정")}),
        error_messages={"required": _("무엇인지 이름을 적어 주세요.")},
    )
    note = telling(_("설명"), help_text=_("어디에 있고 어떻게 쓰는지. 계정은 이름만 적고 비밀번호는 적지 마세요."))
    file = one_file(_("파일"), _("PDF, 사진, 엑셀, 워드, 한글, CSV, TXT. 10MB까지입니다."))
    ready = forms.BooleanField(label=_("이것만 있으면 다른 곳이 이어받을 수 있습니다."), required=False)

    def clean_title(self) -> str:
        return self._without_password("title")

    def clean_note(self) -> str:
        return self._without_password("note")

    def _without_password(self, name: str) -> str:
        text: str = self.cleaned_data[name]
        if looks_like_password(text):
            raise forms.ValidationError(
                _("비밀번호처럼 보이는 글이 있습니다. 계정 이름만 적고, 비밀번호는 만나서 전해 주세요."),
                code="password",
            )
        return text
