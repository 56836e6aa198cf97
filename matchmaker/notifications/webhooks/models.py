"""An organisation's own systems as addresses to post to, and each post."""

from __future__ import annotations

import secrets
import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from matchmaker.accounts.models import Organisation
from matchmaker.lib.claims import Claimable
from matchmaker.notifications.webhooks.choices import PostStatus, WebhookStatus


def new_secret() -> str:
    return "whsec_" + secrets.token_urlsafe(32)


class Webhook(models.Model):
    """``topics``: which it wants; none means all. After a rotation the former secret signs beside the new one until
    ``former_until``. ``failing_since``: nothing has arrived from then on.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="webhooks")
    url = models.URLField(_("받을 주소"), max_length=500)
    name = models.CharField(_("이름"), max_length=80, blank=True)
    topics = models.JSONField(default=list)
    secret = models.CharField(max_length=80, default=new_secret)
    former_secret = models.CharField(max_length=80, blank=True)
    former_until = models.DateTimeField(null=True, blank=True)
    status = models.CharField(max_length=10, choices=WebhookStatus.choices, default=WebhookStatus.ACTIVE)
    failing_since = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["organisation", "url"], name="one_webhook_an_address")]

    def __str__(self) -> str:
        return self.name or self.url

    @property
    def secrets(self) -> list[str]:
        """Those that sign now, the newest first."""
        former = self.former_until is not None and self.former_until > timezone.now()
        return [self.secret, self.former_secret] if former else [self.secret]


class WebhookPost(Claimable):
    """One event on its way to one webhook. ``body`` is what is sent, byte for byte, at every try."""

    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="posts")
    uid = models.UUIDField(default=uuid.uuid4, unique=True)
    event_key = models.CharField(max_length=200)
    event = models.CharField(max_length=60)
    body = models.TextField()
    status = models.CharField(max_length=10, choices=PostStatus.choices, default=PostStatus.QUEUED)
    created_at = models.DateTimeField(default=timezone.now)
    next_try_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)
    answer_code = models.PositiveSmallIntegerField(null=True, blank=True)
    answer_text = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["webhook", "event_key"], name="one_post_an_event")]
        indexes = [
            models.Index(fields=["status", "next_try_at"], name="post_due"),  # the sweep
            models.Index(fields=["webhook", "-created_at"], name="post_newest"),  # the owners' page
        ]

    def __str__(self) -> str:
        return f"{self.event} {self.uid}"

    @property
    def told(self) -> str:
        """Why it did not arrive; our own refusals in the reader's language."""
        return gettext(self.error) if self.error else ""
