"""Who you are: people, their organisations, and the roles that join them."""

from __future__ import annotations

import secrets
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from matchmaker.accounts.audit_models import AuditEntry
from matchmaker.accounts.choices import OrganisationKind, Role
from matchmaker.accounts.passwords import password_normal
from matchmaker.accounts.token_models import ApiToken, OnceAnswer
from matchmaker.lib.labels import Labelled
from matchmaker.lib.prepared import Prepared

__all__ = ["ApiToken", "AuditEntry", "Invitation", "Membership", "OnceAnswer", "Organisation", "User"]


BY_KEY: Prepared[Any] = Prepared(lambda key: User.objects.filter(pk=key), int)


class UserManager(BaseUserManager["User"]):
    def get(self, *args: Any, **named: Any) -> User:
        """Whose session this is, every page asks by the key alone: that question is a prepared one."""
        if args or named.keys() != {"pk"} or type(named["pk"]) is not int:
            return super().get(*args, **named)
        if found := BY_KEY.first(named["pk"]):
            return found
        raise self.model.DoesNotExist

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    email = models.EmailField(_("이메일"), unique=True)
    name = models.CharField(_("이름"), max_length=60, blank=True)
    language = models.CharField(_("언어"), max_length=2, default="ko", choices=[("ko", "한국어"), ("en", "English")])
    is_staff = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(default=timezone.now)

    objects = UserManager()
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: list[str] = []

    def __str__(self) -> str:
        return self.name or self.email

    def set_password(self, raw_password: str | None) -> None:
        super().set_password(raw_password and password_normal(raw_password))

    def check_password(self, raw_password: str) -> bool:
        return super().check_password(password_normal(raw_password))


class Organisation(Labelled, models.Model):
    kind = models.CharField(max_length=12, choices=OrganisationKind.choices)
    name = models.CharField(_("기업·기관 이름"), max_length=120)
    business_number = models.CharField(_("사업자등록번호"), max_length=10, blank=True)
    simulated = models.BooleanField(default=False)
    # Of a programme office: codes of its regions, ";" between them. Empty: the whole country.
    scope = models.CharField(max_length=80, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    members = models.ManyToManyField(User, through="Membership", related_name="organisations")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "business_number"],
                condition=~models.Q(business_number=""),
                name="one_organisation_a_number_and_kind",
            )
        ]
        indexes = [  # lists of one kind; the office's list of all firms
            models.Index(fields=["kind", "name"], name="organisation_lists"),
            models.Index(fields=["name", "id"], name="organisation_names"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def regions(self) -> frozenset[str]:
        """Codes of the regions that the office is for; none for one of the whole country."""
        return frozenset(filter(None, self.scope.split(";")))

    @property
    def nationwide(self) -> bool:
        return not self.regions

    def covers(self, region: str | None) -> bool:
        """Whether a firm in ``region`` is this office's to look after; one without a region is the country's."""
        return self.nationwide or region in self.regions


class Membership(models.Model):
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=10, choices=Role.choices, default=Role.MEMBER)
    joined_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "organisation"], name="one_membership_a_person")]

    def __str__(self) -> str:
        return f"{self.user} @ {self.organisation}"


def invitation_token() -> str:
    return secrets.token_urlsafe(32)


class Invitation(models.Model):
    """An address asked to join an organisation. The token is the secret in the link; it works once and expires."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField()
    role = models.CharField(max_length=10, choices=Role.choices, default=Role.MEMBER)
    token = models.CharField(max_length=64, unique=True, default=invitation_token)
    invited_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "email"],
                condition=models.Q(accepted_at__isnull=True),
                name="one_open_invitation_an_address",
            )
        ]

    def __str__(self) -> str:
        return f"{self.email} -> {self.organisation}"
