"""Telling people: rows in the caller's transaction, then deliveries that a worker sends and retries."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from matchmaker.accounts.models import Invitation, Organisation, User
from matchmaker.lib.prepared import Prepared
from matchmaker.notifications.attending import Plan, attention_of, plans, readers
from matchmaker.notifications.choices import GIVEN_UP, INBOX_KINDS, Channel, DeliveryStatus, MessageKind, StopReason
from matchmaker.notifications.feed.services import event_write
from matchmaker.notifications.groups import DEADLINE
from matchmaker.notifications.models import Delivery, Message, StoppedAddress
from matchmaker.notifications.phones import numbers
from matchmaker.notifications.quiet import quiet_end
from matchmaker.notifications.webhooks.choices import topic_of

BATCH = 50
TEAM = 16  # members up to whom the query for their new messages is kept ready
# What leaves first when much is waiting.
URGENT, NEWS = 0, 1


@transaction.atomic
def message_send(
    *,
    kind: str,
    organisation: Organisation,
    payload: dict[str, Any],
    url: str,
    dedupe_key: str,
    recipients: Iterable[User] | None = None,
) -> int:
    """Tell every member of ``organisation`` (or only ``recipients``) once; returns how many were told just now.

    An analyst is told only what names nobody.

    Writes a Message and an e-mail Delivery per person in the caller's transaction and sends nothing itself. The same
    ``dedupe_key`` again does nothing for whoever has the message already. ``url`` is a path on this site; what
    ``payload`` holds for each kind stands in choices.MessageKind. Whoever switched the kind's group off gets the
    Message all the same, and a Delivery that says so. The organisation's feed and webhooks are told once, whoever it is
    for.
    Raises ValueError for an unknown kind.
    """
    if kind not in INBOX_KINDS:
        raise ValueError(f"{kind} is no kind of message")
    people = readers(kind=kind, organisation=organisation)
    if recipients is not None:
        wanted = {user.pk for user in recipients}
        people = [user for user in people if user.pk in wanted]
    note = {"organisation": organisation, "kind": kind, "payload": payload, "url": url}
    rows = [Message(dedupe_key=f"{dedupe_key}:{user.pk}", recipient=user, **note) for user in people]
    Message.objects.bulk_create(rows, ignore_conflicts=True)
    fresh = _untold(rows)
    told = [message.recipient for message in fresh]
    begin, phones = plans(kind=kind, people=told), numbers(kind=kind, people=told)
    letters = [_letter(message, begin[message.recipient_id]) for message in fresh]
    notices = [_notice(row, phones[row.recipient_id]) for row in fresh if row.recipient_id in phones]
    Delivery.objects.bulk_create([*letters, *notices], ignore_conflicts=True)
    data = {"title": str(MessageKind(kind).label), **payload}
    event_write(organisation=organisation, kind=kind, topic=topic_of(kind), key=dedupe_key, data=data, link=url)
    return len(letters)


def _untold(rows: list[Message]) -> list[Message]:
    """Those of the rows that have no letter yet, with the keys that the database knows them by."""
    asked = [row.dedupe_key for row in rows]
    if 0 < len(asked) <= TEAM:
        keys = dict(_unlettered(len(asked)).rows(*asked))
    else:
        keys = dict(_of_keys(asked))
    for row in rows:
        row.pk = keys.get(row.dedupe_key)
    return [row for row in rows if row.pk is not None]


@cache
def _unlettered(count: int) -> Prepared[Any]:
    """Built once for each size of a team."""
    return Prepared(lambda *keys: _of_keys(keys), *[str] * count)


def _of_keys(keys: Iterable[str]) -> QuerySet[Any, Any]:
    return Message.objects.filter(dedupe_key__in=list(keys), deliveries__isnull=True).values_list("dedupe_key", "pk")


def _letter(message: Message, plan: Plan) -> Delivery:
    when = {"next_try_at": plan.leaves, "due_at": plan.leaves, "priority": _priority(message)}
    return Delivery(message=message, address=message.recipient.email, status=plan.status, **when)


def _notice(message: Message, number: str) -> Delivery:
    """The same on the reader's phone; only the hours when they may be disturbed hold it."""
    leaves = timezone.now() if message.kind in DEADLINE else quiet_end(attention_of(message.recipient), timezone.now())
    when = {"next_try_at": leaves, "due_at": leaves, "priority": _priority(message)}
    return Delivery(message=message, channel=Channel.ALIMTALK, address=number, **when)


def _priority(message: Message) -> int:
    return URGENT if message.kind in DEADLINE else NEWS


def message_read(*, message: Message) -> None:
    """Mark as read; the first reading counts."""
    Message.objects.filter(pk=message.pk, read_at__isnull=True).update(read_at=timezone.now())


def messages_read_all(*, user: User, organisation: Organisation) -> int:
    waiting = Message.objects.filter(recipient=user, organisation=organisation, read_at__isnull=True)
    return waiting.update(read_at=timezone.now())


def invitations_open() -> QuerySet[Invitation]:
    """Open team invitations that nobody mailed yet."""
    return Invitation.objects.filter(accepted_at__isnull=True, expires_at__gt=timezone.now(), deliveries__isnull=True)


def invitations_queue(*, limit: int = BATCH) -> int:
    """Give every open team invitation that nobody mailed yet its delivery; returns how many.

    The accounts app cannot call this one, so the sweep asks what it wrote.
    """
    letters = [Delivery(invitation=row, address=row.email) for row in invitations_open().order_by("pk")[:limit]]
    return len(Delivery.objects.bulk_create(letters, ignore_conflicts=True))


@transaction.atomic
def delivery_resend(*, delivery: Delivery) -> bool:
    """Queue a letter that was given up or came back, with fresh tries; False when somebody did so already.

    An address that bounced is tried again; one whose reader complained only its reader takes up.
    """
    now = timezone.now()
    StoppedAddress.objects.filter(address=delivery.address.lower(), reason=StopReason.BOUNCED).delete()
    dead = Delivery.objects.filter(pk=delivery.pk, status__in=GIVEN_UP)
    return bool(dead.update(status=DeliveryStatus.QUEUED, attempts=0, error="", next_try_at=now, due_at=now))
