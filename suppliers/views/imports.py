"""Importing offers from a table: upload, look, then use it once; and the table to start from."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language

from matchmaker.accounts.access import own_or_404, supplier_side
from matchmaker.lib.tables_out import write_csv
from matchmaker.lib.tabular import TableUnreadable
from suppliers.choices import ImportKind
from suppliers.forms import UploadForm
from suppliers.import_offers import COLUMNS, kind_examples
from suppliers.import_pages import bad_rows_file, batch_page, batch_use, table_file
from suppliers.import_services import import_start
from suppliers.importing import column_title
from suppliers.models import ImportBatch
from suppliers.selectors import imports_of
from suppliers.vocabulary import vocabulary_load


@supplier_side
def import_offers(request: HttpRequest) -> HttpResponse:
    organisation = request.actor.organisation  # type: ignore[attr-defined]
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            batch = import_start(
                organisation=organisation, kind=ImportKind.OFFERS, filename=upload.name, data=upload.read()
            )
        except TableUnreadable as refused:
            form.add_error("file", str(refused))
        else:
            return redirect("suppliers:import_preview", batch.pk)
    earlier = imports_of(organisation.pk, ImportKind.OFFERS)[:10]
    return render(request, "suppliers/import.html", {"form": form, "earlier": earlier, "columns": COLUMNS})


@supplier_side
def import_preview(request: HttpRequest, pk: int) -> HttpResponse:
    organisation = request.actor.organisation  # type: ignore[attr-defined]
    batch = own_or_404(ImportBatch.objects.filter(kind=ImportKind.OFFERS), pk, organisation=organisation)
    if request.method == "POST":
        used = batch_use(request, batch)
        return redirect("suppliers:offers" if used else request.path)
    if "bad" in request.GET:
        return bad_rows_file(batch)
    return render(request, "suppliers/import_preview.html", batch_page(request, batch) | {"back": "suppliers:offers"})


@supplier_side
def import_template(request: HttpRequest) -> HttpResponse:
    language = get_language() or "ko"
    header = [column_title(column, language) for column in COLUMNS]
    return table_file("matchmaker-offers.csv", write_csv(header, kind_examples(vocabulary_load())))
