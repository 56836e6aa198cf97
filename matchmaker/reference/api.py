"""The shared facts: read by every token that may read anything."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from rest_framework import serializers
from rest_framework.response import Response

from matchmaker.lib.api.operations import operation
from matchmaker.lib.api.views import ApiView
from matchmaker.reference.choices import CapabilityKind
from matchmaker.reference.models import Capability, Industry, Programme, Region


class CapabilityOut(serializers.ModelSerializer):
    """What a supplier can do. Prices in won and weeks are estimates: the usual, not an offer."""

    hard_needs = serializers.ListField(child=serializers.ListField(child=serializers.CharField()))
    goes_with = serializers.ListField(child=serializers.CharField())
    standards = serializers.SlugRelatedField("name", many=True, read_only=True)

    class Meta:
        model = Capability
        fields = (
            "code", "kind", "name_ko", "name_en", "plain_ko", "plain_en", "hard_needs", "goes_with", "standards",
            "price_min_krw", "price_typ_krw", "price_max_krw", "price_unit",
            "lead_min_wk", "lead_typ_wk", "lead_max_wk",
        )  # fmt: skip


class RegionOut(serializers.ModelSerializer):
    adjacent = serializers.SlugRelatedField("code", many=True, read_only=True)

    class Meta:
        model = Region
        fields = ("code", "name_ko", "name_en", "official_ko", "capital_region", "valid_from", "valid_to", "adjacent")


class IndustryOut(serializers.ModelSerializer):
    class Meta:
        model = Industry
        fields = ("code", "name_ko", "name_en", "process_type")


class ProgrammeOut(serializers.ModelSerializer):
    """One version of a programme's rules, which never change. `rate` is the state's share, `cap_krw` its limit.

    A later version has the same `family` and `replaces` the one before; only the last is `current`. Levels go from 0 to
    4. An empty list is for everybody. `required_groups`: capabilities, one of each group has to be in the package.
    """

    replaces = serializers.CharField(source="replaces_id", allow_null=True)
    current = serializers.BooleanField()
    regions = serializers.ListField(child=serializers.CharField())
    sizes = serializers.ListField(child=serializers.CharField())
    required_groups = serializers.ListField(child=serializers.ListField(child=serializers.CharField()))

    class Meta:
        model = Programme
        fields = (
            "code", "family", "version", "replaces", "current", "year", "name_ko", "name_en", "rate", "cap_krw",
            "months", "level_min", "level_max", "regions", "sizes", "required_groups", "min_members",
            "security_from", "conditions_ko", "conditions_en", "valid_from", "valid_to", "applies_from",
            "applies_to", "result_on", "ended_on", "source",
        )  # fmt: skip


class CapabilityFilter(django_filters.FilterSet):
    kind = django_filters.ChoiceFilter(choices=CapabilityKind.choices)
    name = django_filters.CharFilter(method="named", max_length=40)

    class Meta:
        model = Capability
        fields = ("kind",)

    def named(self, rows: QuerySet[Capability], _name: str, words: str) -> QuerySet[Capability]:
        held = Q(aliases__words__icontains=words)
        for field in ("name_ko", "name_en", "plain_ko", "plain_en"):
            held |= Q(**{f"{field}__icontains": words})
        return rows.filter(held).distinct()


class RunningFilter(django_filters.FilterSet):
    running = django_filters.BooleanFilter(method="today", label="Only those that hold today.")

    def today(self, rows: QuerySet[Any], _name: str, wanted: bool) -> QuerySet[Any]:
        day = timezone.localdate()
        now = Q(valid_from__isnull=True) | Q(valid_from__lte=day)
        now &= Q(valid_to__isnull=True) | Q(valid_to__gte=day)
        return rows.filter(now) if wanted else rows


class ProgrammeFilter(RunningFilter):
    """A version that was replaced, or a programme that was ended, holds no more, whatever its own dates say."""

    def today(self, rows: QuerySet[Any], _name: str, wanted: bool) -> QuerySet[Any]:
        return rows.filter(pk__in=Programme.objects.running(timezone.localdate())) if wanted else rows


class Capabilities(ApiView):
    names_firms = False
    out = CapabilityOut

    @operation("", "What suppliers can do: the taxonomy", answer=CapabilityOut, many=True, filters=CapabilityFilter)
    def get(self, request: Any) -> Response:
        return self.page(Capability.objects.prefetch_related("standards"), order=("position", "code"))


class OneCapability(ApiView):
    names_firms = False
    out = CapabilityOut

    @operation("", "One capability", answer=CapabilityOut)
    def get(self, request: Any, code: str) -> Response:
        return self.answer(get_object_or_404(Capability.objects.prefetch_related("standards"), pk=code))


class Regions(ApiView):
    names_firms = False
    out = RegionOut

    @operation("", "Provinces and metropolitan cities", answer=RegionOut, many=True, filters=RunningFilter)
    def get(self, request: Any) -> Response:
        return self.page(Region.objects.prefetch_related("adjacent"), order=("code",))


class Industries(ApiView):
    names_firms = False
    out = IndustryOut

    @operation("", "Divisions of manufacturing (KSIC)", answer=IndustryOut, many=True)
    def get(self, request: Any) -> Response:
        return self.page(Industry.objects.all(), order=("code",))


class Programmes(ApiView):
    names_firms = False
    out = ProgrammeOut

    @operation("", "Support programmes and their rules", answer=ProgrammeOut, many=True, filters=ProgrammeFilter)
    def get(self, request: Any) -> Response:
        rows = Programme.objects.annotate(current=Q(replaced_by__isnull=True))
        return self.page(rows, order=("-year", "code"))
