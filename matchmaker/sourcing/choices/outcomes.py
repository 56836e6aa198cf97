"""What came of it: KPI fields, when they are measured, and what a review asks about."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class KpiField(TextChoices):
    P = "P", _("생산성")
    Q = "Q", _("품질")
    C = "C", _("원가")
    D = "D", _("납기")
    E = "E", _("안전·환경")


class Better(TextChoices):
    UP = "up", _("클수록 좋음")
    DOWN = "down", _("작을수록 좋음")


class Stage(TextChoices):
    COMPLETION = "completion", _("완료 때")
    MONTH_3 = "month_3", _("3개월 뒤")
    MONTH_12 = "month_12", _("12개월 뒤")
    MONTH_24 = "month_24", _("24개월 뒤")


STAGE_MONTHS = {Stage.COMPLETION: 0, Stage.MONTH_3: 3, Stage.MONTH_12: 12, Stage.MONTH_24: 24}


class CheckStatus(TextChoices):
    WAITING = "waiting", _("아직 때가 아님")
    ASKED = "asked", _("답을 기다림")
    ANSWERED = "answered", _("답함")
    MISSED = "missed", _("답 없이 지남")


CHECK_MOVES = {
    CheckStatus.WAITING: frozenset({CheckStatus.ASKED, CheckStatus.ANSWERED}),
    CheckStatus.ASKED: frozenset({CheckStatus.ANSWERED, CheckStatus.MISSED}),
    CheckStatus.MISSED: frozenset({CheckStatus.ANSWERED}),
    CheckStatus.ANSWERED: frozenset(),
}


class ReviewOfSupplier(TextChoices):
    """Parts of a review of a member, after the satisfaction form of the programme (1 to 5)."""

    ANALYSIS = "analysis", _("현장을 잘 살폈나요")
    REQUIREMENTS = "requirements", _("원한 것이 반영됐나요")
    PROGRESS = "progress", _("진행 상황을 알려 줬나요")
    PRICE = "price", _("가격이 알맞았나요")
    SKILL = "skill", _("기술력이 충분했나요")
    SCHEDULE = "schedule", _("일정을 지켰나요")
    TRAINING = "training", _("교육과 설명서가 도움이 됐나요")
    SUPPORT = "support", _("문제가 생기면 빨리 움직였나요")


class ReviewOfFirm(TextChoices):
    CLARITY = "clarity", _("원하는 것을 분명히 말했나요")
    COOPERATION = "cooperation", _("자료와 현장을 잘 내어 줬나요")
    DECISIONS = "decisions", _("제때 결정했나요")
    PAYMENT = "payment", _("약속대로 대금을 냈나요")
