"""What one person has been told, for one organisation."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from matchmaker.accounts.choices import SEE_FIRMS, Role
from matchmaker.accounts.models import Membership, Organisation, User
from matchmaker.notifications.choices import GIVEN_UP, NAMELESS
from matchmaker.notifications.models import Delivery, Message


def roles_told(kind: str) -> list[str]:
    """Members with these roles may be told something of this kind."""
    return sorted(frozenset(Role) if kind in NAMELESS else SEE_FIRMS)


def readable(rows: QuerySet[Message]) -> QuerySet[Message]:
    """Without what names firms, for people who have become analysts since."""
    analyst = Membership.objects.filter(
        user=OuterRef("recipient"), organisation=OuterRef("organisation"), role=Role.ANALYST
    )
    return rows.filter(Q(kind__in=NAMELESS) | ~Exists(analyst))


def inbox(*, user: User | int, organisation: Organisation | int) -> QuerySet[Message]:
    rows = readable(Message.objects.filter(recipient=user, organisation=organisation))
    return rows.order_by("-created_at", "-pk")


def unread_of(*, user: User | int, organisation: Organisation | int) -> QuerySet[Message]:
    return inbox(user=user, organisation=organisation).filter(read_at__isnull=True)


def messages_of(*, user: User) -> QuerySet[Message]:
    """All messages a person may open: those of organisations that they still belong to."""
    rows = readable(Message.objects.filter(recipient=user, organisation__memberships__user=user))
    return rows.select_related("organisation")


def dead_letters() -> QuerySet[Delivery]:
    """Letters given up, newest first."""
    return Delivery.objects.filter(status__in=GIVEN_UP).order_by("-created_at", "-pk")
