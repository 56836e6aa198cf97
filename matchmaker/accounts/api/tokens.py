"""Writes of tokens. The whole token is known once, to whoever made it; here only its digest stays."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Iterable
from datetime import timedelta
from hashlib import sha256

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from matchmaker.accounts.access import Actor
from matchmaker.accounts.audit import audit_write
from matchmaker.accounts.choices import OWNERS, WRITERS, AuditAction, Role, roles_in
from matchmaker.accounts.models import ApiToken, Membership, Organisation, User
from matchmaker.accounts.services import TeamRefused

PREFIX = "mm"
OVERLAP = timedelta(hours=24)
MOST_TOKENS = 20
SEEN_EVERY = timedelta(minutes=1)
TOO_MANY = _("쓸 수 있는 토큰은 20개까지입니다. 쓰지 않는 토큰을 먼저 없애 주세요.")
OVER = _("이미 끝난 토큰입니다. 새로 만들어 주세요.")


def digest_of(secret: str) -> str:
    """A secret of 256 random bits needs no slow hash: nobody can try them out."""
    return sha256(secret.encode()).hexdigest()


def tokens_of(organisation: Organisation) -> QuerySet[ApiToken]:
    """Those that can still be used, the newest first."""
    now = timezone.now()
    rows = ApiToken.objects.filter(organisation=organisation, revoked_at=None, expires_at__gt=now)
    return rows.select_related("user").order_by("-created_at", "-pk")


@transaction.atomic
def token_create(*, actor: Actor, name: str, role: str, scopes: Iterable[str], days: int) -> tuple[ApiToken, str]:
    """The row, and the token itself, which is never shown again. Raises TeamRefused when there are too many."""
    Organisation.objects.select_for_update().get(pk=actor.organisation.pk)
    if tokens_of(actor.organisation).count() >= MOST_TOKENS:
        raise TeamRefused(str(TOO_MANY))
    secret = secrets.token_urlsafe(32)
    row = ApiToken.objects.create(
        organisation=actor.organisation, user=actor.user, role=role, name=name, scopes=sorted(scopes),
        digest=digest_of(secret), expires_at=timezone.now() + timedelta(days=days),
    )  # fmt: skip
    _note(AuditAction.TOKEN_ISSUED, row, by=actor.user, role=role, scopes=row.scopes, days=days)
    return row, f"{PREFIX}_{row.key}_{secret}"


def _note(action: str, row: ApiToken, *, by: User | None, **detail: object) -> None:
    audit_write(actor=by, action=action, target=row, organisation=row.organisation, detail=detail)


@transaction.atomic
def token_rotate(*, token: ApiToken, by: User | None = None) -> str:
    """A new secret for the same token; the former one opens for OVERLAP more, so that nothing has to stop."""
    row = ApiToken.objects.select_for_update().get(pk=token.pk)
    if row.revoked_at is not None or row.expires_at <= timezone.now():
        raise TeamRefused(str(OVER))
    secret = secrets.token_urlsafe(32)
    row.former_digest, row.former_until = row.digest, timezone.now() + OVERLAP
    row.digest = digest_of(secret)
    row.save(update_fields=["digest", "former_digest", "former_until"])
    _note(AuditAction.TOKEN_ISSUED, row, by=by, rotated=True)
    return f"{PREFIX}_{row.key}_{secret}"


@transaction.atomic
def token_revoke(*, token: ApiToken, by: User | None = None) -> None:
    """From now on it opens nothing. Twice is once."""
    if ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=timezone.now()):
        _note(AuditAction.TOKEN_REVOKED, token, by=by)


def token_open(text: str) -> tuple[ApiToken, Actor] | None:
    """Who a token stands for now: None if it is unknown, over, or its person has left the organisation.

    A person who may do less than the token says takes it down with them: the lower role counts.
    """
    prefix, _sep, rest = text.partition("_")
    key, _sep, secret = rest.partition("_")
    row = ApiToken.objects.select_related("organisation", "user").filter(key=key).first() if prefix == PREFIX else None
    if row is None or not _fits(row, secret):
        return None
    held = Membership.objects.filter(organisation=row.organisation_id, user=row.user_id, user__is_active=True).first()
    if held is None:
        return None
    _seen(row)
    return row, Actor(user=row.user, organisation=row.organisation, role=lower(row.role, held.role))


def lower(one: str, other: str) -> str:
    """Of two roles the one that may do less."""
    if Role.ANALYST in (one, other):
        return Role.ANALYST
    for role in (one, other):
        if role not in WRITERS:
            return role
    return one if one not in OWNERS else other


def roles_below(role: str, kind: str) -> list[tuple[str, str]]:
    """Roles that somebody with ``role`` may hand to a program; owning a team is for people."""
    roles = [(one, label) for one, label in roles_in(kind) if one not in OWNERS]
    return [(one, label) for one, label in roles if role in WRITERS or one not in WRITERS]


def _fits(row: ApiToken, secret: str) -> bool:
    now, told = timezone.now(), digest_of(secret)
    if row.revoked_at is not None or row.expires_at <= now:
        return False
    former = row.former_until is not None and row.former_until > now and hmac.compare_digest(row.former_digest, told)
    return hmac.compare_digest(row.digest, told) or former


def _seen(row: ApiToken) -> None:
    now = timezone.now()
    if row.last_used_at is None or row.last_used_at < now - SEEN_EVERY:
        old = Q(last_used_at=None) | Q(last_used_at__lt=now - SEEN_EVERY)
        ApiToken.objects.filter(old, pk=row.pk).update(last_used_at=now)
