"""States of an award, and the codes of why it fell or why a quote was not chosen."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class AwardStatus(TextChoices):
    PENDING = "pending", _("공급기업 확인을 기다림")
    CONDITIONAL = "conditional", _("지원사업 결과를 기다림")
    ACTIVE = "active", _("확정")
    REFUSED = "refused", _("성사되지 않음")
    LAPSED = "lapsed", _("기한 지남")


AWARD_MOVES = {
    AwardStatus.PENDING: frozenset(
        {AwardStatus.CONDITIONAL, AwardStatus.ACTIVE, AwardStatus.REFUSED, AwardStatus.LAPSED}
    ),
    AwardStatus.CONDITIONAL: frozenset({AwardStatus.ACTIVE, AwardStatus.REFUSED, AwardStatus.LAPSED}),
    AwardStatus.ACTIVE: frozenset(),
    AwardStatus.REFUSED: frozenset(),
    AwardStatus.LAPSED: frozenset(),
}
STANDING = frozenset({AwardStatus.PENDING, AwardStatus.CONDITIONAL, AwardStatus.ACTIVE})


class RefusalReason(TextChoices):
    """Why an award came to nothing. The last three are the programme's, the firm's own and an office's."""

    CAPACITY = "capacity", _("일정이 맞지 않습니다")
    PRICE = "price", _("그 가격으로는 어렵습니다")
    MEMBER = "member", _("함께하기로 한 곳이 빠졌습니다")
    OTHER = "other", _("그 밖의 이유")
    PROGRAMME = "programme", _("지원사업에 선정되지 않았습니다")
    BUYER = "buyer", _("수요기업이 선정을 거두었습니다")
    REVIEW = "review", _("운영기관의 확인을 통과하지 못했습니다")


_NOT_THE_LEADS = (RefusalReason.PROGRAMME, RefusalReason.BUYER, RefusalReason.REVIEW)
REFUSAL_CHOICES = [choice for choice in RefusalReason.choices if choice[0] not in _NOT_THE_LEADS]


class ProgrammeResult(TextChoices):
    APPROVED = "approved", _("선정")
    REFUSED = "refused", _("탈락")


class LossReason(TextChoices):
    """What the firm tells those whom it did not choose."""

    PRICE = "price", _("구축비가 더 높았습니다")
    RUNNING = "running", _("5년 비용이 더 높았습니다")
    TIME = "time", _("구축 기간이 더 길었습니다")
    SCOPE = "scope", _("빠진 항목이 있었습니다")
    SERVICE = "service", _("사후관리 조건이 아쉬웠습니다")
    TRACK = "track", _("비슷한 실적이 더 적었습니다")
    NO_DECISION = "no_decision", _("수요기업이 기한까지 선정하지 않았습니다")
    CLOSED = "closed", _("수요기업이 요청을 거두었습니다")


LOSS_CHOICES = [choice for choice in LossReason.choices if choice[0] not in (LossReason.NO_DECISION, LossReason.CLOSED)]
