"""What administrators' lists share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest

from matchmaker.accounts.models import Organisation
from matchmaker.lib.prepared import Prepared, counted_page

PER_PAGE = 25


def office_of(request: HttpRequest) -> Organisation:
    """For which programme office the reader looks; its lists go through access.scoped."""
    return request.actor.organisation  # type: ignore[attr-defined, no-any-return]


def page_of(request: HttpRequest, rows: QuerySet[Any]) -> Page[Any]:
    return Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))


class Listed:
    """Columns of a long list, whose count and first page are asked for with queries that are ready."""

    def __init__(self, build: Callable[[], QuerySet[Any]], columns: Sequence[str]) -> None:
        self.rows = lambda: build().values_list(*columns)
        self.every: Prepared[Any] = Prepared(lambda: build().order_by().select_related(None).only("pk"))
        self.first: Prepared[Any] = Prepared(lambda: self.rows()[:PER_PAGE])

    def page(self, request: HttpRequest) -> Page[Any]:
        return counted_page(request, self.rows, PER_PAGE, count=self.every.count(), first=self.first.rows)
