"""Pages of a project, for the firm and for those who do the work."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from matchmaker.accounts.access import own_or_404, requires
from matchmaker.accounts.audit import audited
from matchmaker.accounts.choices import AuditAction, OrganisationKind
from matchmaker.sourcing.choices import IN_CARE, ChangeStatus
from matchmaker.sourcing.models import Project
from matchmaker.sourcing.pdf import pdf_response
from matchmaker.sourcing.presenting import capability_names
from matchmaker.sourcing.projects import presenting, selectors, wording
from matchmaker.sourcing.projects.forms import ChangeForm, FileForm
from matchmaker.sourcing.projects.people import seat_of
from matchmaker.sourcing.projects.presenting import Typed

PAGE = 20
both_sides = requires(OrganisationKind.DEMAND, OrganisationKind.SUPPLIER)


@both_sides
@require_GET
def projects(request: HttpRequest) -> HttpResponse:
    home = request.actor.organisation
    page = Paginator(selectors.project_lines(home), PAGE).get_page(request.GET.get("page"))
    firm = home.kind == OrganisationKind.DEMAND
    context = {"page": page, "firm": firm, "lines": presenting.lines(page, firm=firm)}
    return render(request, "sourcing/projects/projects.html", context)


@both_sides
@require_GET
def project(request: HttpRequest, pk: int) -> HttpResponse:
    return project_page(request, own_or_404(selectors.project_details(request.actor.organisation), pk))


@both_sides
@require_GET
@audited("sourcing.project", action=AuditAction.EXPORT)
def project_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The same facts as the page, on paper; what was proposed and never agreed on is left out."""
    row = own_or_404(selectors.project_details(request.actor.organisation), pk)
    seat, names = seat_of(row, request.actor.organisation), capability_names()
    changes = presenting.changes(row, seat, names, writes=False)
    context = {
        "project": row,
        "state": wording.project_state(row.status, firm=seat.firm),
        "stops": presenting.stops(row, seat, writes=False),
        "covers": presenting.covers(row, names),
        "agreed": [one for one in changes if one.row.status == ChangeStatus.ACCEPTED],
    }
    return pdf_response(
        request, "sourcing/projects/project_pdf.html", context, _("프로젝트-%(pk)s.pdf") % {"pk": row.pk}
    )


def project_page(
    request: HttpRequest, row: Project, *, status: int = 200, typed: Typed | None = None, **forms: Any
) -> HttpResponse:
    """The one page of a project; ``forms`` and ``typed`` are those with errors, shown again with what was typed."""
    seat = seat_of(row, request.actor.organisation)
    writes = request.actor.may_write and seat.works
    names = capability_names()
    context = {
        "project": row,
        "seat": seat,
        "state": wording.project_state(row.status, firm=seat.firm),
        "stops": presenting.stops(row, seat, writes=writes, typed=typed),
        "today_x": presenting.today_x(row),
        "covers": presenting.covers(row, names),
        "files": presenting.kept(row, seat),
        "file_form": FileForm(row) if writes else None,
        "changes": presenting.changes(row, seat, names, writes=writes),
        "change_form": ChangeForm(row, names) if writes and seat.signs and row.status in IN_CARE else None,
        **forms,
    }
    return render(request, "sourcing/projects/project.html", context, status=status)
