"""Tables in: upload, look at the verdicts, use it once, take it back within a day."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from rest_framework.response import Response

from matchmaker.exchange import judging, services
from matchmaker.exchange.api_shapes import ImportFilter, ImportOut, RowFilter, RowOut
from matchmaker.exchange.choices import ImportMode
from matchmaker.exchange.kinds import KINDS, kind_class, kind_for
from matchmaker.exchange.models import Import
from matchmaker.jobs.tasks import wake
from matchmaker.lib.api.operations import operation
from matchmaker.lib.api.problems import Problem, Wrong
from matchmaker.lib.api.schemas import body
from matchmaker.lib.api.views import ApiView
from matchmaker.lib.table_refusals import TableUnreadable
from matchmaker.lib.table_rows import MAX_BYTES
from matchmaker.lib.transitions import MoveRefused

KIND = body({"kind": {"type": "string", "enum": list(KINDS)}}, "kind")
MODE = body({"mode": {"type": "string", "enum": ImportMode.values}}, "mode")


class ImportView(ApiView):
    out = ImportOut
    refusals = (services.RowsBad, services.NothingToWrite, MoveRefused)

    def rows(self) -> QuerySet[Import]:
        return Import.objects.filter(organisation=self.request.actor.organisation).select_related("organisation")


class Imports(ImportView):
    @operation("tables:read", "Tables that were uploaded", answer=ImportOut, many=True, filters=ImportFilter)
    def get(self, request: Any) -> Response:
        return self.page(self.rows(), order=("-created_at", "-pk"))

    @operation("tables:write", "Upload a table", answer=ImportOut, body=KIND, creates=True, upload=True)
    def post(self, request: Any) -> Response:
        """CSV or xlsx, in the columns of the template on the page. Nothing is written before `apply`."""
        given, home = self.body(), request.actor.organisation
        rules, upload = kind_class(given["kind"]), request.FILES["file"]
        if rules is None or rules.open_to != home.kind or not home.nationwide:
            raise Problem(422, errors=[Wrong("/kind", "invalid_choice", "")])
        if upload.size > MAX_BYTES:
            raise Problem(413)
        told = {"organisation": home, "kind": given["kind"], "filename": upload.name, "by": request.user}
        try:
            batch, job, _short = services.import_start(**told, file=upload.file)
        except TableUnreadable as refused:
            raise Problem(422, errors=[Wrong("/file", "table_unreadable", str(refused))]) from refused
        wake(job.pk)
        return self.answer(batch, status=201)


class OneImport(ImportView):
    @operation("tables:read", "One table that was uploaded", answer=ImportOut)
    def get(self, request: Any, pk: int) -> Response:
        return self.answer(self.one(self.rows(), pk))


class ImportRows(ImportView):
    out = RowOut

    @operation("tables:read", "Rows of a table with their verdicts", answer=RowOut, many=True, filters=RowFilter)
    def get(self, request: Any, pk: int) -> Response:
        """Before it is used; afterwards only the rows that were left away."""
        batch = self.one(self.rows(), pk)
        kind = kind_for(batch.kind, batch.organisation)
        return self.page(batch.lines.all(), order=("number",), made=lambda rows: list(judging.verdicts(kind, rows)))


class ApplyImport(ImportView):
    @operation("tables:write", "Write the rows", answer=ImportOut, body=MODE)
    def post(self, request: Any, pk: int) -> Response:
        """`all`: only if every row is good; `good`: those that are. All of it or nothing, once."""
        batch, mode = self.held(self.rows(), pk), self.body()["mode"]
        wake(services.import_want(batch=batch, mode=mode, actor=request.user).pk)
        return self.answer(self.one(self.rows(), pk))


class UndoImport(ImportView):
    @operation("tables:write", "Take an import back", answer=ImportOut)
    def post(self, request: Any, pk: int) -> Response:
        """Within a day; what has moved since stays as it is."""
        wake(services.import_undo_want(batch=self.held(self.rows(), pk), actor=request.user).pk)
        return self.answer(self.one(self.rows(), pk))


class DropImport(ImportView):
    @operation("tables:write", "Throw an unused table away", answer=ImportOut)
    def post(self, request: Any, pk: int) -> Response:
        """What was written when it stopped halfway is taken back."""
        if (job := services.import_drop(batch=self.held(self.rows(), pk), actor=request.user)) is not None:
            wake(job.pk)
        return self.answer(self.one(self.rows(), pk))
