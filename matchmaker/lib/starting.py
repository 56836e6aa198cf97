"""A web server runs no system checks of its own; in production ours does before the first request."""

from django.conf import settings
from django.core.checks import ERROR, Tags, run_checks
from django.core.management.base import SystemCheckError


def refuse_unsafe() -> None:
    """Raise SystemCheckError, with what to do about it, rather than serve with an open door."""
    found = run_checks(tags=[Tags.security], include_deployment_checks=True) if settings.HTTPS else []
    if grave := [one for one in found if one.level >= ERROR]:
        raise SystemCheckError("\n".join(str(one) for one in grave))
