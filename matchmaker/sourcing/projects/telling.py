"""Who is told what when a project moves. Rows only, in the caller's transaction."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import timezone, translation

from matchmaker.notifications.choices import MessageKind
from matchmaker.sourcing import letters
from matchmaker.sourcing.choices import ChangeKind, ChangeStatus, MilestoneKind, MilestoneStatus
from matchmaker.sourcing.models import ChangeOrder, Milestone, Project
from matchmaker.sourcing.projects.planning import close_of
from suppliers.models import Supplier


def page_of(project: Project) -> str:
    return reverse("sourcing:project", args=[project.pk])


def members_of(project: Project) -> list[Supplier]:
    """Whoever covers a slot now, and the lead."""
    covering = project.slots.filter(until__isnull=True).values("supplier")
    rows = Supplier.objects.filter(pk__in=covering) | Supplier.objects.filter(pk=project.lead_id)
    return list(rows.select_related("organisation").order_by("pk"))


def korean(label: Any) -> str:
    """A label as the msgid that a message carries."""
    with translation.override("ko"):
        return str(label)


def started(project: Project) -> None:
    _to_all(project, MessageKind.PROJECT_STARTED, key=str(project.pk), lead=str(project.lead))


def closed(project: Project) -> None:
    _to_all(project, MessageKind.PROJECT_CLOSED, key=str(project.pk))


def reported(row: Milestone) -> None:
    """The firm is asked to look."""
    key = f"{row.pk}:{row.reported_at.isoformat() if row.reported_at else ''}"
    _to_firm(row, MessageKind.MILESTONE_REPORTED, key=key, lead=str(row.project.lead), report=row.report)


def decided(row: Milestone) -> None:
    """Whoever did the work hears what the firm says of it."""
    status = korean(MilestoneStatus(row.status).label)
    key = f"{row.pk}:{row.status}:{row.decided_at.isoformat() if row.decided_at else ''}"
    _to_suppliers(row, MessageKind.MILESTONE_DECIDED, key=key, status=status, note=row.note)


def due(row: Milestone) -> None:
    """The day is over and nobody has said a word."""
    for tell in (_to_firm, _to_suppliers):
        tell(row, MessageKind.MILESTONE_DUE, key=f"{row.pk}:{row.due_on}", decide=False)


def to_decide(row: Milestone) -> None:
    """The lead has said that it is done; the firm has not answered yet."""
    _to_firm(row, MessageKind.MILESTONE_DUE, key=f"{row.pk}:{timezone.localdate()}", decide=True)


def missed(row: Milestone) -> None:
    for tell in (_to_firm, _to_suppliers):
        tell(row, MessageKind.MILESTONE_MISSED, key=f"{row.pk}:{row.due_on}")


def change_proposed(row: ChangeOrder) -> None:
    """The other side is asked."""
    project, url = row.project, page_of(row.project)
    words = {**_change_words(row), "answer_by": row.answer_by.isoformat(), "by": str(row.by)}
    kind, key = MessageKind.CHANGE_PROPOSED, str(row.pk)
    if row.by_id == project.lead.organisation_id:
        letters.tell_firm(project.need, kind, url=url, key=key, **words)
    else:
        letters.tell_suppliers([project.lead], project.need, kind, url=url, key=key, **words)


def change_closed(row: ChangeOrder) -> None:
    """How it ended: to both sides, and to every member what was agreed."""
    project, url, agreed = row.project, page_of(row.project), row.status == ChangeStatus.ACCEPTED
    words = {**_change_words(row), "status": korean(ChangeStatus(row.status).label)}
    kind, key = MessageKind.CHANGE_CLOSED, f"{row.pk}:{row.status}"
    letters.tell_firm(project.need, kind, url=url, key=key, **words)
    whom = members_of(project) if agreed else [project.lead]
    letters.tell_suppliers(whom, project.need, kind, url=url, key=key, **words)


def _change_words(row: ChangeOrder) -> dict[str, str]:
    return {"change": korean(ChangeKind(row.kind).label), "text": row.text}


def _to_firm(row: Milestone, kind: str, *, key: str, **payload: Any) -> None:
    payload |= {"side": "demand", **_words(row)}
    letters.tell_firm(row.project.need, kind, url=page_of(row.project), key=key, **payload)


def _to_suppliers(row: Milestone, kind: str, *, key: str, **payload: Any) -> None:
    payload |= {"side": "supplier", **_words(row)}
    letters.tell_suppliers(
        members_of(row.project), row.project.need, kind, url=page_of(row.project), key=key, **payload
    )


def _words(row: Milestone) -> dict[str, str]:
    return {"milestone": korean(MilestoneKind(row.kind).label), "due_by": close_of(row.due_on).isoformat()}


def _to_all(project: Project, kind: str, *, key: str, **payload: Any) -> None:
    url, need = page_of(project), project.need
    letters.tell_firm(need, kind, url=url, key=key, side="demand", **payload)
    letters.tell_suppliers(members_of(project), need, kind, url=url, key=key, side="supplier", **payload)
