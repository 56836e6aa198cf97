"""What the resources of sourcing share."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers
from rest_framework.response import Response

from matchmaker.accounts.choices import OrganisationKind
from matchmaker.lib.api.schemas import LARGEST
from matchmaker.lib.api.views import ApiView
from matchmaker.sourcing.doing import REFUSALS

KEY = {"type": "integer", "minimum": 1, "maximum": LARGEST}
FIRM, SUPPLIER = OrganisationKind.DEMAND, OrganisationKind.SUPPLIER


class SourcingView(ApiView):
    kinds = (FIRM, SUPPLIER)
    refusals = REFUSALS

    @property
    def home(self) -> Any:
        return self.request.actor.organisation

    def rows(self) -> Any:
        raise NotImplementedError

    def again(self, pk: int, *, status: int = 200) -> Response:
        """The row as it is after the service."""
        return self.answer(self.one(self.rows(), pk), status=status)


class FirmSide(SourcingView):
    kinds = (FIRM,)


class SupplierSide(SourcingView):
    kinds = (SUPPLIER,)


class WhoOut(serializers.Serializer):
    id = serializers.IntegerField()
    name = serializers.CharField(source="organisation.name")


class AskedSlotOut(serializers.Serializer):
    slot = serializers.IntegerField()
    codes = serializers.ListField(child=serializers.CharField())
    offer = serializers.IntegerField(allow_null=True)
    must = serializers.BooleanField()
