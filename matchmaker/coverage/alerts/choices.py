"""What alerts are about, and their states."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class AlertRule(TextChoices):
    CELL = "cell", _("답할 곳이 모자라게 된 칸")
    FIRST = "first", _("첫 답이 늦어진 분야")
    PROMISE = "promise", _("닷새 안에 답 셋이 줄어든 분야")
    TOP_FIVE = "top_five", _("다섯 곳에 몰림")
    HHI = "hhi", _("허핀달 지수")
    GINI = "gini", _("지니계수")


class AlertStatus(TextChoices):
    OPEN = "open", _("살펴볼 것")
    MUTED = "muted", _("알리지 않는 중")
    CLOSED = "closed", _("제자리로 돌아옴")


STANDING = frozenset({AlertStatus.OPEN, AlertStatus.MUTED})
ALERT_MOVES: dict[str, frozenset[str]] = {
    AlertStatus.OPEN: frozenset({AlertStatus.MUTED, AlertStatus.CLOSED}),
    AlertStatus.MUTED: frozenset({AlertStatus.OPEN, AlertStatus.CLOSED}),
    AlertStatus.CLOSED: frozenset(),
}


class MuteReason(TextChoices):
    """Why nobody wants to hear of it for a while."""

    AT_WORK = "at_work", _("이미 손쓰고 있습니다")
    EXPECTED = "expected", _("예상한 일입니다(철, 사업 공고)")
    LATER = "later", _("지금은 할 수 있는 일이 없습니다")
    HARMLESS = "harmless", _("살펴보았고 걱정할 일이 아닙니다")
