"""System checks that explain the fix. Errors stop the start; warnings are for whoever runs the site."""

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register


@register(Tags.security, deploy=True)
def services_in_production(**_: object) -> list[CheckMessage]:
    """More than one web process needs a real broker and a real database."""
    if not settings.REDIS_URL or not settings.DATABASE_URL:
        hint = "Set both DATABASE_URL and REDIS_URL; the embedded default serves one process only."
        return [Error("The embedded database or queue is in use.", hint=hint, id="matchmaker.E001")]
    return []


@register(Tags.security, deploy=True)
def webhooks_stay_outside(**_: object) -> list[CheckMessage]:
    """Whoever may name an address could reach this machine's own services."""
    if settings.WEBHOOK_ALLOW_LOOPBACK:
        hint = "Unset WEBHOOK_ALLOW_LOOPBACK; it is for tests."
        return [Error("Webhooks may reach this machine itself.", hint=hint, id="matchmaker.E003")]
    return []


@register(Tags.compatibility)
def both_or_none(**_: object) -> list[CheckMessage]:
    """A queue inside one process cannot be shared by workers that a database server suggests."""
    if settings.REDIS_URL and not settings.DATABASE_URL:
        hint = "Set DATABASE_URL as well: Celery workers in other processes need a database server."
        return [Error("REDIS_URL is set without DATABASE_URL.", hint=hint, id="matchmaker.E002")]
    return []
