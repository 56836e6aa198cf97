"""What workers do for webhooks: hand out what is due, post one."""

from __future__ import annotations

from celery import shared_task
from django.db import transaction
from kombu.exceptions import OperationalError

from matchmaker.lib.claims import claim
from matchmaker.lib.pulse import looks
from matchmaker.notifications.webhooks import services
from matchmaker.notifications.webhooks.breaking import failing_long, webhooks_break
from matchmaker.notifications.webhooks.choices import PostStatus
from matchmaker.notifications.webhooks.models import WebhookPost


@shared_task(name="notifications.sweep_webhooks")
def sweep_webhooks() -> int:
    webhooks_break()
    keys = services.posts_hand_out()
    for key in keys:
        webhook_post.delay(key)
    return len(keys)


looks("notifications.sweep_webhooks", lambda: services.posts_due().exists() or failing_long().exists())


@shared_task(name="notifications.tidy_posts")
def tidy_posts() -> None:
    services.posts_tidy()


@shared_task(name="notifications.webhook_post")
def webhook_post(pk: int) -> None:
    row = claim(WebhookPost, pk, waiting=PostStatus.QUEUED, busy=PostStatus.SENDING, lease=services.LEASE)
    if row is not None:
        services.post_send(row=row)


def wake_post(pk: int) -> None:
    """Somebody waits for this one before a screen; with the broker down the sweep finds it."""
    transaction.on_commit(lambda: _send(pk))


def _send(pk: int) -> None:
    try:
        webhook_post.delay(pk)
    except OperationalError:
        return
