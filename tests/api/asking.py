"""A program at the door of the API: a token, and short words for asking."""

from __future__ import annotations

import json
import uuid
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from matchmaker.accounts.access import Actor
from matchmaker.accounts.api.scopes import SCOPES
from matchmaker.accounts.api.tokens import token_create
from matchmaker.accounts.choices import Role
from matchmaker.accounts.models import ApiToken, User

ALL = tuple(SCOPES)


def actor_for(user: User) -> Actor:
    held = user.memberships.select_related("organisation").get()
    return Actor(user=user, organisation=held.organisation, role=held.role)


def token_for(user: User, *scopes: str, role: str = Role.MEMBER, days: int = 30) -> tuple[ApiToken, str]:
    return token_create(actor=actor_for(user), name="시험", role=role, scopes=scopes or ALL, days=days)


def _sent(body: Any) -> dict[str, Any]:
    """A form where there is a file in it, else JSON."""
    if isinstance(body, dict) and any(isinstance(value, SimpleUploadedFile) for value in body.values()):
        return {"data": encode_multipart(BOUNDARY, body), "content_type": MULTIPART_CONTENT}
    return {"data": json.dumps(body), "content_type": "application/json"}


class Program:
    """Asks in English unless told otherwise. Keeps the ETag of what it read last, as a careful program does."""

    def __init__(self, token: str, language: str = "en") -> None:
        self.client, self.token, self.language, self.etag = Client(), token, language, ""

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        given = {"Authorization": f"Bearer {self.token}", "Accept-Language": self.language, **headers}
        path = path.removeprefix("http://testserver")
        path = path if path.startswith("/") else f"/api/v1/{path}"
        data = {} if body is None else _sent(body)
        answer = self.client.generic(method, path, headers=given, **data)
        self.etag = answer.headers.get("ETag", self.etag)
        return answer

    def get(self, path: str, **headers: str) -> Any:
        return self.ask("GET", path, **headers)

    def create(self, path: str, body: Any = None, *, key: str = "", **headers: str) -> Any:
        return self.ask("POST", path, body, **{"Idempotency-Key": key or uuid.uuid4().hex, **headers})

    def write(self, method: str, path: str, body: Any = None, *, etag: str = "") -> Any:
        return self.ask(method, path, body, **{"If-Match": etag or self.etag or "*"})

    def do(self, path: str, body: Any = None, *, etag: str = "*") -> Any:
        return self.write("POST", path, body, etag=etag)


def program(user: User, *scopes: str, role: str = Role.MEMBER, language: str = "en") -> Program:
    return Program(token_for(user, *scopes, role=role)[1], language)
