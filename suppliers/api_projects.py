"""A supplier's past projects, by the services and forms of the pages."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.response import Response

from matchmaker.accounts.choices import OrganisationKind
from matchmaker.lib.api.operations import operation
from matchmaker.lib.api.schemas import form_data, form_schema
from matchmaker.lib.api.views import ApiView
from suppliers.forms import ProjectForm
from suppliers.models import PastProject, Supplier
from suppliers.selectors import projects_of
from suppliers.services import project_delete, project_save, supplier_of

PROJECT = form_schema(ProjectForm)


class PastProjectOut(serializers.ModelSerializer):
    """`evidence` says who stands behind the claim; it is given by the offices, and a changed claim loses it."""

    capabilities = serializers.SlugRelatedField("code", many=True, read_only=True)
    client_industry = serializers.CharField(source="client_industry_id", allow_null=True)
    client_region = serializers.CharField(source="client_region_id", allow_null=True)
    partners = serializers.SerializerMethodField()

    class Meta:
        model = PastProject
        fields = (
            "id", "title", "description", "finished_on", "amount_krw", "capabilities", "client_industry",
            "client_region", "partners", "evidence",
        )  # fmt: skip

    def get_partners(self, row: PastProject) -> list[str]:
        return sorted(partner.organisation.name for partner in row.partners.all())


class PastProjectView(ApiView):
    kinds = (OrganisationKind.SUPPLIER,)
    out = PastProjectOut

    @property
    def supplier(self) -> Supplier:
        return supplier_of(self.request.actor.organisation)

    def rows(self) -> QuerySet[PastProject]:
        return projects_of(self.supplier)

    def saved(self, row: PastProject) -> PastProject:
        given = form_data(ProjectForm, self.body())
        form = self.filled(ProjectForm(given, instance=row, supplier=self.supplier))
        many = {"capabilities": form.cleaned_data["capabilities"], "partners": form.cleaned_data["partner_names"]}
        told = {"project": form.instance, "supplier": self.supplier, "many": many}
        return self.rows().get(pk=project_save(**told, changed=form.has_changed()).pk)


class PastProjects(PastProjectView):
    @operation("organisation:read", "Your past projects", answer=PastProjectOut, many=True)
    def get(self, request: Any) -> Response:
        return self.page(self.rows(), order=("-finished_on", "-pk"))

    @operation("organisation:write", "Add a past project", answer=PastProjectOut, body=PROJECT, creates=True)
    def post(self, request: Any) -> Response:
        """`partner_names`: suppliers that are here, by name, with commas between."""
        return self.answer(self.saved(PastProject()), status=201)


class OnePastProject(PastProjectView):
    @operation("organisation:read", "One past project", answer=PastProjectOut)
    def get(self, request: Any, pk: int) -> Response:
        return self.answer(self.one(self.rows(), pk))

    @operation("organisation:write", "Change a past project, all of it", answer=PastProjectOut, body=PROJECT)
    def put(self, request: Any, pk: int) -> Response:
        return self.answer(self.saved(self.held(self.rows(), pk)))

    @operation("organisation:write", "Take a past project out")
    def delete(self, request: Any, pk: int) -> Response:
        project_delete(project=self.held(self.rows(), pk))
        return Response(status=204)
