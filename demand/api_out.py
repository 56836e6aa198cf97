"""How needs are shown to programs: codes and figures, no words in any language but the firm's own."""

from __future__ import annotations

from rest_framework import serializers

from demand.choices import Strength
from demand.forms import FirmForm
from demand.models import DemandFirm, Need, Requirement


class FirmOut(serializers.ModelSerializer):
    name = serializers.CharField(source="organisation.name")
    region = serializers.CharField(source="region_id", allow_null=True)
    industry = serializers.CharField(source="industry_id", allow_null=True)
    owned = serializers.SlugRelatedField("code", many=True, read_only=True)

    class Meta:
        model = DemandFirm
        fields = ("id", "name", *FirmForm.Meta.fields)


class RequirementOut(serializers.ModelSerializer):
    """`codes` are alternatives. A guess (`confirmed` false) counts only once somebody sets its strength."""

    codes = serializers.ListField(child=serializers.CharField())

    class Meta:
        model = Requirement
        fields = ("id", "codes", "strength", "sure", "confirmed", "words", "start", "end")


class NeedLineOut(serializers.ModelSerializer):
    region = serializers.CharField(source="region_id", allow_null=True)
    industry = serializers.CharField(source="industry_id", allow_null=True)

    class Meta:
        model = Need
        fields = (
            "id", "status", "result", "version", "title", "text", "region", "industry", "employees", "budget_krw",
            "own_krw", "subsidy_krw", "budget_period", "deadline_weeks", "retry_of", "created_at", "opened_at",
            "changed_at",
        )  # fmt: skip


class NeedOut(NeedLineOut):
    """`version` grows when the need is confirmed and when a confirmed one is changed."""

    requirements = RequirementOut(many=True)

    class Meta(NeedLineOut.Meta):
        fields = (*NeedLineOut.Meta.fields, "requirements")


class ReadOut(serializers.Serializer):
    codes = serializers.ListField(child=serializers.CharField())
    strength = serializers.ChoiceField(Strength.choices)
    sure = serializers.BooleanField()
    words = serializers.CharField()
    start = serializers.IntegerField(source="span.start")
    end = serializers.IntegerField(source="span.end")


class ReadingOut(serializers.Serializer):
    """What a text is understood to ask for; nothing is kept."""

    language = serializers.CharField()
    requirements = ReadOut(many=True)
    region = serializers.CharField(source="facts.region.pk", allow_null=True, default=None)
    industry = serializers.CharField(source="facts.industry.pk", allow_null=True, default=None)
    employees = serializers.IntegerField(source="facts.employees", allow_null=True)
    deadline_weeks = serializers.IntegerField(source="facts.deadline_weeks", allow_null=True)
    budget_krw = serializers.IntegerField(source="facts.budget_krw", allow_null=True)
    own_krw = serializers.IntegerField(source="facts.own_krw", allow_null=True)
    subsidy_krw = serializers.IntegerField(source="facts.subsidy_krw", allow_null=True)
