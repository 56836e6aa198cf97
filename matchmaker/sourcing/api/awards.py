"""The choice among quotes: made by the firm, confirmed by the lead."""

from __future__ import annotations

from typing import Any

import django_filters
from django.shortcuts import get_object_or_404
from django.utils import timezone
from rest_framework import serializers
from rest_framework.response import Response

from matchmaker.lib.api.operations import operation
from matchmaker.lib.api.problems import Problem, Wrong
from matchmaker.lib.api.schemas import body, form_schema
from matchmaker.reference.models import Programme
from matchmaker.sourcing.api.base import FIRM, KEY, SUPPLIER, SourcingView
from matchmaker.sourcing.awards import selectors, services
from matchmaker.sourcing.awards.forms import AwardForm, RefuseForm, ResultForm
from matchmaker.sourcing.awards.lineup import line_up
from matchmaker.sourcing.awards.losing import suggestions
from matchmaker.sourcing.choices import LOSS_CHOICES, AwardStatus
from matchmaker.sourcing.models import Award

CHOOSE = body(
    {
        "quote": KEY,
        "programme": {"type": ["string", "null"], "maxLength": 40},
        "result_by": {"type": ["string", "null"], "format": "date"},
        "losses": {
            "type": "object",
            "additionalProperties": {"type": "string", "enum": [value for value, _label in LOSS_CHOICES]},
            "propertyNames": {"pattern": "^[1-9][0-9]{0,15}$"},
            "maxProperties": 50,
        },
    },
    "quote",
)


class AwardOut(serializers.ModelSerializer):
    """`pending`: the lead has until `confirm_by`; `conditional`: a programme's result is awaited by `result_by`."""

    programme = serializers.CharField(source="programme_id", allow_null=True)
    project = serializers.SerializerMethodField()

    class Meta:
        model = Award
        fields = (
            "id", "need", "quote", "position", "status", "reason", "programme", "result_by", "programme_result",
            "created_at", "confirm_by", "confirmed_at", "project",
        )  # fmt: skip

    def get_project(self, row: Any) -> int | None:
        return row.project.pk if hasattr(row, "project") else None


class AwardFilter(django_filters.FilterSet):
    status = django_filters.ChoiceFilter(choices=AwardStatus.choices)

    class Meta:
        model = Award
        fields = ("status",)


class AwardView(SourcingView):
    out = AwardOut

    def rows(self) -> Any:
        return selectors.awards_of(self.home).select_related("project")

    def root(self, row: Any) -> Any:
        return row.need


class Awards(AwardView):
    @operation("awards:read", "Awards you are a side of", answer=AwardOut, many=True, filters=AwardFilter)
    def get(self, request: Any) -> Response:
        return self.page(self.rows())

    @operation("awards:write", "Choose a quote", answer=AwardOut, body=CHOOSE, creates=True, kinds=(FIRM,))
    def post(self, request: Any) -> Response:
        """As the firm. `losses`: what the others are to hear, by quote; what is left out takes the suggestion of the
        comparison.
        """
        given = self.body()
        quote = get_object_or_404(selectors.quotes_of_firm(self.home), pk=given["quote"])
        entries = line_up(selectors.compared_quotes(quote.rfq.need), quote.rfq.need)
        entry = next(one for one in entries if one.quote.pk == quote.pk)
        losers = [(one.quote.pk, "", why) for one, why in suggestions(entries, entry)]
        programmes = Programme.objects.choosable(timezone.localdate(), kept=quote.rfq.round.programme_id)
        typed = {f"loss_{pk}": given.get("losses", {}).get(str(pk), why) for pk, _name, why in losers}
        if strange := set(given.get("losses", {})) - {str(pk) for pk, _name, _why in losers}:
            raise Problem(422, errors=[Wrong(f"/losses/{pk}", "unknown", "") for pk in sorted(strange)])
        typed |= {name: given[name] for name in ("programme", "result_by") if given.get(name)}
        form = self.filled(AwardForm(typed, programmes=programmes, losers=losers))
        terms = {name: form.cleaned_data[name] for name in ("programme", "result_by")}
        row = services.award_make(quote=quote, actor=request.user, losses=form.losses, **terms)
        return self.again(row.pk, status=201)


class OneAward(AwardView):
    @operation("awards:read", "One award", answer=AwardOut)
    def get(self, request: Any, pk: int) -> Response:
        return self.again(pk)


class LeadView(AwardView):
    kinds = (SUPPLIER,)

    def lead(self, pk: int) -> Award:
        return self.held(selectors.lead_awards(self.home).select_related("project"), pk)


class ConfirmAward(LeadView):
    @operation("awards:write", "Confirm, as the lead", answer=AwardOut)
    def post(self, request: Any, pk: int) -> Response:
        services.award_confirm(award=self.lead(pk), actor=request.user)
        return self.again(pk)


class RefuseAward(LeadView):
    @operation("awards:write", "Refuse, as the lead", answer=AwardOut, body=form_schema(RefuseForm))
    def post(self, request: Any, pk: int) -> Response:
        form = self.filled(RefuseForm(self.body()))
        services.award_refuse(award=self.lead(pk), actor=request.user, **form.cleaned_data)
        return self.again(pk)


class FirmAwardView(AwardView):
    kinds = (FIRM,)


class CancelAward(FirmAwardView):
    @operation("awards:write", "Take the choice back, as the firm", answer=AwardOut)
    def post(self, request: Any, pk: int) -> Response:
        services.award_cancel(award=self.held(self.rows(), pk), actor=request.user)
        return self.again(pk)


class AwardResult(FirmAwardView):
    @operation("awards:write", "Say what the programme answered", answer=AwardOut, body=form_schema(ResultForm))
    def post(self, request: Any, pk: int) -> Response:
        form = self.filled(ResultForm(self.body()))
        services.programme_result(award=self.held(self.rows(), pk), actor=request.user, **form.cleaned_data)
        return self.again(pk)
