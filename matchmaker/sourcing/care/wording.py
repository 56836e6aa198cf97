"""Words of after-care. The same state reads differently to whoever waits and to whoever is waited for."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from matchmaker.sourcing.choices import HandoverStatus, TicketStatus
from matchmaker.sourcing.wording import State

TICKET_FOR_FIRM: dict[str, State] = {
    TicketStatus.OPEN: (_("알렸음, 담당자를 기다림"), "info"),
    TicketStatus.ASSIGNED: (_("담당자가 보는 중"), "info"),
    TicketStatus.ON_SITE: (_("현장에서 고치는 중"), "info"),
    TicketStatus.RESOLVED: (_("해결됨"), "ok"),
    TicketStatus.ESCALATED: (_("약속한 시간을 넘김"), "bad"),
    TicketStatus.HANDED_OVER: (_("새로 맡은 곳으로 넘어감"), ""),
}
TICKET_FOR_SUPPLIER: dict[str, State] = {
    TicketStatus.OPEN: (_("맡을 사람을 정할 차례"), "info"),
    TicketStatus.ASSIGNED: (_("고칠 차례"), "info"),
    TicketStatus.ON_SITE: (_("현장 처리 중"), "info"),
    TicketStatus.RESOLVED: (_("해결함"), "ok"),
    TicketStatus.ESCALATED: (_("약속을 넘김, 아직 고쳐야 함"), "bad"),
    TicketStatus.HANDED_OVER: (_("다른 곳이 이어받음"), ""),
}
HANDOVER_FOR_FIRM: dict[str, State] = {
    HandoverStatus.REQUESTED: (_("이어받을지 묻는 중"), "info"),
    HandoverStatus.ACCEPTED: (_("이어받기로 함, 자료를 넘기는 중"), "info"),
    HandoverStatus.DONE: (_("인수인계 마침"), "ok"),
    HandoverStatus.DECLINED: (_("어렵다고 답함"), "warn"),
    HandoverStatus.EXPIRED: (_("기한 안에 답이 없음"), "bad"),
    HandoverStatus.CANCELLED: (_("묻지 않기로 함"), ""),
}
HANDOVER_FOR_STANDBY: dict[str, State] = {
    HandoverStatus.REQUESTED: (_("답할 차례"), "info"),
    HandoverStatus.ACCEPTED: (_("이어받는 중"), "info"),
    HandoverStatus.DONE: (_("이어받음"), "ok"),
    HandoverStatus.DECLINED: (_("거절한 요청"), ""),
    HandoverStatus.EXPIRED: (_("답하지 못하고 지난 요청"), "bad"),
    HandoverStatus.CANCELLED: (_("취소된 요청"), ""),
}
HOUR, DAY = 3600, 86400


def time_over(end: datetime, now: datetime) -> str:
    """How long ago the promise ran out, in words; empty while it runs."""
    seconds = int((now - end).total_seconds())
    if seconds < 0:
        return ""
    if seconds >= DAY:
        days = seconds // DAY
        return ngettext("%(n)s일 지남", "%(n)s일 지남", days) % {"n": days}
    hours = max(seconds // HOUR, 1)
    return ngettext("%(n)s시간 지남", "%(n)s시간 지남", hours) % {"n": hours}
