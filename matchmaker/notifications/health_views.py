"""Addresses for machines: is the process alive, is everything that it needs there, and how much of everything."""

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST

from matchmaker.accounts.choices import OrganisationKind
from matchmaker.lib.metrics import exposition, may_scrape
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


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Figures for Prometheus; to whoever may not read them there is nothing here."""
    if not may_scrape(request):
        raise Http404
    return HttpResponse(exposition(), content_type=CONTENT_TYPE_LATEST)
