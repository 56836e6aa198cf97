"""A project with a lead and a standby, and tickets on it: what tests of after-care begin with."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from matchmaker.accounts.models import User
from matchmaker.notifications.models import Message
from matchmaker.sourcing.care.services import ticket_open
from matchmaker.sourcing.models import Project, ProjectSlot, ServiceTicket
from tests.sourcing import stages

SEOUL = ZoneInfo("Asia/Seoul")
MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=SEOUL)


def built(sme: User, *members: User, standby: User | None = None, **fields: Any) -> Project:
    """A project of these members, the first leads; everybody is in the plant's region and promised nothing else."""
    rfq = stages.accepted_rfq(sme, *members)
    return stages.project(
        stages.active_award(stages.opened_quote(rfq)), standby=standby, **{"onsite_hours": None, **fields}
    )


def slot_of(project: Project, number: int = 0) -> ProjectSlot:
    return project.slots.get(slot=number, until__isnull=True)


def reported(project: Project, sme: User, title: str = "화면이 안 켜져요", number: int = 0) -> ServiceTicket:
    return ticket_open(slot=slot_of(project, number), title=title, text="", kind="fault", actor=sme)


def told(user: User) -> list[str]:
    return list(Message.objects.filter(recipient=user).order_by("pk").values_list("kind", flat=True))
