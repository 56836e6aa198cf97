"""What the market could not settle by itself: a row for the coordinators, one open row a cause."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction

from demand.models import Need
from matchmaker.accounts.models import User
from matchmaker.lib.transitions import advance
from matchmaker.sourcing.choices import EscalationStatus
from matchmaker.sourcing.models import Escalation, Rfq


@transaction.atomic
def escalate(*, need: Need, kind: str, rfq: Rfq | None = None, detail: dict[str, Any] | None = None) -> Escalation:
    """Open a row for a coordinator, or return the one that is open for this cause already."""
    known = Escalation.objects.filter(need=need, kind=kind, status=EscalationStatus.OPEN)
    if (row := known.first()) is not None:
        return row
    try:
        with transaction.atomic():
            row = Escalation.objects.create(need=need, rfq=rfq, kind=kind, detail=detail or {})
    except IntegrityError:  # somebody else saw the same in the same moment
        return known.get()
    row.events.create(frm="", to=row.status)
    return row


@transaction.atomic
def escalation_done(*, escalation: Escalation, actor: User, note: str) -> Escalation:
    """A coordinator has dealt with it, and says how. The first note counts."""
    row = Escalation.objects.select_for_update().get(pk=escalation.pk)
    if row.status == EscalationStatus.OPEN:
        advance(row, frm=EscalationStatus.OPEN, to=EscalationStatus.DONE, actor=actor, note=note)
    return row
