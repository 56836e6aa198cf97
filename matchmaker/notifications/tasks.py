"""Background work: hand out what is due, send one e-mail."""

from celery import shared_task
from kombu.exceptions import OperationalError

from matchmaker.lib.claims import claim
from matchmaker.lib.pulse import looks
from matchmaker.notifications import digesting, health, sending, services
from matchmaker.notifications.choices import DeliveryStatus
from matchmaker.notifications.models import Delivery

TURN_SECONDS = 2.0  # a person who waits for packages waits no longer than this for a worker
WAKE_UP_LASTS = 4


@shared_task(name="notifications.sweep_deliveries")
def sweep_deliveries() -> int:
    """Wake a sender for each idle slot while letters are due; returns how many. Rows are the queue."""
    services.invitations_queue()
    slots = sending.slots_idle()
    for slot in slots:
        send_letters.apply_async([slot], expires=WAKE_UP_LASTS)
    return len(slots)


looks("notifications.sweep_deliveries", lambda: services.invitations_open().exists() or bool(sending.slots_idle()))


@shared_task(name="notifications.send_letters")
def send_letters(slot: int) -> None:
    """A turn of one sender; while more waits it queues up again behind the other tasks."""
    if sending.letters_send(slot=slot, seconds=TURN_SECONDS):
        try:
            send_letters.delay(slot)
        except OperationalError:
            return  # the sweep wakes it


@shared_task(name="notifications.deliver")
def deliver(pk: int) -> None:
    """One letter by its key, due or not."""
    row = claim(Delivery, pk, waiting=DeliveryStatus.QUEUED, busy=DeliveryStatus.SENDING, lease=sending.LEASE)
    if row is not None:
        with sending.Sender() as sender:
            sending.letter_send(delivery=row, sender=sender)


@shared_task(name="notifications.tick")
def tick() -> None:
    """Beat asked and a worker answers: both are at work."""
    health.tick_write()


@shared_task(name="notifications.sweep_digests")
def sweep_digests() -> int:
    """Make the digests that are due; their letters leave like all others. Returns how many."""
    return digesting.digests_make()
