"""After-care: what a firm reports, and what whoever answers for it does about it."""

from __future__ import annotations

from typing import Any

import django_filters
from django.shortcuts import get_object_or_404
from rest_framework import serializers
from rest_framework.response import Response

from matchmaker.lib.api.operations import operation
from matchmaker.lib.api.schemas import form_data, form_schema
from matchmaker.sourcing.api.base import FIRM, KEY, SUPPLIER, SourcingView, WhoOut
from matchmaker.sourcing.care import selectors, services
from matchmaker.sourcing.care.forms import ResolveForm, TicketForm
from matchmaker.sourcing.choices import TicketStatus
from matchmaker.sourcing.models import ServiceTicket

OPEN = form_schema(TicketForm, but=("photo",), slot=KEY)
OPEN["required"] = ["slot", "kind", "title"]
RESOLVE = form_schema(ResolveForm)


class TicketOut(serializers.ModelSerializer):
    """To be put right by `due_at`; `breached_at` says when that was not kept."""

    slot = serializers.IntegerField(source="slot_id")
    supplier = WhoOut()

    class Meta:
        model = ServiceTicket
        fields = (
            "id", "project", "slot", "supplier", "kind", "title", "text", "status", "created_at", "due_at",
            "breached_at", "resolved_at", "resolution",
        )  # fmt: skip


class TicketFilter(django_filters.FilterSet):
    status = django_filters.ChoiceFilter(choices=TicketStatus.choices)

    class Meta:
        model = ServiceTicket
        fields = ("status",)


class TicketView(SourcingView):
    out = TicketOut

    def rows(self) -> Any:
        return selectors.tickets_of(self.home)

    def root(self, row: Any) -> Any:
        return row.project


class Tickets(TicketView):
    @operation("projects:read", "Reports of faults", answer=TicketOut, many=True, filters=TicketFilter)
    def get(self, request: Any) -> Response:
        """A firm's own, or those that a supplier answers for."""
        return self.page(self.rows(), order=("-created_at", "-pk"))

    @operation("projects:write", "Report a fault", answer=TicketOut, body=OPEN, creates=True, kinds=(FIRM,))
    def post(self, request: Any) -> Response:
        """As the firm; `slot` is the key of a slot of the project. The promised time begins at once. The same words
        again, while it is not solved, are the same report. A picture is added on the page.
        """
        given = self.body()
        slot = get_object_or_404(selectors.slots_of_firm(self.home), pk=given.pop("slot"))
        form = self.filled(TicketForm(form_data(TicketForm, given)))
        row = services.ticket_open(slot=slot, actor=request.user, **form.cleaned_data)
        return self.again(row.pk, status=201)


class OneTicket(TicketView):
    @operation("projects:read", "One report", answer=TicketOut)
    def get(self, request: Any, pk: int) -> Response:
        return self.again(pk)


class AnsweringView(TicketView):
    kinds = (SUPPLIER,)


class AssignTicket(AnsweringView):
    @operation("projects:write", "Take a report on", answer=TicketOut)
    def post(self, request: Any, pk: int) -> Response:
        services.ticket_assign(ticket=self.held(self.rows(), pk), actor=request.user)
        return self.again(pk)


class OnSite(AnsweringView):
    @operation("projects:write", "Say that you are there", answer=TicketOut)
    def post(self, request: Any, pk: int) -> Response:
        """The promise is kept from then on; some hours more run to put it right."""
        services.ticket_on_site(ticket=self.held(self.rows(), pk), actor=request.user)
        return self.again(pk)


class ResolveTicket(AnsweringView):
    @operation("projects:write", "Say what was done", answer=TicketOut, body=RESOLVE)
    def post(self, request: Any, pk: int) -> Response:
        form = self.filled(ResolveForm(form_data(ResolveForm, self.body())))
        services.ticket_resolve(ticket=self.held(self.rows(), pk), actor=request.user, **form.cleaned_data)
        return self.again(pk)
