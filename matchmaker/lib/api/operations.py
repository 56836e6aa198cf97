"""One decorator says what an operation is: its scope, what it takes, what it answers. The schema is made from that."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema, inline_serializer
from rest_framework import serializers

from matchmaker.lib.api.paging import PARAMETERS
from matchmaker.lib.api.schemas import NO_BODY, Schema, query_schema

WRITES = ("post", "put", "patch", "delete")


class WrongOut(serializers.Serializer):
    field = serializers.CharField(help_text="JSON pointer into the body, or the name of a parameter; empty: the whole.")
    code = serializers.CharField()
    detail = serializers.CharField()


class ProblemOut(serializers.Serializer):
    """Why something was refused (RFC 9457). `code` is stable, words are for people."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    code = serializers.CharField()
    detail = serializers.CharField()
    errors = WrongOut(many=True)


@dataclass(frozen=True)
class Operation:
    """``scope``: what the token needs; ``once``: creates, so it carries a key; ``held``: changes what must be known."""

    scope: str
    body: Schema | None = None
    query: Mapping[str, Schema] = field(default_factory=dict)
    filters: Any = None
    once: bool = False
    held: bool = False
    kinds: tuple[str, ...] = ()
    upload: bool = False


def operation(
    scope: str,
    summary: str,
    *,
    answer: Any = None,
    many: bool = False,
    body: Schema | None = None,
    query: Mapping[str, Schema] | None = None,
    filters: Any = None,
    creates: bool = False,
    asks: bool = False,
    paged: bool = True,
    status: int = 0,
    media: str = "",
    kinds: tuple[str, ...] = (),
    upload: bool = False,
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """``many``: a page of ``answer``; ``asks``: a POST that changes nothing; ``media``: of an answer that is a file;
    ``kinds``: of organisations, where fewer than the resource's may do this; ``upload``: the body is a form with a
    ``file`` beside what ``body`` says.
    """

    def decorate(method: Callable[..., Any]) -> Callable[..., Any]:
        writes = method.__name__ in WRITES
        parameters = dict(query or {}) | (dict(PARAMETERS) if many and paged else {})
        if filters is not None:
            parameters |= {name: query_schema(one.field) for name, one in filters.base_filters.items()}
        takes = body if body is not None or method.__name__ in ("get", "delete") else NO_BODY
        told = Operation(
            scope=scope, body=takes, query=parameters, filters=filters,
            once=creates, held=writes and not creates and not asks,
            kinds=kinds, upload=upload,
        )  # fmt: skip
        method.operation = told  # type: ignore[attr-defined]
        good = status or (201 if creates else 204 if answer is None and not media else 200)
        shown = page_of(answer) if many and paged else answer(many=True) if many else answer
        return extend_schema(
            operation_id=method.__qualname__.replace(".", "_"),
            summary=summary,
            description=_described(method, told),
            parameters=[*_parameters(told), *_etag(told, good, many)],
            request=_sent(body, upload=upload),
            responses={(good, media) if media else good: shown if shown is not None else OpenApiResponse(str, "")}
            if media or shown is not None
            else {good: OpenApiResponse(None, "Done.")},
        )(method)

    return decorate


def _sent(body: Schema | None, *, upload: bool) -> dict[str, Schema] | None:
    """What the schema says of the body; an upload has the fields of ``body`` and the file itself."""
    if not upload:
        return None if body is None else {"application/json": body}
    body = body or NO_BODY
    properties = {"file": {"type": "string", "format": "binary"}, **body["properties"]}
    return {"multipart/form-data": body | {"properties": properties, "required": ["file", *body.get("required", [])]}}


@cache
def page_of(answer: Any) -> Any:
    fields = {
        "next": serializers.URLField(allow_null=True),
        "previous": serializers.URLField(allow_null=True),
        "results": answer(many=True),
    }
    return inline_serializer(f"{answer.__name__.removesuffix('Out')}Page", fields)


def _described(method: Callable[..., Any], told: Operation) -> str:
    words = [(method.__doc__ or "").strip(), f"Scope: `{told.scope}`." if told.scope else "Any token."]
    if told.once:
        words.append("Creates: needs an `Idempotency-Key`; the same key and body again give the same answer.")
    if told.held:
        words.append("Changes a row: needs `If-Match` with the `ETag` that was read, or `*`.")
    return "\n\n".join(one for one in words if one)


def _parameters(told: Operation) -> list[OpenApiParameter]:
    found = [
        OpenApiParameter(name, {key: value for key, value in schema.items() if key != "description"},
                         description=schema.get("description", ""))
        for name, schema in told.query.items()
    ]  # fmt: skip
    if told.once:
        key = {"type": "string", "minLength": 8, "maxLength": 80, "pattern": "^[A-Za-z0-9_-]+$"}
        found.append(OpenApiParameter("Idempotency-Key", key, "header", required=True))
    if told.held:
        tag = {"type": "string", "pattern": '^(\\*|"[0-9a-f]{32}")$'}
        found.append(OpenApiParameter("If-Match", tag, "header", required=True))
    return found


def _etag(told: Operation, good: int, many: bool) -> list[OpenApiParameter]:
    if many or good == 204:
        return []
    return [OpenApiParameter("ETag", str, "header", response=[good])]
