"""What the pages of after-care show, gathered in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from matchmaker.accounts.access import Actor
from matchmaker.accounts.models import Organisation
from matchmaker.sourcing.care.dossier import kinds_ready
from matchmaker.sourcing.care.selectors import dossier_items, handover_chain
from matchmaker.sourcing.care.services import promise_of
from matchmaker.sourcing.care.takeover import kinds_received, received
from matchmaker.sourcing.care.wording import (
    HANDOVER_FOR_FIRM,
    HANDOVER_FOR_STANDBY,
    TICKET_FOR_FIRM,
    TICKET_FOR_SUPPLIER,
    time_over,
)
from matchmaker.sourcing.choices import UNSOLVED, DossierKind, HandoverReason, HandoverStatus, TicketKind, TicketStatus
from matchmaker.sourcing.models import DossierItem, Handover, ProjectSlot, ServiceTicket
from matchmaker.sourcing.presenting import capability_names, facts_of, said
from matchmaker.sourcing.wording import State, time_left


@dataclass(frozen=True)
class TicketLine:
    """A ticket as one side reads it. ``clock`` says the time left or over, ``late`` whether it is over."""

    row: ServiceTicket
    title: str
    part: str
    state: State
    clock: str
    late: bool


def ticket_line(row: ServiceTicket, organisation: Organisation, names: dict[str, str], now: datetime) -> TicketLine:
    words = TICKET_FOR_SUPPLIER if row.supplier.organisation_id == organisation.pk else TICKET_FOR_FIRM
    late = row.breached_at is not None or (row.status in UNSOLVED and row.due_at <= now)
    return TicketLine(
        row=row,
        title=ticket_title(row),
        part=said(row.slot.codes, names),
        state=words[row.status],
        clock=ticket_clock(row, now),
        late=late,
    )


def ticket_title(row: ServiceTicket) -> str:
    if row.kind != TicketKind.MILESTONE:
        return row.title
    return _("%(what)s 일정을 지키지 못함") % {"what": _(row.title)}


def ticket_clock(row: ServiceTicket, now: datetime) -> str:
    """The clock in words."""
    if row.status == TicketStatus.RESOLVED:
        return _("약속보다 늦게 해결") if row.breached_at else _("약속 안에 해결")
    if row.status == TicketStatus.HANDED_OVER:
        return ""
    return time_left(row.due_at, now) or time_over(row.due_at, now)


def ticket_story(row: ServiceTicket) -> list[tuple[datetime, str, str, bool]]:
    """What happened, in order: when, what, who did it, and whether it was bad news."""
    events = row.events.select_related("actor").order_by("at", "pk")
    bad = TicketStatus.ESCALATED
    return [(event.at, str(TicketStatus(event.to).label), str(event.actor or ""), event.to == bad) for event in events]


def handover_side(row: Handover, organisation: Organisation) -> str:
    """Which part the reader has: "standby", "before" or "firm"."""
    if row.to_supplier.organisation_id == organisation.pk:
        return "standby"
    return "before" if row.from_supplier.organisation_id == organisation.pk else "firm"


def handover_page(row: Handover, actor: Actor, now: datetime) -> dict[str, Any]:
    """Names of the two suppliers are for the firm, and for both of them once the standby has agreed."""
    side, need = handover_side(row, actor.organisation), row.project.need
    left = time_left(row.respond_by, now)
    agreed = row.status in (HandoverStatus.ACCEPTED, HandoverStatus.DONE)
    words = HANDOVER_FOR_STANDBY if side == "standby" else HANDOVER_FOR_FIRM
    waits = row.status == HandoverStatus.REQUESTED
    agreed_only = row.status == HandoverStatus.ACCEPTED
    got = received(row) if agreed else False
    chain = handover_chain(row) if side == "firm" else []
    return {
        "side": side,
        "state": words[row.status],
        "part": said(row.slot.codes, capability_names()),
        "hours": promise_of(row.slot, row.to_supplier),
        "unsolved": row.slot.tickets.filter(status__in=UNSOLVED).count(),
        "names_shown": side == "firm" or agreed,
        "need": need,
        "facts": facts_of(need),
        "chain": [(one, HANDOVER_FOR_FIRM[one.status]) for one in chain],
        "left": left,
        "may_answer": side == "standby" and waits and bool(left) and actor.may_write,
        "agreed": agreed,
        "received": got,
        "checklist": handover_checklist(row) if got else [],
        "may_receive": side == "standby" and agreed_only and not got and actor.may_write,
        "may_finish": side == "firm" and agreed_only and got and actor.may_write,
        "may_cancel": side == "firm" and waits and row.reason != HandoverReason.SUSPENDED and actor.may_write,
    }


def handover_checklist(row: Handover) -> list[tuple[str, bool]]:
    """Each kind of the dossier, and whether the newcomer said it received it."""
    got = kinds_received(row)
    return [(str(label), value in got) for value, label in DossierKind.choices]


@dataclass(frozen=True)
class Shelf:
    """The dossier of one slot: each kind with its items, and how many of the kinds have something ready."""

    slot: ProjectSlot
    part: str
    kinds: tuple[tuple[str, str, tuple[DossierItem, ...], bool], ...]
    ready: int
    of: int
    mine: bool


def dossier_shelves(slots: Sequence[ProjectSlot], actor: Actor) -> list[Shelf]:
    names, items = capability_names(), dossier_items(slots)
    shelves = []
    for slot in slots:
        rows = items[slot.project_id, slot.slot]
        ready = kinds_ready(rows)
        kinds = tuple(
            (value, str(label), tuple(row for row in rows if row.kind == value), value in ready)
            for value, label in DossierKind.choices
        )
        mine = slot.supplier.organisation_id == actor.organisation.pk and actor.may_write
        shelves.append(Shelf(slot, said(slot.codes, names), kinds, len(ready), len(kinds), mine))
    return shelves
