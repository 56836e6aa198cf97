"""Whose page it is, asked at once: the session, its person, and for whom that person may act.

Each is read anew for every page, by one question instead of three. Whose session it was the last time says which rows
to look for; whose it is, the session itself says, and where that is somebody else, or nobody, Django's own way is gone.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, load_backend
from django.contrib.auth.middleware import get_user
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.signals import user_logged_in
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from matchmaker.accounts.models import Membership, User
from matchmaker.lib import session_store
from matchmaker.lib.prepared import Prepared

MOST = 10_000
_last: dict[str | None, int] = {}  # whose each session was


def _whose(key: str, user: int) -> QuerySet[Membership]:
    session = Session.objects.filter(session_key=key)
    rows = Membership.objects.filter(user=user).select_related("user", "organisation").order_by("pk")
    return rows.annotate(session_data=session.values("session_data"), session_ends=session.values("expire_date"))


WHOSE: Prepared[Any] = Prepared(_whose, str, int)
MEMBERSHIPS: Prepared[Membership] = Prepared(
    lambda user: Membership.objects.filter(user=user).select_related("organisation").order_by("pk"), int
)


class SessionStore(session_store.SessionStore):
    memberships: list[Any] = []  # of the person whose session it was the last time; each knows that person

    def _get_session_from_db(self) -> Any:
        if (user := _last.get(self.session_key)) is not None:
            rows = WHOSE.rows(self.session_key, user)
            if rows and rows[0].session_ends and rows[0].session_ends > timezone.now():
                self.memberships = rows
                return rows[0]
            _last.pop(self.session_key, None)  # another thread may have found the same
        return super()._get_session_from_db()


def user_of(request: HttpRequest) -> User | AnonymousUser:
    """Whom Django's ``get_user`` finds. What does not fit in every point is left to it: it asks, and ends sessions."""
    session = request.session
    backend = session.get(BACKEND_SESSION_KEY)
    found = session.memberships[0].user if session.memberships else None
    if (
        found is not None
        and session.get(SESSION_KEY) == str(found.pk)
        and backend in settings.AUTHENTICATION_BACKENDS
        and load_backend(backend).user_can_authenticate(found)
        and constant_time_compare(session.get(HASH_SESSION_KEY, ""), found.get_session_auth_hash())
    ):
        return found
    return get_user(request)


def memberships_of(request: HttpRequest) -> list[Membership]:
    """Where the person of the request belongs."""
    known = request.session.memberships
    if known and known[0].user is request.user:
        return known
    rows = MEMBERSHIPS.rows(request.user.pk)
    if rows:
        remember(request=request, user=request.user)
    return rows


@receiver(user_logged_in)
def remember(*, request: HttpRequest, user: User, **_signal: Any) -> None:
    """Whose session this is."""
    if len(_last) >= MOST:
        _last.clear()
    if request.session.session_key:
        _last[request.session.session_key] = user.pk
