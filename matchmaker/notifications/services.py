"""Telling people: rows in the caller's transaction, then deliveries that a worker sends and retries."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from smtplib import SMTPDataError, SMTPException, SMTPRecipientsRefused
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from matchmaker.accounts.models import Invitation, Membership, Organisation, User
from matchmaker.notifications.attending import Plan, plans
from matchmaker.notifications.choices import INBOX_KINDS, Channel, DeliveryStatus, MessageKind
from matchmaker.notifications.feed.services import event_write
from matchmaker.notifications.mail import mail_of
from matchmaker.notifications.models import Delivery, Message
from matchmaker.notifications.selectors import roles_told
from matchmaker.notifications.webhooks.choices import topic_of

LEASE = timedelta(seconds=settings.LEASE_SECONDS)
MAX_TRIES = 5
BATCH = 50
HANDED_OUT_FOR = LEASE / 2
FIRST_WAIT = timedelta(seconds=30)


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
    joined = {"memberships__organisation": organisation, "memberships__role__in": roles_told(kind)}
    people = User.objects.filter(**joined, is_active=True)
    if recipients is not None:
        people = people.filter(pk__in=[user.pk for user in recipients])
    keys = {f"{dedupe_key}:{user.pk}": user for user in people}
    rows = [
        Message(dedupe_key=key, recipient=user, organisation=organisation, kind=kind, payload=payload, url=url)
        for key, user in keys.items()
    ]
    Message.objects.bulk_create(rows, ignore_conflicts=True)
    fresh = Message.objects.filter(dedupe_key__in=keys, deliveries__isnull=True)
    fresh = fresh.select_related("recipient__attention")
    begin = plans(kind=kind, people=[message.recipient for message in fresh])
    letters = [_letter(message, begin[message.recipient_id]) for message in fresh]
    Delivery.objects.bulk_create(letters, ignore_conflicts=True)
    told = {"title": str(MessageKind(kind).label), **payload}
    event_write(organisation=organisation, kind=kind, topic=topic_of(kind), key=dedupe_key, data=told, link=url)
    return len(letters)


def _letter(message: Message, plan: Plan) -> Delivery:
    when = {"next_try_at": plan.leaves, "due_at": plan.leaves}
    return Delivery(message=message, address=message.recipient.email, status=plan.status, **when)


def message_read(*, message: Message) -> None:
    """Mark as read; the first reading counts."""
    Message.objects.filter(pk=message.pk, read_at__isnull=True).update(read_at=timezone.now())


def messages_read_all(*, user: User, organisation: Organisation) -> int:
    waiting = Message.objects.filter(recipient=user, organisation=organisation, read_at__isnull=True)
    return waiting.update(read_at=timezone.now())


def invitations_queue(*, limit: int = BATCH) -> int:
    """Give every open team invitation that nobody mailed yet its delivery; returns how many.

    The accounts app cannot call this one, so the sweep asks what it wrote.
    """
    open_ones = Invitation.objects.filter(
        accepted_at__isnull=True, expires_at__gt=timezone.now(), deliveries__isnull=True
    ).order_by("pk")[:limit]
    letters = [Delivery(invitation=row, address=row.email) for row in open_ones]
    return len(Delivery.objects.bulk_create(letters, ignore_conflicts=True))


def deliveries_hand_out(*, limit: int = BATCH) -> list[int]:
    """Keys of at most ``limit`` deliveries to send now. Each is handed out again only after half a lease."""
    now = timezone.now()
    due = Q(status=DeliveryStatus.QUEUED, next_try_at__lte=now) | Q(status=DeliveryStatus.SENDING, lease_until__lt=now)
    keys = list(Delivery.objects.filter(due).order_by("next_try_at", "pk").values_list("pk", flat=True)[:limit])
    Delivery.objects.filter(pk__in=keys, status=DeliveryStatus.QUEUED).update(next_try_at=now + HANDED_OUT_FOR)
    return keys


def delivery_send(*, delivery: Delivery) -> None:
    """Send a claimed delivery and record how it went: sent, to be tried again later, or failed for good."""
    if reason := _not_to_be_sent(delivery):
        _record(delivery, DeliveryStatus.FAILED, error=reason)
        return
    try:
        mail_of(delivery).send()
    except (SMTPException, OSError) as failure:
        _record_failure(delivery, failure)
        return
    _record(delivery, DeliveryStatus.SENT, error="", sent_at=timezone.now())


def delivery_resend(*, delivery: Delivery) -> bool:
    """Queue a letter that was given up, with fresh tries; False when somebody did so already."""
    now = timezone.now()
    dead = Delivery.objects.filter(pk=delivery.pk, status=DeliveryStatus.FAILED)
    return bool(dead.update(status=DeliveryStatus.QUEUED, attempts=0, error="", next_try_at=now, due_at=now))


def _not_to_be_sent(delivery: Delivery) -> str:
    """Why this must not go out any more; empty if it may."""
    if delivery.attempts > MAX_TRIES:
        return f"given up after {MAX_TRIES} tries; {delivery.error}".rstrip("; ")
    if delivery.channel != Channel.EMAIL:
        return f"no such channel: {delivery.channel}"
    if delivery.message is not None:
        message = delivery.message
        known = Membership.objects.filter(
            user_id=message.recipient_id,
            organisation_id=message.organisation_id,
            role__in=roles_told(message.kind),
            user__is_active=True,
        )
        return "" if known.exists() else "the recipient has left the organisation, or sees figures alone now"
    if delivery.digest is not None:
        return "" if delivery.digest.user.is_active else "the recipient has left"
    invitation = delivery.invitation
    still_open = invitation.accepted_at is None and invitation.expires_at > timezone.now()
    return "" if still_open else "the invitation is no longer open"


def _record_failure(delivery: Delivery, failure: Exception) -> None:
    error = f"{type(failure).__name__}: {failure}"[:500]
    if _permanent(failure) or delivery.attempts >= MAX_TRIES:
        _record(delivery, DeliveryStatus.FAILED, error=error)
        return
    wait = FIRST_WAIT * 4 ** (delivery.attempts - 1)
    again = timezone.now() + wait
    _record(delivery, DeliveryStatus.QUEUED, error=error, next_try_at=again, due_at=again)


def _permanent(failure: Exception) -> bool:
    """A server's 5xx answer on this letter. A refused log-in is ours to mend, so that one is tried again."""
    if isinstance(failure, SMTPRecipientsRefused):
        return all(code >= 500 for code, _ in failure.recipients.values())
    return isinstance(failure, SMTPDataError) and failure.smtp_code >= 500


def _record(delivery: Delivery, status: str, **fields: Any) -> None:
    """Move on only if this worker still holds the row: its claim is the number of the attempt."""
    mine = Delivery.objects.filter(pk=delivery.pk, status=DeliveryStatus.SENDING, attempts=delivery.attempts)
    mine.update(status=status, lease_until=None, **fields)
