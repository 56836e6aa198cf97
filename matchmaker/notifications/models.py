"""Messages to people. A row is written in the transaction that causes it; delivery follows from the row."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from matchmaker.accounts.models import Invitation, Organisation
from matchmaker.lib.claims import Claimable
from matchmaker.notifications.choices import Cadence, Channel, DeliveryStatus
from matchmaker.notifications.groups import Group


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
        indexes = [models.Index(fields=["recipient", "organisation", "-created_at"], name="inbox_newest")]

    def __str__(self) -> str:
        return self.dedupe_key


class Delivery(Claimable):
    """A message, or a team invitation (whose reader may have no account yet), on its way to one address."""

    message = models.ForeignKey(Message, null=True, blank=True, on_delete=models.CASCADE, related_name="deliveries")
    invitation = models.ForeignKey(
        Invitation, null=True, blank=True, on_delete=models.CASCADE, related_name="deliveries"
    )
    channel = models.CharField(max_length=10, choices=Channel.choices, default=Channel.EMAIL)
    address = models.CharField(max_length=254)
    status = models.CharField(max_length=10, choices=DeliveryStatus.choices, default=DeliveryStatus.QUEUED)
    created_at = models.DateTimeField(default=timezone.now)
    next_try_at = models.DateTimeField(default=timezone.now)
    # When it was meant to go; handing out moves next_try_at, never this.
    due_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["message", "channel", "address"], name="one_delivery_a_channel"),
            models.UniqueConstraint(fields=["invitation", "channel"], name="one_delivery_an_invitation"),
            models.CheckConstraint(
                condition=models.Q(message__isnull=False, invitation__isnull=True)
                | models.Q(message__isnull=True, invitation__isnull=False),
                name="delivery_of_one_thing",
            ),
        ]
        # The sweep asks for what is due.
        indexes = [models.Index(fields=["status", "next_try_at"], name="delivery_due")]

    def __str__(self) -> str:
        return f"{self.channel} {self.address}"


class Heartbeat(models.Model):
    """When something that must never stop was last seen at work."""

    name = models.CharField(max_length=20, primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


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
