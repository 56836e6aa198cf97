"""Service tickets: reported, taken, put right in time or not. Every write first locks the project's row."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone, translation

from matchmaker.accounts.models import User
from matchmaker.lib.transitions import advance
from matchmaker.sourcing.care import sla, telling
from matchmaker.sourcing.care.errors import ProjectEnded, TicketClosed, TicketLate
from matchmaker.sourcing.care.handovers import handover_start
from matchmaker.sourcing.choices import (
    UNSOLVED,
    FileKind,
    HandoverReason,
    HandoverStatus,
    MilestoneKind,
    ProjectStatus,
    TicketKind,
    TicketStatus,
)
from matchmaker.sourcing.models import Attachment, Milestone, Project, ProjectSlot, ServiceTicket
from matchmaker.sourcing.projects.files import attachment_add
from suppliers.models import Supplier

BREACHES = 2
BREACHES_WITHIN = timedelta(days=365)
# The member is not there any more, so whoever agreed to take over answers before the papers are all handed over.
GONE = (HandoverReason.SUSPENDED, HandoverReason.CLOSED)


@transaction.atomic
def ticket_open(
    *, slot: ProjectSlot, title: str, text: str, kind: str, actor: User | None, photo: Any = None
) -> ServiceTicket:
    """Report to whoever covers the slot now; the clock starts. The same words again, while unsolved, are the same one.

    ``photo``: an uploaded file. Raises ProjectEnded for a project that was broken off, FileRefused for a bad file.
    """
    present = _present(slot)
    same = {"slot": present, "title": title, "text": text, "kind": kind, "milestone": None, "status__in": UNSOLVED}
    if (known := ServiceTicket.objects.filter(**same).first()) is not None:
        return known
    kept = None
    if photo is not None:
        project, side = present.project, present.project.need.firm.organisation
        kept = attachment_add(project=project, by=side, actor=actor, upload=photo, kind=FileKind.TICKET)
    return _open(present, title, text, kind, actor, photo=kept)


@transaction.atomic
def ticket_for_milestone(*, milestone: Milestone) -> ServiceTicket:
    """A ticket to the lead because a milestone was missed; one a milestone, whatever happens. Its clock starts now."""
    project = Project.objects.select_for_update().get(pk=milestone.project_id)
    if (known := ServiceTicket.objects.filter(milestone=milestone).first()) is not None:
        return known
    present = project.slots.filter(until__isnull=True)
    slot = present.filter(supplier=project.lead_id).first() or present[0]
    with translation.override("ko"):
        title = str(MilestoneKind(milestone.kind).label)
    return _open(slot, title, "", TicketKind.MILESTONE, None, milestone)


def _present(slot: ProjectSlot) -> ProjectSlot:
    """The row that covers the slot now, with its project locked."""
    project = Project.objects.select_for_update().get(pk=slot.project_id)
    if project.status == ProjectStatus.TERMINATED:
        raise ProjectEnded
    return project.slots.get(slot=slot.slot, until__isnull=True)


def _open(
    slot: ProjectSlot,
    title: str,
    text: str,
    kind: str,
    actor: User | None,
    milestone: Milestone | None = None,
    photo: Attachment | None = None,
) -> ServiceTicket:
    now, supplier = timezone.now(), _who_answers(slot)
    hours = promise_of(slot, supplier)
    row = ServiceTicket.objects.create(
        project=slot.project,
        slot=slot,
        supplier=supplier,
        kind=kind,
        milestone=milestone,
        photo=photo,
        title=title,
        text=text,
        opened_by=actor,
        created_at=now,
        due_at=sla.due_at(now, hours),
        next_check_at=sla.remind_at(now, hours),
    )
    row.events.create(frm="", to=row.status, actor=actor)
    telling.ticket_opened(row)
    return row


def _who_answers(slot: ProjectSlot) -> Supplier:
    agreed = slot.handovers.filter(status=HandoverStatus.ACCEPTED, reason__in=GONE).first()
    return agreed.to_supplier if agreed else slot.supplier


def promise_of(slot: ProjectSlot, supplier: Supplier) -> int:
    """Hours promised for this slot, should ``supplier`` answer for it."""
    need = slot.project.need
    plant = need.region or need.firm.region
    return sla.hours_promised(
        onsite=slot.project.onsite_hours,
        plant=plant.pk if plant else None,
        base=supplier.region_id,
        beside=plant.adjacent.values_list("pk", flat=True) if plant else (),
    )


@transaction.atomic
def ticket_assign(*, ticket: ServiceTicket, actor: User) -> ServiceTicket:
    """Whoever presses takes it. Again does nothing; raises TicketLate after the time, TicketClosed after the end."""
    row = locked(ticket)
    if row.status == TicketStatus.OPEN:
        _in_time(row)
        advance(row, frm=TicketStatus.OPEN, to=TicketStatus.ASSIGNED, actor=actor)
        telling.ticket_moved(row)
    elif row.status not in UNSOLVED:
        raise TicketClosed
    return row


@transaction.atomic
def ticket_on_site(*, ticket: ServiceTicket, actor: User) -> ServiceTicket:
    """There in time: the promise is kept, and ``sla.REPAIR`` hours run to put it right. Errors as for assigning."""
    row = locked(ticket)
    if row.status == TicketStatus.ON_SITE:
        return row
    if row.status not in UNSOLVED:
        raise TicketClosed
    now = _in_time(row)
    due = max(row.due_at, sla.due_at(now, sla.REPAIR))
    check = sla.remind_at(now, sla.REPAIR)
    advance(row, frm=row.status, to=TicketStatus.ON_SITE, actor=actor, due_at=due, next_check_at=check)
    telling.ticket_moved(row)
    return row


def _in_time(row: ServiceTicket) -> datetime:
    now = timezone.now()
    if row.due_at <= now:
        raise TicketLate
    return now


@transaction.atomic
def ticket_resolve(*, ticket: ServiceTicket, actor: User, resolution: str) -> ServiceTicket:
    """Put right, with what was done. Late stays late: a breach that the clock has not written yet is written first."""
    row, now = locked(ticket), timezone.now()
    if row.status == TicketStatus.RESOLVED:
        return row
    if row.status not in UNSOLVED:
        raise TicketClosed
    if row.due_at <= now and row.breached_at is None:
        _breach(row)
    done = {"resolved_at": now, "resolution": resolution, "next_check_at": None}
    advance(row, frm=row.status, to=TicketStatus.RESOLVED, actor=actor, **done)
    telling.ticket_moved(row)
    return row


@transaction.atomic
def ticket_check(*, ticket: ServiceTicket) -> str:
    """What the clock asks of one ticket: "reminded" once at 70 % of its time, "breached" at the end, else ""."""
    row, now = locked(ticket), timezone.now()
    if row.next_check_at is None or row.next_check_at > now:
        return ""
    if row.status not in UNSOLVED or row.status == TicketStatus.ESCALATED:
        ServiceTicket.objects.filter(pk=row.pk).update(next_check_at=None)
        return ""
    if row.due_at <= now:
        _breach(row)
        return "breached"
    ServiceTicket.objects.filter(pk=row.pk).update(next_check_at=row.due_at)
    telling.ticket_reminded(row)
    return "reminded"


@transaction.atomic
def ticket_pass_on(*, ticket: ServiceTicket, slot: ProjectSlot, actor: User | None) -> ServiceTicket:
    """The newcomer of ``slot`` gets a ticket of its own, and its clock starts now; the old one is closed.

    Called by the hand-over, which holds the project's lock. A milestone's link moves along, so that it has one ticket.
    """
    milestone = ticket.milestone
    advance(ticket, frm=ticket.status, to=TicketStatus.HANDED_OVER, actor=actor, next_check_at=None, milestone=None)
    return _open(slot, ticket.title, ticket.text, ticket.kind, ticket.opened_by, milestone, ticket.photo)


def _breach(row: ServiceTicket) -> None:
    """The promise was not kept, at the moment it ran out. The second one in twelve months calls the standby."""
    advance(row, frm=row.status, to=TicketStatus.ESCALATED, breached_at=row.due_at, next_check_at=None)
    telling.ticket_breached(row)
    lately = row.due_at - BREACHES_WITHIN
    failed = ServiceTicket.objects.filter(slot=row.slot, supplier=row.supplier, breached_at__gt=lately).count()
    if failed >= BREACHES and row.supplier_id == row.slot.supplier_id:
        handover_start(slot=row.slot, reason=HandoverReason.SLA)


def locked(ticket: ServiceTicket) -> ServiceTicket:
    """The ticket as it is now, with its project's row locked."""
    Project.objects.select_for_update().get(pk=ticket.project_id)
    related = ("project__need__firm__organisation", "supplier__organisation", "slot__supplier", "milestone")
    return ServiceTicket.objects.select_related(*related).get(pk=ticket.pk)
