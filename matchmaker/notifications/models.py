"""Messages to people. A row is written in the transaction that causes it; delivery follows from the row."""

from __future__ import annotations

from datetime import time

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from matchmaker.accounts.models import Invitation, Organisation
from matchmaker.lib.claims import Claimable
from matchmaker.notifications.choices import Cadence, Channel, DeliveryStatus, StopReason
from matchmaker.notifications.feed.models import Event, FeedHead
from matchmaker.notifications.groups import Group
from matchmaker.notifications.webhooks.models import Webhook, WebhookPost

__all__ = [
    "Attention", "Delivery", "Digest", "Event", "FeedHead", "Heartbeat", "Message", "Phone", "Preference",
    "StoppedAddress", "Webhook",
    "WebhookPost",
]  # fmt: skip


class Message(models.Model):
    """One thing one person is told: shown in the inbox, and delivered. ``dedupe_key`` makes it happen once."""

    dedupe_key = models.CharField(max_length=160, unique=True)
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="messages_received")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="messages")
    kind = models.CharField(max_length=40)
    payload = models.JSONField(default=dict)
    url = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        # The inbox lists newest first for one person acting for one organisation.
        indexes = [
            models.Index(fields=["recipient", "organisation", "-created_at"], name="inbox_newest"),
            # The count in the header of every page.
            models.Index(
                fields=["recipient", "organisation"], condition=models.Q(read_at__isnull=True), name="inbox_unread"
            ),
        ]

    def __str__(self) -> str:
        return self.dedupe_key


class Delivery(Claimable):
    """A message, a digest, or a team invitation (its reader may have no account yet), on its way to one address."""

    message = models.ForeignKey(Message, null=True, blank=True, on_delete=models.CASCADE, related_name="deliveries")
    invitation = models.ForeignKey(
        Invitation, null=True, blank=True, on_delete=models.CASCADE, related_name="deliveries"
    )
    digest = models.OneToOneField("Digest", null=True, blank=True, on_delete=models.CASCADE, related_name="letter")
    # Of a message that went out in a digest: in which.
    bundle = models.ForeignKey("Digest", null=True, blank=True, on_delete=models.SET_NULL, related_name="items")
    channel = models.CharField(max_length=10, choices=Channel.choices, default=Channel.EMAIL)
    address = models.CharField(max_length=254)
    status = models.CharField(max_length=10, choices=DeliveryStatus.choices, default=DeliveryStatus.QUEUED)
    created_at = models.DateTimeField(default=timezone.now)
    next_try_at = models.DateTimeField(default=timezone.now)
    priority = models.PositiveSmallIntegerField(default=0)  # lower leaves first
    # When it was meant to go; handing out moves next_try_at, never this.
    due_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["message", "channel", "address"], name="one_delivery_a_channel"),
            models.UniqueConstraint(fields=["invitation", "channel"], name="one_delivery_an_invitation"),
            models.CheckConstraint(
                condition=models.Q(message__isnull=False, invitation__isnull=True, digest__isnull=True)
                | models.Q(message__isnull=True, invitation__isnull=False, digest__isnull=True)
                | models.Q(message__isnull=True, invitation__isnull=True, digest__isnull=False),
                name="delivery_of_one_thing",
            ),
        ]
        # The sweep asks for what is due.
        indexes = [models.Index(fields=["status", "priority", "next_try_at"], name="delivery_due")]

    def __str__(self) -> str:
        return f"{self.channel} {self.address}"


class Heartbeat(models.Model):
    """When something that must never stop was last seen at work."""

    name = models.CharField(max_length=20, primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class StoppedAddress(models.Model):
    """An address that letters came back from, or whose reader complained. Lower case."""

    address = models.CharField(max_length=254, unique=True)
    reason = models.CharField(max_length=10, choices=StopReason.choices)
    detail = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.address}: {self.reason}"


class Phone(models.Model):
    """A person's phone for notices. ``number`` counts once the code sent to it was typed in."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="phone")
    number = models.CharField(max_length=11)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    code_hash = models.CharField(max_length=128, blank=True)
    code_until = models.DateTimeField(null=True, blank=True)
    code_tries = models.PositiveSmallIntegerField(default=0)
    codes_sent = models.PositiveSmallIntegerField(default=0)
    codes_since = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.user}: {self.number}"


class Preference(models.Model):
    """How often one person wants one group of news on one channel. No row: at once."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="preferences")
    group = models.CharField(max_length=10, choices=Group.choices)
    channel = models.CharField(max_length=10, choices=Channel.choices, default=Channel.EMAIL)
    cadence = models.CharField(max_length=10, choices=Cadence.choices)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "group", "channel"], name="one_preference_a_group")]

    def __str__(self) -> str:
        return f"{self.user}: {self.group} {self.cadence}"


class Attention(models.Model):
    """When one person may be disturbed by what has no deadline. No row: these defaults."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="attention")
    zone = models.CharField(_("어느 곳 시간인가요?"), max_length=40, default="Asia/Seoul")
    quiet_from = models.TimeField(_("조용한 시간의 시작"), default=time(21))
    quiet_until = models.TimeField(_("조용한 시간의 끝"), default=time(8))
    on_holidays = models.BooleanField(_("주말과 공휴일에도 바로 받기"), default=False)
    daily_cap = models.PositiveSmallIntegerField(
        _("하루에 바로 받을 이메일 수"), default=8, validators=[MaxValueValidator(100)]
    )

    def __str__(self) -> str:
        return f"{self.user}: {self.quiet_from}-{self.quiet_until} {self.zone}"


class Digest(models.Model):
    """One letter about one person's period ("daily:2026-11-23", "weekly:2026-W48"); the pair makes it happen once."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="digests")
    period = models.CharField(max_length=20)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "period"], name="one_digest_a_period")]

    def __str__(self) -> str:
        return f"{self.user} {self.period}"
