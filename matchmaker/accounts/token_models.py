"""Keys for programs: a token acts for one person in one organisation and role; kept answers make twice once."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.db import models
from django.utils import timezone

from matchmaker.accounts.choices import Role


def token_key() -> str:
    return secrets.token_hex(6)


class ApiToken(models.Model):
    """``key`` finds the row; of the secret only a digest is kept. After a rotation the former secret still opens
    until ``former_until``. ``scopes``: such as "offers:write", which includes "offers:read".
    """

    organisation = models.ForeignKey("accounts.Organisation", on_delete=models.CASCADE, related_name="tokens")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="tokens")
    role = models.CharField(max_length=10, choices=Role.choices)
    name = models.CharField(max_length=60)
    scopes = models.JSONField(default=list)
    key = models.CharField(max_length=12, unique=True, default=token_key)
    digest = models.CharField(max_length=64)
    former_digest = models.CharField(max_length=64, blank=True)
    former_until = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["organisation", "-created_at"], name="tokens_of_organisation")]

    def __str__(self) -> str:
        return f"{self.name} ({self.key})"

    def allows(self, scope: str) -> bool:
        """Whether the scope is among those given; "" is open to every token."""
        return not scope or scope in self.scopes or scope.replace(":read", ":write") in self.scopes


class OnceAnswer(models.Model):
    """What was answered to a creating request with this key, written in the transaction that created."""

    token = models.ForeignKey(ApiToken, on_delete=models.CASCADE, related_name="answers")
    key = models.CharField(max_length=80)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    body = models.TextField(blank=True)
    etag = models.CharField(max_length=40, blank=True)
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["token", "key"], name="one_answer_a_key")]

    def __str__(self) -> str:
        return f"{self.token_id} {self.key}"
