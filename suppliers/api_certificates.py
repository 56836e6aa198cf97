"""A supplier's certificates, by the services and forms of the pages."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.response import Response

from matchmaker.accounts.choices import OrganisationKind
from matchmaker.lib.api.operations import operation
from matchmaker.lib.api.schemas import form_data, form_schema
from matchmaker.lib.api.views import ApiView
from suppliers.forms import CertificateForm
from suppliers.models import Certificate, Supplier
from suppliers.services import certificate_delete, certificate_save, supplier_of

CERTIFICATE = form_schema(CertificateForm)


class CertificateOut(serializers.ModelSerializer):
    class Meta:
        model = Certificate
        fields = ("id", *CertificateForm.Meta.fields)


class CertificateView(ApiView):
    kinds = (OrganisationKind.SUPPLIER,)
    out = CertificateOut

    @property
    def supplier(self) -> Supplier:
        return supplier_of(self.request.actor.organisation)

    def rows(self) -> QuerySet[Certificate]:
        return Certificate.objects.filter(supplier=self.supplier)

    def saved(self, row: Certificate) -> Certificate:
        form = self.filled(CertificateForm(form_data(CertificateForm, self.body()), instance=row))
        return certificate_save(certificate=form.instance, supplier=self.supplier)


class Certificates(CertificateView):
    @operation("organisation:read", "Your certificates", answer=CertificateOut, many=True)
    def get(self, request: Any) -> Response:
        return self.page(self.rows(), order=("name", "pk"))

    @operation("organisation:write", "Add a certificate", answer=CertificateOut, body=CERTIFICATE, creates=True)
    def post(self, request: Any) -> Response:
        return self.answer(self.saved(Certificate()), status=201)


class OneCertificate(CertificateView):
    @operation("organisation:read", "One certificate", answer=CertificateOut)
    def get(self, request: Any, pk: int) -> Response:
        return self.answer(self.one(self.rows(), pk))

    @operation("organisation:write", "Change a certificate, all of it", answer=CertificateOut, body=CERTIFICATE)
    def put(self, request: Any, pk: int) -> Response:
        return self.answer(self.saved(self.held(self.rows(), pk)))

    @operation("organisation:write", "Take a certificate out")
    def delete(self, request: Any, pk: int) -> Response:
        certificate_delete(certificate=self.held(self.rows(), pk))
        return Response(status=204)
