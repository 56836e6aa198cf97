"""Words of joint quotes. The same state reads differently to the members and to the firm."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from matchmaker.sourcing.choices import Liability, QuoteStatus
from matchmaker.sourcing.wording import State

QUOTE_FOR_MEMBER: dict[str, State] = {
    QuoteStatus.DRAFT: (_("쓰는 중"), "info"),
    QuoteStatus.SUBMITTED: (_("냈음, 열기 전"), "ok"),
    QuoteStatus.OPENED: (_("냈음, 수요기업이 보는 중"), "ok"),
    QuoteStatus.SELECTED: (_("선정되었습니다"), "ok"),
    QuoteStatus.NOT_SELECTED: (_("이번에는 선정되지 않았습니다"), ""),
    QuoteStatus.REPLACED: (_("새 견적으로 바꿨습니다"), ""),
    QuoteStatus.WITHDRAWN: (_("거두었습니다"), "warn"),
    QuoteStatus.EXPIRED: (_("유효기간이 지났습니다"), "warn"),
}
QUOTE_FOR_FIRM: dict[str, State] = {
    QuoteStatus.DRAFT: (_("공급기업이 쓰는 중"), ""),
    QuoteStatus.SUBMITTED: (_("들어옴, 아직 봉인됨"), "info"),
    QuoteStatus.OPENED: (_("볼 수 있음"), "ok"),
    QuoteStatus.SELECTED: (_("우리가 고른 견적"), "ok"),
    QuoteStatus.NOT_SELECTED: (_("고르지 않은 견적"), ""),
    QuoteStatus.REPLACED: (_("새 견적이 대신함"), ""),
    QuoteStatus.WITHDRAWN: (_("공급기업이 거둠"), "warn"),
    QuoteStatus.EXPIRED: (_("유효기간 지남"), "warn"),
}
LIABILITY_SAID = [
    (Liability.JOINT, _("공동이행: 모두가 일 전체를 함께 책임집니다. 한 곳이 못 하면 나머지가 이어서 합니다.")),
    (Liability.SEVERAL, _("분담이행: 저마다 맡은 부분만 책임집니다.")),
    (Liability.PRIME, _("주계약자관리: 대표가 전체를 관리하고 책임지며, 나머지는 맡은 부분을 책임집니다.")),
]
