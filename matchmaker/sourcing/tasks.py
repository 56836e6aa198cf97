"""The clock of sourcing: one query finds what is due, one what a withdrawn need left behind."""

import logging
from collections.abc import Callable, Iterable
from typing import Any

from celery import shared_task
from django.utils import timezone

from matchmaker.sourcing.choices import CancelReason
from matchmaker.sourcing.models import Rfq
from matchmaker.sourcing.selectors import invitations_due, rfqs_left_behind
from matchmaker.sourcing.services import invitation_check, rfq_cancel

BATCH = 200
logger = logging.getLogger(__name__)


@shared_task(name="sourcing.sweep_timers")
def sweep_timers() -> int:
    """Cancel, remind and expire, each row in its own transaction; returns how many moved."""
    moved = _each(rfqs_left_behind()[:BATCH], _withdraw)
    return moved + _each(invitations_due(timezone.now())[:BATCH], lambda row: invitation_check(invitation=row))


def _withdraw(rfq: Rfq) -> Rfq:
    return rfq_cancel(rfq=rfq, actor=None, reason=CancelReason.WITHDRAWN)


def _each(rows: Iterable[Any], call: Callable[[Any], Any]) -> int:
    """A broken row is logged, stays due, and holds up nobody else."""
    moved = 0
    for row in rows:
        try:
            moved += bool(call(row))
        except Exception:
            logger.exception("the timer of %s %s failed; it stays due", type(row).__name__, row.pk)
    return moved
