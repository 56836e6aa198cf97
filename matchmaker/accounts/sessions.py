"""A person's log-ins that still hold, and ending them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from allauth.usersessions.models import UserSession
from django.db import transaction
from django.utils.translation import gettext as _

from matchmaker.accounts.audit import audit_write
from matchmaker.accounts.choices import AuditAction
from matchmaker.accounts.models import User

BROWSERS = (("Edg/", "Edge"), ("SamsungBrowser", "Samsung Internet"), ("Whale/", "Whale"), ("OPR/", "Opera"))
BROWSERS += (("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
MACHINES = (("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"))
MACHINES += (("Mac OS X", "Mac"), ("Linux", "Linux"))


@dataclass(frozen=True)
class Login:
    """One log-in that still holds; ``here``: the one that asks."""

    pk: int
    device: str
    ip: str
    began: datetime
    here: bool


def device_of(agent: str) -> str:
    """A browser and a machine that people recognise, from what the browser says of itself."""
    browser = next((name for sign, name in BROWSERS if sign in agent), "")
    machine = next((name for sign, name in MACHINES if sign in agent), "")
    return " · ".join(part for part in (browser, machine) if part) or _("알 수 없는 기기")


def sessions_of(user: User, *, here: str | None) -> list[Login]:
    """The latest first; log-ins that ended are forgotten on the way."""
    rows = sorted(UserSession.objects.purge_and_list(user), key=lambda row: row.created_at, reverse=True)
    return [Login(row.pk, device_of(row.user_agent), row.ip, row.created_at, row.session_key == here) for row in rows]


@transaction.atomic
def sessions_end(*, user: User, here: str | None, pk: int | None = None) -> int:
    """End one log-in or all others; never the one that asks. Returns how many ended."""
    rows = UserSession.objects.filter(user=user).exclude(session_key=here or "")
    ended = list(rows if pk is None else rows.filter(pk=pk))
    for row in ended:
        row.end()
    if ended:
        audit_write(actor=user, action=AuditAction.SESSION_ENDED, target=user, detail={"sessions": len(ended)})
    return len(ended)
