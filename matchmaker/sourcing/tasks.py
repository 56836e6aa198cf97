"""The clock of sourcing: one query finds what is due."""

import logging

from celery import shared_task
from django.utils import timezone

from matchmaker.sourcing.models import RfqInvitation
from matchmaker.sourcing.services import invitation_check

BATCH = 200
logger = logging.getLogger(__name__)


@shared_task(name="sourcing.sweep_timers")
def sweep_timers() -> int:
    """Remind and expire, each invitation in its own transaction, so that a broken one holds up nobody else."""
    due = RfqInvitation.objects.filter(next_check_at__lte=timezone.now()).order_by("next_check_at")[:BATCH]
    moved = 0
    for row in due:
        try:
            moved += bool(invitation_check(invitation=row))
        except Exception:
            logger.exception("the timer of invitation %s failed; it stays due", row.pk)
    return moved
