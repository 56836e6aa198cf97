"""Background work: hand out what is due, send one e-mail."""

from celery import shared_task

from matchmaker.lib.claims import claim
from matchmaker.notifications import attending, digesting, health, services
from matchmaker.notifications.choices import DeliveryStatus
from matchmaker.notifications.models import Delivery


@shared_task(name="notifications.sweep_deliveries")
def sweep_deliveries() -> int:
    """Wake a worker for every delivery that is due, a bounded batch at a time; returns how many."""
    services.invitations_queue()
    keys = services.deliveries_hand_out()
    for key in keys:
        deliver.delay(key)
    return len(keys)


@shared_task(name="notifications.deliver")
def deliver(pk: int) -> None:
    row = claim(Delivery, pk, waiting=DeliveryStatus.QUEUED, busy=DeliveryStatus.SENDING, lease=services.LEASE)
    if row is not None and not attending.kept_for_digest(delivery=row):
        services.delivery_send(delivery=row)


@shared_task(name="notifications.tick")
def tick() -> None:
    """Beat asked and a worker answers: both are at work."""
    health.tick_write()


@shared_task(name="notifications.sweep_digests")
def sweep_digests() -> int:
    """Make the digests that are due; their letters leave like all others. Returns how many."""
    return digesting.digests_make()
