"""Expected refusals of this room."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from matchmaker.sourcing.errors import SourcingError


class KpisFixed(SourcingError):
    message = gettext_lazy("착수가 끝났거나 이미 측정한 값이 있어 지표를 더는 바꿀 수 없습니다.")


class KpisUnfit(SourcingError):
    """``message`` says what does not fit."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class CheckNotOpen(SourcingError):
    message = gettext_lazy("아직 물을 때가 아닙니다. 그날이 되면 알려 드립니다.")


class CheckAnswered(SourcingError):
    message = gettext_lazy("이미 답하신 질문입니다. 적어 둔 값은 그대로 남습니다.")


class ReviewTooEarly(SourcingError):
    message = gettext_lazy("평가는 구축이 끝난 뒤에 쓸 수 있습니다.")


class ReviewWritten(SourcingError):
    message = gettext_lazy("이미 평가하셨습니다. 한 번 쓴 평가는 바꿀 수 없습니다.")


def weights_off(total: Decimal) -> str:
    """What is wrong with weights that do not add up to 1, and by how much; empty when they do."""
    if total == 1:
        return ""
    gap = abs(1 - total)
    if total < 1:
        return _("가중치 합이 %(total)s입니다. %(gap)s을 더해 주세요.") % {"total": f"{total:.2f}", "gap": f"{gap:.2f}"}
    return _("가중치 합이 %(total)s입니다. %(gap)s을 빼 주세요.") % {"total": f"{total:.2f}", "gap": f"{gap:.2f}"}
