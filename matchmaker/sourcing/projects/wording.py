"""Words of projects. The same state reads differently to the firm and to those who do the work."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from matchmaker.sourcing.choices import ChangeStatus, MilestoneStatus, ProjectStatus
from matchmaker.sourcing.wording import State

FOR_FIRM: dict[str, State] = {
    ProjectStatus.PLANNED: (_("곧 시작합니다"), "info"),
    ProjectStatus.BUILDING: (_("만드는 중입니다"), "info"),
    ProjectStatus.ACCEPTANCE: (_("확인하고 받아 주세요"), "warn"),
    ProjectStatus.OPERATING: (_("쓰고 있습니다"), "ok"),
    ProjectStatus.CLOSED: (_("마쳤습니다"), ""),
    ProjectStatus.TERMINATED: (_("도중에 끝났습니다"), "bad"),
}
FOR_SUPPLIER: dict[str, State] = {
    ProjectStatus.PLANNED: (_("착수를 준비합니다"), "info"),
    ProjectStatus.BUILDING: (_("구축 중입니다"), "info"),
    ProjectStatus.ACCEPTANCE: (_("수요기업의 확인을 기다립니다"), "warn"),
    ProjectStatus.OPERATING: (_("사후관리 중입니다"), "ok"),
    ProjectStatus.CLOSED: (_("마쳤습니다"), ""),
    ProjectStatus.TERMINATED: (_("도중에 끝났습니다"), "bad"),
}
MILESTONE: dict[str, State] = {
    MilestoneStatus.SCHEDULED: (_("예정"), ""),
    MilestoneStatus.MET: (_("마침"), "ok"),
    MilestoneStatus.PARTLY: (_("일부만 마침"), "warn"),
    MilestoneStatus.MISSED: (_("지키지 못함"), "bad"),
}
REPORTED_TO_FIRM: State = (_("확인해 주세요"), "warn")
REPORTED_BY_LEAD: State = (_("수요기업 확인을 기다림"), "info")
OVERDUE: State = (_("기한이 지났습니다"), "warn")
CHANGE: dict[str, State] = {
    ChangeStatus.PROPOSED: (_("답을 기다리는 중"), "info"),
    ChangeStatus.ACCEPTED: (_("합의했습니다"), "ok"),
    ChangeStatus.REFUSED: (_("거절했습니다"), "bad"),
    ChangeStatus.WITHDRAWN: (_("거두었습니다"), ""),
    ChangeStatus.EXPIRED: (_("답 없이 기한이 지났습니다"), "warn"),
}
CHANGE_TO_ANSWER: State = (_("답할 차례입니다"), "warn")


def project_state(status: str, *, firm: bool) -> State:
    return (FOR_FIRM if firm else FOR_SUPPLIER)[status]


def milestone_state(status: str, *, awaits: bool, overdue: bool, firm: bool) -> State:
    """``awaits``: the lead says it is done and the firm has not decided since."""
    if awaits:
        return REPORTED_TO_FIRM if firm else REPORTED_BY_LEAD
    return OVERDUE if overdue and status == MilestoneStatus.SCHEDULED else MILESTONE[status]
