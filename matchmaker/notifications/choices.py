"""What people are told about, and how a delivery fares.

Every kind has templates/notifications/<kind>.txt (first line: title; rest: body) and <kind>.html (the e-mail). What
each takes as payload stands here; values are JSON. Words that are msgids (reasons, states) travel in Korean and are
translated when read; keys that end in ``_at`` or ``_by`` are ISO moments and arrive in the template as datetimes;
{"ko": ..., "en": ...} arrives in the reader's language.
"""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class DeliveryStatus(TextChoices):
    QUEUED = "queued", _("대기")
    SENDING = "sending", _("보내는 중")
    SENT = "sent", _("보냄")
    FAILED = "failed", _("실패")


class Channel(TextChoices):
    EMAIL = "email", _("이메일")


class MessageKind(TextChoices):
    # firm, need, slots (list of {"ko", "en"} names), lead (bool), respond_by
    RFQ_INVITED = "rfq_invited", _("견적 요청이 왔습니다")
    # supplier, need, accepted (bool), reason (msgid), waiting (count)
    RFQ_ANSWERED = "rfq_answered", _("견적 요청에 답이 왔습니다")
    # need, accepted, declined, silent (counts)
    RFQ_ALL_ANSWERED = "rfq_all_answered", _("견적 요청의 답이 모두 모였습니다")
    # firm, need, respond_by
    RFQ_REMINDER = "rfq_reminder", _("답할 기한이 다가옵니다")
    # side ("demand" or "supplier"), need, supplier, firm
    RFQ_EXPIRED = "rfq_expired", _("답할 기한이 지났습니다")
    # need, firm
    RFQ_CANCELLED = "rfq_cancelled", _("견적 요청이 취소되었습니다")
    # need, added, removed (counts of packages)
    SHORTLIST_CHANGED = "shortlist_changed", _("추천 결과가 달라졌습니다")
    # need
    RUN_FAILED = "run_failed", _("묶음을 찾지 못했습니다")
    # supplier
    VERIFICATION_APPLIED = "verification_applied", _("공급기업이 확인을 신청했습니다")
    # decision ("verified", "returned", "suspended"), reason (msgid)
    VERIFICATION_DECIDED = "verification_decided", _("확인 결과가 나왔습니다")
    # organisation, inviter, role (msgid), expires_at; goes to an address, never to an inbox
    TEAM_INVITATION = "team_invitation", _("팀 초대")


INBOX_KINDS = frozenset(MessageKind) - {MessageKind.TEAM_INVITATION}
