"""What a mail service reports later: anymail makes one kind of event of all services' reports."""

from __future__ import annotations

from typing import Any

from anymail.signals import AnymailTrackingEvent, EventType, RejectReason, tracking
from django.dispatch import receiver

from matchmaker.notifications.choices import StopReason
from matchmaker.notifications.stopping import address_stop

FOR_GOOD = {RejectReason.INVALID, RejectReason.BOUNCED}


@receiver(tracking, dispatch_uid="matchmaker.bounces")
def reported(sender: Any, event: AnymailTrackingEvent, **_: Any) -> None:
    """A bounce for good or a complaint stops the address; what is only late stops nothing."""
    reason = _reason(event)
    if reason is None or not event.recipient:
        return
    letter = (event.metadata or {}).get("delivery", "")
    address_stop(
        address=event.recipient,
        reason=reason,
        detail=event.mta_response or event.description or event.event_type,
        delivery_id=int(letter) if str(letter).isdigit() else None,
    )


def _reason(event: AnymailTrackingEvent) -> StopReason | None:
    if event.event_type in (EventType.COMPLAINED, EventType.UNSUBSCRIBED):
        return StopReason.COMPLAINED
    if event.event_type == EventType.BOUNCED:
        return StopReason.BOUNCED
    if event.event_type == EventType.REJECTED and event.reject_reason in FOR_GOOD:
        return StopReason.BOUNCED
    return None
