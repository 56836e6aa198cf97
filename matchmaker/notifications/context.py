from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from matchmaker.accounts.access import Actor
from matchmaker.notifications.selectors import inbox


def unread_count(actor: Actor | None) -> int:
    """How many messages wait for the actor."""
    if actor is None:
        return 0
    return inbox(user=actor.user, organisation=actor.organisation).filter(read_at__isnull=True).count()


def unread(request: HttpRequest) -> dict[str, Any]:
    """``unread``: counted only where a template shows it."""
    return {"unread": SimpleLazyObject(lambda: unread_count(getattr(request, "actor", None)))}
