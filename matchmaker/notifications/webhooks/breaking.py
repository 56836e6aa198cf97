"""Webhooks that have taken nothing for days are stopped, and their owners are told."""

from __future__ import annotations

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from matchmaker.accounts.choices import OWNERS
from matchmaker.accounts.models import User
from matchmaker.notifications.choices import MessageKind
from matchmaker.notifications.services import message_send
from matchmaker.notifications.webhooks.choices import WebhookStatus
from matchmaker.notifications.webhooks.models import Webhook
from matchmaker.notifications.webhooks.services import BROKEN_AFTER


def failing_long() -> QuerySet[Webhook]:
    """Webhooks that have failed without a break for too long."""
    long_ago = timezone.now() - BROKEN_AFTER
    return Webhook.objects.filter(status=WebhookStatus.ACTIVE, failing_since__lt=long_ago)


def webhooks_break() -> int:
    """Stop every webhook that has failed without a break for too long; returns how many."""
    return sum(webhook_break(webhook=hook) for hook in failing_long().select_related("organisation"))


@transaction.atomic
def webhook_break(*, webhook: Webhook) -> bool:
    """Once: the row and the owners' message together."""
    rows = Webhook.objects.filter(pk=webhook.pk, status=WebhookStatus.ACTIVE, failing_since=webhook.failing_since)
    if not rows.update(status=WebhookStatus.BROKEN):
        return False
    owners = User.objects.filter(memberships__organisation=webhook.organisation, memberships__role__in=OWNERS)
    message_send(
        kind=MessageKind.WEBHOOK_BROKEN,
        organisation=webhook.organisation,
        payload={"name": str(webhook), "since_at": webhook.failing_since.isoformat()},
        url=reverse("notifications:webhook", args=[webhook.pk]),
        dedupe_key=f"webhook-broken:{webhook.pk}:{webhook.failing_since:%Y%m%d%H%M%S}",
        recipients=owners,
    )
    return True
