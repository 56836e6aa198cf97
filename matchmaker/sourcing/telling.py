"""Who is told what when a request moves. Rows only, in the caller's transaction."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import translation

from matchmaker.notifications.choices import MessageKind
from matchmaker.sourcing.choices import WAITING, CancelReason, DeclineReason, InvitationStatus, WithdrawReason
from matchmaker.sourcing.letters import slot_names, tell_firm, tell_offices, tell_suppliers
from matchmaker.sourcing.models import Rfq, RfqInvitation


def invited(row: RfqInvitation) -> None:
    names = slot_names(slot["codes"] for slot in row.slots)
    _to_supplier(row, MessageKind.RFQ_INVITED, slots=names, lead=row.lead, respond_by=row.respond_by.isoformat())


def reminded(row: RfqInvitation) -> None:
    _to_supplier(row, MessageKind.RFQ_REMINDER, respond_by=row.respond_by.isoformat())


def cancelled(row: RfqInvitation, reason: str = "") -> None:
    ended = reason == CancelReason.ENDED
    _to_supplier(row, MessageKind.NEED_ENDED if ended else MessageKind.RFQ_CANCELLED, side="supplier")


def answered(row: RfqInvitation) -> None:
    """The firm hears of each answer; of the last of several, after which nobody else is asked, with all counts."""
    waiting = row.rfq.invitations.filter(status__in=WAITING).count()
    if not waiting and row.rfq.next_check_at is None and _all_in(row.rfq):
        return
    accepted = row.status == InvitationStatus.ACCEPTED
    _to_firm(row, MessageKind.RFQ_ANSWERED, accepted=accepted, reason=_reason(DeclineReason, row), waiting=waiting)


def expired(row: RfqInvitation) -> None:
    """Both sides hear of silence."""
    _to_supplier(row, MessageKind.RFQ_EXPIRED, side="supplier")
    _to_firm(row, MessageKind.RFQ_EXPIRED, side="demand")


def withdrawn(row: RfqInvitation) -> None:
    """A member that had said yes steps out: the firm and the members that stay hear of it."""
    _to_firm(row, MessageKind.RFQ_WITHDRAWN, side="demand", reason=_reason(WithdrawReason, row))
    for other in row.rfq.invitations.filter(status=InvitationStatus.ACCEPTED).select_related("supplier__organisation"):
        _to_supplier(other, MessageKind.RFQ_WITHDRAWN, f"{row.pk}:{other.pk}", side="supplier")


def suspended(row: RfqInvitation) -> None:
    """A supplier that lost its standing is out: it hears why its invitation ended, the firm hears who left."""
    reason = _reason(WithdrawReason, row)
    _to_firm(row, MessageKind.RFQ_WITHDRAWN, side="demand", reason=reason)
    _to_supplier(row, MessageKind.RFQ_SUSPENDED)


def refilled(rfq: Rfq, asked: list[RfqInvitation], leader: RfqInvitation | None) -> None:
    """The next best were asked. ``leader``: the row that leads from now on, where that has changed."""
    key = "-".join(str(row.pk) for row in asked)
    names = [str(row.supplier) for row in asked]
    slots = slot_names(slot["codes"] for row in asked for slot in row.slots)
    url = reverse("sourcing:rfq", args=[rfq.pk])
    tell_firm(rfq.need, MessageKind.RFQ_REFILLED, url=url, key=key, side="demand", suppliers=names, slots=slots)
    for row in rfq.invitations.filter(status=InvitationStatus.ACCEPTED).select_related("supplier__organisation"):
        lead = leader is not None and leader.pk == row.pk
        _to_supplier(row, MessageKind.RFQ_REFILLED, f"{key}:{row.pk}", side="supplier", slots=slots, lead=lead)


def gap(rfq: Rfq, slots: list[dict[str, Any]]) -> None:
    """Nobody is left to ask for these slots."""
    key = f"{rfq.pk}:{'-'.join(str(slot['slot']) for slot in slots)}"
    names = slot_names(slot["codes"] for slot in slots)
    url = reverse("sourcing:rfq", args=[rfq.pk])
    tell_firm(rfq.need, MessageKind.RFQ_GAP, url=url, key=key, side="demand", slots=names)
    for row in rfq.invitations.filter(status=InvitationStatus.ACCEPTED).select_related("supplier__organisation"):
        _to_supplier(row, MessageKind.RFQ_GAP, f"{key}:{row.pk}", side="supplier", slots=names)
    tell_offices(
        rfq.need, MessageKind.RFQ_GAP, url=reverse("coverage:unmet"), key=f"office:{key}", side="office", slots=names
    )


def all_in(rfq: Rfq) -> None:
    """Nothing more is to come from this request: the counts, if several were asked."""
    if not rfq.invitations.filter(status__in=WAITING).exists():
        _all_in(rfq)


def _all_in(rfq: Rfq) -> bool:
    """Send the summary if several were asked; False if this one was the only one."""
    statuses = list(rfq.invitations.values_list("status", flat=True))
    if len(statuses) < 2:
        return False
    counts = {
        "accepted": statuses.count(InvitationStatus.ACCEPTED),
        "declined": statuses.count(InvitationStatus.DECLINED),
        "silent": statuses.count(InvitationStatus.EXPIRED),
    }
    url, key = reverse("sourcing:rfq", args=[rfq.pk]), f"{rfq.pk}:{len(statuses)}"
    tell_firm(rfq.need, MessageKind.RFQ_ALL_ANSWERED, url=url, key=key, **counts)
    return True


def _reason(reasons: type[DeclineReason] | type[WithdrawReason], row: RfqInvitation) -> str:
    """The msgid of the coded reason; it is translated when the message is read."""
    with translation.override("ko"):
        return str(reasons(row.reason).label) if row.reason else ""


def _to_supplier(row: RfqInvitation, kind: str, key: str = "", **payload: Any) -> None:
    url = reverse("sourcing:invitation", args=[row.pk])
    tell_suppliers([row.supplier], row.rfq.need, kind, url=url, key=key or str(row.pk), **payload)


def _to_firm(row: RfqInvitation, kind: str, **payload: Any) -> None:
    url = reverse("sourcing:rfq", args=[row.rfq_id])
    tell_firm(row.rfq.need, kind, url=url, key=str(row.pk), supplier=row.supplier.organisation.name, **payload)
