"""What a host, a guest and a firm after its meeting fill in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from demand.models import Need
from matchmaker.accounts.choices import OrganisationKind
from matchmaker.meetings.choices import CancelReason, MeetingStatus, RefuseReason
from matchmaker.meetings.models import MatchingDay
from matchmaker.meetings.services import FIELDS
from matchmaker.reference.models import Region
from suppliers.vocabulary import name_of

ANY = ("", _("모두"))
NONE = ("", _("고르지 않음"))


class DayForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = MatchingDay
        fields = FIELDS
        widgets = {
            "on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "starts": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        regions = Region.objects.filter(valid_to__isnull=True)
        self.fields["region"].queryset = regions  # type: ignore[attr-defined]
        self.fields["region"].label_from_instance = name_of  # type: ignore[attr-defined]


class FindForm(forms.Form):
    """Whom to invite; what it does not understand it leaves out."""

    side = forms.ChoiceField(
        label=_("어느 쪽"),
        choices=[(OrganisationKind.SUPPLIER, _("공급기업")), (OrganisationKind.DEMAND, _("수요기업"))],
        required=False,
    )
    region = forms.ChoiceField(label=_("지역"), required=False)
    q = forms.CharField(label=_("회사 이름"), required=False, max_length=60)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Region.objects.filter(valid_to__isnull=True)
        self.fields["region"].choices = [ANY, *((row.pk, name_of(row)) for row in rows)]  # type: ignore[attr-defined]

    def wanted(self) -> dict[str, str]:
        self.is_valid()
        return {name: self.cleaned_data.get(name, "") for name in self.fields}


class InviteForm(forms.Form):
    organisations = forms.TypedMultipleChoiceField(
        coerce=int, error_messages={"required": _("초대할 곳을 골라 주세요.")}
    )

    def __init__(self, *args: Any, allowed: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisations"].choices = [(pk, pk) for pk in allowed]  # type: ignore[attr-defined]


class CancelForm(forms.Form):
    reason = forms.ChoiceField(
        label=_("취소하는 이유"),
        choices=[NONE, *CancelReason.choices],
        error_messages={"required": _("이유를 골라 주세요.")},
    )


class JoinForm(forms.Form):
    need = forms.ModelChoiceField(
        label=_("어떤 요청으로 오시나요?"),
        queryset=Need.objects.none(),
        empty_label=None,
        error_messages={"required": _("어떤 요청으로 오시는지 골라 주세요.")},
    )

    def __init__(self, *args: Any, needs: QuerySet[Need], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["need"].queryset = needs  # type: ignore[attr-defined]


class WishForm(forms.Form):
    other = forms.IntegerField(min_value=1)
    said = forms.ChoiceField(choices=[("yes", ""), ("no", ""), ("open", "")])

    def yes(self) -> bool | None:
        return {"yes": True, "no": False}.get(self.cleaned_data["said"])


OUTCOME_CHOICES = [
    (MeetingStatus.WANTED, _("견적을 받아 보고 싶습니다")),
    (MeetingStatus.LATER, _("조금 더 생각해 보겠습니다")),
    (MeetingStatus.REFUSED, _("이번에는 함께하지 않겠습니다")),
]


class OutcomeForm(forms.Form):
    outcome = forms.ChoiceField(
        label=_("어떻게 하기로 하셨나요?"),
        choices=OUTCOME_CHOICES,
        widget=forms.RadioSelect,
        error_messages={"required": _("하나를 골라 주세요.")},
    )
    reason = forms.ChoiceField(
        label=_("함께하지 않는다면 그 이유"), choices=[NONE, *RefuseReason.choices], required=False
    )
    note = forms.CharField(
        label=_("나눈 이야기를 한두 줄로"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("outcome") == MeetingStatus.REFUSED and not data.get("reason"):
            self.add_error("reason", _("함께하지 않는 이유를 골라 주세요."))
        return data
