"""Input of sourcing, parsed once."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from matchmaker.lib.templatetags.house import moment
from matchmaker.reference.models import Programme
from matchmaker.sourcing.choices import CANCEL_CHOICES, DeclineReason
from matchmaker.sourcing.deadlines import QUOTE_DAYS, QUOTE_DAYS_OFFERED, office_closes
from matchmaker.sourcing.fields import PICK, programme_field, reason_field, telling


class RequestForm(forms.Form):
    """What goes with a request. The terms of the round are asked with the first request of a need only."""

    note = telling(
        _("공급기업에 전할 말"),
        most=1000,
        help_text=_("방문하기 좋은 요일, 꼭 물어보고 싶은 것 등. 비워 두셔도 됩니다."),
    )
    quote_days = forms.TypedChoiceField(
        label=_("견적을 언제까지 받을까요?"),
        coerce=int,
        required=False,
        empty_value=QUOTE_DAYS,
        initial=QUOTE_DAYS,
        widget=forms.RadioSelect,
        error_messages=PICK,
    )
    sealed = forms.BooleanField(
        label=_("마감 때까지 견적을 봉인합니다"),
        required=False,
        help_text=_(
            "마감 전에는 사장님도 운영기관도 견적을 볼 수 없고, 마감이 되면 한꺼번에 열립니다. "
            "먼저 낸 가격이 새어 나가 다른 곳이 거기에 맞추는 일을 막습니다."
        ),
    )
    programme = programme_field(
        _("받으려는 정부지원사업"),
        empty_label=_("지원사업 없이 하거나 아직 모릅니다"),
        help_text=_("고르시면 견적마다 우리 돈이 얼마나 드는지 함께 보여 드립니다."),
        error_messages={"invalid_choice": _("올해 신청할 수 있는 지원사업에서 골라 주세요.")},
    )

    def __init__(self, *args: Any, first: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not first:
            for name in ("quote_days", "sealed", "programme"):
                del self.fields[name]
            return
        now, today = timezone.now(), timezone.localdate()
        self.fields["quote_days"].choices = [
            (days, _("영업일 %(n)s일 (%(day)s까지)") % {"n": days, "day": moment(office_closes(now, days))})
            for days in QUOTE_DAYS_OFFERED
        ]
        running = Programme.objects.running(today)
        self.fields["programme"].queryset = running.order_by("code")


class AskForm(forms.Form):
    text = telling(
        _("수요기업에 물어볼 것"),
        rows=3,
        most=1000,
        required=_("물어볼 것을 적어 주세요."),
        help_text=_("질문과 답은 초대된 모두에게 보이고, 누가 물었는지는 서로에게 보이지 않습니다."),
    )


class AnswerForm(forms.Form):
    text = telling(_("답"), rows=3, required=_("답을 적어 주세요."))


class DeclineForm(forms.Form):
    """No to an invitation or to a hand-over: one tap on a reason."""

    reason = reason_field(_("어려운 이유"), DeclineReason.choices)
    note = forms.CharField(label=_("덧붙일 말"), required=False, max_length=300)


class CancelForm(forms.Form):
    reason = reason_field(_("취소하는 이유"), CANCEL_CHOICES, widget=forms.RadioSelect)
