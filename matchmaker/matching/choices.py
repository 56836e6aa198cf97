"""States of runs, kinds of feedback, labels of packages."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class RunStatus(TextChoices):
    QUEUED = "queued", _("대기 중")
    RUNNING = "running", _("찾는 중")
    DONE = "done", _("끝남")
    FAILED = "failed", _("실패")


UNFINISHED = frozenset({RunStatus.QUEUED, RunStatus.RUNNING})


class RunStep(TextChoices):
    """What a run is doing, in order; ``PROGRESS`` says how far along each step is."""

    READ = "read", _("요청 내용 읽기")
    CANDIDATES = "candidates", _("맞는 공급기업 모으기")
    PACKAGES = "packages", _("묶음 만들고 견주기")
    SAVING = "saving", _("결과 정리하기")


PROGRESS = {RunStep.READ: 10, RunStep.CANDIDATES: 30, RunStep.PACKAGES: 55, RunStep.SAVING: 90}


class Trigger(TextChoices):
    ASKED = "asked", _("요청")
    STALE = "stale", _("시장 변화")
    NIGHTLY = "nightly", _("야간")


class CardLabel(TextChoices):
    BEST = "best", _("가장 잘 맞음")
    CHEAPEST = "cheapest", _("가장 저렴")
    FASTEST = "fastest", _("가장 빠름")
    NEAREST = "nearest", _("가장 가까움")
    UPGRADE = "upgrade", _("확장하기 좋음")
    OTHER = "other", _("다른 묶음")
    PARTIAL = "partial", _("일부만 해결")


class FeedbackKind(TextChoices):
    SHOWN = "shown", _("보임")
    OPENED = "opened", _("열어 봄")
    INVITED = "invited", _("초대됨")
    ACCEPTED = "accepted", _("수락")
    DECLINED = "declined", _("거절")
    SILENT = "silent", _("무응답")
    QUOTED = "quoted", _("견적 냄")
    WITHDRAWN = "withdrawn", _("철회")
    AWARDED = "awarded", _("선정됨")
    LOST = "lost", _("선정되지 않음")
    COMPLETED = "completed", _("완료")
    OUTCOME = "outcome", _("성과")
    RATING = "rating", _("평가")
