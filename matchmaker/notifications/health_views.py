"""Two addresses for machines: is the process alive, and is everything that it needs there."""

from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from matchmaker.accounts.choices import OrganisationKind
from matchmaker.notifications import health


@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"alive": True})


@never_cache
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """200 when all parts are well, else 503. Only administrators read more than ok or not ok."""
    parts = health.parts()
    ready = all(part.ok for part in parts.values())
    told = {"ready": ready, "parts": {name: "ok" if part.ok else "not ok" for name, part in parts.items()}}
    actor = request.actor  # type: ignore[attr-defined]
    if actor is not None and actor.organisation.kind == OrganisationKind.PROGRAMME:
        told["facts"] = {name: part.facts for name, part in parts.items()}
    return JsonResponse(told, status=200 if ready else 503)
