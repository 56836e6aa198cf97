"""Tables in: upload, look, use it once, take it back within a day; and the table to start from."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_safe

from matchmaker.accounts.access import anybody_known, own_or_404
from matchmaker.accounts.audit import audit_write
from matchmaker.accounts.choices import AuditAction, OrganisationKind
from matchmaker.exchange import pages
from matchmaker.exchange.forms import UploadForm
from matchmaker.exchange.kind import Kind
from matchmaker.exchange.kinds import kind_class
from matchmaker.exchange.models import Import
from matchmaker.exchange.selectors import imports_of
from matchmaker.exchange.services import import_start
from matchmaker.exchange.sheets import sheet_class
from matchmaker.lib.table_refusals import TableUnreadable
from matchmaker.lib.tables_out import TYPES, table_file


def _kind_or_404(request: HttpRequest, name: str) -> type[Kind]:
    """The kind, if it is one for organisations like the reader's; what an office brings in is for the whole country."""
    kind, organisation = kind_class(name), request.actor.organisation  # type: ignore[attr-defined]
    if kind is None or kind.open_to != organisation.kind or not organisation.nationwide:
        raise Http404
    return kind


@anybody_known
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest, kind: str) -> HttpResponse:
    rules = _kind_or_404(request, kind)
    organisation = request.actor.organisation  # type: ignore[attr-defined]
    posted = (request.POST, request.FILES) if request.method == "POST" else ()
    form = UploadForm(*posted, most_rows=rules.most_rows)
    if form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            batch, job, short = import_start(
                organisation=organisation, kind=kind, filename=upload.name, file=upload.file, by=request.user
            )
        except TableUnreadable as refused:
            form.add_error("file", str(refused))
        else:
            pages.work_on(job, now=short)
            return redirect("exchange:file", batch.pk)
    context = {"form": form, "kind": rules, "earlier": imports_of(organisation, kind)[:10]}
    return render(request, "exchange/import.html", context)


@anybody_known
@require_http_methods(["GET", "HEAD", "POST"])
def file(request: HttpRequest, pk: int) -> HttpResponseBase:
    organisation = request.actor.organisation  # type: ignore[attr-defined]
    batch = own_or_404(Import.objects.select_related("organisation"), pk, organisation=organisation)
    if request.method == "POST":
        return redirect(pages.buttons(request, batch))
    if "bad" in request.GET:
        return pages.bad_rows_file(batch)
    return render(request, "exchange/file.html", pages.file_page(request, batch))


@anybody_known
@require_safe
def export(request: HttpRequest, name: str, form: str) -> HttpResponseBase:
    """One of the reader's own tables, or an administrators' list; every one leaves a line in the audit log."""
    sheet, actor = sheet_class(name), request.actor  # type: ignore[attr-defined]
    if sheet is None or form not in TYPES or sheet.open_to != actor.organisation.kind:
        raise Http404
    if sheet.names_others and not (actor.may_write and actor.sees_firms):
        raise Http404
    if sheet.open_to != OrganisationKind.PROGRAMME:  # an office's downloads are noted by the access decorator
        audit_write(actor=actor, action=AuditAction.EXPORT, target_kind="exchange.sheet", target_id=name)
    table = sheet(actor, request.GET.dict())
    return table_file(f"matchmaker-{name}-{timezone.localdate()}", table.header(), table.rows(), form=form)


@anybody_known
@require_safe
def template(request: HttpRequest, kind: str, form: str) -> HttpResponseBase:
    rules = _kind_or_404(request, kind)
    if form not in TYPES:
        raise Http404
    header = [column.title(get_language() or "ko") for column in rules.columns]
    examples = rules(request.actor.organisation).examples()  # type: ignore[attr-defined]
    return table_file(f"matchmaker-{kind}", header, examples, form=form)
