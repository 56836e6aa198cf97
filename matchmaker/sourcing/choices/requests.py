"""States of quote requests and invitations, and the coded reasons of a decline."""

from collections.abc import Collection

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class RfqStatus(TextChoices):
    OPEN = "open", _("답을 기다리는 중")
    COMPLETE = "complete", _("모두 수락")
    PARTIAL = "partial", _("일부 빈자리")
    CANCELLED = "cancelled", _("취소됨")


RFQ_MOVES = {
    RfqStatus.OPEN: frozenset({RfqStatus.COMPLETE, RfqStatus.PARTIAL, RfqStatus.CANCELLED}),
    RfqStatus.PARTIAL: frozenset({RfqStatus.OPEN, RfqStatus.COMPLETE, RfqStatus.CANCELLED}),
    # A member may still step out, and its slots open again.
    RfqStatus.COMPLETE: frozenset({RfqStatus.OPEN, RfqStatus.PARTIAL, RfqStatus.CANCELLED}),
    RfqStatus.CANCELLED: frozenset(),
}


class InvitationStatus(TextChoices):
    SENT = "sent", _("보냄")
    SEEN = "seen", _("읽음")
    ACCEPTED = "accepted", _("수락")
    DECLINED = "declined", _("거절")
    EXPIRED = "expired", _("기한 지남")
    VOID = "void", _("취소됨")
    WITHDRAWN = "withdrawn", _("철회")


WAITING = frozenset({InvitationStatus.SENT, InvitationStatus.SEEN})
LIVE = WAITING | {InvitationStatus.ACCEPTED}
_ANSWERS = frozenset(
    {InvitationStatus.ACCEPTED, InvitationStatus.DECLINED, InvitationStatus.EXPIRED, InvitationStatus.VOID}
)
INVITATION_MOVES = {
    InvitationStatus.SENT: _ANSWERS | {InvitationStatus.SEEN},
    InvitationStatus.SEEN: _ANSWERS,
    InvitationStatus.ACCEPTED: frozenset({InvitationStatus.WITHDRAWN, InvitationStatus.VOID}),
    InvitationStatus.WITHDRAWN: frozenset(),
    InvitationStatus.DECLINED: frozenset(),
    InvitationStatus.EXPIRED: frozenset(),
    InvitationStatus.VOID: frozenset(),
}


class DeclineReason(TextChoices):
    CAPACITY = "capacity", _("지금은 여력이 없습니다")
    FAR = "far", _("거리가 너무 멉니다")
    BUDGET = "budget", _("예산이 너무 적습니다")
    FIELD = "field", _("우리 분야가 아닙니다")
    UNCLEAR = "unclear", _("요구 내용이 분명하지 않습니다")
    OTHER = "other", _("그 밖의 이유")


class WithdrawReason(TextChoices):
    """Why a member that had said yes steps out; the last one is the clock's own."""

    CAPACITY = "capacity", _("맡을 여력이 없어졌습니다")
    TERMS = "terms", _("조건이 맞지 않습니다")
    CHANGED = "changed", _("요청 내용이 바뀌었습니다")
    OTHER = "other", _("그 밖의 이유")
    SUSPENDED = "suspended", _("공급기업 자격이 정지되었습니다")


WITHDRAW_CHOICES = [choice for choice in WithdrawReason.choices if choice[0] != WithdrawReason.SUSPENDED]


class CancelReason(TextChoices):
    CHANGED = "changed", _("조건이 바뀌었습니다")
    FOUND = "found", _("다른 곳을 찾았습니다")
    LATER = "later", _("나중에 하려고 합니다")
    OTHER = "other", _("그 밖의 이유")
    WITHDRAWN = "withdrawn", _("요청을 거두었습니다")
    ENDED = "ended", _("요청 기간이 끝났습니다")


class EscalationKind(TextChoices):
    """Why a coordinator has to step in."""

    GAP = "gap", _("맡을 곳을 찾지 못한 부분이 있습니다")
    PROMISE = "promise", _("닷새 안에 답 세 개를 모으지 못했습니다")
    NO_QUOTE = "no_quote", _("기한까지 들어온 견적이 없습니다")
    NO_DECISION = "no_decision", _("기한까지 선정하지 않았습니다")
    NO_STANDBY = "no_standby", _("이어받을 공급기업이 없습니다")
    NO_WORD = "no_word", _("마쳤다고 알린 일정에 수요기업의 답이 없습니다")


class EscalationStatus(TextChoices):
    OPEN = "open", _("조치 필요")
    DONE = "done", _("조치함")


ESCALATION_MOVES = {
    EscalationStatus.OPEN: frozenset({EscalationStatus.DONE}),
    EscalationStatus.DONE: frozenset(),
}

# What a person may pick; the last two are the clock's own.
CANCEL_CHOICES = [
    choice for choice in CancelReason.choices if choice[0] not in (CancelReason.WITHDRAWN, CancelReason.ENDED)
]


def derived_status(live: Collection[str], *, complete: bool) -> RfqStatus:
    """A request's state follows from its live invitations. ``complete``: they leave no slot of the package open."""
    if any(status in WAITING for status in live):
        return RfqStatus.OPEN
    return RfqStatus.COMPLETE if live and complete else RfqStatus.PARTIAL
