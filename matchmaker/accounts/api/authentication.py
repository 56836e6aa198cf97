"""The one way into the API: a bearer token. Sessions of the pages open nothing here, so no page can be tricked."""

from __future__ import annotations

from typing import Any

from django.utils import translation
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed

from matchmaker.accounts.api.tokens import token_open


class TokenAuthentication(BaseAuthentication):
    def authenticate(self, request: Any) -> tuple[Any, Any] | None:
        kind, _sep, text = request.headers.get("Authorization", "").partition(" ")
        if not kind:
            return None
        found = token_open(text.strip()) if kind.lower() == "bearer" else None
        if found is None:
            raise AuthenticationFailed
        token, actor = found
        request._request.actor = actor
        if "Accept-Language" not in request.headers:
            translation.activate(actor.user.language)
        return actor.user, token

    def authenticate_header(self, request: Any) -> str:
        return "Bearer"


class TokenScheme(OpenApiAuthenticationExtension):
    target_class = TokenAuthentication
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer", "bearerFormat": "mm_…"}
