"""Addresses that letters do not reach, or that want none: nothing goes there until somebody takes it up again."""

from __future__ import annotations

import re
from collections.abc import Iterable
from smtplib import SMTPRecipientsRefused

from django.db import transaction

from matchmaker.lib.prepared import Prepared
from matchmaker.notifications.choices import DeliveryStatus, StopReason
from matchmaker.notifications.models import Delivery, StoppedAddress

# "Bad destination mailbox": the address is wrong, not our standing or their mood (RFC 3463).
NO_SUCH_MAILBOX = re.compile(rb"\b5\.1\.[1236]\b")


@transaction.atomic
def address_stop(*, address: str, reason: str, detail: str = "", delivery_id: int | None = None) -> bool:
    """Send nothing more there; False when it was stopped already. A letter that had gone out came back."""
    fresh = StoppedAddress.objects.get_or_create(
        address=address.lower(), defaults={"reason": StopReason(reason), "detail": detail[:500]}
    )[1]
    if delivery_id is not None and reason == StopReason.BOUNCED:
        sent = Delivery.objects.filter(pk=delivery_id, address__iexact=address, status=DeliveryStatus.SENT)
        sent.update(status=DeliveryStatus.BOUNCED, error=detail[:500])
    return fresh


@transaction.atomic
def address_revive(*, address: str) -> bool:
    """Its owner takes it up again; the next letter goes there. False when it was not stopped."""
    return bool(StoppedAddress.objects.filter(address=address.lower()).delete()[0])


def stopped(addresses: Iterable[str]) -> dict[str, StoppedAddress]:
    """Those of the addresses that are stopped, by their lower-case form."""
    rows = StoppedAddress.objects.filter(address__in={one.lower() for one in addresses})
    return {row.address: row for row in rows}


STOP: Prepared[StoppedAddress] = Prepared(lambda address: StoppedAddress.objects.filter(address=address), str)


def stop_of(address: str) -> StoppedAddress | None:
    return STOP.first(address.lower())


def is_no_mailbox(failure: Exception) -> bool:
    """Whether a server said for good that there is no such mailbox. A bare 550 may be about us, so it is not enough."""
    if not isinstance(failure, SMTPRecipientsRefused):
        return False
    answers = failure.recipients.values()
    return bool(answers) and all(code >= 500 and NO_SUCH_MAILBOX.search(text) for code, text in answers)
