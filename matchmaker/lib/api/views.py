"""The base of every resource: may you? -> body and parameters -> row -> form -> service -> answer."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from django.conf import settings
from django.db import transaction
from django.db.models import Model, QuerySet
from django.forms import BaseForm
from django.http import QueryDict
from django.shortcuts import get_object_or_404
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import MethodNotAllowed, NotAuthenticated
from rest_framework.parsers import BaseParser, JSONParser, MultiPartParser
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response
from rest_framework.views import APIView

from matchmaker.lib.api.etags import etag_of, must_match
from matchmaker.lib.api.operations import Operation
from matchmaker.lib.api.paging import Pages
from matchmaker.lib.api.problems import Problem, Wrong, form_problem, refused
from matchmaker.lib.api.schemas import Schema, checked
from matchmaker.lib.api.throttling import Allowance, allowance
from matchmaker.lib.transitions import MoveRefused

KEY = re.compile(r"^[A-Za-z0-9_-]{8,80}$")
TAG = re.compile(r'^(\*|"[0-9a-f]{32}")(\s*,\s*"[0-9a-f]{32}")*$')
WHOLE = re.compile(r"^-?\d{1,18}$")
FILE_MISSING = _("올릴 파일을 골라 주세요.")
TRUTH = {"true": True, "false": False}


class ApiView(APIView):
    """``kinds``: of organisations that may ask, all if empty. ``out``: shows a row. ``refusals``: of its services.
    ``names_firms``: unless it is said not to, tokens of analysts get nothing here.

    Writing runs in one transaction with what it checks before, so a refusal leaves nothing behind.
    """

    kinds: ClassVar[tuple[str, ...]] = ()
    names_firms: ClassVar[bool] = True
    out: ClassVar[Any] = None
    refusals: ClassVar[tuple[type[Exception], ...]] = (MoveRefused,)
    parser_classes = [JSONParser]
    renderer_classes = [JSONRenderer]
    permission_classes: ClassVar[Any] = []
    throttle_classes: ClassVar[Any] = []
    left: Allowance | None = None
    asked: dict[str, Any]

    @property
    def takes_file(self) -> bool:
        told = getattr(getattr(self, str(getattr(self.request, "method", "")).lower(), None), "operation", None)
        return told is not None and told.upload

    # --- may you? ---------------------------------------------------------------------------------------------

    def operation(self) -> Operation:
        handler = getattr(self, self.request.method.lower(), None)
        if handler is None or not hasattr(handler, "operation"):
            raise MethodNotAllowed(self.request.method)
        return handler.operation

    def initial(self, request: Any, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if request.auth is None:
            raise NotAuthenticated
        self.left = allowance(request.auth.key)
        if self.left.left < 0:
            raise Problem(429, Retry_After=str(self.left.seconds))
        told = self.operation()
        self._may(told)
        self.asked = self._query(told)
        self._headers(told)

    def _may(self, told: Operation) -> None:
        actor = self.request.actor
        if not self.request.auth.allows(told.scope):
            challenge = f'Bearer error="insufficient_scope", scope="{told.scope}"'
            raise Problem(403, errors=[Wrong("scope", "missing", told.scope)], WWW_Authenticate=challenge)
        kinds = told.kinds or self.kinds
        if kinds and actor.organisation.kind not in kinds:
            raise Problem(404)
        if self.names_firms and not actor.sees_firms:
            raise Problem(404)
        if (told.held or told.once) and not actor.may_write:
            raise Problem(404)

    def _query(self, told: Operation) -> dict[str, Any]:
        given: QueryDict = self.request.query_params
        wrong = [Wrong(name, "unknown", "") for name in given if name not in told.query]
        if wrong:
            raise Problem(400, "parameter_invalid", errors=wrong)
        schema = {"type": "object", "properties": dict(told.query)}
        try:
            return checked(schema, {name: _read(told.query[name], given.getlist(name)) for name in given})
        except Problem as bad:
            named = [Wrong(one.field.strip("/"), one.code, one.detail) for one in bad.errors]
            raise Problem(400, "parameter_invalid", errors=named) from bad

    def _headers(self, told: Operation) -> None:
        if told.once and not KEY.match(self.request.headers.get("Idempotency-Key", "")):
            raise Problem(400, "idempotency_key_missing", errors=[Wrong("Idempotency-Key", "required", "")])
        if told.held and not TAG.match(self.request.headers.get("If-Match", "")):
            raise Problem(428)

    # --- what was sent ----------------------------------------------------------------------------------------

    def body(self) -> dict[str, Any]:
        """The body as the published schema says it; an empty one where nothing is asked for."""
        told, given = self.operation(), self.request.data
        schema = told.body
        if schema is None:
            return {}
        if told.upload:
            return self._form(schema)
        return checked(schema, {} if isinstance(given, QueryDict) and not given else given)

    def _form(self, schema: Schema) -> dict[str, Any]:
        """The fields beside an uploaded file; they come as text and are read as their schema means them."""
        known, files, sent = schema["properties"], self.request.FILES, self.request.data
        lists = sent.lists() if isinstance(sent, QueryDict) else ()  # a request without any body has no form either
        texts = {name: texts for name, texts in lists if name not in ("file", *files)}
        told = checked(schema, {name: _read(known.get(name, {}), given) for name, given in texts.items()})
        strange = [Wrong(f"/{name}", "unknown", "") for name in files if name != "file"]
        if strange or "file" not in files:
            raise Problem(422, errors=strange or [Wrong("/file", "required", FILE_MISSING)])
        return told

    def filled(self, form: BaseForm, places: Mapping[str, str] | None = None) -> BaseForm:
        """The form, if it takes what it was given."""
        if not form.is_valid():
            raise form_problem(form, places)
        return form

    # --- rows and answers -------------------------------------------------------------------------------------

    def show(self, row: Any) -> Any:
        return self.out(row, context={"request": self.request, "actor": self.request.actor}).data

    def one(self, rows: QuerySet[Any], pk: Any) -> Any:
        return get_object_or_404(rows, pk=pk)

    def root(self, row: Any) -> Model:
        """The row that its services lock first."""
        return row

    def held(self, rows: QuerySet[Any], pk: Any) -> Any:
        """One's own row for writing: locked as its services lock it, and still as the writer saw it."""
        root = self.root(get_object_or_404(rows, pk=pk))
        get_object_or_404(type(root)._base_manager.select_for_update(), pk=root.pk)
        row = get_object_or_404(rows, pk=pk)
        must_match(self.request.headers.get("If-Match"), etag_of(self.show(row)))
        return row

    def answer(self, row: Any, *, status: int = 200) -> Response:
        shown = self.show(row)
        return Response(shown, status=status, headers={"ETag": etag_of(shown)})

    def page(
        self,
        rows: QuerySet[Any],
        *,
        order: tuple[str, ...] = ("-pk",),
        made: Callable[[list[Any]], list[Any]] = list,
    ) -> Response:
        """The rows that the filters leave, a page of them; ``made`` turns those of the page into what is shown."""
        filters = self.operation().filters
        if filters is not None:
            rows = filters(self.request.query_params, rows, request=self.request).qs
        pages = Pages()
        pages.ordering = order
        found = pages.paginate_queryset(rows, self.request, view=self)
        context = {"request": self.request, "actor": self.request.actor}
        return pages.get_paginated_response(self.out(made(found), many=True, context=context).data)

    def get_parsers(self) -> list[BaseParser]:
        return [MultiPartParser()] if self.takes_file else super().get_parsers()

    # --- around it all ----------------------------------------------------------------------------------------

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        handler = getattr(self, request.method.lower(), None)
        told = getattr(handler, "operation", None)
        if told is not None and (told.once or told.held):
            setattr(self, request.method.lower(), _Written(self, handler, told))
        return super().dispatch(request, *args, **kwargs)

    def finalize_response(self, request: Any, response: Any, *args: Any, **kwargs: Any) -> Any:
        answer = super().finalize_response(request, response, *args, **kwargs)
        for name, value in (self.left.headers if self.left else {}).items():
            answer[name] = value
        answer["Cache-Control"] = "private, no-store"
        return answer


class _Written:
    """A handler that writes: all of it or nothing, and once where a key says so."""

    def __init__(self, view: ApiView, handler: Any, operation: Operation) -> None:
        self.view, self.handler, self.operation = view, handler, operation

    def __call__(self, request: Any, *args: Any, **kwargs: Any) -> Response:
        self.view.body()
        try:
            with transaction.atomic():
                if not self.operation.once:
                    return self.handler(request, *args, **kwargs)
                once = import_string(settings.API_ONCE)
                return once(request, lambda: self.handler(request, *args, **kwargs))
        except self.view.refusals as refusal:
            raise refused(refusal) from refusal


def _read(schema: Mapping[str, Any], given: list[str]) -> Any:
    """A parameter as its schema means it; what cannot be read stays text, and the schema refuses it."""
    kind = schema.get("type")
    kinds = kind if isinstance(kind, list) else [kind]
    if "array" in kinds:
        return [_read(schema.get("items", {}), [one]) for one in given]
    value = given[-1]
    if "integer" in kinds and WHOLE.match(value):
        return int(value)
    return TRUTH.get(value, value) if "boolean" in kinds else value
