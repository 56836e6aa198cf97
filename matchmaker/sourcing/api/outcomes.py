"""What came of a project: figures to move, timed questions, and reviews of both sides."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from rest_framework import serializers
from rest_framework.response import Response

from matchmaker.accounts.choices import OrganisationKind
from matchmaker.lib.api.operations import operation
from matchmaker.lib.api.problems import Problem, Wrong
from matchmaker.lib.api.schemas import body
from matchmaker.sourcing.api.base import FIRM, KEY, SUPPLIER, SourcingView
from matchmaker.sourcing.choices import ReviewOfFirm, ReviewOfSupplier
from matchmaker.sourcing.models import Kpi, KpiMeasure, OutcomeCheck, Project, Review
from matchmaker.sourcing.outcomes import presenting, review_services, selectors, services
from matchmaker.sourcing.outcomes.forms import AnswerForm, ReviewForm

FIGURE = {"type": "number", "minimum": 0, "maximum": 1_000_000_000}
ANSWER = body(
    {
        "in_use": {"type": "boolean"},
        "values": {
            "type": "object",
            "additionalProperties": FIGURE,
            "propertyNames": {"pattern": "^[1-9][0-9]{0,15}$"},
            "maxProperties": 20,
        },
        "note": {"type": ["string", "null"], "maxLength": 2000},
    },
    "in_use",
)
BOTH = (FIRM, SUPPLIER)
POINTS = {"type": "integer", "minimum": 1, "maximum": 5}
REVIEW = body(
    {
        "subject": KEY,
        "parts": body(dict.fromkeys([*ReviewOfSupplier.values, *ReviewOfFirm.values], POINTS)),
        "comment": {"type": ["string", "null"], "maxLength": 1000},
    },
    "subject",
    "parts",
)


class MeasureOut(serializers.ModelSerializer):
    check = serializers.IntegerField(source="outcome_id")

    class Meta:
        model = KpiMeasure
        fields = ("check", "value", "created_at")


class KpiOut(serializers.ModelSerializer):
    measures = MeasureOut(many=True)

    class Meta:
        model = Kpi
        fields = ("id", "field", "name", "unit", "weight", "better", "before", "target", "measures")


class CheckOut(serializers.ModelSerializer):
    """A question at its time: still in use, and what do the figures say? `in_use` is null until answered."""

    class Meta:
        model = OutcomeCheck
        fields = ("id", "project", "stage", "status", "due_on", "asked_at", "answered_at", "in_use", "note")


class OutcomesOut(serializers.ModelSerializer):
    project = serializers.IntegerField(source="pk")
    kpis = KpiOut(many=True)
    checks = CheckOut(many=True)

    class Meta:
        model = Project
        fields = ("project", "status", "completed_on", "kpis", "checks")


class ReviewOut(serializers.ModelSerializer):
    """Nobody but its author reads a review before `published_at`."""

    parts = serializers.DictField(child=serializers.IntegerField())

    class Meta:
        model = Review
        fields = ("id", "project", "author", "subject", "parts", "comment", "created_at", "published_at")


class Outcomes(SourcingView):
    kinds = (FIRM, SUPPLIER, OrganisationKind.PROGRAMME)
    out = OutcomesOut

    def rows(self) -> Any:
        return selectors.outcome_details(self.home)

    @operation("outcomes:read", "What came of a project", answer=OutcomesOut)
    def get(self, request: Any, pk: int) -> Response:
        return self.again(pk)


class CheckView(SourcingView):
    kinds = (FIRM,)
    out = CheckOut

    def rows(self) -> Any:
        return selectors.checks_of(self.home)

    def root(self, row: Any) -> Any:
        return row.project


class Checks(CheckView):
    @operation("outcomes:read", "Questions on what came of your projects", answer=CheckOut, many=True)
    def get(self, request: Any) -> Response:
        return self.page(self.rows(), order=("-due_on", "-pk"))


class OneCheck(CheckView):
    @operation("outcomes:read", "One question", answer=CheckOut)
    def get(self, request: Any, pk: int) -> Response:
        return self.again(pk)


class AnswerCheck(CheckView):
    @operation("outcomes:write", "Answer a question", answer=CheckOut, body=ANSWER)
    def post(self, request: Any, pk: int) -> Response:
        """`values`: what was measured, by the key of the figure, in its unit."""
        given = self.body()
        row = self.held(self.rows(), pk)
        figures = {f"value_{key}": str(value) for key, value in given.get("values", {}).items()}
        typed = {"in_use": "yes" if given["in_use"] else "no", "note": given.get("note") or "", **figures}
        form = AnswerForm(typed, kpis=row.project.kpis.all())
        if strange := set(figures) - set(form.kpis):
            places = sorted(name.removeprefix("value_") for name in strange)
            raise Problem(422, errors=[Wrong(f"/values/{key}", "unknown", "") for key in places])
        self.filled(form, {name: f"/values/{name.removeprefix('value_')}" for name in figures})
        told = {"in_use": form.cleaned_data["in_use"], "note": form.cleaned_data["note"], "values": form.values}
        services.check_answer(check=row, actor=request.user, **told)
        return self.again(pk)


class Reviews(SourcingView):
    kinds = (FIRM, SUPPLIER, OrganisationKind.PROGRAMME)
    out = ReviewOut

    def project(self, pk: int) -> Project:
        return get_object_or_404(selectors.projects_seen_by(self.home), pk=pk)

    @operation("outcomes:read", "Reviews of a project", answer=ReviewOut, many=True)
    def get(self, request: Any, pk: int) -> Response:
        return self.page(selectors.reviews_readable(self.project(pk), self.home), order=("created_at", "pk"))

    @operation("outcomes:write", "Review the other side", answer=ReviewOut, body=REVIEW, creates=True, kinds=BOTH)
    def post(self, request: Any, pk: int) -> Response:
        """A firm reviews each member, a member the firm; all parts of that side, from 1 to 5. Once."""
        given = self.body()
        project = self.project(pk)
        others = {row.pk: row for row in presenting.other_side(project, self.home)}
        other = others.get(given["subject"])
        if other is None:
            raise Problem(422, errors=[Wrong("/subject", "invalid_choice", "")])
        parts = ReviewOfSupplier.choices if other.kind == SUPPLIER else ReviewOfFirm.choices
        typed = {name: str(points) for name, points in given["parts"].items()}
        form = ReviewForm(typed | {"comment": given.get("comment") or ""}, parts=parts)
        self.filled(form, {name: f"/parts/{name}" for name, _label in parts})
        told = {"parts": form.points, "comment": form.cleaned_data["comment"], "actor": request.user}
        row = review_services.review_write(project=project, author=self.home, subject=other, **told)
        return self.answer(row, status=201)
