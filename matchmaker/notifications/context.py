from functools import cache
from typing import Any

from django.http import HttpRequest

from matchmaker.accounts.access import Actor
from matchmaker.lib.prepared import Prepared
from matchmaker.notifications.models import Message
from matchmaker.notifications.selectors import unread_of

UNREAD: Prepared[Message] = Prepared(
    lambda user, organisation: unread_of(user=user, organisation=organisation).order_by().only("pk"), int, int
)


def unread_count(actor: Actor | None) -> int:
    """How many messages wait for the actor."""
    if actor is None:
        return 0
    return UNREAD.count(actor.user.pk, actor.organisation.pk)


def unread(request: HttpRequest) -> dict[str, Any]:
    """``unread``: counted only where a template shows it, and once; a plain number there, which is quickly written."""
    return {"unread": cache(lambda: unread_count(getattr(request, "actor", None)))}
