"""Change orders: proposed by the firm or the lead, answered by the other of the two."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from rest_framework import serializers
from rest_framework.response import Response

from matchmaker.lib.api.operations import operation
from matchmaker.lib.api.problems import Problem
from matchmaker.lib.api.schemas import body, form_schema
from matchmaker.sourcing.api.base import KEY, SourcingView
from matchmaker.sourcing.models import ChangeOrder, Project
from matchmaker.sourcing.presenting import capability_names
from matchmaker.sourcing.projects import change_services, selectors
from matchmaker.sourcing.projects.change_services import MOST_WEEKS
from matchmaker.sourcing.projects.forms import ChangeForm
from matchmaker.sourcing.projects.people import seat_of

MOST_KRW = 10_000_000_000
TYPED = {name: form_schema(ChangeForm)["properties"][name] for name in ("kind", "reason", "text")}
TYPED["reason"] = {"type": "string", "enum": [value for value in TYPED["reason"]["enum"] if value]}
PROPOSE = body(
    {
        **TYPED,
        "price_delta_krw": {"type": "integer", "minimum": -MOST_KRW, "maximum": MOST_KRW, "default": 0},
        "weeks_delta": {"type": "integer", "minimum": -MOST_WEEKS, "maximum": MOST_WEEKS, "default": 0},
        "slot": {**KEY, "type": ["integer", "null"]},
        "newcomer": {**KEY, "type": ["integer", "null"]},
    },
    "kind",
    "reason",
    "text",
)
AMOUNTS = {"price_delta_krw": ("price", "원"), "weeks_delta": ("weeks", "")}
PLACES = {name: f"/{field}" for field, (typed, _unit) in AMOUNTS.items() for name in (typed, f"{typed}_way")}


class ChangeOut(serializers.ModelSerializer):
    """`by` is the organisation that proposed it; deltas are added to the project once `accepted`."""

    by = serializers.IntegerField(source="by_id")
    slot = serializers.IntegerField(source="slot_id", allow_null=True)
    newcomer = serializers.IntegerField(source="newcomer_id", allow_null=True)

    class Meta:
        model = ChangeOrder
        fields = (
            "id", "project", "by", "kind", "reason", "text", "price_delta_krw", "weeks_delta", "slot", "newcomer",
            "status", "created_at", "answer_by", "answered_at",
        )  # fmt: skip


class Changes(SourcingView):
    out = ChangeOut

    def project(self, pk: int) -> Project:
        return get_object_or_404(selectors.project_details(self.home), pk=pk)

    @operation("projects:read", "Changes that were proposed for a project", answer=ChangeOut, many=True)
    def get(self, request: Any, pk: int) -> Response:
        rows = selectors.changes_of(self.home).filter(project=self.project(pk))
        return self.page(rows, order=("-created_at", "-pk"))

    @operation("projects:write", "Propose a change", answer=ChangeOut, body=PROPOSE, creates=True)
    def post(self, request: Any, pk: int) -> Response:
        """As the firm or the lead. Amounts in won without VAT, more or (below 0) less. `slot` and `newcomer`, for the
        kind `member` only, are keys of the project's slots and suppliers.
        """
        project, given = self.project(pk), self.body()
        if not seat_of(project, self.home).signs:
            raise Problem(404)
        form = self.filled(ChangeForm(project, capability_names(), _typed(given)), PLACES)
        told = {"project": project, "by": self.home, "actor": request.user, **form.signed()}
        return self.answer(change_services.change_propose(**told), status=201)


def _typed(given: dict[str, Any]) -> dict[str, str]:
    """As it is typed on the page: which way, and how much without a sign."""
    told = {name: str(given[name]) for name in ("kind", "reason", "text", "slot", "newcomer") if given.get(name)}
    for field, (name, unit) in AMOUNTS.items():
        if much := given.get(field):
            told |= {f"{name}_way": "1" if much > 0 else "-1", name: f"{abs(much)}{unit}"}
    return told


class ChangeView(SourcingView):
    out = ChangeOut

    def rows(self) -> Any:
        return selectors.changes_of(self.home)

    def root(self, row: Any) -> Any:
        return row.project

    def signed(self, pk: int) -> dict[str, Any]:
        """What the services take, for those who speak for a side; to others of the project it is not there."""
        if not seat_of(get_object_or_404(self.rows(), pk=pk).project, self.home).signs:
            raise Problem(404)
        return {"change": self.held(self.rows(), pk), "by": self.home, "actor": self.request.user}


class OneChange(ChangeView):
    @operation("projects:read", "One change", answer=ChangeOut)
    def get(self, request: Any, pk: int) -> Response:
        return self.again(pk)


class AcceptChange(ChangeView):
    @operation("projects:write", "Agree to a change", answer=ChangeOut)
    def post(self, request: Any, pk: int) -> Response:
        change_services.change_answer(**self.signed(pk), accept=True)
        return self.again(pk)


class RefuseChange(ChangeView):
    @operation("projects:write", "Refuse a change", answer=ChangeOut)
    def post(self, request: Any, pk: int) -> Response:
        change_services.change_answer(**self.signed(pk), accept=False)
        return self.again(pk)


class WithdrawChange(ChangeView):
    @operation("projects:write", "Take your own proposal back", answer=ChangeOut)
    def post(self, request: Any, pk: int) -> Response:
        change_services.change_withdraw(**self.signed(pk))
        return self.again(pk)
