"""Joint quotes: written by the members, each its own part, handed in by the lead, read by the firm once opened."""

from __future__ import annotations

from typing import Any

import django_filters
from django.shortcuts import get_object_or_404
from rest_framework.response import Response

from matchmaker.lib.api.operations import operation
from matchmaker.lib.api.problems import Problem, refused
from matchmaker.lib.api.schemas import body, form_data, form_schema
from matchmaker.sourcing.api.base import KEY, SUPPLIER, SourcingView
from matchmaker.sourcing.api.quote_shapes import LINES, QuoteOut, boxes
from matchmaker.sourcing.choices import QuoteStatus
from matchmaker.sourcing.models import Quote, QuotePart
from matchmaker.sourcing.quotes import selectors, services
from matchmaker.sourcing.quotes.errors import LeadOnly
from matchmaker.sourcing.quotes.forms import LinesForm, TermsForm, WithdrawForm
from matchmaker.sourcing.quotes.presenting import slot_names
from matchmaker.sourcing.tasks import refill_soon

TERMS = form_schema(TermsForm)
WITHDRAW = form_schema(WithdrawForm)


class QuoteFilter(django_filters.FilterSet):
    status = django_filters.ChoiceFilter(choices=QuoteStatus.choices)

    class Meta:
        model = Quote
        fields = ("status",)


class QuoteView(SourcingView):
    out = QuoteOut

    def rows(self) -> Any:
        """The firm's once they were opened; a member's always."""
        mine = selectors.quotes_of_member if self.home.kind == SUPPLIER else selectors.quotes_readable_by
        return mine(self.home)

    def root(self, row: Any) -> Any:
        return row.rfq


class Quotes(QuoteView):
    @operation("quotes:read", "Joint quotes that you may read", answer=QuoteOut, many=True, filters=QuoteFilter)
    def get(self, request: Any) -> Response:
        return self.page(self.rows())


class OneQuote(QuoteView):
    @operation("quotes:read", "One joint quote", answer=QuoteOut)
    def get(self, request: Any, pk: int) -> Response:
        return self.again(pk)


class MemberView(QuoteView):
    kinds = (SUPPLIER,)

    def mine(self, pk: int) -> tuple[Quote, QuotePart]:
        row = self.held(self.rows(), pk)
        return row, next(part for part in row.parts.all() if part.supplier.organisation_id == self.home.pk)


class BeginQuote(MemberView):
    @operation("quotes:write", "Begin the joint quote of an accepted invitation", answer=QuoteOut, creates=True)
    def post(self, request: Any, pk: int) -> Response:
        """Gives the request's draft, with your part in it; one that was handed in and stands is given as it is."""
        asked = get_object_or_404(selectors.invitations_accepted(self.home), pk=pk)
        return self.again(services.quote_open(rfq=asked.rfq, actor=request.user).pk, status=201)


class QuoteLines(MemberView):
    @operation("quotes:write", "Write your own lines, all of them", answer=QuoteOut, body=LINES)
    def put(self, request: Any, pk: int) -> Response:
        """What is not among them is missing again; 0 means free. A change takes your signature off.

        `item`: slot, amount_krw, note · `engineering`: grade, days, rate_krw · `maintenance`: year, amount_krw ·
        the other heads: amount_krw.
        """
        typed, places = boxes(self.body()["lines"])
        row, part = self.mine(pk)
        form = LinesForm(typed, part=part, names=slot_names(row))
        self.filled(form, places)
        services.lines_save(quote=row, supplier=part.supplier, entries=form.entries, actor=request.user)
        return self.again(pk)


class QuoteTerms(MemberView):
    @operation("quotes:write", "Write the lead's terms, all of them", answer=QuoteOut, body=TERMS)
    def put(self, request: Any, pk: int) -> Response:
        given = self.body()
        row, part = self.mine(pk)
        form = self.filled(TermsForm(form_data(TermsForm, given)))
        services.terms_save(quote=row, supplier=part.supplier, terms=form.cleaned_data, actor=request.user)
        return self.again(pk)


class SignQuote(MemberView):
    @operation("quotes:write", "Stand by your lines", answer=QuoteOut)
    def post(self, request: Any, pk: int) -> Response:
        row, part = self.mine(pk)
        services.part_sign(quote=row, supplier=part.supplier, actor=request.user)
        return self.again(pk)


class SubmitQuote(MemberView):
    @operation("quotes:write", "Hand the quote in, as the lead", answer=QuoteOut)
    def post(self, request: Any, pk: int) -> Response:
        row, part = self.mine(pk)
        services.quote_submit(quote=row, supplier=part.supplier, actor=request.user)
        return self.again(pk)


class ReviseQuote(MemberView):
    @operation("quotes:write", "Begin a revision, as the lead", answer=QuoteOut, creates=True)
    def post(self, request: Any, pk: int) -> Response:
        row = get_object_or_404(self.rows(), pk=pk)
        if not any(part.lead and part.supplier.organisation_id == self.home.pk for part in row.parts.all()):
            raise refused(LeadOnly())
        return self.again(services.quote_revise(quote=row, actor=request.user).pk, status=201)


class ReconfirmQuote(MemberView):
    @operation(
        "quotes:write",
        "Say that the quote holds for the need as it is",
        answer=QuoteOut,
        body=body({"need_version": KEY}, "need_version"),
    )
    def post(self, request: Any, pk: int) -> Response:
        version = self.body()["need_version"]
        row, part = self.mine(pk)
        services.quote_reconfirm(quote=row, supplier=part.supplier, actor=request.user, need_version=version)
        return self.again(pk)


class WithdrawQuote(MemberView):
    @operation("quotes:write", "Step out of the joint quote", answer=QuoteOut, body=WITHDRAW)
    def post(self, request: Any, pk: int) -> Response:
        """Your part leaves; a quote that was handed in is withdrawn and the others begin a new draft."""
        form = self.filled(WithdrawForm(self.body()))
        row, part = self.mine(pk)
        if part.invitation is None:
            raise Problem(409, "not_invited")
        shown = self.show(row)
        services.member_withdraw(invitation=part.invitation, actor=request.user, **form.cleaned_data)
        refill_soon(row.rfq_id)
        left = self.rows().filter(pk=pk).first()
        return Response(self.show(left) if left else shown)
