"""Writing events, and putting them in order once they are committed (docs/decisions/0017-the-feed.md)."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from matchmaker.accounts.models import Organisation
from matchmaker.notifications.feed.models import Event, FeedHead
from matchmaker.notifications.webhooks.choices import OWN
from matchmaker.notifications.webhooks.services import webhook_publish

SETTLED_AT_ONCE = 1000


def event_write(
    *, organisation: Organisation, kind: str, key: str, data: dict[str, Any], link: str = "", topic: str = OWN
) -> None:
    """Tell the organisation's feed and its webhooks, in the caller's transaction. The same key again does nothing."""
    row = Event(organisation=organisation, key=key[:200], kind=kind, data=data, link=link)
    Event.objects.bulk_create([row], ignore_conflicts=True)
    webhook_publish(organisation=organisation, topic=topic, event=kind, data=data, key=key, link=link)


def event_of_move(*, organisation: Organisation, row: Any) -> None:
    """An own row moved: the event that ``advance`` has just written, as "offer_published", under that event's key."""
    name, event = type(row).__name__.lower(), row.events.first()
    data = {"id": row.pk, "from": event.frm, "to": event.to, "reason": event.reason}
    event_write(organisation=organisation, kind=f"{name}_{event.to}", key=f"{name}-move:{event.pk}", data=data)


@transaction.atomic
def events_settle(*, organisation: Organisation) -> int:
    """Give a position to committed events that have none; returns how many.

    Only who holds the head gives positions, and only to what is committed by then; so a later commit stands behind
    whatever any reader has seen, and no position is left out.
    """
    if not _unsettled(organisation).exists():
        return 0
    FeedHead.objects.get_or_create(organisation=organisation)
    head = FeedHead.objects.select_for_update().get(organisation=organisation)
    rows = list(_unsettled(organisation).order_by("pk").only("pk")[:SETTLED_AT_ONCE])
    for row in rows:
        head.last += 1
        row.position = head.last
    Event.objects.bulk_update(rows, ["position"])
    head.save(update_fields=["last"])
    return len(rows)


def events_after(*, organisation: Organisation, after: int) -> QuerySet[Event]:
    """In order, those behind ``after``."""
    events_settle(organisation=organisation)
    rows = Event.objects.filter(organisation=organisation, position__gt=after)
    return rows.order_by("position")


def _unsettled(organisation: Organisation) -> QuerySet[Event]:
    return Event.objects.filter(organisation=organisation, position=None)
