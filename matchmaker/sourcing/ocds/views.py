"""Open contracting as files: for the public as the office publishes it, whole for the office, own for a firm."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from matchmaker.accounts.access import administrators, anybody_known, scoped
from matchmaker.accounts.audit import audit_write
from matchmaker.accounts.choices import AuditAction, OrganisationKind
from matchmaker.sourcing.ocds import audience
from matchmaker.sourcing.ocds.process import needs_asked, processes
from matchmaker.sourcing.ocds.publishing import RECORDS, RELEASES, package_pieces

PUBLIC, ALL, OWN = "public", "all", "own"


@administrators
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    return render(request, "sourcing/ocds.html", {"count": needs_asked().count()})


@anybody_known
@require_safe
def package(request: HttpRequest, scope: str, form: str) -> HttpResponseBase:
    """A package of releases or records; who only reads for the office gets what the public may read."""
    actor = request.actor  # type: ignore[attr-defined]
    office = actor.organisation.kind == OrganisationKind.PROGRAMME
    if form not in (RELEASES, RECORDS) or scope not in (PUBLIC, ALL, OWN) or (scope == OWN) == office:
        raise Http404
    if scope == ALL and not (actor.may_write and actor.sees_firms):
        raise Http404
    reader = {PUBLIC: audience.public, ALL: audience.office}.get(scope)
    told = reader() if reader else audience.themselves(actor.organisation)
    if not office:  # an office's downloads are noted by the access decorator
        audit_write(actor=actor, action=AuditAction.EXPORT, target_kind="sourcing.ocds", target_id=scope)
    needs = needs_asked(actor.organisation if scope == OWN else None)
    if scope == ALL:  # an office of one region names the firms of its region only
        needs = scoped(needs, actor.organisation, "firm__region")
    uri = request.build_absolute_uri(request.path)
    answer = StreamingHttpResponse(
        package_pieces(form, processes(needs), told, uri=uri), content_type="application/json; charset=utf-8"
    )
    answer["Content-Disposition"] = f'attachment; filename="ocds-{scope}-{form}-{timezone.localdate()}.json"'
    answer["Cache-Control"] = "private, no-store"
    return answer
