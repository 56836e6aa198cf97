"""One invitation: sending it, losing it, and what its request is left with. Callers hold the request's row."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils import timezone

from matchmaker.accounts.models import User
from matchmaker.lib.transitions import advance
from matchmaker.matching.choices import FeedbackKind
from matchmaker.matching.models import PackageItem
from matchmaker.matching.services import feedback_record
from matchmaker.sourcing import telling
from matchmaker.sourcing.choices import LIVE, derived_status
from matchmaker.sourcing.deadlines import halfway, respond_by
from matchmaker.sourcing.models import Rfq, RfqInvitation
from suppliers.models import Offer

MOST_OPEN_INVITATIONS = 5


@dataclass(frozen=True)
class Standing:
    """How a request stands by its invitations (``rows`` in the order they were sent) and the slots it gave up."""

    rows: list[RfqInvitation]
    gap: frozenset[int]

    @cached_property
    def live(self) -> list[RfqInvitation]:
        return [row for row in self.rows if row.status in LIVE]

    @cached_property
    def covered(self) -> dict[int, int]:
        """Slot -> offer id of whoever is asked or has said yes."""
        return {slot["slot"]: slot["offer"] for row in self.live for slot in row.slots}

    @cached_property
    def lost(self) -> dict[int, list[RfqInvitation]]:
        """Slot -> the invitations for it that came to nothing, in order."""
        found: dict[int, list[RfqInvitation]] = defaultdict(list)
        for row in self.rows:
            for slot in row.slots if row.status not in LIVE else ():
                found[slot["slot"]].append(row)
        return dict(found)

    @property
    def reopened(self) -> frozenset[int]:
        """Slots for which the next best has to be found."""
        return frozenset(self.lost) - frozenset(self.covered) - self.gap


def slot_of(item: PackageItem) -> dict[str, Any]:
    """What an invitation says of one slot."""
    return {"slot": item.slot, "codes": item.covered_codes, "offer": item.offer_id, "must": item.must}


def standing(rfq: Rfq) -> Standing:
    return Standing(list(rfq.invitations.select_related("supplier__organisation").order_by("pk")), frozenset(rfq.gap))


def locked(invitation: RfqInvitation) -> RfqInvitation:
    """The row as it is now, with its request's row locked: answers to one request come one after another."""
    Rfq.objects.select_for_update().get(pk=invitation.rfq_id)
    related = ("rfq__need__firm__organisation", "rfq__package__run", "supplier__organisation")
    return RfqInvitation.objects.select_related(*related).get(pk=invitation.pk)


def invite(
    rfq: Rfq, *, supplier_id: int, slots: list[dict[str, Any]], actor: User | None, **fields: Any
) -> RfqInvitation:
    """Ask one supplier for ``slots``; it has two working days from now, and is told."""
    now = timezone.now()
    end = respond_by(now)
    row = RfqInvitation.objects.create(
        rfq=rfq,
        supplier_id=supplier_id,
        slots=slots,
        created_at=now,
        respond_by=end,
        next_check_at=halfway(now, end),
        **fields,
    )
    row.events.create(frm="", to=row.status, actor=actor)
    record(row, FeedbackKind.INVITED)
    telling.invited(row)
    return row


def lose(
    row: RfqInvitation, *, to: str, kind: FeedbackKind, actor: User | None = None, reason: str = "", **fields: Any
) -> None:
    """The invitation came to nothing: its slots open, and the request is marked for the next best to be found."""
    # ``reason`` of a move goes to its event; the row keeps it too.
    advance(row, frm=row.status, to=to, actor=actor, reason=reason, next_check_at=None, **fields)
    RfqInvitation.objects.filter(pk=row.pk).update(reason=reason)
    row.reason, row.rfq.next_check_at = reason, timezone.now()
    record(row, kind, reason=reason)
    Rfq.objects.filter(pk=row.rfq_id).update(next_check_at=row.rfq.next_check_at)
    settle(row.rfq, actor=actor)


def settle(rfq: Rfq, *, actor: User | None) -> None:
    """Derive the request's state from its live invitations."""
    now = standing(rfq)
    complete = rfq.package.complete and not now.gap and not now.reopened
    status = derived_status([row.status for row in now.live], complete=complete)
    if status != rfq.status:
        advance(rfq, frm=rfq.status, to=status, actor=actor)


def record(row: RfqInvitation, kind: FeedbackKind, reason: str = "") -> None:
    """One feedback row an invitation; the offer is that of its first slot."""
    feedback_record(
        need=row.rfq.need,
        supplier=row.supplier,
        kind=kind,
        run=row.rfq.package.run,
        offer=Offer.objects.filter(pk=row.slots[0]["offer"]).first(),
        reason=reason,
    )
