from typing import Any

from django.http import HttpRequest


def actor(request: HttpRequest) -> dict[str, Any]:
    """``actor`` in every template; None for visitors and for people without an organisation."""
    return {"actor": getattr(request, "actor", None)}
