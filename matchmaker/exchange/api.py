"""Tables in: upload, look at the verdicts, use it once, take it back within a day."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.response import Response

from matchmaker.exchange import judging, pages, services
from matchmaker.exchange.choices import ImportMode, ImportStatus, RowState
from matchmaker.exchange.kinds import KINDS, kind_class, kind_for
from matchmaker.exchange.models import Import, ImportLine
from matchmaker.exchange.selectors import job_last
from matchmaker.jobs.tasks import wake
from matchmaker.lib.api.operations import operation
from matchmaker.lib.api.problems import Problem, Wrong
from matchmaker.lib.api.schemas import body
from matchmaker.lib.api.views import ApiView
from matchmaker.lib.tabular import MAX_BYTES, TableUnreadable
from matchmaker.lib.transitions import MoveRefused

KIND = body({"kind": {"type": "string", "enum": list(KINDS)}}, "kind")
MODE = body({"mode": {"type": "string", "enum": ImportMode.values}}, "mode")


class ImportOut(serializers.ModelSerializer):
    """Read it again until it is no longer `reading`, `applying` or `undoing`; `done_rows` of `of_rows` says how far.
    `refusal`: why the table was not read, or was not used.
    """

    refusal = serializers.SerializerMethodField()
    done_rows = serializers.SerializerMethodField()
    of_rows = serializers.SerializerMethodField()

    class Meta:
        model = Import
        fields = (
            "id", "kind", "filename", "status", "mode", "good", "bad", "made", "changed", "refusal", "done_rows",
            "of_rows", "created_at", "applied_at", "undo_until",
        )  # fmt: skip

    def get_refusal(self, row: Import) -> str:
        return pages.refusal_of(row)

    def get_done_rows(self, row: Import) -> int | None:
        job = job_last(row) if row.at_work else None
        return job.done if job else None

    def get_of_rows(self, row: Import) -> int | None:
        job = job_last(row) if row.at_work else None
        return job.total if job else None


class WrongCellOut(serializers.Serializer):
    column = serializers.CharField(help_text="Empty: the row as a whole.")
    detail = serializers.CharField()


class RowOut(serializers.Serializer):
    """What is to become of one row of the table, or all that is wrong with it."""

    number = serializers.IntegerField()
    title = serializers.CharField()
    state = serializers.ChoiceField(RowState.choices)
    errors = serializers.SerializerMethodField()

    @extend_schema_field(WrongCellOut(many=True))
    def get_errors(self, row: judging.Verdict) -> list[dict[str, str]]:
        return [{"column": str(label), "detail": str(text)} for label, text in row.errors]


class ImportFilter(django_filters.FilterSet):
    kind = django_filters.ChoiceFilter(choices=[(name, name) for name in KINDS])
    status = django_filters.ChoiceFilter(choices=ImportStatus.choices)

    class Meta:
        model = Import
        fields = ("kind", "status")


class RowFilter(django_filters.FilterSet):
    state = django_filters.ChoiceFilter(choices=RowState.choices)

    class Meta:
        model = ImportLine
        fields = ("state",)


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
            batch, job, _short = services.import_start(**told, data=upload.read())
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
