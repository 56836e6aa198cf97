from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from matchmaker.notifications.selectors import inbox


def unread(request: HttpRequest) -> dict[str, Any]:
    """``unread``: how many messages wait for the actor; counted only where a template shows it."""
    actor = getattr(request, "actor", None)

    def count() -> int:
        if actor is None:
            return 0
        return inbox(user=actor.user, organisation=actor.organisation).filter(read_at__isnull=True).count()

    return {"unread": SimpleLazyObject(count)}
