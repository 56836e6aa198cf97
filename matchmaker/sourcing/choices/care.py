"""After-care: service tickets, hand-overs to the standby, and what the as-built dossier holds."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class TicketStatus(TextChoices):
    OPEN = "open", _("접수됨")
    ASSIGNED = "assigned", _("담당자 정해짐")
    ON_SITE = "on_site", _("현장 처리 중")
    RESOLVED = "resolved", _("해결됨")
    ESCALATED = "escalated", _("기한 넘김, 조정 중")
    HANDED_OVER = "handed_over", _("다른 공급기업이 이어받음")


_LATER = frozenset({TicketStatus.RESOLVED, TicketStatus.ESCALATED, TicketStatus.HANDED_OVER})
TICKET_MOVES = {
    TicketStatus.OPEN: _LATER | {TicketStatus.ASSIGNED, TicketStatus.ON_SITE},
    TicketStatus.ASSIGNED: _LATER | {TicketStatus.ON_SITE},
    TicketStatus.ON_SITE: _LATER,
    TicketStatus.ESCALATED: frozenset({TicketStatus.RESOLVED, TicketStatus.HANDED_OVER}),
    TicketStatus.RESOLVED: frozenset(),
    TicketStatus.HANDED_OVER: frozenset(),
}
UNSOLVED = frozenset({TicketStatus.OPEN, TicketStatus.ASSIGNED, TicketStatus.ON_SITE, TicketStatus.ESCALATED})


class TicketKind(TextChoices):
    FAULT = "fault", _("고장·오류")
    QUESTION = "question", _("사용 문의")
    MILESTONE = "milestone", _("일정을 지키지 못함")


class HandoverReason(TextChoices):
    SLA = "sla", _("약속한 시간을 두 번 넘김")
    SUSPENDED = "suspended", _("공급기업 자격 정지")
    CLOSED = "closed", _("공급기업 폐업")
    CHANGE = "change", _("서로 합의해 바꿈")


class HandoverStatus(TextChoices):
    REQUESTED = "requested", _("이어받을지 묻는 중")
    ACCEPTED = "accepted", _("이어받기로 함")
    DONE = "done", _("인수인계 마침")
    DECLINED = "declined", _("이어받지 않음")
    EXPIRED = "expired", _("답 없이 기한 지남")
    CANCELLED = "cancelled", _("취소됨")


HANDOVER_MOVES = {
    HandoverStatus.REQUESTED: frozenset(
        {HandoverStatus.ACCEPTED, HandoverStatus.DECLINED, HandoverStatus.EXPIRED, HandoverStatus.CANCELLED}
    ),
    HandoverStatus.ACCEPTED: frozenset({HandoverStatus.DONE}),
    HandoverStatus.DONE: frozenset(),
    HandoverStatus.DECLINED: frozenset(),
    HandoverStatus.EXPIRED: frozenset(),
    HandoverStatus.CANCELLED: frozenset(),
}


class DossierKind(TextChoices):
    DOCUMENT = "document", _("설계서·설명서")
    INTERFACE = "interface", _("연결 방식과 설정값")
    CREDENTIAL = "credential", _("계정 인계 목록(비밀번호는 적지 않음)")
    EXPORT = "export", _("데이터 내려받기 확인")
