"""What production must not start with: weak, missing or well-known secrets, open hosts, doors left ajar.

Production is where HTTPS=1. The checks run with every command there, and ``wsgi.py`` refuses to serve past an error.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register

ENOUGH, VARIED = 50, 16  # signs of a key, and how many different ones among them
KNOWN = {"", "postgres", "password", "secret", "changeme", "admin", "matchmaker", "root", "redis", "test", "1234"}
NEW = "python -c 'import secrets; print(secrets.token_urlsafe(48))'"


@register(Tags.security)
def production_doors(**_: object) -> list[CheckMessage]:
    """Only said in production; a demo on one's own machine may be careless."""
    return [*_keys(), *_passwords(), *_openness()] if settings.HTTPS else []


def _weak(secret: str) -> bool:
    return len(secret) < ENOUGH or len(set(secret)) < VARIED or secret.startswith("django-insecure-")


def _keys() -> Iterator[CheckMessage]:
    if not os.environ.get("SECRET_KEY"):
        hint = f"Set SECRET_KEY in the environment, to what this prints: {NEW}"
        yield Error("SECRET_KEY does not come from the environment.", hint=hint, id="matchmaker.E003")
    named = {"SECRET_KEY": [settings.SECRET_KEY], "SECRET_KEY_FALLBACKS": settings.SECRET_KEY_FALLBACKS}
    for name, secrets in (named | {"FACTOR_KEYS": settings.FACTOR_KEYS}).items():
        if any(_weak(secret) for secret in secrets):
            hint = f"Use at least {ENOUGH} random signs, such as this prints: {NEW}"
            yield Error(f"{name} is too easily guessed.", hint=hint, id="matchmaker.E004")


def _passwords() -> Iterator[CheckMessage]:
    for name in ("DATABASE_URL", "REDIS_URL"):
        url = urlsplit(getattr(settings, name))
        if url.scheme and url.hostname and unquote(url.password or "").lower() in KNOWN:
            hint = f"Give the account a long random password and put it into {name}."
            yield Error(f"{name} has no password, or one that everybody tries.", hint=hint, id="matchmaker.E005")
    if settings.EMAIL_HOST_USER and settings.EMAIL_HOST_PASSWORD.lower() in KNOWN:
        hint = "Set EMAIL_HOST_PASSWORD to what the mail service gave you."
        yield Error("EMAIL_HOST_USER is set with a weak or no password.", hint=hint, id="matchmaker.E006")


def _openness() -> Iterator[CheckMessage]:
    if any(host in ("*", "testserver", "") or host.startswith(".") for host in settings.ALLOWED_HOSTS):
        hint = "Set ALLOWED_HOSTS to the names under which the site is reached, nothing more."
        yield Error("ALLOWED_HOSTS lets in more than the site's own names.", hint=hint, id="matchmaker.E007")
    if not settings.SITE_URL.startswith("https://"):
        hint = "Set SITE_URL to the site's https address: links in letters and passkeys depend on it."
        yield Error("SITE_URL is not https.", hint=hint, id="matchmaker.E008")
    if not settings.FACTOR_FOR_ADMINISTRATORS:
        hint = "Remove FACTOR_FOR_ADMINISTRATORS=0; it is for the demo."
        yield Error("Administrators get in without a second factor.", hint=hint, id="matchmaker.E009")
    if settings.ACCOUNT_EMAIL_VERIFICATION != "mandatory":
        hint = "Remove EMAIL_VERIFICATION: without it sign-up tells strangers who has an account."
        yield Error("Addresses are not verified at log-in.", hint=hint, id="matchmaker.E010")
