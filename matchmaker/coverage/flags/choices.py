"""What a rule may say, and what becomes of a flag."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Verdict(TextChoices):
    """What a rule says of a quote; where facts are missing it says so instead of guessing."""

    RAISED = "raised", _("살펴봐야 함")
    NOT_RAISED = "not_raised", _("해당 없음")
    UNKNOWN = "unknown", _("알 수 없음")


class FlagStatus(TextChoices):
    NONE = "none", _("표시 없음")
    RAISED = "raised", _("확인을 기다림")
    CLEARED = "cleared", _("문제 없음")
    CONFIRMED = "confirmed", _("문제 확인됨")


FLAG_MOVES: dict[str, frozenset[str]] = {
    FlagStatus.NONE: frozenset(),
    FlagStatus.RAISED: frozenset({FlagStatus.CLEARED, FlagStatus.CONFIRMED}),
    FlagStatus.CLEARED: frozenset(),
    FlagStatus.CONFIRMED: frozenset(),
}
