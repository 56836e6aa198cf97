"""The end of a hand-over: the newcomer says what it received, the firm confirms, and the slot changes hands.

Every write first locks the project's row.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from matchmaker.accounts.models import User
from matchmaker.lib.transitions import advance
from matchmaker.matching.choices import FeedbackKind
from matchmaker.matching.services import feedback_record
from matchmaker.sourcing.care import telling
from matchmaker.sourcing.care.errors import HandoverOver, NotReceived
from matchmaker.sourcing.care.handovers import RECEIVED, locked
from matchmaker.sourcing.care.services import ticket_pass_on
from matchmaker.sourcing.care.standbys import asked_before, offer_for, standbys_of
from matchmaker.sourcing.choices import UNSOLVED, DossierKind, HandoverStatus
from matchmaker.sourcing.models import Handover, ProjectSlot


@transaction.atomic
def handover_receive(*, handover: Handover, actor: User, kinds: Iterable[str]) -> Handover:
    """The newcomer has what it needs; ``kinds`` of the dossier that it received. Saying it again changes nothing.

    No move of state: events with the reason "received:<kind>" and, last, "received". Raises HandoverOver unless agreed.
    """
    row = locked(handover)
    if row.status == HandoverStatus.DONE or received(row):
        return row
    if row.status != HandoverStatus.ACCEPTED:
        raise HandoverOver
    said = [f"{RECEIVED}:{DossierKind(kind).value}" for kind in kinds]
    for reason in [*said, RECEIVED]:
        row.events.create(frm=row.status, to=row.status, actor=actor, reason=reason)
    telling.handover_received(row)
    return row


def received(row: Handover) -> bool:
    return row.events.filter(reason=RECEIVED).exists()


def kinds_received(row: Handover) -> set[str]:
    reasons = row.events.filter(reason__startswith=f"{RECEIVED}:").values_list("reason", flat=True)
    return {reason.removeprefix(f"{RECEIVED}:") for reason in reasons}


@transaction.atomic
def handover_finish(*, handover: Handover, actor: User) -> Handover:
    """The firm confirms: the slot's row ends, the newcomer's begins, open tickets move along. Again does nothing.

    Raises NotReceived before the newcomer has said so, HandoverOver unless it was agreed.
    """
    row = locked(handover)
    if row.status == HandoverStatus.DONE:
        return row
    if row.status != HandoverStatus.ACCEPTED:
        raise HandoverOver
    if not received(row):
        raise NotReceived
    advance(row, frm=HandoverStatus.ACCEPTED, to=HandoverStatus.DONE, actor=actor, done_at=timezone.now())
    slot = _change_hands(row)
    for ticket in row.slot.tickets.filter(supplier=row.from_supplier, status__in=UNSOLVED).order_by("pk"):
        ticket_pass_on(ticket=ticket, slot=slot, actor=actor)
    _change_lead(row)
    feedback_record(
        need=row.project.need,
        supplier=row.from_supplier,
        kind=FeedbackKind.WITHDRAWN,
        offer=row.slot.offer,
        reason=row.reason,
    )
    telling.handover_done(row)
    return row


def _change_hands(row: Handover) -> ProjectSlot:
    """The former row ends today, the newcomer's begins, with a standby who has not refused this slot."""
    old, today, newcomer = row.slot, timezone.localdate(), row.to_supplier
    known = {one.supplier.pk: one for one in standbys_of(old)}
    offer = known[newcomer.pk].offer if newcomer.pk in known else offer_for(newcomer, old.codes)
    fresh = standbys_of(old, without={newcomer.pk, *asked_before(old)})
    ProjectSlot.objects.filter(pk=old.pk).update(until=today)
    old.until = today
    return ProjectSlot.objects.create(
        project=row.project,
        slot=old.slot,
        codes=old.codes,
        supplier=newcomer,
        offer=offer,
        standby=fresh[0].supplier if fresh else None,
        since=today,
    )


def _change_lead(row: Handover) -> None:
    """Who leads and covers nothing any more has left: the newcomer leads."""
    project = row.project
    still_here = project.slots.filter(until__isnull=True, supplier=row.from_supplier).exists()
    if project.lead_id == row.from_supplier_id and not still_here:
        type(project).objects.filter(pk=project.pk).update(lead=row.to_supplier)
