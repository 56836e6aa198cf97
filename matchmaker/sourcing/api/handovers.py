"""Hand-overs: the standby answers and receives, the firm confirms, whoever is followed looks on."""

from __future__ import annotations

from typing import Any

import django_filters
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.response import Response

from matchmaker.lib.api.operations import operation
from matchmaker.lib.api.schemas import body, form_data, form_schema
from matchmaker.sourcing.api.base import FIRM, SUPPLIER, SourcingView, WhoOut
from matchmaker.sourcing.care import handovers, selectors, takeover
from matchmaker.sourcing.care.forms import ReceivedForm
from matchmaker.sourcing.choices import HandoverStatus
from matchmaker.sourcing.forms import DeclineForm
from matchmaker.sourcing.models import Handover

AGREED = (HandoverStatus.ACCEPTED, HandoverStatus.DONE)
DECLINE = body({"reason": form_schema(DeclineForm)["properties"]["reason"]}, "reason")


class HandoverOut(serializers.ModelSerializer):
    """Who leaves and who is asked is told to the firm, and to both of them once the standby has agreed. `received`:
    kinds of papers that the standby says it got, null before it said so.
    """

    slot = serializers.IntegerField(source="slot_id")
    codes = serializers.ListField(child=serializers.CharField(), source="slot.codes")
    leaves = serializers.SerializerMethodField()
    follows = serializers.SerializerMethodField()
    received = serializers.SerializerMethodField()

    class Meta:
        model = Handover
        fields = (
            "id", "project", "slot", "codes", "leaves", "follows", "reason", "status", "uncovered_since", "created_at",
            "respond_by", "accepted_at", "done_at", "received",
        )  # fmt: skip

    def _named(self, row: Handover, supplier: Any) -> Any:
        firm = row.project.need.firm.organisation_id == self.context["actor"].organisation.pk
        return WhoOut(supplier).data if firm or row.status in AGREED else None

    @extend_schema_field(WhoOut(allow_null=True))
    def get_leaves(self, row: Handover) -> Any:
        return self._named(row, row.from_supplier)

    @extend_schema_field(WhoOut(allow_null=True))
    def get_follows(self, row: Handover) -> Any:
        return self._named(row, row.to_supplier)

    def get_received(self, row: Handover) -> list[str] | None:
        return sorted(takeover.kinds_received(row)) if row.status in AGREED and takeover.received(row) else None


class HandoverFilter(django_filters.FilterSet):
    status = django_filters.ChoiceFilter(choices=HandoverStatus.choices)

    class Meta:
        model = Handover
        fields = ("status",)


class HandoverView(SourcingView):
    out = HandoverOut

    def rows(self) -> Any:
        return selectors.handovers_of(self.home)

    def root(self, row: Any) -> Any:
        return row.project


class Handovers(HandoverView):
    @operation("projects:read", "Hand-overs you have a part in", answer=HandoverOut, many=True, filters=HandoverFilter)
    def get(self, request: Any) -> Response:
        return self.page(self.rows(), order=("-created_at", "-pk"))


class OneHandover(HandoverView):
    @operation("projects:read", "One hand-over", answer=HandoverOut)
    def get(self, request: Any, pk: int) -> Response:
        return self.again(pk)


class StandbyView(HandoverView):
    kinds = (SUPPLIER,)

    def mine(self, pk: int) -> Handover:
        return self.held(selectors.handovers_to(self.home), pk)


class AcceptHandover(StandbyView):
    @operation("projects:write", "Agree to take over", answer=HandoverOut)
    def post(self, request: Any, pk: int) -> Response:
        handovers.handover_accept(handover=self.mine(pk), actor=request.user)
        return self.again(pk)


class DeclineHandover(StandbyView):
    @operation("projects:write", "Say no, with a reason", answer=HandoverOut, body=DECLINE)
    def post(self, request: Any, pk: int) -> Response:
        """The next in reserve is asked at once."""
        form = self.filled(DeclineForm(form_data(DeclineForm, self.body())))
        handovers.handover_decline(handover=self.mine(pk), actor=request.user, reason=form.cleaned_data["reason"])
        return self.again(pk)


class ReceiveHandover(StandbyView):
    @operation("projects:write", "Say which papers came", answer=HandoverOut, body=form_schema(ReceivedForm))
    def post(self, request: Any, pk: int) -> Response:
        form = self.filled(ReceivedForm(form_data(ReceivedForm, self.body())))
        takeover.handover_receive(handover=self.mine(pk), actor=request.user, **form.cleaned_data)
        return self.again(pk)


class FirmHandoverView(HandoverView):
    kinds = (FIRM,)


class FinishHandover(FirmHandoverView):
    @operation("projects:write", "Confirm the hand-over, as the firm", answer=HandoverOut)
    def post(self, request: Any, pk: int) -> Response:
        takeover.handover_finish(handover=self.held(self.rows(), pk), actor=request.user)
        return self.again(pk)


class CancelHandover(FirmHandoverView):
    @operation("projects:write", "Keep the present supplier, as the firm", answer=HandoverOut)
    def post(self, request: Any, pk: int) -> Response:
        handovers.handover_cancel(handover=self.held(self.rows(), pk), actor=request.user)
        return self.again(pk)
