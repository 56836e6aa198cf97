"""Budgets of support programmes for programs of offices: the figures of the pages, each office's own firms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import django_filters
from django import forms
from django.shortcuts import get_object_or_404
from rest_framework import serializers
from rest_framework.response import Response

from matchmaker.accounts.access import Actor
from matchmaker.accounts.choices import OrganisationKind
from matchmaker.coverage.few import least_for
from matchmaker.coverage.programmes import budget
from matchmaker.coverage.programmes.budget import Grant, Group, Money
from matchmaker.lib.api.operations import operation
from matchmaker.lib.api.views import ApiView
from matchmaker.reference.models import Programme


@dataclass(frozen=True)
class Budget:
    """``total`` of one programme and, where it was asked for, by each dimension."""

    programme: Programme
    total: Group
    parts: dict[str, list[Group]] = field(default_factory=dict)

    @property
    def used(self) -> float | None:
        return budget.share_of(self.total.granted.krw, self.programme.plan_krw)


def budgets(rows: Sequence[Programme], actor: Actor, *, parted: bool = False) -> list[Budget]:
    """One query for all of them."""
    found, least = budget.by_family(budget.grants(actor.organisation, [row.family for row in rows])), least_for(actor)

    def parts(mine: list[Grant]) -> dict[str, list[Group]]:
        return {name: budget.groups(mine, name, least) for name in budget.DIMENSIONS} if parted else {}

    return [Budget(row, budget.total(found[row.family], least), parts(found[row.family])) for row in rows]


class MoneyOut(serializers.Serializer):
    """All three null where so few firms stand behind them that an analyst would read about one."""

    firms = serializers.IntegerField(allow_null=True)
    awards = serializers.IntegerField(allow_null=True)
    krw = serializers.IntegerField(allow_null=True)

    def to_representation(self, row: Money) -> dict[str, Any]:
        return super().to_representation(row) if row.krw is not None else dict.fromkeys(self.fields)


class SidesOut(serializers.Serializer):
    """`granted`: awards that hold, under the rules that each was made with; `asked`: those that wait for a result."""

    granted = MoneyOut()
    asked = MoneyOut()


class GroupOut(SidesOut):
    """`key`: code of a region or an industry, or a size; empty where the firm did not say, `few`: several in one."""

    key = serializers.CharField(allow_blank=True)


class BudgetOut(serializers.Serializer):
    """`used`: granted of the plan, from 0; null without a plan. `plan_simulated`: the plan is made up, for trying."""

    programme = serializers.CharField(source="programme.family")
    year = serializers.IntegerField(source="programme.year")
    plan_krw = serializers.IntegerField(source="programme.plan_krw", allow_null=True)
    plan_simulated = serializers.BooleanField(source="programme.plan_simulated")
    used = serializers.FloatField(allow_null=True)
    total = SidesOut()


class WholeBudgetOut(BudgetOut):
    by_region = GroupOut(source="parts.region", many=True)
    by_size = GroupOut(source="parts.size", many=True)
    by_industry = GroupOut(source="parts.industry", many=True)


class WholeFilter(django_filters.NumberFilter):
    field_class = forms.IntegerField


class BudgetFilter(django_filters.FilterSet):
    year = WholeFilter(min_value=2014, max_value=2100)

    class Meta:
        model = Programme
        fields = ("year",)


class BudgetView(ApiView):
    kinds = (OrganisationKind.PROGRAMME,)
    names_firms = False


class Budgets(BudgetView):
    out = BudgetOut

    @operation("coverage:read", "Budgets of programmes", answer=BudgetOut, many=True, filters=BudgetFilter)
    def get(self, request: Any) -> Response:
        """What was granted and is asked for, against the plan; an office of a region reads of its own firms."""
        rows = Programme.objects.current()
        return self.page(rows, order=("-year", "code"), made=lambda found: budgets(found, request.actor))


class OneBudget(BudgetView):
    out = WholeBudgetOut

    @operation("coverage:read", "The budget of one programme", answer=WholeBudgetOut)
    def get(self, request: Any, code: str) -> Response:
        """By region, size and industry of the firm as well. Analysts read of groups of five firms and more."""
        (told,) = budgets([get_object_or_404(Programme.objects.current(), family=code)], request.actor, parted=True)
        return self.answer(told)
