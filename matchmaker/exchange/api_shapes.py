"""What programs read of imports, and by what they look through them."""

from __future__ import annotations

import django_filters
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from matchmaker.exchange import judging, pages
from matchmaker.exchange.choices import ImportStatus, RowState
from matchmaker.exchange.kinds import KINDS
from matchmaker.exchange.models import Import, ImportLine
from matchmaker.exchange.selectors import job_last


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
