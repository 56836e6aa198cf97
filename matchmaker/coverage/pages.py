"""What administrators' lists share."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest

from matchmaker.accounts.models import Organisation

PER_PAGE = 25


def office_of(request: HttpRequest) -> Organisation:
    """For which programme office the reader looks; its lists go through access.scoped."""
    return request.actor.organisation  # type: ignore[attr-defined, no-any-return]


def page_of(request: HttpRequest, rows: QuerySet[Any]) -> Page[Any]:
    return Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
