"""Expected refusals of sourcing, each with a message that says what to do next."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class SourcingError(Exception):
    """Base; ``message`` is for people. ``harmless``: nothing is lost, it was done before."""

    message: str | Promise = ""
    harmless = False


class NeedClosed(SourcingError):
    message = _("이미 마감한 요청입니다. 같은 글로 새 요청을 시작해 주세요.")


class PackageOutdated(SourcingError):
    message = _("그 뒤에 요청 내용이 바뀌었습니다. 내용을 확인하고 다시 찾은 뒤, 새 결과에서 견적을 요청해 주세요.")


class NobodyToAsk(SourcingError):
    message = _("이 묶음에는 견적을 요청할 공급기업이 없습니다. 조건을 조금 바꿔 다시 찾아 주세요.")


class TooManyOpen(SourcingError):
    message = _(
        "한 요청에서 동시에 답을 기다릴 수 있는 곳은 5곳까지입니다. "
        "먼저 보낸 견적 요청의 답을 기다리거나 취소해 주세요."
    )


class MemberUnavailable(SourcingError):
    """Somebody in the package may not be asked now."""

    def __init__(self, names: Iterable[str]) -> None:
        super().__init__(*names)
        self.message = _(
            "지금은 요청을 받을 수 없는 공급기업이 있습니다: %(names)s. 다시 찾거나 다른 묶음을 골라 주세요."
        ) % {"names": ", ".join(names)}


class AlreadyAnswered(SourcingError):
    message = _("이미 다르게 답하셨습니다. 바꾸시려면 수요기업에 직접 연락해 주세요.")


class NoLongerOpen(SourcingError):
    message = _("기한이 지났거나 취소되어 더는 답할 수 없습니다.")


class QuestionsClosed(SourcingError):
    message = _("견적 마감이 지났거나 요청이 닫혀 더는 묻고 답할 수 없습니다.")


class AnswerGiven(SourcingError):
    message = _("이미 답한 질문입니다. 초대된 모두가 그 답을 보았습니다.")
