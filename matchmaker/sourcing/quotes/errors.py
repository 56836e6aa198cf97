"""Expected refusals around a joint quote, each with a message that says what to do next."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from matchmaker.sourcing.errors import SourcingError


class QuoteFixed(SourcingError):
    message = _(
        "이미 낸 견적은 고칠 수 없습니다. 바꾸려면 대표 공급기업이 ‘고친 견적 만들기’를 눌러 새 견적을 시작해 주세요."
    )


class RequestGone(SourcingError):
    message = _("수요기업이 견적 요청을 거두어 더는 견적을 쓰거나 낼 수 없습니다.")


class NobodyYet(SourcingError):
    message = _("아직 수락한 공급기업이 없습니다. 먼저 견적 요청을 수락해 주세요.")


class NotYours(SourcingError):
    message = _("우리 회사가 맡은 줄만 적을 수 있습니다.")


class LeadOnly(SourcingError):
    message = _("이 일은 대표 공급기업만 할 수 있습니다.")


class NothingPriced(SourcingError):
    message = _("아직 적은 금액이 없습니다. 한 줄이라도 적은 뒤 서명해 주세요. 받지 않는 항목은 0이라고 적으면 됩니다.")


class NotReady(SourcingError):
    """``reasons``: everything that is still to do, each a sentence."""

    message = _("아직 낼 수 없습니다.")

    def __init__(self, reasons: Sequence[str | Promise]) -> None:
        super().__init__(*reasons)
        self.reasons = tuple(reasons)
        self.message = " ".join([str(type(self).message), *(str(reason) for reason in reasons)])


class AlreadyHandedIn(SourcingError):
    harmless = True
    message = _("이미 낸 견적입니다. 다시 내지 않아도 됩니다.")


class TooLate(SourcingError):
    message = _("봉인해서 받는 견적이라 마감 뒤에는 낼 수 없습니다.")


class Chosen(SourcingError):
    message = _("지금 선정된 견적이라 바꾸거나 거둘 수 없습니다. 선정 화면에서 답해 주세요.")


class NotHandedIn(SourcingError):
    message = _("낸 견적만 새로 고치거나 다시 확인할 수 있습니다.")


class ChangedAgain(SourcingError):
    message = _("그 사이에 수요기업이 내용을 또 바꿨습니다. 바뀐 내용을 보고 다시 눌러 주세요.")
