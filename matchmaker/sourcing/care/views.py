"""Tickets: what a firm reports, and what its supplier does about it."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from matchmaker.accounts.access import demand_side, own_or_404, requires, supplier_side
from matchmaker.accounts.audit import audited
from matchmaker.accounts.choices import AuditAction, OrganisationKind
from matchmaker.sourcing.care import presenting, selectors, services
from matchmaker.sourcing.care.forms import ResolveForm, TicketForm
from matchmaker.sourcing.choices import UNSOLVED, TicketStatus
from matchmaker.sourcing.doing import act
from matchmaker.sourcing.errors import SourcingError
from matchmaker.sourcing.models import ServiceTicket
from matchmaker.sourcing.presenting import capability_names, said
from matchmaker.sourcing.projects.errors import FileRefused
from matchmaker.sourcing.projects.files import file_response

PAGE = 20
both_sides = requires(OrganisationKind.DEMAND, OrganisationKind.SUPPLIER)


@both_sides
@require_GET
def tickets(request: HttpRequest) -> HttpResponse:
    home, names, now = request.actor.organisation, capability_names(), timezone.now()
    page = Paginator(selectors.past_tickets(home), PAGE).get_page(request.GET.get("page"))
    firm = home.kind == OrganisationKind.DEMAND
    slots = selectors.slots_of_firm(home) if firm else ()
    context = {
        "open": [presenting.ticket_line(row, home, names, now) for row in selectors.unsolved_tickets(home)],
        "past": [presenting.ticket_line(row, home, names, now) for row in page],
        "page": page,
        "firm": firm,
        "slots": [(slot, said(slot.codes, names)) for slot in slots],
        "asked": [] if firm else list(selectors.handovers_asked(home)),
    }
    return render(request, "sourcing/care/tickets.html", context)


@both_sides
@require_GET
def ticket(request: HttpRequest, pk: int) -> HttpResponse:
    row = own_or_404(selectors.tickets_of(request.actor.organisation), pk)
    return _page(request, row, ResolveForm())


@demand_side
@require_http_methods(["GET", "POST"])
def ticket_open(request: HttpRequest, pk: int) -> HttpResponse:
    """``pk``: the slot that does not work."""
    slot = own_or_404(selectors.slots_of_firm(request.actor.organisation), pk)
    form = TicketForm(request.POST, request.FILES) if request.method == "POST" else TicketForm()
    if request.method == "POST" and form.is_valid():
        try:
            row = services.ticket_open(slot=slot, actor=request.user, **form.cleaned_data)
        except FileRefused as refused:
            form.add_error("photo", refused.message)
        except SourcingError as refused:
            messages.error(request, refused.message)
            return redirect("sourcing:tickets")
        else:
            messages.success(request, _("알렸습니다. 약속한 시간을 저희가 함께 셉니다."))
            return redirect("sourcing:ticket", row.pk)
    hours = services.promise_of(slot, slot.supplier)
    context = {"slot": slot, "part": said(slot.codes, capability_names()), "form": form, "hours": hours}
    return render(request, "sourcing/care/ticket_open.html", context, status=422 if form.errors else 200)


@both_sides
@require_GET
@audited("sourcing.serviceticket", action=AuditAction.EXPORT)
def ticket_file(request: HttpRequest, pk: int) -> FileResponse:
    """The photo of a ticket, for the two sides of that ticket only."""
    row = own_or_404(selectors.tickets_of(request.actor.organisation), pk)
    if row.photo is None:
        raise Http404
    return file_response(row.photo)


@supplier_side
@require_POST
def ticket_assign(request: HttpRequest, pk: int) -> HttpResponse:
    return _step(request, pk, services.ticket_assign, _("맡으셨습니다. 공장에도 알렸습니다."))


@supplier_side
@require_POST
def ticket_on_site(request: HttpRequest, pk: int) -> HttpResponse:
    return _step(request, pk, services.ticket_on_site, _("현장 처리를 시작했습니다. 공장에도 알렸습니다."))


def _step(request: HttpRequest, pk: int, service: Callable[..., ServiceTicket], words: str) -> HttpResponse:
    row = own_or_404(selectors.tickets_of(request.actor.organisation), pk)
    return act(request, ("sourcing:ticket", row.pk), service, words, ticket=row)


@supplier_side
@require_POST
def ticket_resolve(request: HttpRequest, pk: int) -> HttpResponse:
    row = own_or_404(selectors.tickets_of(request.actor.organisation), pk)
    form = ResolveForm(request.POST)
    if not form.is_valid():
        return _page(request, row, form, status=422)
    words = _("고맙습니다. 공장에 알렸습니다.")
    return act(request, ("sourcing:ticket", row.pk), services.ticket_resolve, words, ticket=row, **form.cleaned_data)


def _page(request: HttpRequest, row: ServiceTicket, form: ResolveForm, *, status: int = 200) -> HttpResponse:
    home, now = request.actor.organisation, timezone.now()
    mine = row.supplier.organisation_id == home.pk
    may = mine and request.actor.may_write
    context = {
        "row": row,
        "line": presenting.ticket_line(row, home, capability_names(), now),
        "events": presenting.ticket_story(row),
        "mine": mine,
        "form": form,
        "may_resolve": may and row.status in UNSOLVED,
        "may_assign": may and row.status == TicketStatus.OPEN and row.due_at > now,
        "may_come": may and row.status in (TicketStatus.OPEN, TicketStatus.ASSIGNED) and row.due_at > now,
        "may_report": not mine and request.actor.may_write and row.status not in UNSOLVED,
    }
    return render(request, "sourcing/care/ticket.html", context, status=status)
