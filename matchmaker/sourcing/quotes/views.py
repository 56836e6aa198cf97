"""Reading a joint quote: its page, its PDF and what changed. Who may see it at all is decided by the selectors."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from matchmaker.accounts.access import Actor, anybody_known, own_or_404
from matchmaker.accounts.audit import audited
from matchmaker.accounts.choices import AuditAction, OrganisationKind
from matchmaker.sourcing.models import Quote
from matchmaker.sourcing.pdf import pdf_response
from matchmaker.sourcing.quotes import differing, selectors
from matchmaker.sourcing.quotes.actions import actions_for
from matchmaker.sourcing.quotes.forms import WithdrawForm
from matchmaker.sourcing.quotes.presenting import sheet_of, slot_names


def quote_or_404(actor: Actor, pk: int) -> Quote:
    """The quote as a row that this reader may see: the firm and staff once it was opened, its members always."""
    rows = {
        OrganisationKind.DEMAND: selectors.quotes_readable_by,
        OrganisationKind.SUPPLIER: selectors.quotes_of_member,
        OrganisationKind.PROGRAMME: selectors.quotes_for_office,
    }
    return own_or_404(rows[OrganisationKind(actor.organisation.kind)](actor.organisation), pk)


@anybody_known
@require_GET
@audited("sourcing.quote")
def quote(request: HttpRequest, pk: int) -> HttpResponse:
    return quote_page(request, quote_or_404(request.actor, pk))


def quote_page(
    request: HttpRequest, row: Quote, form: WithdrawForm | None = None, *, status: int = 200
) -> HttpResponse:
    context = {
        "quote": row,
        "sheet": sheet_of(row, request.actor.organisation),
        "may": actions_for(row, request.actor),
        "compared": _older(row, request.actor) is not None,
        "form": form or WithdrawForm(),
    }
    return render(request, "sourcing/quotes/quote.html", context, status=status)


@anybody_known
@require_GET
@audited("sourcing.quote", action=AuditAction.EXPORT)
def quote_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    row = quote_or_404(request.actor, pk)
    context = {"quote": row, "sheet": sheet_of(row, request.actor.organisation)}
    name = _("공동견적서-%(pk)s-%(n)s차.pdf") % {"pk": row.rfq_id, "n": row.revision}
    return pdf_response(request, "sourcing/quotes/quote_pdf.html", context, name)


@anybody_known
@require_GET
@audited("sourcing.quote")
def quote_changes(request: HttpRequest, pk: int) -> HttpResponse:
    row = quote_or_404(request.actor, pk)
    old = _older(row, request.actor)
    if old is None:
        raise Http404
    context = {"quote": row, "old": old, **changes_between(old, row, request.actor)}
    return render(request, "sourcing/quotes/changes.html", context)


def changes_between(old: Quote, row: Quote, actor: Actor) -> dict[str, object]:
    """A member sees all lines of a revision once it is handed in, until then its own."""
    only = None
    if actor.organisation.kind == OrganisationKind.SUPPLIER and row.submitted_at is None:
        only = next(
            part.supplier_id for part in row.parts.all() if part.supplier.organisation_id == actor.organisation.pk
        )
    names = {**slot_names(old), **slot_names(row)}
    lines = differing.line_changes(old, row, names, only=only)
    return {"lines": lines, "terms": differing.term_changes(old, row), "sums": differing.sums(lines), "partial": only}


def _older(row: Quote, actor: Actor) -> Quote | None:
    """The revision before, if this reader may see that one too."""
    if row.previous_id is None:
        return None
    try:
        return quote_or_404(actor, row.previous_id)
    except Http404:
        return None
