"""The clock of sourcing: what is due is found by a query and settled, each row in its own transaction."""

import logging

from celery import shared_task
from django.db import transaction
from kombu.exceptions import OperationalError

from matchmaker.lib.timers import settle_due
from matchmaker.sourcing.clock import TIMERS
from matchmaker.sourcing.models import Rfq
from matchmaker.sourcing.refilling import slot_refill

logger = logging.getLogger(__name__)


@shared_task(name="sourcing.sweep_timers")
def sweep_timers() -> int:
    """Settle whatever is due; returns how many rows moved."""
    return settle_due(TIMERS)


@shared_task(name="sourcing.refill")
def refill(pk: int) -> bool:
    """The request as a whole, after a decline or a withdrawal: nobody waits for the next sweep."""
    return slot_refill(rfq=Rfq.objects.get(pk=pk))


def refill_soon(pk: int) -> None:
    """Called by views after the write. With the broker down the sweep finds the mark."""
    transaction.on_commit(lambda: _send(pk))


def _send(pk: int) -> None:
    try:
        refill.delay(pk)
    except OperationalError:
        logger.warning("request %s waits for the sweep: the broker does not answer", pk)
