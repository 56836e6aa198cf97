"""From a report's row to its file: as a table, a workbook or a document; then its reader is told."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any
from uuid import uuid4

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_noop

from matchmaker.coverage.reports.choices import ReportForm
from matchmaker.coverage.reports.models import Report
from matchmaker.coverage.reports.services import KEPT_FOR, reader
from matchmaker.coverage.reports.tables import may_list, table_sheet
from matchmaker.jobs.errors import JobRefused
from matchmaker.jobs.work import Work
from matchmaker.lib.tables_out import csv_pieces, write_xlsx
from matchmaker.notifications.choices import MessageKind
from matchmaker.notifications.services import message_send
from matchmaker.sourcing.pdf import PdfUnavailable, pdf_of

MOST_PRINTED = 1_000
GONE = gettext_noop("이 보고서를 볼 수 있는 역할이 아니어서 만들지 않았습니다.")
NO_PDF = gettext_noop("이 서버에서는 pdf를 만들 수 없습니다. 엑셀이나 csv로 골라 주세요.")


def report_make(work: Work) -> dict[str, Any]:
    """The job: write the file once, tell once. What its reader may see is asked now, not when it was ordered."""
    report = Report.objects.select_related("owner", "organisation").get(pk=work.params["report"])
    actor = reader(report.owner_id, report.organisation_id)
    if actor is None or not may_list(actor, report.listed):
        raise JobRefused(GONE)
    if not report.path:
        with translation.override(report.owner.language):
            header, rows = table_sheet(report.listed, report.query, actor)
            counted = Counted(rows, work)
            data = file_of(report, header, counted)
        path = default_storage.save(f"reports/{uuid4().hex}.{report.form}", ContentFile(data))
        try:
            with work.step(counted.count):
                _keep(report, path, counted.count)
        except BaseException:  # stopped or taken over: no row points at the file
            default_storage.delete(path)
            raise
    return {"url": reverse("coverage:report", args=[report.pk])}


def _keep(report: Report, path: str, rows: int) -> None:
    now = timezone.now()
    fields = {"path": path, "rows": rows, "made_at": now, "next_check_at": now + KEPT_FOR}
    Report.objects.filter(pk=report.pk).update(**fields)
    if report.schedule_id is None:
        return
    message_send(
        kind=MessageKind.REPORT_READY,
        organisation=report.organisation,
        recipients=[report.owner],
        payload={"name": report.name, "form": report.form, "rows": rows},
        url=reverse("coverage:report", args=[report.pk]),
        dedupe_key=f"report:{report.pk}",
    )


class Counted:
    """Rows on their way, counted, with the job told how far they are."""

    def __init__(self, rows: Iterable[list[object]], work: Work) -> None:
        self.rows, self.work, self.count = rows, work, 0

    def __iter__(self) -> Iterator[list[object]]:
        for row in self.rows:
            self.count += 1
            self.work.tell(self.count)
            yield row


def file_of(report: Report, header: list[str], rows: Iterable[list[object]]) -> bytes:
    if report.form == ReportForm.XLSX:
        out = io.BytesIO()
        write_xlsx(header, rows, out, title=report.name)
        return out.getvalue()
    if report.form == ReportForm.CSV:
        return b"".join(csv_pieces(header, rows))
    shown = list(islice(iter(rows), MOST_PRINTED + 1))
    context = {"report": report, "header": header, "rows": shown[:MOST_PRINTED], "cut": len(shown) > MOST_PRINTED}
    context |= {"most": MOST_PRINTED, "page": report.get_listed_display(), "made_at": timezone.now()}  # type: ignore[attr-defined]
    try:
        return pdf_of(render_to_string("coverage/report_pdf.html", context))
    except PdfUnavailable as missing:
        raise JobRefused(NO_PDF) from missing
