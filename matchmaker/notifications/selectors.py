"""What one person has been told, for one organisation."""

from __future__ import annotations

from django.db.models import QuerySet

from matchmaker.accounts.models import Organisation, User
from matchmaker.notifications.choices import DeliveryStatus
from matchmaker.notifications.models import Delivery, Message


def inbox(*, user: User, organisation: Organisation) -> QuerySet[Message]:
    return Message.objects.filter(recipient=user, organisation=organisation).order_by("-created_at", "-pk")


def messages_of(*, user: User) -> QuerySet[Message]:
    """All messages a person may open: those of organisations that they still belong to."""
    return Message.objects.filter(recipient=user, organisation__memberships__user=user).select_related("organisation")


def dead_letters() -> QuerySet[Delivery]:
    """Letters given up, newest first."""
    return Delivery.objects.filter(status=DeliveryStatus.FAILED).order_by("-created_at", "-pk")
