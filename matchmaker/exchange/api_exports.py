"""Tables out: one file each, by the rules of the page."""

from __future__ import annotations

from typing import Any

from django.http.response import HttpResponseBase
from django.utils import timezone
from rest_framework import serializers
from rest_framework.response import Response

from matchmaker.accounts.audit import audit_write
from matchmaker.accounts.choices import AuditAction
from matchmaker.exchange.sheets import SHEETS, Sheet, sheet_class
from matchmaker.lib.api.operations import operation
from matchmaker.lib.api.problems import Problem
from matchmaker.lib.api.views import ApiView
from matchmaker.lib.tables_out import table_file


class SheetOut(serializers.Serializer):
    name = serializers.CharField()
    columns = serializers.ListField(child=serializers.CharField())


class SheetsOut(serializers.Serializer):
    exports = SheetOut(many=True)


class SheetView(ApiView):
    def sheet(self, name: str) -> Sheet | None:
        """The table, if it is one for the reader: the same rule as on the page."""
        found, actor = sheet_class(name), self.request.actor
        if found is None or found.open_to != actor.organisation.kind or (found.names_others and not actor.may_write):
            return None
        return found(actor, {})


class Exports(SheetView):
    out = SheetsOut

    @operation("tables:read", "Tables to take away", answer=SheetsOut)
    def get(self, request: Any) -> Response:
        found = {name: self.sheet(name) for name in SHEETS}
        return self.answer({"exports": [{"name": name, "columns": one.header()} for name, one in found.items() if one]})


class Export(SheetView):
    @operation("tables:read", "A table as CSV", media="text/csv")
    def get(self, request: Any, name: str) -> HttpResponseBase:
        """All rows, in the columns that an import reads. Every one leaves a line in the audit log."""
        table = self.sheet(name)
        if table is None:
            raise Problem(404)
        audit_write(actor=request.actor, action=AuditAction.EXPORT, target_kind="exchange.sheet", target_id=name)
        return table_file(f"matchmaker-{name}-{timezone.localdate()}", table.header(), table.rows(), form="csv")
