"""A round's time to decide, asking anew after a programme's no, and what those who lost may read."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from rest_framework import serializers
from rest_framework.response import Response

from matchmaker.lib.api.operations import operation
from matchmaker.lib.api.schemas import body, form_data, form_schema
from matchmaker.sourcing.api.awards import AwardOut, FirmAwardView
from matchmaker.sourcing.api.base import FirmSide, SupplierSide
from matchmaker.sourcing.api.requests import RoundOut
from matchmaker.sourcing.awards import deciding, selectors, services
from matchmaker.sourcing.awards.forms import REOFFERS, ExtendForm, ReofferForm
from matchmaker.sourcing.models import LossNote

SLOT = {"type": "integer", "minimum": 0, "maximum": 99}
REOFFER = body(
    {
        "scope": {"type": "string", "enum": [value for value, _label in REOFFERS]},
        "left_out": {"type": "array", "items": SLOT, "uniqueItems": True, "maxItems": 50},
    },
    "scope",
)


class RoundView(FirmSide):
    out = RoundOut

    def rows(self) -> Any:
        return selectors.rounds_of(self.home)

    def root(self, row: Any) -> Any:
        return row.need


class OneRound(RoundView):
    @operation("requests:read", "The terms and moments of a round", answer=RoundOut)
    def get(self, request: Any, pk: int) -> Response:
        return self.again(pk)


class ExtendRound(RoundView):
    @operation("awards:write", "Take longer to decide, once", answer=RoundOut, body=form_schema(ExtendForm))
    def post(self, request: Any, pk: int) -> Response:
        form = self.filled(ExtendForm(form_data(ExtendForm, self.body())))
        deciding.round_extend(round=self.held(self.rows(), pk), actor=request.user, **form.cleaned_data)
        return self.again(pk)


class ReofferAward(FirmAwardView):
    @operation("awards:write", "Ask the same members again, after a programme's no", answer=AwardOut, body=REOFFER)
    def post(self, request: Any, pk: int) -> Response:
        """`self_paid`: all of it on the firm's own money; `reduced`: without the slots in `left_out`. The new revision
        comes as a quote of the same request; asked twice for the same it is one.
        """
        given, row = self.body(), self.held(self.rows(), pk)
        slots = [(at, str(at)) for at in services.covered_slots(row.quote)]
        typed = {"scope": given["scope"], "left_out": [str(at) for at in given.get("left_out", [])]}
        form = self.filled(ReofferForm(typed, slots=slots))
        services.award_reoffer(award=row, actor=request.user, **form.cleaned_data)
        return self.again(pk)


class FeedbackOut(serializers.ModelSerializer):
    """Why a quote was not chosen; `ranks`: where it stood by each criterion among `of`. No other's name or price."""

    quote = serializers.IntegerField(source="quote_id")
    ranks = serializers.DictField(child=serializers.IntegerField())

    class Meta:
        model = LossNote
        fields = ("quote", "reason", "ranks", "of")


class QuoteFeedback(SupplierSide):
    out = FeedbackOut

    def rows(self) -> Any:
        return LossNote.objects.filter(quote__in=selectors.lost_quotes(self.home).values("pk"))

    @operation("quotes:read", "Why a quote of yours was not chosen", answer=FeedbackOut)
    def get(self, request: Any, pk: int) -> Response:
        return self.answer(get_object_or_404(self.rows(), quote__pk=pk))
