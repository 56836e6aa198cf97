"""Who is told what when a request moves. Rows only, in the caller's transaction."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import translation

from matchmaker.notifications.choices import MessageKind
from matchmaker.notifications.services import message_send
from matchmaker.reference.models import Capability
from matchmaker.sourcing.choices import WAITING, DeclineReason, InvitationStatus
from matchmaker.sourcing.models import RfqInvitation


def invited(row: RfqInvitation) -> None:
    codes = [slot["codes"][0] for slot in row.slots]
    names = Capability.objects.in_bulk(codes)
    slots = [{"ko": names[code].name_ko, "en": names[code].name_en} for code in codes if code in names]
    _to_supplier(row, MessageKind.RFQ_INVITED, slots=slots, lead=row.lead, respond_by=row.respond_by.isoformat())


def reminded(row: RfqInvitation) -> None:
    _to_supplier(row, MessageKind.RFQ_REMINDER, respond_by=row.respond_by.isoformat())


def cancelled(row: RfqInvitation) -> None:
    _to_supplier(row, MessageKind.RFQ_CANCELLED)


def answered(row: RfqInvitation) -> None:
    """The firm hears of each answer; of the last of several it hears with all counts."""
    waiting = row.rfq.invitations.filter(status__in=WAITING).count()
    if not waiting and _all_in(row):
        return
    with translation.override("ko"):
        reason = str(DeclineReason(row.reason).label) if row.reason else ""
    accepted = row.status == InvitationStatus.ACCEPTED
    _to_firm(row, MessageKind.RFQ_ANSWERED, accepted=accepted, reason=reason, waiting=waiting)


def expired(row: RfqInvitation) -> None:
    """Both sides hear of silence."""
    _to_supplier(row, MessageKind.RFQ_EXPIRED, side="supplier")
    if row.rfq.invitations.filter(status__in=WAITING).exists() or not _all_in(row):
        _to_firm(row, MessageKind.RFQ_EXPIRED, side="demand")


def _all_in(row: RfqInvitation) -> bool:
    """Send the summary if several were asked; False if this one was the only one."""
    statuses = list(row.rfq.invitations.values_list("status", flat=True))
    if len(statuses) < 2:
        return False
    message_send(
        kind=MessageKind.RFQ_ALL_ANSWERED,
        organisation=row.rfq.need.firm.organisation,
        payload={
            "need": str(row.rfq.need),
            "accepted": statuses.count(InvitationStatus.ACCEPTED),
            "declined": statuses.count(InvitationStatus.DECLINED),
            "silent": statuses.count(InvitationStatus.EXPIRED),
        },
        url=reverse("sourcing:rfq", args=[row.rfq_id]),
        dedupe_key=f"rfq-all-in:{row.rfq_id}",
    )
    return True


def _to_supplier(row: RfqInvitation, kind: str, **payload: Any) -> None:
    need = row.rfq.need
    message_send(
        kind=kind,
        organisation=row.supplier.organisation,
        payload={"firm": need.firm.organisation.name, "need": str(need), **payload},
        url=reverse("sourcing:invitation", args=[row.pk]),
        dedupe_key=f"{kind}:{row.pk}",
    )


def _to_firm(row: RfqInvitation, kind: str, **payload: Any) -> None:
    need = row.rfq.need
    message_send(
        kind=kind,
        organisation=need.firm.organisation,
        payload={"supplier": row.supplier.organisation.name, "need": str(need), **payload},
        url=reverse("sourcing:rfq", args=[row.rfq_id]),
        dedupe_key=f"{kind}:{row.pk}",
    )
