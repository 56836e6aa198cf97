"""What an import's page shows and what its buttons do."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from matchmaker.exchange import judging, services
from matchmaker.exchange.choices import ImportMode, ImportStatus, RowState, Undo
from matchmaker.exchange.forms import ApplyForm
from matchmaker.exchange.kinds import kind_class, kind_for
from matchmaker.exchange.models import Import, ImportLine
from matchmaker.exchange.selectors import job_last, kept_by_undo
from matchmaker.jobs.models import Job
from matchmaker.jobs.tasks import run, wake
from matchmaker.lib.table_refusals import TableUnreadable
from matchmaker.lib.tables_out import table_file
from matchmaker.lib.transitions import MoveRefused

PER_PAGE = 50
REFUSALS: dict[str, type[TableUnreadable]] = {
    refusal.__name__: refusal for refusal in (TableUnreadable, *TableUnreadable.__subclasses__())
} | {judging.ColumnsMissing.__name__: judging.ColumnsMissing}


def work_on(job: Job, *, now: bool) -> None:
    """Do a short job while the person waits; leave a long one to a worker."""
    if now:
        run(job.pk)
    else:
        wake(job.pk)


def file_page(request: HttpRequest, batch: Import) -> dict[str, Any]:
    """One page of rows; messages are made now, in the reader's language, for the rows of this page only."""
    only_bad = "only" in request.GET
    rows = batch.lines.order_by("number")
    page = Paginator(rows.filter(state=RowState.BAD) if only_bad else rows, PER_PAGE).get_page(request.GET.get("page"))
    shown = list(page.object_list) if not batch.at_work else []
    kept = list(kept_by_undo(batch)[:PER_PAGE]) if batch.status == ImportStatus.UNDONE else []
    job = job_last(batch) if batch.at_work else None
    return {
        "batch": batch,
        "kind": kind_class(batch.kind),
        "job": job if job and job.unfinished else None,
        "stopped": job if job and not job.unfinished else None,
        "page": page,
        "only_bad": only_bad,
        "verdicts": list(judging.verdicts(kind_for(batch.kind, batch.organisation), shown)) if shown else [],
        "refusal": refusal_of(batch),
        "modes": ImportMode,
        "taken_back": batch.changes.filter(outcome=Undo.BACK).count() if batch.status == ImportStatus.UNDONE else 0,
        "kept": kept,
    }


def refusal_of(batch: Import) -> str:
    """Why the table was not read, or was not used, in the reader's language."""
    if batch.error == services.RowsBad.__name__:
        words = _("그 사이에 %(bad)s개 줄이 맞지 않게 되어 아무것도 반영하지 않았습니다.")
        return words % batch.params
    return str(REFUSALS[batch.error](**batch.params)) if batch.error in REFUSALS else ""


def buttons(request: HttpRequest, batch: Import) -> str:
    """Do what the pressed button says; returns the name or address of the page to go on with."""
    here = request.path
    try:
        if "drop" in request.POST:
            if (job := services.import_drop(batch=batch, actor=request.user)) is not None:
                work_on(job, now=False)
                messages.info(request, _("쓰다 만 것을 되돌리고 있습니다."))
            else:
                messages.info(request, _("올린 파일을 버렸습니다. 바뀐 것은 없습니다."))
        elif "undo" in request.POST:
            job = services.import_undo_want(batch=batch, actor=request.user)
            work_on(job, now=batch.made + batch.changed <= services.CHUNK)
        elif "resume" in request.POST:
            work_on(services.import_resume(batch=batch, actor=request.user), now=False)
        else:
            return _apply(request, batch)
    except (services.UndoTooLate, services.AnotherWriting) as refused:
        messages.error(request, refused.message)
    except MoveRefused:
        messages.info(request, _("이미 처리한 파일입니다. 두 번 반영되지 않았습니다."))
    return here


def _apply(request: HttpRequest, batch: Import) -> str:
    form = ApplyForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("어떻게 반영할지 골라 주세요."))
        return request.path
    try:
        job = services.import_want(batch=batch, mode=form.cleaned_data["mode"], actor=request.user)
    except (services.RowsBad, services.NothingToWrite, services.AnotherWriting) as refused:
        messages.error(request, refused.message)
    else:
        work_on(job, now=batch.good <= services.CHUNK)
    return request.path


def bad_rows_file(batch: Import) -> HttpResponseBase:
    """The bad rows as a table with what is wrong in the last column, to be mended and uploaded again."""
    kind = kind_for(batch.kind, batch.organisation)
    header = [*(column.title(get_language() or "ko") for column in kind.columns), _("고칠 점")]
    return table_file(f"import-{batch.pk}-rows-to-mend", header, _bad_rows(kind, batch))


def _bad_rows(kind: Any, batch: Import) -> Any:
    bad = ImportLine.objects.filter(batch=batch, state=RowState.BAD).order_by("number")
    for row in bad.iterator(chunk_size=PER_PAGE):
        (verdict,) = judging.verdicts(kind, [row])
        wrong = " / ".join(f"{label}: {text}" if label else text for label, text in verdict.errors)
        yield [*(row.raw.get(column.name, "") for column in kind.columns), wrong]
