"""Files of a project: up, down and away, for its own people only."""

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from matchmaker.accounts.access import own_or_404
from matchmaker.accounts.audit import audited
from matchmaker.accounts.choices import AuditAction
from matchmaker.sourcing.doing import do
from matchmaker.sourcing.projects import files, selectors
from matchmaker.sourcing.projects.forms import FileForm
from matchmaker.sourcing.projects.people import seat_of
from matchmaker.sourcing.projects.views import both_sides, project_page


@both_sides
@require_POST
def project_file_add(request: HttpRequest, pk: int) -> HttpResponse:
    row = own_or_404(selectors.project_details(request.actor.organisation), pk)
    seat = seat_of(row, request.actor.organisation)
    if not seat.works:
        raise Http404
    form = FileForm(row, request.POST, request.FILES)
    if form.is_valid():
        given = {"uploads": form.cleaned_data["files"], "milestone": form.cleaned_data["milestone"]}
        given |= {"project": row, "by": seat.organisation, "actor": request.user}
        if do(request, files.attachments_add, _("파일을 올렸습니다."), beside=(form, "files"), **given):
            return redirect("sourcing:project", row.pk)
    return project_page(request, row, status=422, file_form=form)


@both_sides
@require_GET
@audited("sourcing.attachment", action=AuditAction.EXPORT)
def file(request: HttpRequest, pk: int) -> FileResponse:
    return files.file_response(own_or_404(selectors.files_of(request.actor.organisation), pk))


@both_sides
@require_POST
def file_delete(request: HttpRequest, pk: int) -> HttpResponse:
    row = own_or_404(selectors.files_of(request.actor.organisation), pk)
    do(request, files.attachment_remove, _("파일을 지웠습니다."), attachment=row, by=request.actor.organisation)
    return redirect("sourcing:project", row.project_id)
