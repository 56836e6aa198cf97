"""The round of a need: one set of deadlines for all its requests. Every caller holds the lock on the need's row.

``Round.next_check_at`` belongs to the clock of requests (promise, reminder, end of quotes). Rooms with a moment of
their own ask by its own column (``quotes_due_at`` with ``opened_at``, ``decide_by``): no clock eats another's.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone

from demand.models import Need
from matchmaker.reference.models import Programme
from matchmaker.sourcing.choices import STANDING, RfqStatus
from matchmaker.sourcing.deadlines import QUOTE_DAYS, office_closes, promise_by, remind_at
from matchmaker.sourcing.models import Award, Rfq, Round


def begins_anew(need: Need) -> bool:
    """The need has no request that still runs and no standing award: the next request sets the terms."""
    live = Rfq.objects.filter(need=need).exclude(status=RfqStatus.CANCELLED).exists()
    return not live and not Award.objects.filter(need=need, status__in=STANDING).exists()


def round_for(
    need: Need, *, quote_days: int = QUOTE_DAYS, sealed: bool = False, programme: Programme | None = None
) -> Round:
    """The need's round. The first request sets its terms; so does the first after all others were cancelled."""
    row = Round.objects.filter(need=need).first()
    if row is not None and not begins_anew(need):
        return row
    now = timezone.now()
    terms: dict[str, Any] = {
        "need_version": need.version,
        "sealed": sealed,
        "programme": programme,
        "created_at": now,
        "promise_by": promise_by(now),
        "promise_kept": None,
        "quotes_due_at": office_closes(now, quote_days),
        "opened_at": None,
        "decide_by": None,
        "remind_decision_at": None,
        "extended_at": None,
        "extension_reason": "",
    }
    row = row or Round(need=need)
    for name, value in terms.items():
        setattr(row, name, value)
    row.next_check_at = next_moment(row, now)
    row.save()
    return row


def next_moment(row: Round, now: datetime) -> datetime | None:
    """The next of the round's own moments: the promise, the reminder of unfinished quotes, their deadline."""
    moments = (row.promise_by, remind_at(row.quotes_due_at), row.quotes_due_at)
    return min((moment for moment in moments if moment > now), default=None)
