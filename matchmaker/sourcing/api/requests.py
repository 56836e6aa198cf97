"""Asking the members of a package, and their answers."""

from __future__ import annotations

from typing import Any

import django_filters
from django.shortcuts import get_object_or_404
from rest_framework import serializers
from rest_framework.response import Response

from matchmaker.lib.api.operations import operation
from matchmaker.lib.api.problems import Problem, Wrong
from matchmaker.lib.api.schemas import form_data, form_schema
from matchmaker.sourcing import selectors, services
from matchmaker.sourcing.api.base import KEY, AskedSlotOut, FirmSide, SupplierSide, WhoOut
from matchmaker.sourcing.choices import InvitationStatus, RfqStatus
from matchmaker.sourcing.deadlines import QUOTE_DAYS_OFFERED
from matchmaker.sourcing.forms import CancelForm, DeclineForm, RequestForm
from matchmaker.sourcing.models import Rfq, RfqInvitation, Round
from matchmaker.sourcing.rounds import begins_anew
from matchmaker.sourcing.tasks import refill_soon

DAYS = {"type": "integer", "enum": list(QUOTE_DAYS_OFFERED)}
PROGRAMME = {"type": ["string", "null"], "maxLength": 40}
ASK = form_schema(RequestForm, package=KEY, quote_days=DAYS, programme=PROGRAMME)
ASK["required"] = ["package"]
DECLINE, CANCEL = form_schema(DeclineForm), form_schema(CancelForm)


class RoundOut(serializers.ModelSerializer):
    """Everything asked for one need: its terms and its moments."""

    programme = serializers.CharField(source="programme_id", allow_null=True)

    class Meta:
        model = Round
        fields = ("id", "sealed", "programme", "quotes_due_at", "opened_at", "promise_by", "decide_by", "extended_at")


class AskedOut(serializers.ModelSerializer):
    supplier = WhoOut()
    slots = AskedSlotOut(many=True)

    class Meta:
        model = RfqInvitation
        fields = ("id", "supplier", "lead", "slots", "status", "reason", "note", "respond_by", "answered_at")


class RequestLineOut(serializers.ModelSerializer):
    """`gap`: slots for which nobody is left to ask."""

    gap = serializers.ListField(child=serializers.IntegerField())

    class Meta:
        model = Rfq
        fields = ("id", "need", "package", "status", "note", "gap", "created_at")


class RequestOut(RequestLineOut):
    round = RoundOut(allow_null=True)
    invitations = AskedOut(many=True)

    class Meta(RequestLineOut.Meta):
        fields = (*RequestLineOut.Meta.fields, "round", "invitations")


class AskingOut(serializers.Serializer):
    id = serializers.IntegerField()
    firm = serializers.CharField(source="firm.organisation.name")
    title = serializers.CharField()
    text = serializers.CharField()
    region = serializers.CharField(source="region_id", allow_null=True)
    status = serializers.CharField()


class InvitationOut(serializers.ModelSerializer):
    """What one supplier is asked for. Who else was asked, and at what price, is not said here."""

    request = serializers.IntegerField(source="rfq_id")
    need = AskingOut(source="rfq.need")
    words = serializers.CharField(source="rfq.note")
    slots = AskedSlotOut(many=True)

    class Meta:
        model = RfqInvitation
        fields = (
            "id", "request", "need", "words", "lead", "slots", "status", "reason", "note", "created_at", "respond_by",
            "answered_at",
        )  # fmt: skip


class RequestFilter(django_filters.FilterSet):
    status = django_filters.ChoiceFilter(choices=RfqStatus.choices)

    class Meta:
        model = Rfq
        fields = ("status",)


class InvitationFilter(django_filters.FilterSet):
    status = django_filters.ChoiceFilter(choices=InvitationStatus.choices)

    class Meta:
        model = RfqInvitation
        fields = ("status",)


class RequestView(FirmSide):
    out = RequestOut

    def rows(self) -> Any:
        return selectors.rfq_details(self.home)


class Requests(RequestView):
    out = RequestLineOut

    @operation("requests:read", "Your quote requests", answer=RequestLineOut, many=True, filters=RequestFilter)
    def get(self, request: Any) -> Response:
        return self.page(selectors.rfqs_of(self.home), order=("-created_at", "-pk"))

    @operation("requests:write", "Ask the members of a package", answer=RequestOut, body=ASK, creates=True)
    def post(self, request: Any) -> Response:
        """The first request of a need sets the terms of its round; later ones may only carry a note."""
        given, self.out = self.body(), RequestOut
        package = get_object_or_404(selectors.packages_of(self.home), pk=given.pop("package"))
        first = begins_anew(package.run.need)
        form = RequestForm(form_data(RequestForm, given), first=first)
        if fixed := [name for name, value in given.items() if name not in form.fields and value]:
            raise Problem(422, "terms_set", errors=[Wrong(f"/{name}", "terms_set", "") for name in fixed])
        self.filled(form)
        row = services.rfq_request(package=package, actor=request.user, **form.cleaned_data)
        return self.again(row.pk, status=201)


class OneRequest(RequestView):
    @operation("requests:read", "One quote request with its answers", answer=RequestOut)
    def get(self, request: Any, pk: int) -> Response:
        return self.again(pk)


class CancelRequest(RequestView):
    @operation("requests:write", "Take a request back", answer=RequestOut, body=CANCEL)
    def post(self, request: Any, pk: int) -> Response:
        form = self.filled(CancelForm(self.body()))
        services.rfq_cancel(rfq=self.held(self.rows(), pk), actor=request.user, **form.cleaned_data)
        return self.again(pk)


class InvitationView(SupplierSide):
    out = InvitationOut

    def rows(self) -> Any:
        return selectors.invitation_details(self.home)

    def root(self, row: Any) -> Any:
        return row.rfq


class Invitations(InvitationView):
    @operation("requests:read", "What you are asked", answer=InvitationOut, many=True, filters=InvitationFilter)
    def get(self, request: Any) -> Response:
        return self.page(self.rows(), order=("-created_at", "-pk"))


class OneInvitation(InvitationView):
    @operation("requests:read", "One invitation", answer=InvitationOut)
    def get(self, request: Any, pk: int) -> Response:
        """Whoever may answer has then seen it, and the firm is shown so."""
        row = self.one(self.rows(), pk)
        if row.status == InvitationStatus.SENT and request.actor.may_write:
            row.status = services.invitation_see(invitation=row, actor=request.user).status
        return self.answer(row)


class AcceptInvitation(InvitationView):
    @operation("requests:write", "Say yes", answer=InvitationOut)
    def post(self, request: Any, pk: int) -> Response:
        services.invitation_accept(invitation=self.held(self.rows(), pk), actor=request.user)
        return self.again(pk)


class DeclineInvitation(InvitationView):
    @operation("requests:write", "Say no, with a reason", answer=InvitationOut, body=DECLINE)
    def post(self, request: Any, pk: int) -> Response:
        form = self.filled(DeclineForm(form_data(DeclineForm, self.body())))
        row = self.held(self.rows(), pk)
        services.invitation_decline(invitation=row, actor=request.user, **form.cleaned_data)
        refill_soon(row.rfq_id)
        return self.again(pk)
