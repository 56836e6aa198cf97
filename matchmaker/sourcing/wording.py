"""Words of sourcing. The same state reads differently to whoever asked and to whoever is asked."""

from __future__ import annotations

from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from matchmaker.sourcing.choices import InvitationStatus, RfqStatus

# Words and the badge's colour.
State = tuple[str | Promise, str]

RFQ: dict[str, State] = {
    RfqStatus.OPEN: (_("답을 기다리는 중"), "info"),
    RfqStatus.COMPLETE: (_("모두 함께합니다"), "ok"),
    RfqStatus.PARTIAL: (_("빈자리가 있습니다"), "warn"),
    RfqStatus.CANCELLED: (_("취소했습니다"), ""),
}
FOR_FIRM: dict[str, State] = {
    InvitationStatus.SENT: (_("아직 읽지 않음"), ""),
    InvitationStatus.SEEN: (_("읽음, 답을 기다림"), "info"),
    InvitationStatus.ACCEPTED: (_("함께하겠다고 답함"), "ok"),
    InvitationStatus.DECLINED: (_("어렵다고 답함"), "warn"),
    InvitationStatus.EXPIRED: (_("기한 안에 답이 없음"), "bad"),
    InvitationStatus.VOID: (_("요청을 취소함"), ""),
    InvitationStatus.WITHDRAWN: (_("수락했다가 빠짐"), "bad"),
}
SUSPENDED: State = (_("자격이 정지되어 빠짐"), "bad")
FOR_SUPPLIER: dict[str, State] = {
    InvitationStatus.SENT: (_("새 요청"), "info"),
    InvitationStatus.SEEN: (_("답할 차례"), "info"),
    InvitationStatus.ACCEPTED: (_("수락한 요청"), "ok"),
    InvitationStatus.DECLINED: (_("거절한 요청"), ""),
    InvitationStatus.EXPIRED: (_("답하지 못하고 지난 요청"), "bad"),
    InvitationStatus.VOID: (_("수요기업이 취소한 요청"), ""),
    InvitationStatus.WITHDRAWN: (_("수락했다가 빠진 요청"), ""),
}
# Why this supplier was picked, said to the supplier. Codes are those of matchmaker.engine.features.
STRONG: dict[str, str | Promise] = {
    "exactness": _("찾는 것에 딱 맞는 제안을 올려 두셨습니다."),
    "text": _("제안 설명이 이 공장이 적은 말과 많이 닮았습니다."),
    "votes": _("비슷한 일을 해 보셨습니다."),
    "industry": _("같은 업종에서 일해 본 기록이 있습니다."),
    "price": _("가격이 이 일에 알맞은 편입니다."),
    "time": _("걸리는 기간이 짧은 편입니다."),
    "distance": _("공장에서 가깝습니다."),
    "onsite": _("문제가 생겼을 때 빨리 현장에 갈 수 있습니다."),
    "standards": _("다른 시스템과 잇기 쉬운 연결 방식을 씁니다."),
    "capacity": _("새 일을 맡을 여유가 있습니다."),
    "evidence": _("실적이 확인되어 있습니다."),
    "reply": _("견적 요청에 잘 답해 오셨습니다."),
    "outcome": _("지난 일에서 고객이 만족한 편입니다."),
}
MINUTE, HOUR, DAY = 60, 3600, 86400


def time_left(end: datetime, now: datetime) -> str:
    """The countdown in words, in its largest unit that still says enough; empty when the time is over."""
    seconds = int((end - now).total_seconds())
    if seconds <= 0:
        return ""
    if seconds >= DAY:
        days = seconds // DAY
        return ngettext("%(n)s일 남음", "%(n)s일 남음", days) % {"n": days}
    if seconds >= HOUR:
        hours = seconds // HOUR
        return ngettext("%(n)s시간 남음", "%(n)s시간 남음", hours) % {"n": hours}
    minutes = max(seconds // MINUTE, 1)
    return ngettext("%(n)s분 남음", "%(n)s분 남음", minutes) % {"n": minutes}
