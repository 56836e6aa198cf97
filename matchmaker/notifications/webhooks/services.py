"""Telling an organisation's own systems: rows in the caller's transaction, posts that a worker sends and retries."""

from __future__ import annotations

import json
import uuid
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from matchmaker.accounts.models import Organisation, User
from matchmaker.lib.chunks import delete_in_chunks
from matchmaker.lib.metrics import POSTS
from matchmaker.lib.prepared import Prepared
from matchmaker.notifications.webhooks.choices import PING, PostStatus, WebhookStatus
from matchmaker.notifications.webhooks.guard import TargetRefused
from matchmaker.notifications.webhooks.models import Webhook, WebhookPost, new_secret
from matchmaker.notifications.webhooks.posting import Answer, PostFailed, post
from matchmaker.notifications.webhooks.signing import HEADER, sign

LEASE = timedelta(seconds=min(60, settings.LEASE_SECONDS))
BATCH = 50
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=30), timedelta(hours=6)
MAX_TRIES = 8  # the last about fifteen hours after the first
BROKEN_AFTER = timedelta(days=3)
FORMER_SIGNS_FOR = timedelta(hours=24)
MOST_WEBHOOKS = 10


def _active(organisation: int) -> QuerySet[Webhook]:
    return Webhook.objects.filter(organisation=organisation, status=WebhookStatus.ACTIVE)


# Asked for every piece of news, and most have none: kept ready.
ANY: Prepared[Any] = Prepared(lambda organisation: _active(organisation).order_by().values_list("pk")[:1], int)


def webhook_publish(
    *, organisation: Organisation, topic: str, event: str, data: dict[str, Any], key: str, link: str = ""
) -> int:
    """Queue one event for each of the organisation's webhooks that wants the topic; returns how many are new.

    In the caller's transaction; the same ``key`` again tells nothing twice.
    """
    if not ANY.rows(organisation.pk):
        return 0
    wanting = [hook for hook in _active(organisation.pk) if not hook.topics or topic in hook.topics]
    if not wanting:
        return 0
    told = {
        "id": str(uuid.uuid4()),
        "key": key,
        "event": event,
        "topic": topic,
        "created_at": timezone.now().isoformat(),
    }
    told |= {
        "key": key,
        "organisation": organisation.pk,
        "link": settings.SITE_URL.rstrip("/") + link if link else "",
        "data": data,
    }
    body = json.dumps(told, ensure_ascii=False, cls=DjangoJSONEncoder, separators=(",", ":"))
    rows = [WebhookPost(webhook=hook, event_key=key[:200], event=event, body=body) for hook in wanting]
    return len(WebhookPost.objects.bulk_create(rows, ignore_conflicts=True))


@transaction.atomic
def webhook_add(
    *, organisation: Organisation, user: User, url: str, name: str = "", topics: list[str] | None = None
) -> Webhook:
    return Webhook.objects.create(
        organisation=organisation, created_by=user, url=url, name=name, topics=sorted(topics or [])
    )


@transaction.atomic
def webhook_test(*, webhook: Webhook) -> WebhookPost:
    """Queue a harmless event, also for a webhook that is off, so that it can be tried before it is switched on."""
    body = json.dumps({"id": str(uuid.uuid4()), "event": PING, "created_at": timezone.now().isoformat(), "data": {}})
    return WebhookPost.objects.create(webhook=webhook, event=PING, event_key=f"{PING}:{uuid.uuid4()}", body=body)


@transaction.atomic
def webhook_rotate(*, webhook: Webhook) -> str:
    """A new secret; the former signs beside it for a day, so that nothing is lost while the receiver changes."""
    secret = new_secret()
    Webhook.objects.filter(pk=webhook.pk).update(
        former_secret=webhook.secret, former_until=timezone.now() + FORMER_SIGNS_FOR, secret=secret
    )
    return secret


@transaction.atomic
def webhook_switch(*, webhook: Webhook, on: bool) -> bool:
    """On from off or broken, or off from on; False when it was so already. What happens while off is not told later."""
    frm = [WebhookStatus.OFF, WebhookStatus.BROKEN] if on else [WebhookStatus.ACTIVE]
    to = WebhookStatus.ACTIVE if on else WebhookStatus.OFF
    rows = Webhook.objects.filter(pk=webhook.pk, status__in=frm)
    return bool(rows.update(status=to, failing_since=None))


@transaction.atomic
def webhook_remove(*, webhook: Webhook) -> None:
    webhook.delete()


@transaction.atomic
def post_resend(*, post: WebhookPost) -> bool:
    """Queue a post that ended, with fresh tries; False when it waits already. Its id stays: receivers see a repeat."""
    ended = WebhookPost.objects.filter(pk=post.pk, status__in=[PostStatus.SENT, PostStatus.FAILED])
    return bool(ended.update(status=PostStatus.QUEUED, attempts=0, error="", next_try_at=timezone.now()))


def posts_tidy() -> int:
    """Delete posts that ended and are KEEP_POSTS_DAYS old; returns how many. The feed still has their events."""
    limit = timezone.now() - timedelta(days=settings.KEEP_POSTS_DAYS)
    ended = WebhookPost.objects.filter(status__in=[PostStatus.SENT, PostStatus.FAILED])
    return delete_in_chunks(ended.filter(created_at__lt=limit))


def posts_due() -> QuerySet[WebhookPost]:
    now = timezone.now()
    due = Q(status=PostStatus.QUEUED, next_try_at__lte=now) | Q(status=PostStatus.SENDING, lease_until__lt=now)
    return WebhookPost.objects.filter(due)


@transaction.atomic
def posts_hand_out(*, limit: int = BATCH) -> list[int]:
    """Keys of at most ``limit`` posts to send now; each is handed out again only after half a lease."""
    now = timezone.now()
    keys = list(posts_due().order_by("next_try_at", "pk").values_list("pk", flat=True)[:limit])
    WebhookPost.objects.filter(pk__in=keys, status=PostStatus.QUEUED).update(next_try_at=now + LEASE / 2)
    return keys


def post_send(*, row: WebhookPost) -> None:
    """Send a claimed post and record how it went: taken, to be tried again later, or given up."""
    hook = row.webhook
    if row.attempts > MAX_TRIES or (hook.status != WebhookStatus.ACTIVE and row.event != PING):
        _record(row, PostStatus.FAILED, error=row.error or "the webhook is off")
        return
    try:
        answer = post(hook.url, row.body.encode(), _headers(row))
    except (TargetRefused, PostFailed) as failure:
        _failed(row, str(failure), None)
        return
    if answer.taken:
        _taken(row, answer)
    else:
        _failed(row, f"HTTP {answer.code}", answer)


def _headers(row: WebhookPost) -> dict[str, str]:
    signature = sign(row.body.encode(), secrets=row.webhook.secrets, at=int(timezone.now().timestamp()))
    named = {"Content-Type": "application/json; charset=utf-8", "User-Agent": "Matchmaker-Webhook/1"}
    return {**named, HEADER: signature, "Matchmaker-Event": row.event, "Matchmaker-Delivery": str(row.uid)}


@transaction.atomic
def _taken(row: WebhookPost, answer: Answer) -> None:
    if _record(row, PostStatus.SENT, error="", sent_at=timezone.now(), **_told(answer)):
        Webhook.objects.filter(pk=row.webhook_id, failing_since__isnull=False).update(failing_since=None)


@transaction.atomic
def _failed(row: WebhookPost, error: str, answer: Answer | None) -> None:
    """Later again, with everything else that waits for this webhook: who is down is not asked once for each event."""
    now = timezone.now()
    again = now + min(FIRST_WAIT * 4 ** (row.attempts - 1), LONGEST_WAIT)
    spent = row.attempts >= MAX_TRIES or row.event == PING
    status = PostStatus.FAILED if spent else PostStatus.QUEUED
    if not _record(row, status, error=error[:500], next_try_at=again, **_told(answer)) or row.event == PING:
        return
    waiting = WebhookPost.objects.filter(webhook=row.webhook_id, status=PostStatus.QUEUED, next_try_at__lt=again)
    waiting.update(next_try_at=again)
    Webhook.objects.filter(pk=row.webhook_id, failing_since__isnull=True).update(failing_since=now)


def _told(answer: Answer | None) -> dict[str, Any]:
    return {"answer_code": answer.code if answer else None, "answer_text": answer.text if answer else ""}


def _record(row: WebhookPost, status: str, **fields: Any) -> bool:
    """Move on only if this worker still holds the row: its claim is the number of the attempt."""
    mine: QuerySet[WebhookPost] = WebhookPost.objects.filter(
        pk=row.pk, status=PostStatus.SENDING, attempts=row.attempts
    )
    recorded = bool(mine.update(status=status, lease_until=None, **fields))
    if recorded:
        POSTS.labels(str(status)).inc()
    return recorded
