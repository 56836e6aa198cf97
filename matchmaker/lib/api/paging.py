"""Lists by cursor: rows that come in meanwhile neither hide nor repeat others."""

from __future__ import annotations

from typing import Any

from rest_framework.exceptions import NotFound
from rest_framework.pagination import CursorPagination
from rest_framework.response import Response

from matchmaker.lib.api.problems import Problem, Wrong

MOST = 200
PARAMETERS = {
    "cursor": {"type": "string", "minLength": 1, "maxLength": 400, "description": "From `next` or `previous`."},
    "limit": {"type": "integer", "minimum": 1, "maximum": MOST, "default": 50},
}


class Pages(CursorPagination):
    page_size = 50
    page_size_query_param = "limit"
    max_page_size = MOST

    def decode_cursor(self, request: Any) -> Any:
        try:
            return super().decode_cursor(request)
        except (NotFound, UnicodeError) as bad:
            raise Problem(400, "cursor_invalid", errors=[Wrong("cursor", "invalid", "")]) from bad

    def get_paginated_response(self, data: Any) -> Response:
        return Response({"next": self.get_next_link(), "previous": self.get_previous_link(), "results": data})
