"""Refusals as problem documents (RFC 9457): a stable code, words in the reader's language, and which field is meant."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.forms import BaseForm
from django.http import Http404
from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions
from rest_framework.response import Response

MEDIA = "application/problem+json"
TITLES = {
    400: _("요청을 읽을 수 없습니다."),
    401: _("토큰이 없거나 더는 쓸 수 없습니다."),
    403: _("이 토큰으로는 할 수 없는 일입니다."),
    404: _("찾을 수 없습니다."),
    405: _("이 주소에서는 할 수 없는 방법입니다."),
    406: _("그 형식으로는 답할 수 없습니다."),
    409: _("지금은 할 수 없습니다."),
    412: _("그 사이에 내용이 바뀌었습니다. 다시 읽고 보내 주세요."),
    413: _("보낸 내용이 너무 큽니다."),
    415: _("받을 수 없는 형식입니다."),
    422: _("값을 고쳐 주세요."),
    428: _("If-Match 머리글에 마지막으로 읽은 ETag를 넣어 주세요."),
    429: _("요청이 너무 잦습니다. 잠시 뒤에 다시 보내 주세요."),
    500: _("저희 쪽에 문제가 생겼습니다."),
}
CODES = {
    400: "request_unreadable",
    401: "token_needed",
    403: "scope_missing",
    404: "not_found",
    405: "method_not_allowed",
    406: "not_acceptable",
    409: "refused",
    412: "changed_meanwhile",
    413: "too_large",
    415: "json_only",
    422: "invalid",
    428: "if_match_missing",
    429: "too_many_requests",
}

JSON_ONLY, JSON_INVALID = _("JSON으로 보내 주세요."), _("JSON을 읽을 수 없습니다.")
FORM_ONLY = _("파일은 multipart/form-data의 file 칸에 담아 보내 주세요.")


@dataclass(frozen=True)
class Wrong:
    """What is wrong with one place of the request; ``field`` is a JSON pointer into the body, or a parameter's name."""

    field: str
    code: str
    detail: str


class Problem(Exception):
    """A refusal with its status; ``code`` never changes once published, words may."""

    def __init__(
        self, status: int, code: str = "", detail: Any = "", *, errors: Iterable[Wrong] = (), **headers: str
    ) -> None:
        self.status, self.code = status, code or CODES[status]
        self.detail, self.errors = detail, tuple(errors)
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}
        super().__init__(self.code)


def code_of(refusal: Exception) -> str:
    """NeedClosed is "need_closed": the class that refuses gives the code."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", type(refusal).__name__).lower()


def refused(refusal: Any) -> Problem:
    """An expected refusal of a service as a 409."""
    return Problem(409, code_of(refusal), refusal.message)


def form_problem(form: BaseForm, places: Mapping[str, str] | None = None) -> Problem:
    """A form's complaints as a 422; ``places`` says where a field of the form stands in the body, else by its name."""
    found = []
    for name, complaints in form.errors.get_json_data().items():
        place = "" if name == "__all__" else (places or {}).get(name, f"/{name}")
        found += [Wrong(place, one["code"] or "invalid", one["message"]) for one in complaints]
    return Problem(422, errors=found)


def problem_handler(raised: Exception, context: dict[str, Any]) -> Response | None:
    """Every refusal of the API as a problem document; what nobody expected is let through and logged."""
    problem = _problem_of(raised, upload=getattr(context.get("view"), "takes_file", False))
    if problem is None:
        return None
    body: dict[str, Any] = {
        "type": f"urn:matchmaker:problem:{problem.code}",
        "title": str(TITLES[problem.status]),
        "status": problem.status,
        "code": problem.code,
        "detail": str(problem.detail or TITLES[problem.status]),
        "errors": [{"field": one.field, "code": one.code, "detail": str(one.detail)} for one in problem.errors],
    }
    return Response(body, status=problem.status, headers=problem.headers, content_type=MEDIA)


def _unreadable(raised: Exception, *, upload: bool) -> Problem | None:
    """A body that is not what its kind says, or of another kind."""
    if isinstance(raised, exceptions.UnsupportedMediaType):
        return Problem(415, "form_only", FORM_ONLY) if upload else Problem(415, detail=JSON_ONLY)
    if isinstance(raised, exceptions.ParseError):
        return Problem(400, detail=FORM_ONLY) if upload else Problem(400, "json_invalid", JSON_INVALID)
    return None


def _problem_of(raised: Exception, *, upload: bool) -> Problem | None:
    if isinstance(raised, Problem):
        return raised
    if isinstance(raised, Http404 | exceptions.NotFound | PermissionDenied | exceptions.PermissionDenied):
        return Problem(404)
    if isinstance(raised, exceptions.NotAuthenticated | exceptions.AuthenticationFailed):
        return Problem(401, WWW_Authenticate="Bearer")
    if (problem := _unreadable(raised, upload=upload)) is not None:
        return problem
    if isinstance(raised, RequestDataTooBig):
        return Problem(413)
    if isinstance(raised, exceptions.APIException):
        return Problem(raised.status_code)
    return None
