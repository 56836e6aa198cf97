"""What every import page shares: rows of a preview, what its buttons do, files to take away."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from matchmaker.lib.tables_out import write_csv
from matchmaker.lib.transitions import MoveRefused
from suppliers.choices import ImportMode, ImportStatus
from suppliers.forms import ApplyForm
from suppliers.import_services import NothingToWrite, RowsBad, import_apply, import_drop, rules_for
from suppliers.importing import BAD, CHANGED, NEW, column_title, judge_row
from suppliers.models import ImportBatch

PER_PAGE = 50


def batch_page(request: HttpRequest, batch: ImportBatch) -> dict[str, Any]:
    """One page of rows; messages are made now, in the reader's language, for the rows of this page only."""
    only_bad = "only" in request.GET
    rows = [row for row in batch.rows if not only_bad or row["state"] == BAD]
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    rules = rules_for(batch.kind, batch.organisation) if page.object_list else None
    return {
        "batch": batch,
        "page": page,
        "only_bad": only_bad,
        "verdicts": [judge_row(rules, row) for row in page.object_list] if rules else [],
        "waiting": batch.status == ImportStatus.PREVIEW,
        "modes": ImportMode,
    }


def batch_use(request: HttpRequest, batch: ImportBatch) -> bool:
    """What the buttons under a preview do; True when the batch is now used or dropped."""
    try:
        if "drop" in request.POST:
            import_drop(batch=batch, actor=request.user)
            messages.info(request, _("올린 파일을 버렸습니다. 바뀐 것은 없습니다."))
            return True
        form = ApplyForm(request.POST)
        if not form.is_valid():
            messages.error(request, _("어떻게 반영할지 골라 주세요."))
            return False
        counts = import_apply(batch=batch, mode=form.cleaned_data["mode"], actor=request.user)
    except MoveRefused:
        messages.info(request, _("이미 처리한 파일입니다. 두 번 반영되지 않았습니다."))
        return True
    except RowsBad as refused:
        messages.error(request, _("고칠 줄이 %(bad)s개 있어 아무것도 반영하지 않았습니다.") % {"bad": refused.bad})
        return False
    except NothingToWrite:
        messages.error(request, _("반영할 수 있는 줄이 없습니다. 파일을 고쳐 다시 올려 주세요."))
        return False
    words = _("새로 %(new)s개, 고침 %(changed)s개를 반영했습니다.")
    messages.success(request, words % {"new": counts[NEW], "changed": counts[CHANGED]})
    return True


def table_file(name: str, content: bytes) -> HttpResponse:
    response = HttpResponse(content, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def bad_rows_file(batch: ImportBatch) -> HttpResponse:
    """The bad rows as a table with what is wrong in the last column, to be mended and uploaded again."""
    rules = rules_for(batch.kind, batch.organisation)
    language = get_language() or "ko"
    header = [*(column_title(column, language) for column in rules.columns), _("고칠 점")]
    rows = []
    for row in batch.rows:
        if row["state"] == BAD:
            verdict = judge_row(rules, row)
            wrong = " / ".join(f"{label}: {text}" if label else text for label, text in verdict.errors)
            rows.append([*(row["raw"].get(column.name, "") for column in rules.columns), wrong])
    return table_file(f"import-{batch.pk}-rows-to-mend.csv", write_csv(header, rows))
