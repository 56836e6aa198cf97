"""The as-built dossier: read by the firm, by each member for its own slots, and by a newcomer that agreed."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from matchmaker.accounts.access import own_or_404, supplier_side
from matchmaker.accounts.audit import audited
from matchmaker.accounts.choices import AuditAction
from matchmaker.sourcing.care import dossier, presenting, selectors
from matchmaker.sourcing.care.forms import DossierForm
from matchmaker.sourcing.care.views import both_sides
from matchmaker.sourcing.models import DossierItem, ProjectSlot
from matchmaker.sourcing.presenting import capability_names, said
from matchmaker.sourcing.projects.errors import FileRefused
from matchmaker.sourcing.projects.files import file_response


@both_sides
@require_GET
@audited("sourcing.project")
def project_dossier(request: HttpRequest, pk: int) -> HttpResponse:
    slots = list(selectors.dossier_slots(request.actor.organisation).filter(project__pk=pk))
    if not slots:
        raise Http404
    shelves = presenting.dossier_shelves(slots, request.actor)
    return render(request, "sourcing/care/dossier.html", {"project": slots[0].project, "shelves": shelves})


@supplier_side
@require_http_methods(["GET", "POST"])
def slot_dossier(request: HttpRequest, pk: int) -> HttpResponse:
    """A new item of one's own slot."""
    slot = own_or_404(selectors.own_slots(request.actor.organisation), pk)
    return _write(request, slot, None)


@supplier_side
@require_http_methods(["GET", "POST"])
def dossier_edit(request: HttpRequest, pk: int) -> HttpResponse:
    item, slot = _found(selectors.own_slots(request.actor.organisation), pk)
    return _write(request, slot, item)


@supplier_side
@require_POST
def dossier_remove(request: HttpRequest, pk: int) -> HttpResponse:
    item, slot = _found(selectors.own_slots(request.actor.organisation), pk)
    dossier.dossier_remove(item=item)
    messages.success(request, _("목록에서 뺐습니다."))
    return redirect("sourcing:project_dossier", slot.project_id)


@both_sides
@require_GET
@audited("sourcing.dossieritem", action=AuditAction.EXPORT)
def dossier_file(request: HttpRequest, pk: int) -> FileResponse:
    item, _slot = _found(selectors.dossier_slots(request.actor.organisation), pk)
    if item.file is None:
        raise Http404
    return file_response(item.file)


def _found(slots: QuerySet[ProjectSlot], pk: int) -> tuple[DossierItem, ProjectSlot]:
    found = selectors.dossier_item(slots, pk)
    if found is None:
        raise Http404
    return found


def _write(request: HttpRequest, slot: ProjectSlot, item: DossierItem | None) -> HttpResponse:
    first = {"kind": request.GET.get("kind")}
    if item is not None:
        first = {"kind": item.kind, "title": item.title, "note": item.note, "ready": item.ready}
    posted = request.method == "POST"
    form = DossierForm(request.POST, request.FILES) if posted else DossierForm(initial=first)
    if posted and form.is_valid():
        try:
            dossier.dossier_keep(slot=slot, item=item, actor=request.user, **form.cleaned_data)
        except FileRefused as refused:
            form.add_error("file", refused.message)
        else:
            messages.success(request, _("적어 두었습니다."))
            return redirect("sourcing:project_dossier", slot.project_id)
    context = {"slot": slot, "item": item, "part": said(slot.codes, capability_names()), "form": form}
    return render(request, "sourcing/care/dossier_edit.html", context, status=422 if form.errors else 200)
