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
    RfqStatus.COMPLETE: frozenset({RfqStatus.CANCELLED}),
    RfqStatus.CANCELLED: frozenset(),
}


class InvitationStatus(TextChoices):
    SENT = "sent", _("보냄")
    SEEN = "seen", _("읽음")
    ACCEPTED = "accepted", _("수락")
    DECLINED = "declined", _("거절")
    EXPIRED = "expired", _("기한 지남")
    VOID = "void", _("취소됨")


WAITING = frozenset({InvitationStatus.SENT, InvitationStatus.SEEN})
_ANSWERS = frozenset(
    {InvitationStatus.ACCEPTED, InvitationStatus.DECLINED, InvitationStatus.EXPIRED, InvitationStatus.VOID}
)
INVITATION_MOVES = {
    InvitationStatus.SENT: _ANSWERS | {InvitationStatus.SEEN},
    InvitationStatus.SEEN: _ANSWERS,
    InvitationStatus.ACCEPTED: frozenset(),
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


class CancelReason(TextChoices):
    CHANGED = "changed", _("조건이 바뀌었습니다")
    FOUND = "found", _("다른 곳을 찾았습니다")
    LATER = "later", _("나중에 하려고 합니다")
    OTHER = "other", _("그 밖의 이유")
    WITHDRAWN = "withdrawn", _("요청을 거두었습니다")


# What a person may pick; the last one is the clock's own.
CANCEL_CHOICES = [choice for choice in CancelReason.choices if choice[0] != CancelReason.WITHDRAWN]


def derived_status(statuses: Collection[str], *, complete: bool) -> RfqStatus:
    """A request's state follows from its invitations. ``complete``: the package itself leaves nothing open."""
    if any(status in WAITING for status in statuses):
        return RfqStatus.OPEN
    agreed = all(status == InvitationStatus.ACCEPTED for status in statuses)
    return RfqStatus.COMPLETE if agreed and complete else RfqStatus.PARTIAL
