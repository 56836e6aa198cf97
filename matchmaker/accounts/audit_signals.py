"""Lines of the audit log about the doors themselves: who came in, who was turned away, whose keys changed."""

from __future__ import annotations

from typing import Any

from allauth.account.signals import email_changed, password_changed, password_reset, password_set
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver

from matchmaker.accounts.audit import audit_write
from matchmaker.accounts.choices import AuditAction
from matchmaker.accounts.models import User

KIND = "accounts.user"


def _own(action: str, user: User | None, **detail: Any) -> None:
    if user is not None:
        audit_write(actor=user, action=action, target_kind=KIND, target_id=user.pk, detail=detail)


@receiver(user_logged_in)
def logged_in(user: User, **_: Any) -> None:
    _own(AuditAction.LOGGED_IN, user)


@receiver(user_logged_out)
def logged_out(user: User | None, **_: Any) -> None:
    _own(AuditAction.LOGGED_OUT, user)


@receiver(user_login_failed)
def login_failed(credentials: dict[str, Any], **_: Any) -> None:
    """Against which account, if there is one; an address that nobody here has is not kept."""
    email = str(credentials.get("email") or credentials.get("username") or "")
    known = User.objects.filter(email__iexact=email).values_list("pk", flat=True).first()
    audit_write(actor=None, action=AuditAction.LOGIN_FAILED, target_kind=KIND, target_id=known or "")


@receiver([password_changed, password_set])
def password_was_changed(user: User, **_: Any) -> None:
    _own(AuditAction.PASSWORD_CHANGED, user)


@receiver(password_reset)
def password_was_reset(user: User, **_: Any) -> None:
    _own(AuditAction.PASSWORD_CHANGED, user, by="mail")


@receiver(email_changed)
def email_was_changed(user: User, **_: Any) -> None:
    _own(AuditAction.EMAIL_CHANGED, user)


@receiver([authenticator_added, authenticator_reset])
def factor_added(user: User, authenticator: Authenticator, **_: Any) -> None:
    _own(AuditAction.FACTOR_ADDED, user, type=authenticator.type)


@receiver(authenticator_removed)
def factor_removed(user: User, authenticator: Authenticator, **_: Any) -> None:
    _own(AuditAction.FACTOR_REMOVED, user, type=authenticator.type)
