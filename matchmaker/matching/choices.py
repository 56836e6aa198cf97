"""States of runs, kinds of feedback, labels of packages."""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _


class RunStatus(TextChoices):
    QUEUED = "queued", _("대기 중")
    RUNNING = "running", _("찾는 중")
    DONE = "done", _("끝남")
    FAILED = "failed", _("실패")
    CANCELLED = "cancelled", _("그만둠")


UNFINISHED = frozenset({RunStatus.QUEUED, RunStatus.RUNNING})
# A run whose work fails so often is set aside; one whose workers die: lib.claims.
MOST_ATTEMPTS = 3


class RunStep(TextChoices):
    """What a run is doing, in order; ``PROGRESS`` says how far along each step is."""

    READ = "read", _("요청 내용 읽기")
    CANDIDATES = "candidates", _("맞는 공급기업 모으기")
    PACKAGES = "packages", _("묶음 만들고 견주기")
    SAVING = "saving", _("결과 정리하기")


PROGRESS = {RunStep.READ: 10, RunStep.CANDIDATES: 30, RunStep.PACKAGES: 55, RunStep.SAVING: 90}


class VersionStatus(TextChoices):
    """Of a ranker: learnt, tried beside the serving one, serving, served before, or found wanting."""

    CANDIDATE = "candidate", _("후보")
    TRIAL = "trial", _("시험 중")
    SERVING = "serving", _("추천에 쓰는 중")
    RETIRED = "retired", _("물러남")
    REFUSED = "refused", _("쓰지 않기로 함")


# A retired version may come back: that is what rolling back does. One that was refused stays out for good.
VERSION_MOVES: dict[str, frozenset[str]] = {
    VersionStatus.CANDIDATE: frozenset({VersionStatus.TRIAL, VersionStatus.REFUSED}),
    VersionStatus.TRIAL: frozenset({VersionStatus.SERVING, VersionStatus.CANDIDATE, VersionStatus.REFUSED}),
    VersionStatus.SERVING: frozenset({VersionStatus.RETIRED, VersionStatus.REFUSED}),
    VersionStatus.RETIRED: frozenset({VersionStatus.SERVING}),
    VersionStatus.REFUSED: frozenset(),
}


class TrainingStatus(TextChoices):
    QUEUED = "queued", _("대기 중")
    RUNNING = "running", _("배우는 중")
    DONE = "done", _("끝남")
    FAILED = "failed", _("실패")
    CANCELLED = "cancelled", _("그만둠")


class TrainingTrigger(TextChoices):
    ASKED = "asked", _("사람이 시작함")
    WEEKLY = "weekly", _("매주 한 번")


class TrainingStep(TextChoices):
    """What learning is doing, in order; ``TRAINING_PROGRESS`` says how far along each step is."""

    EVIDENCE = "evidence", _("있었던 일 모으기")
    JUDGE = "judge", _("옛일로 배워 새 일로 견주기")
    LEARN = "learn", _("모두로 다시 배우기")
    CHANGES = "changes", _("무엇이 달라질지 셈하기")
    SAVING = "saving", _("정리하기")


TRAINING_PROGRESS = {
    TrainingStep.EVIDENCE: 5,
    TrainingStep.JUDGE: 35,
    TrainingStep.LEARN: 55,
    TrainingStep.CHANGES: 65,
    TrainingStep.SAVING: 95,
}


class Trigger(TextChoices):
    ASKED = "asked", _("요청")
    STALE = "stale", _("시장 변화")
    NIGHTLY = "nightly", _("야간")


class Urgency(IntegerChoices):
    """What a free worker takes first."""

    PERSON = 0, _("사람이 기다림")
    CHANGE = 1, _("시장이 바뀜")
    NIGHT = 2, _("밤 점검")


URGENCY = {Trigger.ASKED: Urgency.PERSON, Trigger.STALE: Urgency.CHANGE, Trigger.NIGHTLY: Urgency.NIGHT}


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
