"""From where a request comes, as far as that can be known."""

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """The address of the asking machine. Behind TRUSTED_PROXIES proxies, what the outermost of them saw.

    Entries further left in X-Forwarded-For are written by whoever asks and are never believed.
    """
    seen = request.META.get("REMOTE_ADDR", "")
    hops = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    trusted = settings.TRUSTED_PROXIES
    return hops[-trusted] if 0 < trusted <= len(hops) else seen
