"""States of a project, its milestones and its change orders. A project's state follows from its milestones."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ProjectStatus(TextChoices):
    PLANNED = "planned", _("착수 준비")
    BUILDING = "building", _("구축 중")
    ACCEPTANCE = "acceptance", _("검수 중")
    OPERATING = "operating", _("운영 중")
    CLOSED = "closed", _("마침")
    TERMINATED = "terminated", _("중도 종료")


PROJECT_MOVES = {
    ProjectStatus.PLANNED: frozenset({ProjectStatus.BUILDING, ProjectStatus.TERMINATED}),
    ProjectStatus.BUILDING: frozenset({ProjectStatus.ACCEPTANCE, ProjectStatus.TERMINATED}),
    ProjectStatus.ACCEPTANCE: frozenset({ProjectStatus.OPERATING, ProjectStatus.TERMINATED}),
    ProjectStatus.OPERATING: frozenset({ProjectStatus.CLOSED}),
    ProjectStatus.CLOSED: frozenset(),
    ProjectStatus.TERMINATED: frozenset(),
}
UNDER_WAY = frozenset({ProjectStatus.PLANNED, ProjectStatus.BUILDING, ProjectStatus.ACCEPTANCE})
IN_CARE = UNDER_WAY | {ProjectStatus.OPERATING}


class MilestoneKind(TextChoices):
    KICK_OFF = "kick_off", _("착수")
    MID_CHECK = "mid_check", _("중간점검")
    FINAL_CHECK = "final_check", _("최종점검")
    COMPLETION = "completion", _("완료")
    AFTER_CARE = "after_care", _("6개월 집중 사후관리")


NEEDS_EVIDENCE = frozenset({MilestoneKind.FINAL_CHECK, MilestoneKind.COMPLETION})


class MilestoneStatus(TextChoices):
    SCHEDULED = "scheduled", _("예정")
    MET = "met", _("마침")
    PARTLY = "partly", _("일부만 마침")
    MISSED = "missed", _("지키지 못함")


# What was late may still be done; what is done stays done.
MILESTONE_MOVES = {
    MilestoneStatus.SCHEDULED: frozenset({MilestoneStatus.MET, MilestoneStatus.PARTLY, MilestoneStatus.MISSED}),
    MilestoneStatus.PARTLY: frozenset({MilestoneStatus.MET, MilestoneStatus.MISSED}),
    MilestoneStatus.MISSED: frozenset({MilestoneStatus.MET, MilestoneStatus.PARTLY}),
    MilestoneStatus.MET: frozenset(),
}


class ChangeKind(TextChoices):
    SCOPE = "scope", _("일의 범위")
    PRICE = "price", _("금액")
    SCHEDULE = "schedule", _("일정")
    MEMBER = "member", _("맡는 공급기업")


class ChangeReason(TextChoices):
    REQUEST = "request", _("수요기업이 원해서")
    SITE = "site", _("현장 사정이 달라서")
    DESIGN = "design", _("설계를 바꿔야 해서")
    SUPPLY = "supply", _("부품·장비가 늦어서")
    MEMBER = "member", _("참여 공급기업 사정으로")
    RULES = "rules", _("지원사업 규정 때문에")
    OTHER = "other", _("그 밖의 이유")


class ChangeStatus(TextChoices):
    PROPOSED = "proposed", _("상대의 답을 기다림")
    ACCEPTED = "accepted", _("합의됨")
    REFUSED = "refused", _("거절됨")
    WITHDRAWN = "withdrawn", _("거두어들임")
    EXPIRED = "expired", _("기한 지남")


CHANGE_MOVES = {
    ChangeStatus.PROPOSED: frozenset(
        {ChangeStatus.ACCEPTED, ChangeStatus.REFUSED, ChangeStatus.WITHDRAWN, ChangeStatus.EXPIRED}
    ),
    ChangeStatus.ACCEPTED: frozenset(),
    ChangeStatus.REFUSED: frozenset(),
    ChangeStatus.WITHDRAWN: frozenset(),
    ChangeStatus.EXPIRED: frozenset(),
}


class FileKind(TextChoices):
    EVIDENCE = "evidence", _("증빙")
    DOSSIER = "dossier", _("인수인계 자료")
    TICKET = "ticket", _("고장 사진·자료")
    OUTCOME = "outcome", _("성과 근거")
