"""Who the token stands for."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from matchmaker.accounts.api.scopes import SCOPES
from matchmaker.accounts.choices import OrganisationKind, Role
from matchmaker.lib.api.operations import operation
from matchmaker.lib.api.problems import Problem
from matchmaker.lib.api.views import ApiView


class OrganisationOut(serializers.Serializer):
    id = serializers.IntegerField()
    kind = serializers.ChoiceField(OrganisationKind.choices)
    name = serializers.CharField()
    business_number = serializers.CharField()
    simulated = serializers.BooleanField()
    created_at = serializers.DateTimeField()


class TokenOut(serializers.Serializer):
    """The token behind the request: for whom it acts, and what it may."""

    name = serializers.CharField()
    role = serializers.ChoiceField(Role.choices)
    scopes = serializers.ListField(child=serializers.ChoiceField(list(SCOPES)))
    organisation = OrganisationOut()
    expires_at = serializers.DateTimeField()
    former_until = serializers.DateTimeField(allow_null=True)


class Token(ApiView):
    names_firms = False
    out = TokenOut

    @operation("", "The token behind this request", answer=TokenOut)
    def get(self, request: Any) -> Response:
        return self.answer(request.auth)


class Organisation(ApiView):
    names_firms = False
    out = OrganisationOut

    @operation("organisation:read", "Your own organisation", answer=OrganisationOut)
    def get(self, request: Any) -> Response:
        return self.answer(request.actor.organisation)


class NotHere(APIView):
    """Whatever is not in the schema: a problem document, not a page."""

    schema = None
    authentication_classes = permission_classes = []

    def initial(self, request: Any, *args: Any, **kwargs: Any) -> None:
        raise Problem(404)
