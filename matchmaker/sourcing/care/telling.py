"""Who is told what when after-care moves. Rows only, in the caller's transaction."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import translation

from matchmaker.notifications.choices import MessageKind
from matchmaker.sourcing.choices import HandoverReason, HandoverStatus, TicketKind
from matchmaker.sourcing.letters import slot_names, tell_firm, tell_offices, tell_suppliers
from matchmaker.sourcing.models import Handover, ProjectSlot, ServiceTicket


def ticket_opened(row: ServiceTicket) -> None:
    due = row.due_at.isoformat()
    tell_suppliers(
        [row.supplier], row.project.need, MessageKind.TICKET_OPENED, key=str(row.pk), due_by=due, **_said(row)
    )


def ticket_moved(row: ServiceTicket) -> None:
    """The firm hears that somebody took it, came, or put it right."""
    tell_firm(
        row.project.need,
        MessageKind.TICKET_MOVED,
        key=f"{row.pk}:{row.status}",
        supplier=str(row.supplier),
        status=row.status,
        **_said(row),
    )


def ticket_reminded(row: ServiceTicket) -> None:
    due = row.due_at.isoformat()
    key = f"{row.pk}:{row.status}"
    tell_suppliers([row.supplier], row.project.need, MessageKind.TICKET_REMINDER, key=key, due_by=due, **_said(row))


def ticket_breached(row: ServiceTicket) -> None:
    """Both sides hear it."""
    need, kind = row.project.need, MessageKind.TICKET_BREACHED
    tell_suppliers([row.supplier], need, kind, key=str(row.pk), side="supplier", **_said(row))
    tell_firm(need, kind, key=str(row.pk), side="demand", supplier=str(row.supplier), **_said(row))


def _said(row: ServiceTicket) -> dict[str, Any]:
    """``milestone``: the title is the name of a milestone, a msgid."""
    at = reverse("sourcing:ticket", args=[row.pk])
    return {"title": row.title, "milestone": row.kind == TicketKind.MILESTONE, "url": at}


def handover_asked(row: Handover) -> None:
    """The standby is asked; the firm and the present member learn that it is."""
    need, slots = row.project.need, slot_names([row.slot.codes])
    said = {"slots": slots, "reason": _in_korean(row.reason), "respond_by": row.respond_by.isoformat(), "url": _at(row)}
    tell_suppliers([row.to_supplier], need, MessageKind.HANDOVER_ASKED, key=str(row.pk), **said)
    if row.previous_id is not None:
        return
    told = {"slots": slots, "reason": said["reason"], "supplier": str(row.from_supplier), "url": _at(row)}
    tell_firm(need, MessageKind.HANDOVER_STARTED, key=str(row.pk), side="demand", **told)
    tell_suppliers([row.from_supplier], need, MessageKind.HANDOVER_STARTED, key=str(row.pk), side="supplier", **told)


def handover_reminded(row: Handover) -> None:
    said = {"respond_by": row.respond_by.isoformat(), "slots": slot_names([row.slot.codes]), "url": _at(row)}
    tell_suppliers([row.to_supplier], row.project.need, MessageKind.HANDOVER_REMINDER, key=str(row.pk), **said)


def papers_reminded(row: Handover) -> None:
    """It agreed to take over; whether it has what it needs, only it can say."""
    said = {"slots": slot_names([row.slot.codes]), "url": _at(row)}
    tell_suppliers([row.to_supplier], row.project.need, MessageKind.HANDOVER_PAPERS, key=str(row.pk), **said)


def handover_answered(row: Handover) -> None:
    """The firm hears every answer, the present member only a yes."""
    need, kind = row.project.need, MessageKind.HANDOVER_ANSWERED
    said = {"supplier": str(row.to_supplier), "slots": slot_names([row.slot.codes]), "url": _at(row)}
    tell_firm(need, kind, key=str(row.pk), status=row.status, side="demand", **said)
    if row.status == HandoverStatus.ACCEPTED:
        tell_suppliers([row.from_supplier], need, kind, key=str(row.pk), status=row.status, side="supplier", **said)


def handover_cancelled(row: Handover) -> None:
    said = {"slots": slot_names([row.slot.codes]), "url": _at(row)}
    tell_suppliers([row.to_supplier], row.project.need, MessageKind.HANDOVER_CANCELLED, key=str(row.pk), **said)


def handover_received(row: Handover) -> None:
    """The firm is to confirm."""
    said = {"supplier": str(row.to_supplier), "slots": slot_names([row.slot.codes]), "url": _at(row)}
    tell_firm(row.project.need, MessageKind.HANDOVER_RECEIVED, key=str(row.pk), **said)


def handover_done(row: Handover) -> None:
    need, kind = row.project.need, MessageKind.HANDOVER_DONE
    said = {
        "supplier": str(row.to_supplier),
        "before": str(row.from_supplier),
        "slots": slot_names([row.slot.codes]),
        "url": _at(row),
    }
    tell_firm(need, kind, key=str(row.pk), **said)
    tell_suppliers([row.to_supplier, row.from_supplier], need, kind, key=str(row.pk), **said)


def nobody_left(slot: ProjectSlot, reason: str) -> None:
    need, kind = slot.project.need, MessageKind.NO_STANDBY
    said = {"slots": slot_names([slot.codes]), "supplier": str(slot.supplier), "reason": _in_korean(reason)}
    key = f"{slot.pk}:{slot.handovers.count()}"
    tell_firm(need, kind, url=reverse("sourcing:tickets"), key=key, side="demand", **said)
    tell_offices(need, kind, url=reverse("sourcing:care"), key=key, side="programme", **said)


def _at(row: Handover) -> str:
    return reverse("sourcing:handover", args=[row.pk])


def _in_korean(reason: str) -> str:
    with translation.override("ko"):
        return str(HandoverReason(reason).label)
