"""Projects, their milestones, what came of them and what both sides say of each other."""

from __future__ import annotations

from typing import Any

import django_filters
from django.shortcuts import get_object_or_404
from rest_framework import serializers
from rest_framework.response import Response

from matchmaker.lib.api.operations import operation
from matchmaker.lib.api.problems import Problem
from matchmaker.lib.api.schemas import body, form_data, form_schema
from matchmaker.sourcing.api.base import FIRM, SUPPLIER, SourcingView, WhoOut
from matchmaker.sourcing.choices import MilestoneStatus, ProjectStatus
from matchmaker.sourcing.models import Milestone, Project, ProjectSlot
from matchmaker.sourcing.projects import milestones, selectors
from matchmaker.sourcing.projects.forms import DecideForm, ReportForm
from matchmaker.sourcing.projects.people import seat_of

REPORT = form_schema(ReportForm, but=("files",))
DECIDED = [MilestoneStatus.MET.value, MilestoneStatus.PARTLY.value, MilestoneStatus.MISSED.value]
NOTE = {"type": ["string", "null"], "maxLength": 300}
DECIDE = body({"status": {"type": "string", "enum": DECIDED}, "note": NOTE}, "status")


class MilestoneOut(serializers.ModelSerializer):
    class Meta:
        model = Milestone
        fields = ("id", "kind", "status", "due_on", "reported_at", "report", "decided_at", "note")


class ProjectSlotOut(serializers.ModelSerializer):
    codes = serializers.ListField(child=serializers.CharField())
    supplier = WhoOut()

    class Meta:
        model = ProjectSlot
        fields = ("id", "slot", "codes", "supplier", "since", "until")


class ProjectOut(serializers.ModelSerializer):
    """`status` follows from the milestones; `price_krw` is the agreed build price without VAT, changes included."""

    lead = WhoOut()
    milestones = MilestoneOut(many=True)
    slots = ProjectSlotOut(many=True)

    class Meta:
        model = Project
        fields = (
            "id", "award", "need", "lead", "status", "price_krw", "weeks", "starts_on", "completed_on", "created_at",
            "milestones", "slots",
        )  # fmt: skip


class ProjectFilter(django_filters.FilterSet):
    status = django_filters.ChoiceFilter(choices=ProjectStatus.choices)

    class Meta:
        model = Project
        fields = ("status",)


class ProjectView(SourcingView):
    out = ProjectOut

    def rows(self) -> Any:
        return selectors.project_details(self.home)


class Projects(ProjectView):
    @operation("projects:read", "Your projects", answer=ProjectOut, many=True, filters=ProjectFilter)
    def get(self, request: Any) -> Response:
        return self.page(self.rows(), order=("-created_at", "-pk"))


class OneProject(ProjectView):
    @operation("projects:read", "One project", answer=ProjectOut)
    def get(self, request: Any, pk: int) -> Response:
        return self.again(pk)


class MilestoneView(SourcingView):
    out = MilestoneOut

    def rows(self) -> Any:
        return selectors.milestones_of(self.home)

    def root(self, row: Any) -> Any:
        return row.project


class OneMilestone(MilestoneView):
    @operation("projects:read", "One milestone", answer=MilestoneOut)
    def get(self, request: Any, pk: int) -> Response:
        return self.again(pk)


class ReportMilestone(MilestoneView):
    kinds = (SUPPLIER,)

    @operation("projects:write", "Say that a milestone is done, as the lead", answer=MilestoneOut, body=REPORT)
    def post(self, request: Any, pk: int) -> Response:
        """Files that prove it are put in on the project's page."""
        form = self.filled(ReportForm(form_data(ReportForm, self.body())))
        if not seat_of(get_object_or_404(self.rows(), pk=pk).project, self.home).lead:
            raise Problem(404)
        row, text = self.held(self.rows(), pk), form.cleaned_data["text"]
        milestones.milestone_report(milestone=row, actor=request.user, text=text)
        return self.again(pk)


class DecideMilestone(MilestoneView):
    kinds = (FIRM,)

    @operation("projects:write", "Say how a milestone went, as the firm", answer=MilestoneOut, body=DECIDE)
    def post(self, request: Any, pk: int) -> Response:
        given = self.body()
        row = self.held(self.rows(), pk)
        form = self.filled(DecideForm(row, form_data(DecideForm, given)))
        milestones.milestone_decide(milestone=row, actor=request.user, **form.cleaned_data)
        return self.again(pk)
