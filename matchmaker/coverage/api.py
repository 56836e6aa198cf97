"""Figures of supply and demand, for programme offices: what the board shows, without names of firms."""

from __future__ import annotations

from typing import Any

import django_filters
from django.http.response import HttpResponseBase
from rest_framework import serializers
from rest_framework.response import Response

from matchmaker.accounts.choices import OrganisationKind
from matchmaker.coverage.few import least_for
from matchmaker.coverage.gap_selectors import latest
from matchmaker.coverage.gap_tables import FOR_ANALYSTS, TABLES, table_of
from matchmaker.coverage.models import GapCell, GapSnapshot
from matchmaker.lib.api.operations import operation
from matchmaker.lib.api.problems import Problem
from matchmaker.lib.api.views import ApiView
from matchmaker.lib.tables_out import table_file


class CountOut(serializers.ModelSerializer):
    """One count a day; shares go from 0 to 1."""

    class Meta:
        model = GapSnapshot
        fields = (
            "day", "taken_at", "needs", "placeless", "suppliers", "gap", "capital_gap", "other_gap", "simulated",
        )  # fmt: skip


class CellOut(serializers.ModelSerializer):
    """One capability in one region; `gap` is 0 where three answers may be expected."""

    capability = serializers.CharField(source="capability_id")
    region = serializers.CharField(source="region_id")

    class Meta:
        model = GapCell
        fields = (
            "capability", "region", "demand", "coming", "firms", "serving", "suppliers", "roomy", "answering",
            "capacity", "answers", "own", "gap", "ahead",
        )  # fmt: skip


class CellFilter(django_filters.FilterSet):
    capability = django_filters.CharFilter("capability_id", max_length=20)
    region = django_filters.CharFilter("region_id", max_length=4)

    class Meta:
        model = GapCell
        fields = ("capability", "region")


class OfficeView(ApiView):
    kinds = (OrganisationKind.PROGRAMME,)
    names_firms = False

    def newest(self) -> GapSnapshot:
        found = latest()
        if found is None:
            raise Problem(404, "not_counted_yet")
        return found


class Counts(OfficeView):
    out = CountOut

    @operation("coverage:read", "Counts of gaps, a day each", answer=CountOut, many=True)
    def get(self, request: Any) -> Response:
        return self.page(GapSnapshot.objects.defer("measures", "fields"), order=("-day",))


class Cells(OfficeView):
    out = CellOut

    @operation("coverage:read", "Gaps by capability and region", answer=CellOut, many=True, filters=CellFilter)
    def get(self, request: Any) -> Response:
        """Of the newest count. Analysts read no cell that is about a few firms only."""
        rows, least = GapCell.objects.filter(snapshot=self.newest()), least_for(request.actor)
        for name in ("demand", "firms", "suppliers"):
            rows = rows.exclude(**{f"{name}__gt": 0, f"{name}__lt": least})
        return self.page(rows, order=("pk",))


class TableNameOut(serializers.Serializer):
    name = serializers.CharField()
    title = serializers.CharField()


class TablesOut(serializers.Serializer):
    tables = TableNameOut(many=True)


class Tables(OfficeView):
    out = TablesOut

    @operation("coverage:read", "Tables of the board", answer=TablesOut)
    def get(self, request: Any) -> Response:
        least = least_for(request.actor)
        found = [(name, title) for name, (title, _rows) in TABLES.items() if not least or name in FOR_ANALYSTS]
        return self.answer({"tables": [{"name": name, "title": str(title)} for name, title in found]})


class Table(OfficeView):
    @operation("coverage:read", "A table of the board as CSV", media="text/csv")
    def get(self, request: Any, name: str) -> HttpResponseBase:
        """The same file as on the board; cells that a spreadsheet might run are made harmless."""
        least = least_for(request.actor)
        if name not in TABLES or (least and name not in FOR_ANALYSTS):
            raise Problem(404)
        found = self.newest()
        sheet = table_of(name, found, least=least)
        return table_file(f"gaps-{name}-{found.day}", sheet.header, sheet.rows, form="csv")
